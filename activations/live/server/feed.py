"""The live feed: one WebSocket per page, which streams a run's frames to the browser that watches it.

The browser asks for a frame ("more") when it has drawn the last one, so a slow browser gets fewer, newer frames and
nothing queues up. Rows of the curves are never left out; of the pictures only the newest are sent. After the first
frame come the moments that were kept of the run before ("kept" in their headers), which need not be asked for.
"""

import asyncio
import contextlib
import logging
from urllib.parse import urlsplit

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from activations.live.server.run import Run
from activations.live.server.supervisor import shared_supervisor

UNKNOWN_RUN = 4404
TOO_MANY = 4429
FOREIGN_ORIGIN = 4403

logger = logging.getLogger(__name__)


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
    if not supervisor.watch(run):
        await websocket.close(TOO_MANY, "Too many pages watch this run.")
        return
    try:
        await stream(websocket, run)
    except WebSocketDisconnect as gone:
        logger.debug("A page went while it was sent a frame (%s).", gone.code)
    finally:
        supervisor.unwatch(run)


async def stream(websocket: WebSocket, run: Run) -> None:
    """Answer every "more" with the next frame, as soon as there is one. Returns when the run or the page is gone."""
    loop, woken, asked = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

    def wake() -> None:  # in whatever thread has news
        if not loop.is_closed():
            loop.call_soon_threadsafe(woken.set)

    reader = asyncio.create_task(read(websocket, asked, woken))
    reader.add_done_callback(lambda _task: woken.set())
    run.listen(wake)
    version, position = -1, None
    try:
        while not reader.done():
            if run.gone:
                await websocket.close(UNKNOWN_RUN, "This run is no longer here.")
                return
            if asked.is_set() and run.version != version:
                asked.clear()
                version = run.version
                before = position
                message, position = await asyncio.to_thread(run.packed, before)
                await send(websocket, message)
                for moment in await asyncio.to_thread(run.past, before):  # of a page loaded again, mostly
                    await send(websocket, moment)
            else:
                await woken.wait()
                woken.clear()
    except RuntimeError:  # uvicorn's, for a send after it has answered the page's close: the reader hears of it next
        await asyncio.wait({reader}, timeout=1)
        if not reader.done():
            raise
    finally:
        run.unlisten(wake)
        reader.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await reader


async def send(websocket: WebSocket, message: bytes) -> None:
    """Raises WebSocketDisconnect if the page has gone."""
    if websocket.client_state is not WebSocketState.CONNECTED:
        raise WebSocketDisconnect(1006)
    await websocket.send_bytes(message)


async def read(websocket: WebSocket, asked: asyncio.Event, woken: asyncio.Event) -> None:
    """Note what the page asks for, until it goes."""
    while (await websocket.receive())["type"] == "websocket.receive":
        asked.set()
        woken.set()


route = WebSocketRoute("/live/{token}", live)
