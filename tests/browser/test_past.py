"""The inside of a race that is opened late has a past: lines from the start, and every chart of an earlier moment."""

from playwright.sync_api import expect

from tests.browser.test_race import button, open_race, stat, wait_for_step

RACE = (
    "/race?arms=relu&arms=tanh&data=sine&noise=0&widths=12,8&layer=2&learning_rate=0.02&batch_size=8&seeds=2"
    "&changes=100%3Aspike%3D0%2F100,300%3Arevive%3D0"
)
BOARD = "document.querySelector('.lab-race').board"
FILLED = f"{BOARD}.last.header.filling === null && {BOARD}.inside.kept[0]?.step === 0"


def lines_of(page, card):
    """x of the first line of a card, and y."""
    return page.evaluate(
        """card => { const { x, y } = document.querySelector(`[data-card='${card}'] .lab-plot`).data[0];
                     return [Array.from(x), Array.from(y)]; }""",
        card,
    )


def wait_until_drawn(page, card, last):
    """Until a card's first line reaches from the start, or the second look, to this step."""
    page.wait_for_function(
        """([card, last]) => { const { x } = document.querySelector(`[data-card='${card}'] .lab-plot`)?.data?.[0] ?? {};
                               return x?.[0] <= 10 && x.at(-1) === last; }""",
        arg=[card, last],
    )


def test_opened_after_the_end_every_view_has_lines_from_the_start_and_goes_back(page):
    open_race(page, f"{RACE}&steps=600")
    button(page, "Play").click()
    expect(stat(page, "state")).to_have_text("finished", timeout=90_000)
    page.get_by_text("Health", exact=True).first.click()
    page.wait_for_function(FILLED, timeout=90_000)
    progress = page.locator(".lab-filling")
    expect(progress).to_be_hidden()
    page.evaluate(f"{BOARD}.timeline.tellFilling(0.4)")  # what was told went by before a busy browser could show it
    expect(progress).to_have_text("Filling in the past: 40 %")
    expect(progress).to_be_visible()
    page.evaluate(f"{BOARD}.timeline.tellFilling(null)")
    expect(progress).to_be_hidden()
    expect(stat(page, "state")).to_have_text("finished")
    for view, card in (
        ("Health", "seen.dead.1"),
        ("Health", "deaths.1"),
        ("Gradients", "seen.gradient_z.1"),
        ("Weights", "seen.update_ratio.1"),
    ):
        page.get_by_text(view, exact=True).first.click()
        page.wait_for_selector(f"[data-card='{card}'] .main-svg")
        page.locator(f"[data-card='{card}']").scroll_into_view_if_needed()
        wait_until_drawn(page, card, 600)
        steps, values = lines_of(page, card)
        assert len(steps) > 40
        assert {100, 101} <= set(steps)  # around the act
        assert all(value is not None for value in values)
    inside = f"{BOARD}.moments.kept.every(({{ header, arrays }}) => arrays.histogram && header.closer.layer === 1)"
    assert page.evaluate(inside)  # an earlier moment has all charts

    page.get_by_text("Pre-activations", exact=True).first.click()
    page.wait_for_selector("[data-card='density.0.1'] .main-svg")
    page.evaluate(f"{BOARD}.timeline.choose({BOARD}.timeline.nearest(101))")
    page.wait_for_function(f"{BOARD}.shownStep() === 101")
    expect(page.locator("[data-card='density.0.1'] .lab-subtitle")).to_contain_text("of units dead")
    drawn, counted = page.evaluate(
        f"""() => {{ const {{ shape, values }} = {BOARD}.timeline.moment.arrays.histogram;
                     const counts = Array.from(values.slice(shape[2], 2 * shape[2])).slice(1, -1);
                     const most = Math.max(1, ...counts);
                     return [Array.from(document.querySelector("[data-card='density.0.1'] .lab-plot").data[0].y),
                             counts.map((count) => count / most)]; }}"""
    )
    assert drawn == counted
    expect(page.locator("[data-card='units'] .lab-subtitle")).not_to_contain_text("not recorded")
    page.get_by_text("Paths", exact=True).first.click()
    page.wait_for_selector("[data-card='path'] .main-svg")
    page.wait_for_function(f"{BOARD}.timeline.moment?.arrays['path.at']?.values.at(-1) === 101", timeout=90_000)
    expect(page.locator("[data-card='path'] .lab-subtitle")).to_contain_text("recorded since step 0, every step")
    assert len(lines_of(page, "path")[0]) == 102
    button(page, "Back to now").click()
    page.wait_for_function("document.querySelector('[data-card=path] .lab-plot').data[0].customdata.at(-1) === 600")


def test_opened_while_it_plays_the_past_is_filled_in_and_the_run_goes_on(page):
    open_race(page, f"{RACE}&steps=100000&speed=medium")
    button(page, "Play").click()
    wait_for_step(page, 150)
    page.get_by_text("Health", exact=True).first.click()
    page.wait_for_function(FILLED, timeout=90_000)
    expect(stat(page, "state")).to_have_text("training")
    rows = page.evaluate(f"{BOARD}.inside.kept.map(({{step, values}}) => [step, values.died[1], values.dead[1]])")
    assert [step for step, *_ in rows] == sorted({step for step, *_ in rows})
    assert {0, 100, 101} <= {step for step, *_ in rows}
    died = [count for _, count, _ in rows if count is not None]
    assert died == sorted(died)
    assert died[-1] > 0
    step = rows[-1][0]
    wait_for_step(page, step + 50)
    button(page, "Pause").click()
    page.get_by_text("off", exact=True).first.click()
