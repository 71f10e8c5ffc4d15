"""The modules of the browser's side: what is served, at which address, and for how long a browser may keep it."""

import asyncio
import gzip
import json
import re

import pytest
from plotly.offline import get_plotlyjs_version
from starlette.applications import Starlette

from browser import modules
from scripts.plotly import FOLDER, LICENSE, PACKAGE, ROOT, SCRIPT

APP = Starlette(routes=[modules.mount])


def get(path: str, encoding: str = "") -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of what the server answers."""
    messages = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        messages.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b""}
    asyncio.run(APP({**scope, "headers": [(b"accept-encoding", encoding.encode())], "root_path": ""}, receive, send))
    start, *rest = messages
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], headers, b"".join(message.get("body", b"") for message in rest)


@pytest.mark.parametrize("name", modules.MODULES)
def test_every_module_is_served_for_ever_at_the_address_of_its_version(name):
    status, headers, body = get(f"/browser/{modules.VERSION}/{name}")
    assert status == 200
    assert body == (modules.HERE / name).read_bytes()
    assert headers["content-type"] == "text/javascript; charset=utf-8"
    assert headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("name", ["race/board.js", "gone.js"])
def test_a_module_of_another_version_says_that_it_is_outdated_and_is_not_kept(name):
    status, headers, body = get(f"/browser/0123456789abcdef/{name}")
    assert status == 200  # a browser would complain of a 404 in its console, and show nothing
    assert body == b"export const outdated = true;\n"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "name", ["", "__init__.py", "modules.py", "race/__init__.py", "cards.css", "../app.py", "loader.js"]
)
def test_nothing_but_modules_is_served(name):
    assert get(f"/browser/{modules.VERSION}/{name}")[0] == 404


def test_the_version_changes_with_every_module():
    served = modules.MODULES | {modules.PLOTLY: modules.PLOTLY_SOURCE}
    changed = {name: source + b"\n" for name, source in served.items()}
    versions = {modules.version_of(served | {name: changed[name]}) for name in changed}
    assert len(versions) == len(served)
    assert modules.VERSION not in versions
    renamed = {f"{name}x": source for name, source in served.items()}
    assert modules.version_of(renamed) != modules.version_of(served) == modules.VERSION


@pytest.mark.parametrize("accepted", ["gzip, deflate, br", "identity", ""])
def test_plotlys_script_is_compressed_for_those_who_take_it_so(accepted):
    status, headers, body = get(f"/browser/{modules.VERSION}/plotly.min.js", accepted)
    assert status == 200
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["vary"] == "Accept-Encoding"
    compressed = headers.get("content-encoding") == "gzip"
    assert compressed == accepted.startswith("gzip")
    assert (gzip.decompress(body) if compressed else body) == modules.PLOTLY_SOURCE
    assert len(body) < 520_000 or not compressed


def test_plotlys_script_is_the_one_of_npm_in_the_version_that_makes_the_figures():
    version = get_plotlyjs_version()
    said = f"plotly makes figures for plotly.js {version}: set it in package.json, npm i, python -m scripts.plotly"
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"][PACKAGE.name]
    assert wanted == version, said
    assert modules.PLOTLY_SOURCE.startswith(f"/**\n* plotly.js (cartesian - minified) v{version}\n".encode()), said
    assert (PACKAGE / SCRIPT).read_bytes() == modules.PLOTLY_SOURCE, said
    assert (FOLDER / LICENSE).read_bytes() == (PACKAGE / LICENSE).read_bytes(), said


def test_a_component_asks_for_all_that_its_module_imports():
    needed = modules.needed("curves/curve_chart.js")
    assert needed[0] == "curves/curve_chart.js"
    assert {"plot.js", "words.js", "curves/maxout_lines.js", "plotly_chinese.js"} <= set(needed)
    assert not any(name.startswith("race/") for name in needed)
    for name, source in modules.MODULES.items():  # no import is written in a way that the search does not see
        said = re.findall(r"\bfrom '(.+?)'", source.decode())
        assert {modules.resolved(name, path) for path in said} <= set(modules.needed(name)), name
    assert '"module": "race/board.js"' in modules.loader("race/board.js")
