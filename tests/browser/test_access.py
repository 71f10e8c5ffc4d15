"""Without a pointer, without sight of the charts, on a phone, on paper: each of it in a real browser."""

import re
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.test_race import ENDLESS, QUICK, button, open_race, stat, wait_for_step

PAGES = {"Curves": "/", "Gallery": "/gallery", "Race": "/race", "Trials": "/trials"}
PHONE = {"width": 390, "height": 844}
BOX = "node => { const { x, y, width, height } = node.getBoundingClientRect(); return [x, y, width, height]; }"


def box(locator) -> list[float]:
    return locator.evaluate(BOX)


def overlap(one, other) -> bool:
    return all(max(one[i], other[i]) < min(one[i] + one[i + 2], other[i] + other[i + 2]) for i in (0, 1))


def expect_named_charts(page) -> None:
    """Each chart in sight has, or gets as soon as it is drawn, a text alternative that is more than a title."""
    page.wait_for_function(
        """() => [...document.querySelectorAll('.js-plotly-plot')]
            .filter(plot => plot.checkVisibility())
            .every(plot => plot.getAttribute('role') === 'img' && (plot.ariaLabel ?? '').length >= 40)"""
    )


# -- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_one_heading_of_the_first_level_and_a_title(page, name):
    page.goto(PAGES[name])
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Activation Lab {name}")
    expect(page).to_have_title(f"{name} · Activation Lab")


def test_the_title_follows_the_page_and_the_language(page):
    page.goto("/")
    expect(page).to_have_title("Curves · Activation Lab")
    page.get_by_role("link", name="Race").click()
    expect(page).to_have_title("Race · Activation Lab")
    page.goto("/race?lang=zh_CN")
    expect(page).to_have_title("竞赛 · Activation Lab")


def test_the_chart_of_curves_says_what_the_cards_say(page):
    page.goto("/?functions=sigmoid&functions=relu")
    chart = page.locator(".lab-curve .lab-plot")
    expect(chart).to_have_attribute("role", "img")
    expect(chart).to_have_attribute("aria-label", re.compile(r"Sigmoid: Range: 0 to 1; .*ReLU: Range: from 0 up", re.S))
    expect_named_charts(page)


def test_the_races_charts_say_where_each_arm_stands_when_it_settles_and_not_before(page):
    open_race(page, QUICK + "&inside=health")
    chart = page.locator("[data-card=train_loss] .lab-plot")
    expect(chart).to_have_attribute("aria-label", re.compile(r"^Training loss\. .*Step 0: Sigmoid \d"))
    page.evaluate(
        """() => { window.told = 0;
                   const plot = document.querySelector('[data-card=train_loss] .lab-plot');
                   new MutationObserver(() => { window.told += 1; })
                       .observe(plot, { attributes: true, attributeFilter: ['aria-label'] }); }"""
    )
    button(page, "Play").click()
    expect(stat(page, "state")).to_have_text("finished")
    expect(chart).to_have_attribute("aria-label", re.compile(r"Step 400: Sigmoid from [\d.]+ to [\d.]+; ReLU from"))
    last = page.evaluate("document.querySelector('[data-card=train_loss] .lab-plot').data[1].y.at(-1)")
    assert f"to {last:.3g};" in chart.get_attribute("aria-label")
    assert 1 <= page.evaluate("window.told") <= 4
    expect_named_charts(page)
    for view in ("Pre-activations", "Gradients", "Weights", "Paths", "Parameters"):
        page.get_by_role("radio", name=view, exact=True).click()
        expect(page.get_by_role("radio", name=view, exact=True)).to_be_checked()
        page.locator(".lab-inside .lab-card, .lab-inside:empty").first.wait_for(state="attached")
        expect_named_charts(page)


def test_the_charts_of_a_trial_say_its_verdict_and_its_estimates(page):
    page.goto("/trials?claim=relu.dies")
    chart = page.locator(".lab-trial-forest .lab-plot")
    expect(chart).to_have_attribute(
        "aria-label", re.compile(r"^Measured\. .*Verdict: depends\. .*dead at the end.*: [\d.]+ %", re.S)
    )
    page.locator(".lab-trial-sweep .main-svg").first.wait_for()
    expect_named_charts(page)


def test_results_are_tables(page):
    open_race(page, QUICK)
    button(page, "Play").click()
    expect(stat(page, "state")).to_have_text("finished")
    table = page.get_by_role("region", name="Paired differences at step 400").get_by_role("table")
    expect(table.get_by_role("rowheader")).to_have_text(["Sigmoid − ReLU"])
    expect(table.get_by_role("columnheader").first).to_have_text("first − second")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as CSV").click()
    assert "Sigmoid − ReLU" in saved.value.path().read_text("utf-8")
    page.goto("/trials?claim=relu.dies")
    page.get_by_text("Method and sources", exact=True).click()
    expect(page.get_by_role("region", name="Measured").get_by_role("row").nth(1)).to_contain_text("dead at the end")


# -- by keyboard, by ear ----------------------------------------------------------------------------------------------


def test_play_keeps_the_focus_and_enter_pauses(page):
    open_race(page, ENDLESS)
    button(page, "Play").focus()
    page.keyboard.press("Enter")
    wait_for_step(page, 20)
    expect(button(page, "Pause")).to_be_focused()
    page.keyboard.press("Enter")
    expect(stat(page, "state")).to_have_text("paused")
    expect(button(page, "Play")).to_be_focused()


def test_the_state_is_said_and_not_every_step(page):
    open_race(page, ENDLESS)
    page.evaluate(
        """() => { const status = document.querySelector('.lab-stats [role=status]');
                   window.said = [status.textContent];
                   new MutationObserver(() => window.said.push(status.textContent))
                       .observe(status, { childList: true, characterData: true, subtree: true }); }"""
    )
    button(page, "Play").click()
    wait_for_step(page, 200)
    button(page, "Pause").click()
    expect(stat(page, "state")).to_have_text("paused")
    said = page.evaluate("window.said")
    assert [re.sub(r"[\d,]+", "#", text) for text in said] == ["paused at step #", "training", "paused at step #"]


def test_definitions_open_by_keyboard(page):
    page.goto("/?functions=relu")
    term = page.get_by_role("button", name="Can die")
    expect(term).to_have_attribute("aria-expanded", "false")
    term.focus()
    page.keyboard.press("Enter")
    expect(term).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_text("a unit pushed there stops learning")).to_be_visible()


@pytest.mark.parametrize("link", ["/?functions=tanh", "/race?arms=tanh"])
def test_enter_adds_the_function_that_was_typed_alone(page, settled, link):
    page.goto(link)
    chosen = page.get_by_test_id("stMultiSelectTagsContainer").first.locator("[data-tag]")
    names = ["Tanh"]
    expect(chosen).to_have_text(names)
    field = page.get_by_role("combobox", name="Activation functions")
    for typed, name in (("gelu", "GELU"), ("Mish", "Mish"), ("leaky", "Leaky ReLU")):
        settled(page)
        field.click()
        field.press_sequentially(typed)
        expect(page.get_by_role("option").first).to_have_text(name)
        field.press("Enter")
        names.append(name)
        expect(chosen).to_have_text(names)
        settled(page)
        expect(chosen).to_have_text(names)


# -- on a phone -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_the_menus_button_lies_on_nothing(new_page, name):
    page = new_page(**PHONE)
    page.goto(PAGES[name])
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.locator(".lab-card").first.wait_for()
    menu = box(page.get_by_test_id("stExpandSidebarButton"))
    things = page.locator("h1 span, .stButton button, .lab-card, input, [data-testid=stMarkdownContainer]")
    main = page.get_by_test_id("stMain")
    below = [box(thing) for thing in main.locator(things).all() if thing.is_visible()]
    assert below
    assert [place for place in below if overlap(menu, place)] == []
    picture = Image.open(BytesIO(page.locator("h1").screenshot())).convert("L")
    assert np.ptp(np.asarray(picture)) > 100  # and nothing covers the title


def test_the_sidebar_closes_when_a_page_is_chosen_and_is_closed_at_first(new_page):
    page = new_page(**PHONE)
    sidebar = page.get_by_test_id("stSidebar")
    page.goto("/gallery")
    page.locator(".lab-tile").first.wait_for()
    expect(sidebar).to_have_attribute("data-collapsed", "true")
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(sidebar).to_have_attribute("data-collapsed", "false")
    page.get_by_role("link", name="Race").click()
    page.locator(".lab-race").wait_for()
    expect(sidebar).to_have_attribute("data-collapsed", "true")
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(sidebar).to_have_attribute("data-collapsed", "false")
    page.reload()
    page.locator(".lab-race").wait_for()
    expect(sidebar).to_have_attribute("data-collapsed", "true")
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(sidebar).to_have_attribute("data-collapsed", "false")
    page.get_by_role("combobox", name="Activation functions").click()  # in the sidebar: it stays
    page.get_by_role("option").first.click()
    expect(sidebar).to_have_attribute("data-collapsed", "false")
    page.mouse.click(370, 600)  # beside it
    expect(sidebar).to_have_attribute("data-collapsed", "true")


@pytest.mark.parametrize(("width", "height", "most"), [(390, 844, 0.2), (1400, 970, 0.1), (700, 485, 0.3)])
def test_play_and_the_state_stay_in_reach_and_leave_room(new_page, width, height, most):
    page = new_page(width=width, height=height)
    open_race(page, QUICK + "&inside=health")
    page.locator("[data-card='seen.dead.0'] .main-svg").first.wait_for()
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 900)")
    page.wait_for_function("document.querySelector('[data-testid=stMain]').scrollTop > 300")
    bottoms = []
    for thing in (button(page, "Play"), button(page, "Step"), stat(page, "step"), stat(page, "state")):
        left, top, across, down = box(thing)
        assert top >= 0
        assert left >= 0
        assert left + across <= width
        bottoms.append(top + down)
    assert max(bottoms) <= most * height
    assert not overlap(box(page.get_by_role("button", name="Step", exact=True)), box(button(page, "Play")))
    if width == PHONE["width"]:
        assert not overlap(box(page.get_by_test_id("stExpandSidebarButton")), box(button(page, "Play")))
    button(page, "Play").click()  # nothing lies over it
    expect(stat(page, "state")).to_have_text("finished")


def test_findings_do_not_move_what_stands_below_them(page):
    open_race(page, "/race?arms=relu&data=sine&noise=0&widths=64&steps=1500&learning_rate=0.02&speed=fast"
              "&changes=200%3Aspike%3D0%2F100&seeds=2&inside=health")  # fmt: skip
    for card in ("train_loss", "arm0", "seen.dead.0"):  # what is drawn at first has its place
        page.wait_for_selector(f"[data-card='{card}'] .main-svg", state="attached")
    page.get_by_role("button", name="Intervene").click()
    expect(button(page, "Apply")).to_be_visible()
    page.keyboard.press("Escape")
    top = "document.querySelector('{}').getBoundingClientRect().top"
    place = top.format(".st-key-inside") + " - " + top.format(".lab-race")  # however far the page is scrolled
    page.wait_for_function(  # all charts are drawn, and nothing has moved for half a second
        f"() => {{ const [former, now] = [window.formerPlace, {place}]; window.formerPlace = now; return former === now"
        " && [...document.querySelectorAll('.lab-race .lab-plot')].every(plot => plot.querySelector('.main-svg')); }",
        polling=500,
    )
    page.evaluate(
        f"() => {{ window.places = new Set(); setInterval(() => window.places.add(Math.round({place})), 50); }}"
    )
    button(page, "Play").click()
    expect(stat(page, "state")).to_have_text("finished")
    expect(page.locator(".lab-insight").filter(has_text="frozen")).to_be_visible()
    assert len(page.evaluate("[...window.places]")) == 1


# -- which is which ---------------------------------------------------------------------------------------------------


def test_train_and_replay_and_the_two_learning_rates_say_which_they_are(page):
    open_race(page, QUICK)
    button(page, "Play").click()
    expect(stat(page, "state")).to_have_text("finished")
    replay = page.get_by_role("button", name="Replay")
    expect(replay).to_have_attribute("title", re.compile("nothing is trained"))
    replay.click()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    expect(replay).to_be_visible()  # it has come to its end
    expect(page.locator(".lab-stats").filter(has_text="current learning rate")).to_be_visible()
    expect(page.get_by_role("slider", name="Current learning rate")).to_be_attached()
    expect(page.get_by_label("Initial learning rate", exact=True)).to_be_visible()


# -- on paper ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("link", ["/race?steps=200&seeds=2&inside=health", "/trials?claim=relu.dies"])
def test_print_has_the_page_without_the_sidebar_and_nothing_is_cut(page, link):
    page.goto(link)
    if link.startswith("/race"):
        expect(stat(page, "state")).to_have_text("paused")
        button(page, "Play").click()
        expect(page.get_by_role("heading", name="Paired differences at step 200")).to_be_visible()
    else:
        page.locator(".lab-trial-forest .main-svg").first.wait_for()
    page.set_viewport_size({"width": 720, "height": 1018})  # A4 at 96 pixels an inch, without its margins
    page.emulate_media(media="print")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    # Nothing holds back a part of what is in it, and nothing reaches beyond the paper.
    cut = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stMain], [data-testid=stMain] *')]
            .filter(node => node.checkVisibility() && !node.closest('svg, .lab-hidden, .katex, .js-plotly-plot'))
            .filter(node => getComputedStyle(node).overflowY !== 'visible' && node.clientHeight > 1)
            .filter(node => node.scrollHeight > node.clientHeight + 2)
            .map(node => node.outerHTML.slice(0, 160))"""
    )
    assert cut == []
    wide = page.evaluate(
        """() => [...document.querySelectorAll('.lab-card, .lab-table td, h1, h2, p')]
            .filter(node => node.checkVisibility() && node.getBoundingClientRect().right > innerWidth + 2)
            .map(node => node.outerHTML.slice(0, 160))"""
    )
    assert wide == []
    assert page.evaluate("document.documentElement.scrollHeight") > 1018  # the paper goes on where the screen scrolls
