"""The HTML document of every page, which is Streamlit's: what the lab puts into its head, and addresses below a page.

The document names its scripts relative to the page's address. An address below a page, such as /race/race, would find
none of them and stay blank: it leads to the page of its last part, and Streamlit says so if there is no such page.
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEAD = b"<head>"
OF_A_FILE = ("etag", "last-modified")  # with these, a browser would keep the document with the head of an older version


class Document:
    """ASGI middleware. `head` is HTML that goes first into the head of every document; `base` is the path of home."""

    def __init__(self, app: ASGIApp, head: str, base: str = "") -> None:
        self.app = app
        self.head = head.encode()
        self.base = base.strip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        start: Message | None = None  # of an HTML document, until all of it is there
        body = b""

        async def pass_on(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and is_document(message):
                start = message
            elif start is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    await self.answer(scope, receive, send, start, body)

        await self.app(uncompressed(scope), receive, pass_on)

    async def answer(self, scope: Scope, receive: Receive, send: Send, start: Message, body: bytes) -> None:
        if page := self.page_of(scope):
            await RedirectResponse(page, 307, headers={"Cache-Control": "no-cache"})(scope, receive, send)
            return
        headers = MutableHeaders(raw=start["headers"])
        for name in OF_A_FILE:
            del headers[name]
        if scope["method"] == "GET":
            body = body.replace(HEAD, HEAD + self.head, 1)
            headers["content-length"] = str(len(body))
        await send(start)
        await send({"type": "http.response.body", "body": body})

    def page_of(self, scope: Scope) -> str:
        """From an address below a page, the way to the page of its last part; nothing for any other."""
        path = scope["path"].removeprefix(scope.get("root_path", "")).strip("/")
        if self.base and path != self.base:
            path = path.removeprefix(self.base + "/")
        *above, last = path.split("/")
        query = scope["query_string"].decode("latin-1")
        return "../" * len(above) + last + ("?" + query if query else "") if above else ""


def uncompressed(scope: Scope) -> Scope:
    """The request of a document, without the leave to compress it: its head is to be written into."""
    if "text/html" not in Headers(scope=scope).get("accept", ""):
        return scope
    return {**scope, "headers": [header for header in scope["headers"] if header[0] != b"accept-encoding"]}


def is_document(start: Message) -> bool:
    kind = MutableHeaders(raw=start["headers"]).get("content-type", "")
    return start["status"] == 200 and kind.startswith("text/html")
