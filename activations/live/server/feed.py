"""The live feed: one WebSocket a page, which streams a run's frames to the browser that watches it.

The browser asks for a frame ("more") when it has drawn the last one, so a slow browser gets fewer, newer frames and
nothing queues up. Rows of the curves are never left out; of the pictures only the newest are sent. After the first
frame come the moments that were kept of the run before ("kept" in their headers), which need not be asked for.
"""

import asyncio
import contextlib
from urllib.parse import urlsplit

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from activations.live.server.supervisor import NOTHING_SEEN, Run, Supervisor, shared_supervisor

LOOK_EVERY = 0.012  # seconds between looks for a new frame; the trainer process sends at most 20 a second and run
UNKNOWN_RUN = 4404
FOREIGN_ORIGIN = 4403


def same_origin(websocket: WebSocket) -> bool:
    """Whether the page that opens the socket was served by this very host: a browser's Origin cannot be forged."""
    origin = websocket.headers.get("origin")
    return bool(origin) and urlsplit(origin).netloc == websocket.headers.get("host")


async def live(websocket: WebSocket) -> None:
    """Endpoint of /live/{token}: refuses foreign pages and unknown tokens, then streams until the page goes."""
    if not same_origin(websocket):
        await websocket.close(FOREIGN_ORIGIN)  # before accept: the handshake is answered with 403
        return
    supervisor = shared_supervisor()
    run = supervisor.get(websocket.path_params["token"])
    await websocket.accept()
    if run is None:
        await websocket.close(UNKNOWN_RUN, "This run is no longer here.")
        return
    supervisor.watch(run)
    try:
        await stream(websocket, supervisor, run)
    except (WebSocketDisconnect, RuntimeError):
        pass  # the page has gone: starlette raises RuntimeError for a send after the close
    finally:
        supervisor.unwatch(run)


async def stream(websocket: WebSocket, supervisor: Supervisor, run: Run) -> None:
    """Answer every "more" with the next frame, as soon as there is one. Returns when the run or the page is gone."""
    asked = asyncio.Event()
    reader = asyncio.create_task(read(websocket, asked))
    version, seen = -1, NOTHING_SEEN
    try:
        while not reader.done():
            if supervisor.get(run.token) is None:
                with contextlib.suppress(RuntimeError):
                    await websocket.close(UNKNOWN_RUN, "This run is no longer here.")
                return
            if asked.is_set() and run.version != version:
                asked.clear()
                version = run.version
                before = seen
                message, seen = supervisor.since(run, before)
                await websocket.send_bytes(message)
                for moment in supervisor.past(run, before):  # of a page that was loaded again, mostly
                    await websocket.send_bytes(moment)
            else:
                await asyncio.sleep(LOOK_EVERY)
    finally:
        reader.cancel()
        with contextlib.suppress(asyncio.CancelledError, WebSocketDisconnect, RuntimeError):
            await reader


async def read(websocket: WebSocket, asked: asyncio.Event) -> None:
    """Note what the page asks for, until it goes."""
    while (await websocket.receive())["type"] == "websocket.receive":
        asked.set()


route = WebSocketRoute("/live/{token}", live)
