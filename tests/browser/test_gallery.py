"""The Gallery in a real browser: quick, quiet under filters, readable under the pointer, and a door to Curves."""

import re
import time

import pytest

from activations.functions.catalogue import CATALOGUE

SWITCH_WITHIN = 5.0  # seconds from the click on the menu to the first charts, on two cores that have other work
TILE = ".lab-tile"
CURVES = ".lab-curve .scatterlayer path.js-line"


def opened(page, settled, link: str = ""):
    page.goto("/gallery" + link)
    page.wait_for_selector(TILE)
    settled(page)
    return page


@pytest.mark.benchmark
def test_switching_between_pages_shows_charts_soon(page, settled):
    page.goto("/")
    page.wait_for_selector(CURVES)
    settled(page)
    menu = page.get_by_test_id("stSidebarNavItems")
    seconds: dict[str, list[float]] = {"Gallery": [], "Curves": []}
    for _ in range(3):
        for name, chart in (("Gallery", f"{TILE} path.lab-f"), ("Curves", CURVES)):
            start = time.perf_counter()
            menu.get_by_role("link", name=name).click()
            page.wait_for_selector(chart)
            seconds[name].append(time.perf_counter() - start)
            settled(page)
    for name, taken in seconds.items():
        print(f"\nfirst charts of {name} after the click: {', '.join(f'{value:.2f}' for value in taken)} s")
        assert sorted(taken)[1] <= SWITCH_WITHIN


def test_every_function_has_a_tile_which_reads_its_numbers_and_opens_it_in_curves(page, settled):
    opened(page, settled)
    assert page.locator(TILE).count() == len(CATALOGUE)
    assert page.locator(f"{TILE}[data-key='log_sigmoid'] .lab-read").text_content() == "–"  # of no single year
    tile = page.locator(f"{TILE}[data-key='sigmoid']")
    box = tile.locator("svg").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert tile.locator(".lab-read").text_content() == "z 0  f 0.5  f′ 0.25"
    page.locator(f"{TILE}[data-key='leaky_relu']").click()
    page.wait_for_selector(CURVES)
    settled(page)
    page.wait_for_url(re.compile(r"/\?functions=leaky_relu$"))
    assert page.locator(".lab-facts .lab-name").text_content() == "Leaky ReLU"


def test_filter_moves_tiles_and_redraws_none(page, settled):
    opened(page, settled)
    page.evaluate(f"document.querySelectorAll('{TILE}').forEach((tile) => (tile.kept = true))")
    page.get_by_role("button", name="zero-centred").click()
    page.get_by_text(re.compile(rf"of {len(CATALOGUE)} activation functions")).wait_for()
    settled(page)
    shown = page.locator(TILE).count()
    assert shown == sum(entry.zero_centred for entry in CATALOGUE.values())
    assert page.evaluate(f"[...document.querySelectorAll('{TILE}')].every((tile) => tile.kept)")
    page.wait_for_url(re.compile("properties=zero-centred"))


def test_search_is_kept_in_the_link_and_nothing_found_is_said(page, settled):
    opened(page, settled)
    page.get_by_label("Search").press_sequentially("zzz")  # without Enter
    page.get_by_text("No activation function matches").wait_for()
    page.wait_for_url(re.compile("search=zzz"))
    page.get_by_label("Search").fill("gelu")
    page.wait_for_selector(TILE)
    assert page.locator(f"{TILE}[data-key='gelu']").count() == 1


def test_link_of_a_tile_works_in_a_fresh_tab(page, settled, new_page):
    opened(page, settled)
    address = page.locator(f"{TILE}[data-key='gelu_tanh']").evaluate("tile => tile.href")
    other = new_page()
    other.goto(address)
    other.wait_for_selector(CURVES)
    settled(other)
    assert other.locator(".lab-pill").count() == 1
    assert other.locator(".stAlert").count() == 0
