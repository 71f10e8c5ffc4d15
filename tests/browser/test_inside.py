"""Looking inside a live race, operating on it and going back in time, in a real browser."""

import re

from playwright.sync_api import expect

from tests.browser.quick_drawing import assert_quick_as_plotly
from tests.browser.test_race import button, open_race, stat, wait_for_step

EMERGENCY = (
    "/race?arms=relu&arms=leaky_relu&arms=elu&arms=tanh&arms=maxout&data=sine&noise=0&widths=64"
    "&learning_rate=0.02&batch_size=8&steps=4000&inside=health&changes=200%3Aspike%3D0%2B1%2B2%2B3%2B4%2F100"
)


TWO_LAYERS = (
    "/race?arms=relu&data=sine&noise=0&widths=32,32&learning_rate=0.02&batch_size=8&steps=1200"
    "&inside=health&speed=medium&changes=200%3Aspike%3D0%2F100,500%3Arate%3D0.05,700%3Arate%3D0.002,900%3Arate%3D0.02"
)


def says(page):
    return page.locator(".lab-insights")


def points_of(page, card):
    """How many points each trace of a card has."""
    return page.evaluate(
        "card => document.querySelector(`[data-card='${card}'] .lab-plot`).data.map(trace => (trace.x ?? []).length)",
        card,
    )


def names_of_first_arm(page):
    """What the first arm's line is called in every chart over steps: what the pointer reads."""
    return page.evaluate(
        """() => [...document.querySelectorAll('[data-card^=seen] .lab-plot, [data-card$=loss] .lab-plot')]
                  .map(plot => plot.data.find(trace => trace.meta?.arm === 0).name)"""
    )


def finish(page, link):
    open_race(page, link)
    button(page, "Play").click()
    expect(stat(page, "state")).to_have_text("finished", timeout=90_000)
    page.wait_for_timeout(500)


def test_every_view_of_the_inside_fills_with_numbers(page):
    finish(page, "/race?arms=sigmoid&arms=relu&seeds=3&steps=400&speed=medium&inside=Gradients")
    expect(says(page).locator(".lab-insight").first).to_be_visible()
    for view, card in (
        ("Gradients", "layers.gradient_z"),
        ("Health", "seen.dead.0"),
        ("Weights", "seen.update_ratio.0"),
        ("Pre-activations", "density.0.0"),
    ):
        if view != "Gradients":
            page.get_by_text(view, exact=True).first.click()
        page.wait_for_selector(f"[data-card='{card}'] .main-svg")
        page.wait_for_function(
            """([card, varied]) => {
                 const values = document.querySelector(`[data-card='${card}'] .lab-plot`).data
                   .flatMap((trace) => Array.isArray(trace.y) ? trace.y : []).filter((value) => value !== null);
                 return values.length > 2 && (new Set(values).size > 1 || !varied);
               }""",
            arg=[card, "dead" not in card],
        )
        if card.startswith(("density", "layers")):
            assert_quick_as_plotly(page, card)


def test_a_view_can_be_chosen_while_it_runs_and_costs_nothing_when_off(page):
    open_race(page, "/race?arms=tanh&arms=relu&seeds=3&steps=100000")
    button(page, "Play").click()
    wait_for_step(page, 50)
    assert page.locator("[data-card^=density]").count() == 0
    page.get_by_role("radio", name="Pre-activations").or_(page.get_by_text("Pre-activations", exact=True)).first.click()
    page.locator("[data-card='density.1.0']").scroll_into_view_if_needed()  # while it trains, what is not seen waits
    expect(page.locator("[data-card='density.1.0'] .lab-subtitle")).to_contain_text("saturated", timeout=20_000)
    expect(page).to_have_url(re.compile("inside=pre-activations"))


def test_the_timeline_shows_an_earlier_moment_everywhere_and_comes_back(page):
    finish(page, "/race?arms=tanh&arms=relu&seeds=3&steps=2000&speed=fast&inside=health&changes=1900%3Anoise%3D0.05")
    full = points_of(page, "train_loss")
    width = "document.querySelector('.lab-timeline input').clientWidth"
    wide = page.evaluate(width)
    marks = "document.querySelector('[data-card=train_loss] .lab-plot').layout.shapes.map(s => s.x0).join()"
    assert page.evaluate(marks) == "1900"
    took = page.evaluate(
        """async () => { const board = document.querySelector('.lab-race').board;
                         const start = performance.now();
                         await board.timeline.choose(Math.floor(board.moments.kept.length / 2));
                         return performance.now() - start; }"""
    )
    print(f"\ngoing back in time: all charts in {took:.0f} ms")
    assert took < 2000
    step = page.evaluate("document.querySelector('.lab-race').board.shownStep()")
    assert 0 < step < 2000
    assert points_of(page, "train_loss")[1] < full[1]
    expect(page.locator(".lab-when")).to_contain_text("of 2,000 so far")
    assert page.evaluate(width) == wide  # else it would slide away under the pointer
    page.wait_for_function(f"{marks} === ''")  # it had not been done then
    button(page, "Back to now").click()
    expect(page.locator(".lab-when")).to_contain_text("now, step 2,000")
    assert points_of(page, "train_loss") == full
    page.wait_for_function(f"{marks} === '1900'")
    kept = page.evaluate("document.querySelector('.lab-race').board.moments.kept.length")
    assert 2 <= kept <= 200


def test_the_dying_relu_emergency_is_told_in_words_and_a_swap_sets_the_dead_moving(page):
    open_race(page, EMERGENCY)
    button(page, "Play").click()
    wait_for_step(page, 1500, seconds=60)
    button(page, "Pause").click()
    expect(stat(page, "state")).to_have_text("paused")
    expect(says(page)).to_contain_text(re.compile(r"\d+ of 512 units of ReLU died between steps"), timeout=20_000)
    expect(says(page)).to_contain_text(
        re.compile(
            r"the same huge gradient went through Leaky ReLU, ELU, Tanh and Maxout: none of [\d,]+ units has died"
        )
    )
    expect(says(page)).to_contain_text("frozen: not one bit of their incoming weights has changed")
    dead = page.evaluate(
        """() => { const board = document.querySelector('.lab-race').board;
                   return [...board.inside.kept.at(-1).values.dead]; }"""
    )
    relu, *others = dead
    assert relu > 0.05
    assert max(others) == 0
    shapes = page.evaluate("document.querySelector('[data-card=train_loss] .lab-plot').layout.shapes.map(s => s.x0)")
    assert shapes == [200]
    frozen = says(page).locator(".lab-insight").filter(has_text="frozen")
    frozen.get_by_role("button", name="Try it").click()
    expect(page.locator("[data-card=arm0] .lab-name")).to_have_text(re.compile("Leaky ReLU from step"), timeout=20_000)
    expect(page).to_have_url(re.compile("swap"), timeout=20_000)
    story = re.compile(r"ReLU \(Leaky ReLU from step [\d,]+\)")
    expect(page.locator("[data-card=arm0] .lab-size")).to_have_text(re.compile(story.pattern + " · 64 units, 193 para"))
    assert all(story.fullmatch(name) for name in names_of_first_arm(page))
    page.evaluate("document.querySelector('.lab-race').board.timeline.choose(3)")  # then it was a ReLU
    expect(page.locator("[data-card=arm0] .lab-name")).to_have_text("ReLU")
    assert set(names_of_first_arm(page)) == {"ReLU"}
    page.evaluate("document.querySelector('.lab-race').board.timeline.choose(Infinity)")
    button(page, "Play").click()
    expect(stat(page, "state")).to_have_text("finished", timeout=60_000)
    after = page.evaluate("document.querySelector('.lab-race').board.inside.kept.at(-1).values.dead[0]")
    assert after == 0
    moving = r"Since ReLU became Leaky ReLU at step [\d,]+, all of the \d+ units that were dead are updated again"
    expect(says(page)).to_contain_text(re.compile(moving))


def test_in_layer_1_the_dead_stay_whatever_the_rate_and_in_layer_2_some_revive_and_clipping_prevents_it(page):
    finish(page, TWO_LAYERS)
    for sentence in (
        # Between, where the machine had no time to look shortly before.
        r"\d+ of 512 units of ReLU died between steps \d+ and \d+(, right after|;) the huge gradient of step 200",
        r"dead units of ReLU in layer 1 are frozen: not one bit of their incoming weights has changed in \d+ steps, "
        # How many of the changes it tells depends on how often the machine had time to look.
        r"though the learning rate was set to [\d., then]*0\.02",
        r"\d+ of the \d+ units of ReLU that died in layer 2 are alive again: "
        r"the weights of layer 1 still change, .* in layer 1, none",
    ):
        expect(says(page)).to_contain_text(re.compile(sentence))
    finish(page, EMERGENCY.replace("steps=4000", "steps=1200") + "&clip=1")
    expect(says(page)).to_contain_text(
        re.compile(
            r"of step 200 was clipped to a norm of 1: of 2,560 units of ReLU, .* Maxout (none|\d) ha\w+ died since"
        )
    )
    dead = page.evaluate("document.querySelector('.lab-race').board.inside.kept.map(row => row.values.dead[0])")
    assert max(dead) - dead[0] < 0.02
    expect(says(page)).not_to_contain_text("units of ReLU died")


def test_an_operation_is_done_marked_and_written_into_the_link(page):
    open_race(page, "/race?arms=tanh&arms=relu&seeds=3&steps=400")
    button(page, "Step").click()
    expect(stat(page, "step")).to_contain_text("1 of")
    button(page, "Intervene").click()
    page.get_by_role("combobox", name="Action").click()
    page.get_by_role("option", name="Noise on the inputs").click()
    button(page, "Apply").click()
    expect(page).to_have_url(re.compile("noise%3D0.2"), timeout=20_000)
    shapes = page.evaluate("document.querySelector('[data-card=train_loss] .lab-plot').layout.shapes.map(s => s.x0)")
    assert shapes == [1]
    word = page.locator("[data-card=train_loss] .shape-label text")
    expect(word).to_have_text("noise")
    expect(word).to_have_css("paint-order", re.compile("^stroke"))  # readable on lines
    expect(word).to_have_css("stroke-width", "3px")
