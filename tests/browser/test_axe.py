"""axe-core finds nothing serious on any page, light and dark, wide and narrow."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT
from tests.browser.test_race import button, stat

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (1400, 390)
PAPER = {"light": "rgb(252, 252, 250)", "dark": "rgb(20, 21, 25)"}  # backgroundColor in .streamlit/config.toml


def curves(page):
    page.locator(".lab-curve .js-line").first.wait_for()


def gallery(page):
    page.locator(".lab-tile").first.wait_for()


def finished(page):
    expect(stat(page, "state")).to_have_text("paused")
    button(page, "Play").click()
    expect(stat(page, "state")).to_have_text("finished")
    expect(page.get_by_role("heading", name="Paired differences at step 200")).to_be_visible()


def intervening(page):
    expect(stat(page, "state")).to_have_text("paused")
    page.get_by_role("button", name="Intervene").click()
    expect(button(page, "Apply")).to_be_visible()


def trial(page):
    page.locator(".lab-trial-forest .main-svg").first.wait_for()


def expanded(page):
    trial(page)
    for title in ("Change the settings", "Method and sources"):
        page.get_by_text(title, exact=True).click()
    expect(page.get_by_text("Prediction", exact=False).first).to_be_visible()


PAGES = {
    "Curves": ("/", curves),
    "Curves with Maxout": ("/?functions=maxout&functions=relu", curves),
    "Gallery": ("/gallery", gallery),
    "Race, finished, Health": ("/race?steps=200&inside=health", finished),
    "Race, Intervene": ("/race?steps=200", intervening),
    "Trials": ("/trials?claim=relu.dies", trial),
    "Trials, all open": ("/trials?claim=relu.dies", expanded),
}


def serious(page) -> list[str]:
    """What axe-core calls serious or critical, an element per line.

    A chart is one picture with a text alternative to it: the thousands of nodes inside are left out.
    """
    found = page.evaluate("axe.run({exclude: ['.js-plotly-plot .svg-container']}, {resultTypes: ['violations']})")[
        "violations"
    ]
    return [
        f"{rule['id']} ({rule['help']}): {node['html'][:160]} {node['failureSummary'][:240]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(new_page, settled, name):
    assert AXE.exists(), "axe-core is not installed: scripts/test.sh brings it, or `npm ci`."
    link, prepare = PAGES[name]
    page = new_page()
    page.goto(link)
    prepare(page)
    page.add_script_tag(path=AXE)
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 970})
        for scheme, paper in PAPER.items():
            page.emulate_media(color_scheme=scheme)
            expect(page.get_by_test_id("stApp")).to_have_css("background-color", paper)
            settled(page)
            found[width, scheme] = serious(page)
    assert found == {(width, scheme): [] for width in WIDTHS for scheme in PAPER}
