"""The HTML document of every page: what the lab puts into its head, and addresses below a page."""

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from browser.document import Document

HTML = "<!DOCTYPE html><html><head><title>Streamlit</title></head><body>" + "text " * 500 + "</body></html>"
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8", "accept-encoding": "gzip, deflate, br"}


async def page(_request):
    return HTMLResponse(HTML, headers={"ETag": "1", "Last-Modified": "then", "Cache-Control": "no-cache"})


async def text(_request):
    return PlainTextResponse("<head>" * 500, headers={"ETag": "1"})


def get(path: str, base: str = "", root: str = "") -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body; the app within compresses, as Streamlit does."""
    middleware = [Middleware(Document, head="<script>mine</script>", base=base), Middleware(GZipMiddleware)]
    routes = [Route("/text", text), Route("/a/text", text), Route("/{path:path}", page)]
    app = Starlette(routes=routes, middleware=middleware)
    messages = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        messages.append(message)

    path, _mark, query = path.partition("?")
    headers = [(name.encode(), value.encode()) for name, value in BROWSER.items()]
    scope = {"type": "http", "method": "GET", "path": root + path, "query_string": query.encode()}
    asyncio.run(app({**scope, "headers": headers, "root_path": root}, receive, send))
    start, *rest = messages
    answered = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    return start["status"], answered, b"".join(message.get("body", b"") for message in rest)


@pytest.mark.parametrize("path", ["/", "/race", "/race?arms=ReLU"])
def test_the_head_of_a_page_begins_with_what_the_lab_puts_there(path):
    status, headers, body = get(path)
    assert status == 200
    assert body.decode() == HTML.replace("<head>", "<head><script>mine</script>")
    assert int(headers["content-length"]) == len(body)


def test_a_browser_asks_for_the_document_each_time():
    headers = get("/race")[1]
    assert headers["cache-control"] == "no-cache"
    assert not {"etag", "last-modified"} & set(headers)


@pytest.mark.parametrize("path", ["/text", "/a/text"])
def test_whatever_is_no_document_is_left_as_it_is(path):
    status, headers, body = get(path)
    assert (status, body) == (200, b"<head>" * 500)
    assert headers["etag"] == "1"


@pytest.mark.parametrize(
    ("path", "leads"),
    [
        ("/race/race", "../race"),
        ("/race/race?arms=ReLU&steps=5", "../race?arms=ReLU&steps=5"),
        ("/a/b/c/gallery", "../../../gallery"),
    ],
)
def test_an_address_below_a_page_leads_to_the_page_of_its_last_part(path, leads):
    status, headers, _body = get(path)
    assert (status, headers["location"]) == (307, leads)


@pytest.mark.parametrize(("base", "root"), [("lab", ""), ("", "/lab"), ("/lab/", "")])
def test_the_path_at_which_the_lab_is_served_is_no_page(base, root):
    home = "" if root else "/lab"
    assert get(f"{home}/race", base=base, root=root)[0] == 200
    assert get(f"{home}/race/race", base=base, root=root)[1]["location"] == "../race"
