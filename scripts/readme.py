"""Write what the READMEs count and quote: `python -m scripts.readme` from the project's root.

The numbers of functions, data sets, claims and verdicts come from the lab itself, the rows of the English table from
docs/verdicts.md. `tests/test_readme.py` fails when a README is not what this script would write.
"""

import re
from collections import Counter
from pathlib import Path

from activations.data.datasets import DATASETS
from activations.functions.catalogue import CATALOGUE
from activations.note.claims import CLAIMS
from activations.trials.record import read_record

ROOT = Path(__file__).resolve().parents[1]
VERDICTS = ROOT / "docs" / "verdicts.md"
ENGLISH, CHINESE = ROOT / "README.md", ROOT / "README.zh-CN.md"
STRIKING = ("tanh.always-better", "leaky.6x", "relu.irreversible", "relu.noninvertible")  # the rows that are shown


def counts() -> list[tuple[Path, str]]:
    """(README, its words with the numbers as they are now); {} stands for any number before."""
    verdicts = Counter(result.verdict for result in read_record().values())
    holds, fails, depends = (verdicts[one] for one in ("holds", "does not hold", "depends"))
    agree, every = re.search(r"different seeds: ([\d,]+) of ([\d,]+) verdicts", VERDICTS.read_text("utf-8")).groups()
    return [
        (ENGLISH, f"{len(CATALOGUE)} activation functions"),
        (ENGLISH, f"one of {len(DATASETS)} data sets"),
        (ENGLISH, f"{len(CLAIMS)} claims"),
        (ENGLISH, f"{holds} hold, {fails} do not hold and {depends} depend"),
        (ENGLISH, f"{agree} of {every} verdicts agree"),
        (CHINESE, f"{len(CATALOGUE)} 种激活函数"),
        (CHINESE, f"{len(DATASETS)} 种数据集"),
        (CHINESE, f"{len(CLAIMS)} 条论断"),
        (CHINESE, f"{holds} 条成立，{fails} 条不成立，{depends} 条视条件而定"),
        (CHINESE, f"{every} 个判定中有 {agree} 个一致"),
    ]


def striking_rows() -> list[str]:
    """The lines of the verdicts' table for STRIKING: claim, verdict and what was measured."""
    lines = {line.split("`")[-2]: line for line in VERDICTS.read_text("utf-8").splitlines() if line.endswith("` |")}
    return ["|".join(re.split(r"(?<!\\)\|", lines[name])[:4]) + "|" for name in STRIKING]


def written(readme: Path) -> str:
    """What the README should hold. Raises ValueError if it lacks words that are to hold a number."""
    text = readme.read_text("utf-8")
    for file, words in counts():
        if file == readme:
            pattern = r"(?<![\d,])" + re.sub(r"(?:\\ )+", r"\\s+", re.sub(r"[\d,]*\d", r"[\\d,]*\\d", re.escape(words)))
            if not re.search(pattern, text):
                raise ValueError(f"{readme.name} nowhere says “{words}”.")
            text = re.sub(pattern, lambda found, words=words: numbered(found[0], words), text)
    if readme == ENGLISH:
        table = re.compile(r"(\| Claim \| Verdict \| Measured \|\n\|---\|---\|---\|\n)(?:\|.*\n)*")
        text = table.sub(lambda found: found[1] + "\n".join(striking_rows()) + "\n", text)
    return text


def numbered(found: str, words: str) -> str:
    """The words as found, with their line breaks, and the numbers of `words`."""
    numbers = iter(re.findall(r"[\d,]*\d", words))
    return re.sub(r"[\d,]*\d", lambda _: next(numbers), found)


if __name__ == "__main__":
    for path in (ENGLISH, CHINESE):
        path.write_text(written(path), encoding="utf-8")
