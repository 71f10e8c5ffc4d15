"""Take Plotly's script into browser/plotly/ as npm has installed it: `python -m scripts.plotly`, after `npm ci`.

It is the "cartesian" bundle of plotly.js: charts with two axes, a third of the library, so that a first chart is there
sooner. Its version, in package.json, is that of the Python package plotly, which makes the figures: a test says so when
they differ. It is kept compressed, as browsers get it.
"""

import gzip
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "node_modules" / "plotly.js-cartesian-dist-min"
FOLDER = ROOT / "browser" / "plotly"
SCRIPT, LICENSE = "plotly-cartesian.min.js", "LICENSE"

if __name__ == "__main__":
    (FOLDER / f"{SCRIPT}.gz").write_bytes(gzip.compress((PACKAGE / SCRIPT).read_bytes(), compresslevel=9, mtime=0))
    shutil.copyfile(PACKAGE / LICENSE, FOLDER / LICENSE)
