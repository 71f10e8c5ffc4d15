"""The ES modules of the browser's side and Plotly's script: read once when the server starts, and served below a hash.

A module is at /browser/<version>/race/board.js. Imports within the modules are relative, so all components share one
copy of each module; and since the version is the hash of all of them, a browser may keep them for ever, and never mixes
two versions of the lab. A page that still asks for another version gets a module that says so (see loader.js).
"""

import gzip
import hashlib
import json
import re
from pathlib import Path, PurePosixPath

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

HERE = Path(__file__).parent
LOADER = "loader.js"  # goes into the page itself
IMPORTED = re.compile(rb"^(?:import|export)\b[^;']*?'(\.[^']+)';", re.MULTILINE)
JAVASCRIPT = "text/javascript; charset=utf-8"
PLOTLY = "plotly.min.js"  # a plain script, not a module
OUTDATED = "export const outdated = true;\n"

# In memory: the files on disk may be those of a later version before the server is started again.
MODULES = {
    file.relative_to(HERE).as_posix(): file.read_bytes() for file in sorted(HERE.rglob("*.js")) if file.name != LOADER
}


def version_of(modules: dict[str, bytes]) -> str:
    """A hash of names and contents, 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for name, source in sorted(modules.items()):
        digest.update(f"{name} {len(source)}\n".encode() + source)
    return digest.hexdigest()[:16]


COMPRESSED_PLOTLY = (HERE / "plotly" / "plotly-cartesian.min.js.gz").read_bytes()  # see scripts/plotly.py
PLOTLY_SOURCE = gzip.decompress(COMPRESSED_PLOTLY)
VERSION = version_of(MODULES | {PLOTLY: PLOTLY_SOURCE})
# For the head of every page: a browser fetches and runs it while it still waits for what the page is to show. One that
# could not be fetched makes way for another try, see plot.js.
PLOTLY_SCRIPT = f'<script async src="./browser/{VERSION}/{PLOTLY}" onerror="this.remove()"></script>'


def needed(module: str) -> list[str]:
    """`module` and all that it imports, directly or not: what a browser can fetch at once."""
    found: list[str] = []
    waiting = [module]
    while waiting:
        name = waiting.pop(0)
        if name in found:
            continue
        found.append(name)
        waiting += [resolved(name, path.decode()) for path in IMPORTED.findall(MODULES[name])]
    return found


def resolved(module: str, path: str) -> str:
    """What `path`, relative to `module`, names from the folder of the modules."""
    parts: list[str] = []
    for part in (PurePosixPath(module).parent / path).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def loader(module: str) -> str:
    """The script that Streamlit gets of a component: it imports `module` from this server."""
    wanted = {"version": VERSION, "module": module, "needed": needed(module)}
    return f"const WANTED = {json.dumps(wanted)};\n" + (HERE / LOADER).read_text("utf-8")


async def serve(request: Request) -> Response:
    """GET /browser/<version>/<module>."""
    if request.path_params["version"] != VERSION:
        return Response(OUTDATED, media_type=JAVASCRIPT, headers={"Cache-Control": "no-store"})
    name = request.path_params["name"]
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    if name == PLOTLY:
        return plotly(request, headers)
    source = MODULES.get(name)
    if source is None:
        return PlainTextResponse("Not Found", 404)
    return Response(source, media_type=JAVASCRIPT, headers=headers)


def plotly(request: Request, headers: dict[str, str]) -> Response:
    """Plotly's script, compressed for whoever takes it so, as every browser does."""
    headers |= {"Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(PLOTLY_SOURCE, media_type=JAVASCRIPT, headers=headers)
    return Response(COMPRESSED_PLOTLY, media_type=JAVASCRIPT, headers=headers | {"Content-Encoding": "gzip"})


mount = Mount("/browser", routes=[Route("/{version}/{name:path}", serve)])
