"""Paths of weights and parameters, deaths and revivals, in a real browser."""

import math

from playwright.sync_api import expect

from tests.browser.quick_drawing import assert_heat_as_plotly
from tests.browser.test_inside import finish

RACE = (
    "/race?arms=relu&arms=prelu&data=sine&noise=0&widths=32%2C+16&seeds=2&batch_size=8&steps=800"
    "&learning_rate=0.02&changes=200%3Aspike%3D0%2B1%2F30&layer=2&speed=medium&inside="
)


def traces(page, card):
    """The x and y of every trace of a card."""
    return page.evaluate(
        """card => document.querySelector(`[data-card='${card}'] .lab-plot`).data
                      .map(({x, y}) => [Array.from(x ?? []), Array.from(y ?? [])])""",
        card,
    )


def line_of(page, card):
    return page.locator(f"[data-card='{card}'] .lab-subtitle")


def test_paths_parameters_and_deaths_are_drawn_from_the_run(page):
    finish(page, RACE + "Paths")
    expect(line_of(page, "path")).to_contain_text("recorded since step 0, every step · older points thinned out")
    relu, _, prelu, start = traces(page, "path")
    assert len(relu[0]) == len(prelu[0]) > 50
    assert all(math.isfinite(value) for value in relu[0] + relu[1] + prelu[0] + prelu[1])
    assert (start[0], start[1]) == (prelu[0][:1], prelu[1][:1])
    assert traces(page, "path.last")[0][0][0] == 0
    shares = traces(page, "path.same")[0][0]
    assert len(shares) == 2
    assert 0 < shares[1] < 1
    page.evaluate(
        """() => { const { timeline, moments } = document.querySelector('.lab-race').board;
                   return timeline.choose(Math.floor(moments.kept.length / 2)); }"""
    )
    assert traces(page, "path")[2][0][-1] != prelu[0][-1]  # where the weights were then
    page.get_by_role("button", name="Back to now").click()

    page.get_by_role("radio", name="Parameters").click()
    expect(line_of(page, "learned.1.weight")).to_contain_text("layer 1 (solid)", timeout=20_000)
    _, (steps, slopes), _, (_, second) = traces(page, "learned.1.weight")
    assert (steps[0], steps[-1], slopes[0]) == (0, 800, 0.25)
    assert all(math.isfinite(value) for value in slopes + second)
    assert slopes[-1] != 0.25

    page.get_by_role("radio", name="Health").click()
    expect(line_of(page, "deaths.1")).to_contain_text("ReLU:", timeout=20_000)
    (_, died), (_, revived), (_, others), _ = traces(page, "deaths.1")
    assert died[0] == 0
    assert died == sorted(died)
    assert died[-1] > 0
    assert revived[-1] > 0  # in the second layer some do
    assert not any(others)  # PReLU's
    expect(line_of(page, "raster.1")).to_contain_text("ReLU (most deaths)")
    dead = page.evaluate("document.querySelector(`[data-card='raster.1'] .lab-plot`).data[0].z.flat()")
    assert set(dead) == {0, 1}
    assert_heat_as_plotly(page, "raster.1")
