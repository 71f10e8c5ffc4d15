"""One unit of a live race looked at closely, in a real browser."""

import re

from playwright.sync_api import expect

from tests.browser.test_race import button, open_race, stat, wait_for_step

SOON = 20_000  # milliseconds: a click goes by way of the server


def head(page):
    return page.locator("[data-card='unit.head']")


def values(page, card, trace=0, of="z"):
    """The numbers of a trace of a card, once there are some that differ."""
    page.wait_for_function(
        """([card, trace, of]) => {
             const plot = document.querySelector(`[data-card='${card}'] .lab-plot`)?.data?.[trace]?.[of];
             return plot && new Set(Array.from(plot).flat(2).filter(Number.isFinite)).size > 2;
           }""",
        arg=[card, trace, of],
    )
    found = page.evaluate(
        """([card, trace, of]) => { const plot = document.querySelector(`[data-card='${card}'] .lab-plot`);
                                    return Array.from(plot.data[trace][of]).flat(2); }""",
        [card, trace, of],
    )
    return [value for value in found if value is not None]


def test_a_click_on_a_unit_or_a_histogram_opens_it(page):
    open_race(page, "/race?arms=relu&arms=tanh&seeds=2&steps=100000&speed=medium&inside=pre-activations")
    button(page, "Play").click()
    wait_for_step(page, 50)
    page.locator("[data-unit='0.0.3']").hover()
    expect(page.locator(".lab-tip")).to_contain_text("Unit 4 of layer 1, ReLU")
    expect(page.locator(".lab-tip")).to_contain_text("mean output")
    page.locator("[data-unit='0.0.3']").click()
    expect(head(page).locator(".lab-name")).to_have_text("Unit 4 of layer 1, ReLU", timeout=SOON)
    assert len(values(page, "unit.input.0")) == 48 * 48
    assert min(values(page, "unit.input.0")) >= 0  # it is a ReLU's output
    assert len(values(page, "unit.outgoing", of="y")) == 8
    assert len(values(page, "unit.samples", 3, of="x")) == 250  # a dot a training sample
    expect(page).to_have_url(re.compile("unit=1.1.4"), timeout=SOON)
    page.locator("[data-card='unit.input.0'] .nsewdrag").hover()
    read = page.locator("[data-card='unit.input.0'] .hoverlayer")
    expect(read).to_contain_text(re.compile(r"f\(z\) = \d"), timeout=SOON)
    button(page, "Pause").click()
    expect(stat(page, "state")).to_have_text("paused", timeout=SOON)
    page.evaluate("document.querySelector('.lab-race').board.timeline.choose(0)")  # before it was chosen
    page.wait_for_function(
        "document.querySelector('.lab-race').board.timeline.moment?.header.closer?.unit"
    )  # filled in
    expect(head(page)).not_to_contain_text("It was not recorded then")
    button(page, "Back to now").click()

    page.locator("[data-card='density.1.0'] .nsewdrag").first.click()
    expect(head(page)).to_contain_text("it has the most samples with z from", timeout=SOON)
    expect(head(page).locator(".lab-name")).to_contain_text("layer 1, Tanh")
    expect(page).not_to_have_url(re.compile("unit=1.1.4"), timeout=SOON)
    page.reload()
    expect(head(page).locator(".lab-name")).to_contain_text("layer 1, Tanh", timeout=SOON)
    page.get_by_role("button", name="Deselect the unit").click()
    expect(head(page)).to_have_count(0, timeout=SOON)
    expect(page).not_to_have_url(re.compile("unit="), timeout=SOON)


def test_of_digits_the_weights_are_a_picture(page):
    open_race(page, "/race?arms=relu&data=digits&seeds=1&widths=6&steps=200&inside=health&unit=1.1.2")
    button(page, "Step").click()
    assert len(values(page, "unit.picture")) == 64
    assert len(values(page, "unit.outgoing", of="y")) == 10
