"""A finger on a chart scrolls the page, two zoom the chart."""

import pytest

from tests.browser.test_race import open_race

SCROLLED = "() => document.querySelector('[data-testid=stMain]').scrollTop"
RANGE = "selector => [...document.querySelector(selector).layout.xaxis.range]"


@pytest.fixture
def phone(browser, server, console):
    context = browser.new_context(
        base_url=server.url, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="en-GB"
    )
    context.set_default_timeout(45_000)
    page = context.new_page()
    console.watch(page)
    yield page
    context.close()
    assert console.complaints() == []


def fingers(session, kind, *places):
    points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def middle(page, selector):
    page.locator(selector).first.scroll_into_view_if_needed()
    box = page.locator(f"{selector} .nsewdrag").first.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize(
    ("link", "chart"), [("/", ".lab-curve .lab-plot"), ("/race", "[data-card=train_loss] .lab-plot")]
)
def test_one_finger_scrolls_and_two_zoom(phone, link, chart):
    if link == "/race":
        open_race(phone, "/race?arms=relu&seeds=1&widths=4&steps=50")
    else:
        phone.goto(link)
    phone.wait_for_selector(f"{chart} .main-svg")
    session = phone.context.new_cdp_session(phone)
    before = phone.evaluate(RANGE, chart)
    x, y = middle(phone, chart)
    scrolled = phone.evaluate(SCROLLED)
    fingers(session, "touchStart", (x, y))
    for down in range(1, 9):
        fingers(session, "touchMove", (x, y - 25 * down))
    fingers(session, "touchEnd")
    phone.wait_for_function(f"before => ({SCROLLED})() > before + 50", arg=scrolled)
    assert phone.evaluate(RANGE, chart) == before

    x, y = middle(phone, chart)
    fingers(session, "touchStart", (x - 20, y), (x + 20, y))
    for apart in range(25, 65, 5):
        fingers(session, "touchMove", (x - apart, y), (x + apart, y))
    phone.wait_for_function(
        f"([selector, length]) => {{ const [low, high] = ({RANGE})(selector); return high - low < 0.6 * length; }}",
        arg=[chart, before[1] - before[0]],
    )
    fingers(session, "touchEnd")
