"""How modules come to a page: each once, and with a sentence in the place of a component whose modules do not come."""

import re

import pytest

UPDATED = "The lab has been updated since this page was opened: reload the page."
UPDATED_CHINESE = "实验室在打开此页面之后更新过：请重新加载页面。"
NOT_LOADED = "A part of this page could not be loaded: reload the page."
VERSION = re.compile(r"/browser/\w+/")


def serve_outdated(page, pattern: str) -> None:
    """What the page asks for is answered as the server answers who asks for the modules of another version."""

    def answer(route):
        outdated = page.request.get(VERSION.sub("/browser/0123456789abcdef/", route.request.url))
        route.fulfill(response=outdated)

    page.route(pattern, answer)


@pytest.mark.parametrize("module", ["curves/curve_chart.js", "plot.js"])  # the component's own, and one that it imports
def test_an_outdated_page_says_so_in_the_place_of_the_component(new_page, module):
    for locale, sentence in (("en-GB", UPDATED), ("zh-CN", UPDATED_CHINESE)):
        page = new_page(locale=locale)
        serve_outdated(page, f"**/browser/*/{module}")
        page.goto("/")
        page.locator(".lab-not-loaded").get_by_text(sentence).wait_for()
        assert not page.locator(".lab-curve").is_visible()
        assert page.locator(".lab-facts").first.is_visible()  # its modules have come


def test_a_page_that_was_opened_with_another_version_never_mixes_the_two(page):
    page.add_init_script("globalThis.activationLab = { modules: 'http://127.0.0.1/browser/0123456789abcdef' }")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if VERSION.search(request.url) else None)
    page.goto("/gallery")
    page.locator(".lab-not-loaded").get_by_text(UPDATED).filter(visible=True).first.wait_for()
    assert [url for url in asked if not url.endswith("/plotly.min.js")] == []  # which the document itself asks for


def test_modules_that_do_not_come_leave_a_sentence(page, console):
    console.expected.append("Failed to load resource")
    page.route("**/browser/*/gallery/*.js", lambda route: route.abort())
    page.goto("/gallery")
    page.locator(".lab-not-loaded").get_by_text(NOT_LOADED).wait_for()


def test_a_component_that_is_called_again_while_its_modules_come_shows_the_newest(page, settled):
    held = []
    page.route("**/browser/*/curves/maxout_lines.js", lambda route: held.append(route))
    page.goto("/")
    page.locator(".lab-facts .lab-name").first.wait_for()
    page.get_by_text("简体中文", exact=True).click()
    page.get_by_text("激活函数", exact=True).first.wait_for()
    settled(page)
    assert held
    for route in held:
        route.continue_()
    page.locator(".lab-curve .scatterlayer path.js-line").first.wait_for()
    plot = "document.querySelector('.lab-curve .lab-plot')"
    page.wait_for_function(f"{plot}.layout.xaxis.title.text === '预激活值 z'")
    assert page.evaluate("document.querySelector('.lab-curve').chart.left === undefined")  # it was not told to go
    page.get_by_text("English", exact=True).click()
    page.wait_for_function(f"{plot}.layout.xaxis.title.text === 'pre-activation z'")


def test_each_module_is_fetched_once_for_all_components_of_a_page(page, settled):
    asked = []
    page.on("request", lambda request: asked.append(request.url) if VERSION.search(request.url) else None)
    page.goto("/race?arms=ReLU&steps=100")
    page.locator("[data-stat=state]").get_by_text("paused").wait_for()
    assert [url for url in asked if url.endswith("/words.js")] != []
    assert sorted(asked) == sorted(set(asked))
    first = len(asked)
    page.get_by_role("link", name="Gallery").click()
    page.locator(".lab-tile").first.wait_for()
    settled(page)
    new = {VERSION.split(url)[1] for url in asked[first:]}
    assert new == {"gallery/gallery_grid.js", "link.js"}
