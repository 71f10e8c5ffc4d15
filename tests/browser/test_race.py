"""The Race page in a real browser: played, stepped, reset; nothing rebuilt; two tabs; a killed trainer; a reload."""

import re
import time

from playwright.sync_api import expect

from tests.browser.quick_drawing import assert_heat_as_plotly, assert_quick_as_plotly

QUICK = "/race?arms=sigmoid&arms=relu&seeds=4&steps=400&speed=fast"
ENDLESS = "/race?arms=tanh&arms=relu&seeds=4&steps=100000&speed=fast"
WORKER = "activations.live.trainer.worker"


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def stat(page, name):
    return page.locator(f"[data-stat={name}]")


def step_of(page) -> int:
    return int(stat(page, "step").inner_text().split(" of ")[0].replace(",", ""))


def open_race(page, link):
    page.goto(link)
    expect(button(page, "Play")).to_be_visible(timeout=30_000)
    expect(stat(page, "state")).to_have_text("paused", timeout=30_000)


def wait_for_step(page, beyond, seconds=30):
    end = time.monotonic() + seconds
    while step_of(page) <= beyond:
        assert time.monotonic() < end, f"still at step {step_of(page)}"
        page.wait_for_timeout(50)


def median_losses(page, card="train_loss"):
    """Steps and losses of the first arm's median line, as drawn; of a race that has stopped once it is drawn whole."""
    page.wait_for_function(  # its state is told at once, the charts have their turn
        """card => { const state = document.querySelector('[data-stat=state]').textContent;
                     const { last } = document.querySelector('.lab-race').board;
                     const { x } = document.querySelector(`[data-card=${card}] .lab-plot`).data[1];
                     return !['paused', 'finished'].includes(state)
                       || (last?.header.status === state && Array.from(x).at(-1) === last.header.evaluated_at); }""",
        arg=card,
    )
    return page.evaluate(
        """card => { const plot = document.querySelector(`[data-card=${card}] .lab-plot`);
                     return [Array.from(plot.data[1].x), Array.from(plot.data[1].y)]; }""",
        card,
    )


def test_a_race_is_played_paused_stepped_and_reset_and_its_numbers_move(page):
    open_race(page, ENDLESS)
    assert step_of(page) == 0
    assert page.locator("[data-card=train_loss] .points path").count() == 2  # a line of one point is a dot
    button(page, "Play").click()
    wait_for_step(page, 100)
    expect(button(page, "Pause")).to_be_visible()
    button(page, "Pause").click()
    expect(stat(page, "state")).to_have_text("paused")
    at = step_of(page)
    page.wait_for_timeout(400)
    assert step_of(page) == at
    button(page, "Step").click()
    expect(stat(page, "step")).to_contain_text(f"{at + 1:,} of")
    steps, losses = median_losses(page)
    assert steps == sorted(steps)
    assert losses[-1] < losses[0]
    button(page, "Reset").click()
    expect(stat(page, "step")).to_contain_text("0 of")
    page.wait_for_function("document.querySelector('[data-card=train_loss] .lab-plot').data[1].x.join() === '0'")


def test_a_race_runs_to_its_end_shows_the_table_draws_as_plotly_does_and_repeats_to_the_bit(page):
    open_race(page, QUICK)
    button(page, "Play").click()
    expect(stat(page, "state")).to_have_text("finished", timeout=60_000)
    expect(page.get_by_role("heading", name=re.compile("Paired differences at step 400"))).to_be_visible()
    first = median_losses(page)
    assert assert_quick_as_plotly(page, "train_loss") == 4
    button(page, "Reset").click()
    expect(stat(page, "state")).to_have_text("paused")
    button(page, "Play").click()
    expect(stat(page, "state")).to_have_text("finished", timeout=60_000)
    assert median_losses(page) == first


def test_no_plot_is_rebuilt_while_live_and_a_zoom_survives(page):
    open_race(page, ENDLESS)
    page.evaluate(
        """() => { window.plots = [...document.querySelectorAll('.js-plotly-plot')];
                   window.svgs = window.plots.map(p => p.querySelector('.main-svg'));
                   return Plotly.relayout(document.querySelector('[data-card=train_loss] .lab-plot'),
                       {'xaxis.range': [0, 50], 'yaxis.range': [-1, 0]}); }"""
    )
    button(page, "Play").click()
    page.wait_for_function("document.querySelector('.lab-race').board.frames > 40", timeout=60_000)
    page.wait_for_timeout(1500)  # Plotly's own full redraws among the quick ones
    rebuilt, ranges = page.evaluate(
        """() => { const now = [...document.querySelectorAll('.js-plotly-plot')];
                   const same = (p, i) => p === window.plots[i] && p.querySelector('.main-svg') === window.svgs[i];
                   const changed = now.filter((p, i) => !same(p, i));
                   const layout = document.querySelector('[data-card=train_loss] .lab-plot').layout;
                   return [changed.length + Math.abs(now.length - window.plots.length),
                           [...layout.xaxis.range, ...layout.yaxis.range]]; }"""
    )
    assert rebuilt == 0
    assert ranges == [0, 50, -1, 0]


def test_the_learning_rate_changes_while_it_runs_and_the_link_repeats_it(page, new_page):
    open_race(page, QUICK.replace("fast", "slow"))
    button(page, "Play").click()
    wait_for_step(page, 5)
    slider = page.get_by_role("slider", name="Current learning rate")
    slider.focus()
    slider.press("ArrowRight")
    page.wait_for_timeout(500)
    page.get_by_text("fast", exact=True).click()
    expect(stat(page, "state")).to_have_text("finished", timeout=60_000)
    expect(page).to_have_url(re.compile("changes=\\d+%3Arate%3D0.15"))
    page.wait_for_timeout(300)
    _, losses = median_losses(page)
    again = new_page()
    open_race(again, page.url)
    button(again, "Play").click()
    expect(stat(again, "state")).to_have_text("finished", timeout=60_000)
    assert median_losses(again)[1][-1] == losses[-1]


def test_two_tabs_do_not_disturb_each_other(new_page):
    one, other = new_page(), new_page()
    open_race(one, ENDLESS)
    open_race(other, ENDLESS)
    button(one, "Play").click()
    wait_for_step(one, 50)
    assert step_of(other) == 0
    button(other, "Step").click()
    expect(stat(other, "step")).to_contain_text("1 of")
    token = one.evaluate("sessionStorage.getItem('activation-lab-run')")  # as a browser copies it with the tab
    other.evaluate("token => sessionStorage.setItem('activation-lab-run', token)", token)
    other.reload()
    expect(other.get_by_text("That race is open in another tab and goes on there.")).to_be_visible(timeout=30_000)
    expect(stat(other, "step")).to_contain_text("0 of")
    wait_for_step(one, step_of(one))


def test_a_file_that_is_too_large_is_refused_in_the_browser_and_a_small_one_is_raced_on(page, tmp_path):
    page.goto("/race?data=table&arms=tanh&arms=relu&seeds=2&steps=100&inside=pre-activations")
    chooser = page.locator("[data-testid=stFileUploaderDropzoneInput]")
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(200 * 2**20)
    chooser.set_input_files(huge, timeout=60_000)
    sentence = page.get_by_text("File must be 10.0MB or smaller.")
    expect(sentence).to_be_visible(timeout=30_000)
    assert sentence.bounding_box()["width"] > 100  # to be read, not for a screen reader alone
    small = tmp_path / "small.csv"
    small.write_text("a,b,y\n" + "".join(f"{i % 7},{i % 5},{i % 7 - 0.37 * (i % 5):.2f}\n" for i in range(60)))
    densities = page.locator(".lab-inside [data-card^=density]")
    expect(densities).to_have_count(7, timeout=30_000)  # until then the usual race is shown
    chooser.set_input_files(small)
    expect(page.locator("[data-card=arm0] .lab-subtitle").first).to_contain_text("R²", timeout=30_000)
    expect(densities).to_have_count(2)  # none of a board that was there before


def test_a_killed_trainer_is_reported_in_words_and_the_race_can_go_on(page, server):
    open_race(page, ENDLESS)
    button(page, "Play").click()
    wait_for_step(page, 20)
    (worker,) = server.children(WORKER)
    server.expected.append("The trainer process has ended: killed by signal SIGKILL")
    worker.kill()
    expect(page.locator(".lab-notice")).to_contain_text("The trainer process ended unexpectedly", timeout=20_000)
    wait_for_step(page, 20)  # by itself
    button(page, "Pause").click()
    expect(stat(page, "state")).to_have_text("paused", timeout=30_000)
    button(page, "Play").click()
    expect(page.locator(".lab-notice")).to_be_hidden()


def test_a_reload_finds_its_run_again(page):
    open_race(page, ENDLESS)
    button(page, "Play").click()
    wait_for_step(page, 200)
    at = step_of(page)
    page.reload()
    expect(stat(page, "state")).to_have_text("training", timeout=30_000)
    assert step_of(page) >= at
    expect(button(page, "Pause")).to_be_visible()
    steps, _ = median_losses(page)
    assert steps[0] == 0
    moments = page.evaluate("document.querySelector('.lab-race').board.moments.kept.map(moment => moment.header.step)")
    assert moments == sorted(set(moments))
    assert moments[0] == 0  # the server kept what this page cannot remember
    assert sum(step <= at for step in moments) > 2
    page.evaluate("document.querySelector('.lab-race').board.timeline.choose(1)")
    expect(page.locator(".lab-when")).to_contain_text(f"step {moments[1]:,} of")


def test_closing_a_tab_stops_its_run_within_ten_seconds(new_page, server):
    page = new_page()
    open_race(page, ENDLESS)
    button(page, "Play").click()
    wait_for_step(page, 50)
    (worker,) = server.children(WORKER)
    page.close()
    idle, end = 0, time.monotonic() + 12  # the last second and more of it must be idle
    while idle < 3:
        idle = idle + 1 if worker.cpu_percent(interval=0.5) < 5 else 0
        assert time.monotonic() < end, "the trainer is still busy 10 s after the page has gone"


def test_a_race_is_kept_while_its_tab_shows_another_page_and_more_steps_make_it_longer(page):
    open_race(page, QUICK)
    button(page, "Play").click()
    expect(stat(page, "state")).to_have_text("finished", timeout=60_000)
    _, losses = median_losses(page)
    page.get_by_role("link", name="Gallery", exact=True).click()
    page.wait_for_selector(".lab-tile")
    page.get_by_role("link", name="Race", exact=True).click()
    expect(stat(page, "state")).to_have_text("finished", timeout=60_000)
    expect(stat(page, "step")).to_have_text("400 of 400")
    page.wait_for_function(
        "loss => document.querySelector('[data-card=train_loss] .lab-plot')?.data[1].y.at(-1) === loss", arg=losses[-1]
    )
    page.get_by_role("spinbutton", name="Steps", exact=True).fill("500")
    page.keyboard.press("Enter")
    expect(stat(page, "step")).to_have_text("400 of 500", timeout=60_000)
    button(page, "Play").click()
    expect(stat(page, "step")).to_have_text("500 of 500", timeout=60_000)


def test_a_diverging_arm_is_marked_and_the_others_go_on(page):
    open_race(page, "/race?arms=tanh&arms=squared_relu&data=sine&widths=16,16,16&seeds=4&steps=300")
    button(page, "Play").click()
    expect(stat(page, "state")).to_have_text("finished", timeout=60_000)
    expect(page.locator("[data-card=arm1]")).to_contain_text("diverged by step")
    expect(page.locator("[data-card=arm0] .lab-subtitle")).to_have_text(re.compile(r"R² 0\.\d+ test \(median\)$"))


def test_a_link_with_nonsense_is_answered_in_words_and_the_page_stays_usable(page):
    page.goto(
        "/race?widths=0&learning_rate=1000000000&seeds=1000000&arms=Leeky+ReLU&changes=banana"
        "&optimizer=banana&noise=xyz"
    )
    said = page.get_by_test_id("stAlert")
    for sentence in (
        "from 1 to 256",
        r"learning_rate = (1e\+09|1,?000,?000,?000)",
        "seeds = ",
        "Did you mean Leaky ReLU",
        "step:rate",
        "Optimiser to “banana”",
        "Noise to “xyz”",
    ):
        expect(said.filter(has_text=re.compile(sentence)).first).to_be_visible(timeout=30_000)
    expect(page.get_by_role("textbox", name="Hidden layers")).to_be_visible()


def test_the_browsers_back_finds_the_race_as_it_was_left(page):
    open_race(page, "/race?arms=relu&arms=tanh&widths=6&seeds=2&steps=5000")
    for _ in range(2):
        button(page, "Step").click()
    expect(stat(page, "step")).to_contain_text("2 of 5,000")
    page.get_by_role("link", name="Gallery", exact=True).click()
    expect(page).to_have_url(re.compile("/gallery"))
    page.wait_for_selector(".lab-gallery svg, .lab-tile svg, .lab-card svg")
    page.go_back()
    expect(page.get_by_role("textbox", name="Hidden layers")).to_have_value("6")
    expect(page).to_have_url(re.compile(r"/race\?.*widths=6.*steps=5000"))
    expect(stat(page, "step")).to_contain_text("2 of 5,000")


def test_all_seven_train_to_the_end_on_the_handwritten_digits(page):
    arms = "&".join(f"arms={name}" for name in ("sigmoid", "tanh", "relu", "leaky_relu", "prelu", "elu", "maxout"))
    open_race(page, f"/race?{arms}&data=digits&widths=32&seeds=3&steps=300&batch_size=32")
    button(page, "Play").click()
    expect(stat(page, "state")).to_have_text("finished", timeout=120_000)
    assert page.evaluate("document.querySelector('[data-card=arm6] .lab-plot').data[0].z.length") == 10
    assert assert_heat_as_plotly(page, "arm6")["cells"] == 100
    for arm in range(7):
        text = page.locator(f"[data-card=arm{arm}] .lab-subtitle").inner_text()
        assert float(text.split(" %")[0]) > 60, text
