"""Lines of a race are told apart without colour: names at their ends, dashes, one arm alone."""

import itertools
import re

from playwright.sync_api import expect

from tests.browser.test_race import button, open_race, stat

WAIT = 45_000  # milliseconds; the machine may have other work
ENDS = "[data-card=train_loss] .lab-ends span"
OPACITIES = """card => document.querySelector(`[data-card="${card}"] .lab-plot`).data
  .filter(trace => trace.meta?.arm !== undefined).map(trace => [trace.meta.arm, trace.opacity ?? 1])"""


def finished(page, link):
    open_race(page, link)
    button(page, "Play").click()
    expect(stat(page, "state")).to_have_text("finished", timeout=WAIT)


def test_each_line_has_its_name_at_its_end_and_a_dash_of_its_own(page):
    finished(page, "/race?steps=200&seeds=2")
    arms = page.locator(".lab-arms .lab-name").all_inner_texts()
    assert len(arms) == 7
    expect(page.locator(ENDS)).to_have_count(7)
    assert sorted(page.locator(ENDS).all_inner_texts()) == sorted(arms)
    boxes = sorted((box["y"], box["height"]) for box in (end.bounding_box() for end in page.locator(ENDS).all()))
    assert all(lower[0] >= upper[0] + upper[1] - 1 for upper, lower in itertools.pairwise(boxes))
    samples = page.locator(".lab-arms .lab-sample line").evaluate_all(
        "lines => lines.map(line => [line.getAttribute('stroke'), line.getAttribute('stroke-dasharray')])"
    )
    assert len({tuple(sample) for sample in samples}) == 7
    assert len({dash for _colour, dash in samples}) == 6


GAPS = """() => [...document.querySelectorAll('.lab-curves .lab-ends span')].map(name => {
  const plot = name.closest('.lab-plot').querySelector('.nsewdrag').getBoundingClientRect();
  return name.getBoundingClientRect().left - plot.right; })"""


def test_names_stay_at_the_ends_when_cards_change_their_width_or_a_chart_is_zoomed(page):
    finished(page, "/race?arms=relu&arms=tanh&steps=200&seeds=2")
    at_the_ends = f"() => {{ const all = ({GAPS})(); return all.length && all.every(gap => gap > 0 && gap < 10); }}"
    for width in (820, 2000):
        page.set_viewport_size({"width": width, "height": 970})
        page.wait_for_function(
            "width => document.querySelector('.lab-race').clientWidth > 0.6 * width - 100", arg=width, timeout=WAIT
        )
        page.wait_for_function(at_the_ends, timeout=WAIT)
    page.evaluate(
        "Plotly.relayout(document.querySelector('[data-card=train_loss] .lab-plot'), {'xaxis.range': [0, 100]})"
    )
    expect(page.locator(ENDS)).to_have_count(0, timeout=WAIT)  # its lines end outside


def test_the_pointers_box_names_the_step_and_lies_on_the_names(page):
    finished(page, "/race?steps=200&seeds=2")
    plot = page.locator("[data-card=train_loss] .nsewdrag")
    plot.hover()
    box = page.locator("[data-card=train_loss] .hoverlayer .legend")
    expect(box).to_contain_text(re.compile(r"step \d+"), timeout=WAIT)
    order = """() => { const card = document.querySelector('[data-card=train_loss]');
      return card.querySelector('.lab-ends').compareDocumentPosition(card.querySelector('.hoverlayer')); }"""
    assert page.evaluate(order) & 4  # it comes later, so it lies on them
    page.goto("/?functions=relu")
    page.locator(".lab-curve .nsewdrag").hover()
    expect(page.locator(".lab-curve .hoverlayer .legend")).to_contain_text("z = ", timeout=WAIT)


def test_one_arm_is_singled_out_in_every_chart_by_keyboard_or_pointer_and_back(page):
    finished(page, "/race?arms=relu&arms=tanh&arms=elu&steps=100&seeds=2&inside=gradients")
    name = page.get_by_role("button", name="Tanh", exact=True)
    name.focus()
    page.keyboard.press("Enter")
    expect(name).to_have_attribute("aria-pressed", "true")
    for card in ("train_loss", "test_accuracy", "layers.gradient_z", "seen.gradient_z.0"):
        page.wait_for_function(
            f"card => {{ const found = ({OPACITIES})(card);"
            " return found.length && found.every(([arm, opacity]) => (arm === 1) === (opacity === 1)); }",
            arg=card,
            timeout=WAIT,
        )
    page.locator(ENDS, has_text="Tanh").click()
    expect(name).to_have_attribute("aria-pressed", "false")
    page.wait_for_function(f"() => ({OPACITIES})('train_loss').every(([_arm, opacity]) => opacity === 1)", timeout=WAIT)


def test_after_a_swap_two_arms_of_one_activation_have_different_names(page):
    finished(page, "/race?arms=relu&arms=leaky_relu&steps=100&seeds=2&changes=50:swap=0/leaky_relu")
    cards, ends = page.locator(".lab-arms .lab-name"), page.locator(ENDS)
    expect(cards.first).to_have_text("ReLU (Leaky ReLU from step 50)")
    assert len(set(cards.all_inner_texts())) == 2
    assert sorted(ends.all_inner_texts()) == sorted(cards.all_inner_texts())


def test_axes_make_sense_before_the_first_numbers_and_zeros_have_marks(page):
    layers = ",".join(["8"] * 50)
    open_race(page, f"/race?arms=sigmoid&arms=relu&seeds=2&steps=40&init=torch&inside=gradients&widths={layers}")
    ranges = page.evaluate(
        "() => Object.fromEntries(['train_loss', 'test_accuracy'].map(card =>"
        " [card, [...document.querySelector(`[data-card=${card}] .lab-plot`).layout.yaxis.range]]))"
    )
    assert -0.1 <= ranges["test_accuracy"][0] <= ranges["test_accuracy"][1] <= 1.1
    assert -3 <= ranges["train_loss"][0] <= ranges["train_loss"][1] <= 1  # powers of ten
    button(page, "Play").click()
    expect(stat(page, "state")).to_have_text("finished", timeout=WAIT)
    card = '[data-card="layers.gradient_z"]'
    page.wait_for_selector(f"{card} .lab-plot .scatterlayer", timeout=WAIT)
    page.wait_for_function(
        """() => { const { data } = document.querySelector('[data-card="layers.gradient_z"] .lab-plot');
                   return data.some(trace => trace.meta.zeros && trace.y.some(Number.isFinite)); }""",
        timeout=WAIT,
    )
    below = page.evaluate(
        """() => { const { data, layout } = document.querySelector('[data-card="layers.gradient_z"] .lab-plot');
                   const of = zeros => data.filter(trace => Boolean(trace.meta.zeros) === zeros)
                     .flatMap(trace => trace.y).filter(y => y > 0);
                   const [lines, marks] = [of(false), of(true)];
                   return [Math.max(...marks) < Math.min(...lines), Math.log10(Math.min(...marks)),
                           layout.yaxis.range]; }"""
    )
    assert below[0]
    assert below[2][0] - 3 < below[1] < below[2][1]  # within the axis


def test_losses_above_five_are_inside_their_axis(page):
    finished(
        page,
        "/race?arms=relu&arms=tanh&steps=60&seeds=2&data=sine&widths=8,8,8,8&init=gain&init_gain=4&learning_rate=0.001&log=false",
    )
    highest, top = page.evaluate(
        """() => { const plot = document.querySelector('[data-card=train_loss] .lab-plot');
                   const lines = plot.data.filter(trace => trace.meta?.arm !== undefined && !trace.meta.band);
                   return [Math.max(...lines.flatMap(trace => [...trace.y])), plot.layout.yaxis.range[1]]; }"""
    )
    assert 5 < highest <= top
