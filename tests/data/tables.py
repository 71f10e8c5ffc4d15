"""Tables for the tests, as files."""

import numpy as np
import pandas as pd
from sklearn.datasets import load_iris

from activations import Arm, Experiment
from activations.data.table.store import store_table


def csv(rows, header="a,b,y") -> bytes:
    return "\n".join([header, *(",".join(map(str, row)) for row in rows)]).encode()


def iris() -> pd.DataFrame:
    found = load_iris(as_frame=True)
    return found.data.assign(species=[str(found.target_names[target]) for target in found.target])


def numbers(rows=40, seed=0) -> pd.DataFrame:
    draws = np.random.default_rng(seed)
    frame = pd.DataFrame({"a": draws.normal(5, 3, rows), "b": draws.normal(size=rows)})
    return frame.assign(y=frame["a"] - 2 * frame["b"] + 0.1 * draws.normal(size=rows))


def content(frame: pd.DataFrame, **options) -> bytes:
    return frame.to_csv(index=False, **options).encode()


def experiment(frame: pd.DataFrame, target: str, **fields) -> Experiment:
    return Experiment(
        **{"arms": [Arm("relu")], "data": "table", "table": store_table(content(frame)), "target": target} | fields
    )


def said(words) -> str:
    return " ".join(words)
