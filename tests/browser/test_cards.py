"""Cards of the Race page: nothing of another experiment stays on them, and their charts have their size."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_race import button, open_race, stat

WAIT = 45_000  # milliseconds; the machine may have other work
ARMS = "/race?arms=sigmoid&arms=relu&seeds=1&widths=8&steps=60"

# What is drawn on each arm's card: kinds of traces, the picture below them, its line of words.
DRAWN = """() => [...document.querySelectorAll('.lab-arms .lab-card')].map(card => {
  const plot = card.querySelector('.lab-plot');
  return [(plot?.data ?? []).map(trace => trace.type), plot?.layout.images?.[0].source.slice(0, 10) ?? '',
          card.querySelector('.lab-subtitle').textContent]; })"""

# By how many pixels each drawn chart is wider than its place, and its place wider than the card's inside.
MISFITS = """() => [...document.querySelectorAll(":is(.lab-card, .lab-curve) .lab-plot")]
  .filter(plot => plot.layout).map(plot => {
  const card = plot.parentElement;
  const style = getComputedStyle(card);
  const inside = card.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const svg = plot.querySelector('.main-svg').getBoundingClientRect();
  return Math.max(Math.abs(svg.width - plot.clientWidth), plot.clientWidth - inside,
                  plot.layout.height ? 0 : Math.abs(svg.height - plot.clientHeight)); })"""


def choose_data(page, name):
    page.get_by_role("combobox", name="Data", exact=True).click()
    page.get_by_role("option", name=name, exact=True).click()


def close_sidebar(page):
    page.get_by_test_id("stSidebar").hover()  # which shows the button
    page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()


def wait_for_fit(page, cards=None):
    """Until every drawn chart has the size of its card."""
    page.wait_for_function(
        f"""count => {{ const all = ({MISFITS})();
            return all.length && (!count || all.length >= count) && all.every(pixels => pixels < 1.5); }}""",
        arg=cards,
        timeout=WAIT,
    )


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("digits", "Sine teacher (regression)", None),
        ("sine", "Sine teacher (regression)", None),
        ("circle", "Handwritten digits", ["heatmap"]),
    ],
)
def test_nothing_of_the_former_data_stays_on_the_cards(page, before, after, kinds):
    open_race(page, f"{ARMS}&data={before}")
    button(page, "Play").click()
    expect(stat(page, "state")).to_have_text("finished", timeout=WAIT)
    choose_data(page, after)
    expect(stat(page, "state")).to_have_text("paused", timeout=WAIT)
    expect(stat(page, "step")).to_contain_text("0 of", timeout=WAIT)
    words = "R²" if "regression" in after else "% test"
    check_cards(page, words, kinds)
    button(page, "Play").click()
    expect(stat(page, "state")).to_have_text("finished", timeout=WAIT)
    check_cards(page, words, kinds)


def check_cards(page, words, kinds):
    for card in page.locator(".lab-arms .lab-subtitle").all():
        expect(card).to_contain_text(words, timeout=WAIT)
    for found, picture, _words in page.evaluate(DRAWN):
        assert (found or None) == kinds
        assert picture == ""


def test_a_new_experiment_begins_with_empty_charts(page):
    open_race(page, f"{ARMS}&data=circle")
    button(page, "Play").click()
    expect(stat(page, "state")).to_have_text("finished", timeout=WAIT)
    page.get_by_role("spinbutton", name="Seeds", exact=True).fill("2")
    page.keyboard.press("Enter")
    expect(stat(page, "networks")).to_have_text("2 × 2", timeout=WAIT)
    page.wait_for_function(
        """() => document.querySelector('[data-card=train_loss] .lab-plot').data
                  .every(trace => Math.max(...trace.x) <= 0)""",
        timeout=WAIT,
    )


def test_charts_follow_their_cards(page, settled):
    open_race(page, "/race?arms=relu&arms=tanh&seeds=1&steps=100000&widths=4&speed=slow&inside=health")
    button(page, "Play").click()
    wait_for_fit(page)
    close_sidebar(page)  # as on a projector
    page.wait_for_function("() => document.querySelector('.lab-race').clientWidth > 1250")
    wait_for_fit(page)
    page.set_viewport_size({"width": 1399, "height": 900})
    wait_for_fit(page)
    page.set_viewport_size({"width": 820, "height": 900})
    wait_for_fit(page)
    assert all(height > 150 for height in page.evaluate(
        "() => [...document.querySelectorAll('.lab-curves .lab-plot')].map(plot => plot.clientHeight)"
    ))  # fmt: skip


def test_charts_follow_when_arms_come_and_go_and_when_the_data_changes(page, settled):
    open_race(page, "/race?arms=relu&arms=tanh&seeds=1&steps=200&widths=4")
    wait_for_fit(page, 5)
    choice = page.get_by_role("combobox", name="Activation functions")
    choice.fill("Softsign")
    page.get_by_role("option", name="Softsign", exact=True).click()
    expect(page.locator(".lab-arms .lab-card")).to_have_count(3, timeout=WAIT)
    wait_for_fit(page, 6)
    page.keyboard.press("Escape")
    choice.press("Backspace")  # takes the last one away
    expect(page.locator(".lab-arms .lab-card")).to_have_count(2, timeout=WAIT)
    wait_for_fit(page, 5)
    choose_data(page, "Sine (regression)")
    expect(page.locator("[data-card=test_accuracy]")).to_have_count(0, timeout=WAIT)
    wait_for_fit(page, 4)
    assert all(width > 450 for width in page.evaluate(
        "() => [...document.querySelectorAll('.lab-curves .main-svg')].map(svg => svg.getBoundingClientRect().width)"
    ))  # fmt: skip


def test_the_chart_of_curves_follows_the_sidebar(page, settled):
    page.goto("/?functions=relu&functions=tanh")
    page.wait_for_selector(".lab-curve .main-svg")
    wait_for_fit(page)
    close_sidebar(page)
    page.wait_for_function("() => document.querySelector('.lab-curve').clientWidth > 800")
    wait_for_fit(page)
    page.set_viewport_size({"width": 2560, "height": 1440})  # on a large screen the chart is high, too
    page.wait_for_function("() => document.querySelector('.lab-curve .main-svg').getBoundingClientRect().height > 800")
    wait_for_fit(page)
