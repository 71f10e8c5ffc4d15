"""The address bar says what the page shows: rewritten in place, kept by the menu, by Back and by a reload."""

import contextlib
import re

from playwright.sync_api import TimeoutError, expect

from activations.experiment.intervention import Intervention, to_text
from activations.trials import find
from pages.link import texts_of
from pages.race.form import set_by_link

WAIT = 45_000  # milliseconds; the machine may have other work


def menu(page, name):
    return page.get_by_test_id("stSidebarNavItems").get_by_role("link", name=name, exact=True)


def query(page) -> dict[str, list[str]]:
    return page.evaluate(
        "() => { const found = {}; for (const [name, text] of new URLSearchParams(location.search))"
        " (found[name] ??= []).push(text); return found; }"
    )


def test_it_is_rewritten_in_place_and_survives_menu_back_and_reload(page, settled):
    page.goto("/race?arms=Leaky+ReLU+%28negative_slope%3D0.2%29&arms=ReLU+%3E+Tanh&data=双螺旋&widths=6,6&steps=500")
    widths = page.get_by_role("textbox", name="Hidden layers")
    expect(widths).to_have_value("6,6", timeout=WAIT)
    expect(page).to_have_url(re.compile("data=spirals"), timeout=WAIT)
    kept = {"arms": ["leaky_relu(negative_slope=0.2)", "relu > tanh"], "data": ["spirals"], "widths": ["6,6"]}
    settled(page)
    assert query(page) == kept | {"steps": ["500"]}  # a link of before is told in keys from now on
    entries = page.evaluate("history.length")
    page.get_by_role("spinbutton", name="Steps", exact=True).fill("700")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("steps=700"), timeout=WAIT)
    page.get_by_role("spinbutton", name="Steps", exact=True).fill("3000")
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("steps="), timeout=WAIT)  # what is as usual is left out
    page.locator(".st-key-speed").get_by_text("slow", exact=True).click()  # in a part that is drawn by itself
    expect(page).to_have_url(re.compile("speed=slow"), timeout=WAIT)
    settled(page)
    kept |= {"speed": ["slow"]}
    assert query(page) == kept
    assert page.evaluate("history.length") == entries

    menu(page, "Race").click()  # which leads to the bare address of the page
    expect(page).to_have_url(re.compile("data=spirals.*speed=slow"), timeout=WAIT)
    settled(page)
    assert query(page) == kept

    menu(page, "Gallery").click()
    page.wait_for_selector(".lab-tile", timeout=WAIT)
    settled(page)
    assert query(page) == {}
    menu(page, "Race").click()
    expect(widths).to_have_value("6,6", timeout=WAIT)
    expect(page).to_have_url(re.compile("data=spirals.*speed=slow"), timeout=WAIT)
    page.go_back()
    page.wait_for_selector(".lab-tile", timeout=WAIT)
    settled(page)
    assert query(page) == {}
    page.go_back()
    expect(widths).to_have_value("6,6", timeout=WAIT)
    settled(page)
    assert query(page) == kept

    page.reload()
    expect(widths).to_have_value("6,6", timeout=WAIT)
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    settled(page)
    assert query(page) == kept


def test_back_gives_each_entry_the_controls_it_had(page, settled):
    page.goto("/?functions=elu&elu.alpha=2")
    slider = page.locator(".st-key-elu-alpha input[type=range]")
    expect(slider).to_have_value("2", timeout=WAIT)
    menu(page, "Gallery").click()
    page.locator(".lab-tile[data-key='elu']").click(timeout=WAIT)
    expect(slider).to_have_value("1", timeout=WAIT)  # a link says everything: alpha is as usual
    settled(page)
    page.go_back()
    page.wait_for_selector(".lab-tile", timeout=WAIT)
    settled(page)
    page.go_back()
    expect(slider).to_have_value("2", timeout=WAIT)
    settled(page)
    assert query(page) == {"functions": ["elu"], "elu.alpha": ["2"]}


# -- every page, every way in -----------------------------------------------------------------------------------------

BOARD = "document.querySelector('.lab-race')?.board"


def has_query(page, wanted: dict[str, list[str]]) -> None:
    """Wait until the address says exactly this."""
    with contextlib.suppress(TimeoutError):
        page.wait_for_function(
            "wanted => { const now = new URLSearchParams(location.search);"
            " const same = ([name, texts]) => JSON.stringify(now.getAll(name)) === JSON.stringify(texts);"
            " return now.size === Object.values(wanted).flat().length && Object.entries(wanted).every(same); }",
            arg=wanted,
            timeout=WAIT,
        )
    assert query(page) == wanted


def in_state(page, status: str) -> None:
    """Wait until the race is in this state and all that it says has been drawn."""
    expect(page.locator("[data-stat=state]")).to_have_text(status, timeout=WAIT)
    page.wait_for_function(  # the numbers beside the buttons are told at once, the charts have their turn
        f"status => {BOARD}?.last?.header.status === status && {BOARD}.last.arrays.test_loss_by_seed !== undefined",
        arg={"training": "playing"}.get(status, status),
        timeout=WAIT,
    )


def raced(page) -> dict:
    """What the race on this page has come to, to the last digit."""
    found = page.wait_for_function(
        f"() => {{ const last = {BOARD}?.last; return last?.arrays.test_loss_by_seed && {{ arms: last.header.arms,"
        " step: last.header.step, acts: last.header.interventions,"
        " losses: Array.from(last.arrays.test_loss_by_seed.values, String) }; }",
        timeout=WAIT,
    )
    return found.json_value()


def done(page) -> str:
    """All that was done in the race, and is planned, as a link has it."""
    return to_text(Intervention.from_plain(act) for act in raced(page)["acts"])


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_race_from_a_trial_is_its_address_at_every_stop(page, new_page, settled):
    trial = {"lang": ["en"], "claim": ["relu.dies"]}
    page.goto("/trials?lang=en&claim=relu.dies")
    press(page, "Open in Race")
    in_state(page, "paused")
    made_of = find("relu.dies").experiment
    assert made_of is not None
    experiment = made_of(find("relu.dies").checked({}))
    race = {"lang": ["en"]} | {name: texts_of(held) for name, held in set_by_link(experiment).items()}
    has_query(page, race)
    entries = page.evaluate("history.length")

    page.locator(".st-key-speed").get_by_text("slow", exact=True).click()
    race["speed"] = ["slow"]
    has_query(page, race)
    press(page, "Play")
    in_state(page, "training")
    press(page, "Intervene")
    press(page, "Apply")
    page.wait_for_function("new URLSearchParams(location.search).get('changes').split(',').length === 2", timeout=WAIT)
    expect(page.locator("[data-stat=state]")).to_have_text("training")  # it goes on, and nothing else was clicked
    expect(page.get_by_text("It is marked on the charts and written into the link.")).to_be_visible()
    page.keyboard.press("Escape")
    settled(page)
    page.locator(".st-key-rate_now input[type=range]").press("ArrowRight")
    page.wait_for_function("location.search.includes('rate%3D0.03')", timeout=WAIT)
    press(page, "Pause")
    in_state(page, "paused")
    settled(page)
    race["changes"] = [done(page)]
    assert [part.partition(":")[2] for part in done(page).split(", ")] == ["spike=0/100", "rate=0.03", "spike=0/100"]
    has_query(page, race)

    before = raced(page)
    page.reload()
    in_state(page, "paused")
    has_query(page, race)
    assert raced(page) == before
    page.go_back()
    expect(page.locator("[data-claim][aria-pressed=true]")).to_have_attribute("data-claim", "relu.dies", timeout=WAIT)
    has_query(page, trial)
    page.go_forward()
    in_state(page, "paused")
    has_query(page, race)
    assert raced(page) == before
    assert page.evaluate("history.length") == entries

    page.locator(".st-key-speed").get_by_text("fast", exact=True).click()
    del race["speed"]
    press(page, "Play")
    in_state(page, "finished")
    has_query(page, race)
    other = new_page()  # a reader who gets the link
    other.goto(page.evaluate("location.href"))
    in_state(other, "paused")
    press(other, "Play")
    in_state(other, "finished")
    assert raced(other) == raced(page)
    has_query(other, race)

    press(other, "Reset")
    in_state(other, "paused")
    has_query(other, race)  # all of it was planned there
    press(page, "Reset")
    race["changes"] = ["200:spike=0/100"]
    has_query(page, race)
    in_state(page, "paused")
    assert done(page) == "200:spike=0/100"


def test_every_page_is_its_address_and_back_passes_each_once_in_the_language_of_now(page, settled):
    entries = []  # what Back passes: the address, and how the page is known again

    def stop(names: dict[str, list[str]], known_by) -> None:
        has_query(page, names)
        known_by()
        settled(page)
        entries.append((page.evaluate("location.pathname"), names, known_by))

    def functions(count):
        return lambda: expect(page.locator(".lab-pill")).to_have_count(count, timeout=WAIT)

    page.goto("/")
    stop({}, functions(3))
    before = page.evaluate("history.length")

    menu(page, "Gallery").click()
    page.locator(".st-key-order").get_by_text("name", exact=True).click()
    by_name = page.locator(".lab-gallery").get_by_text(re.compile("^(By name|按名称)"))
    stop({"order": ["name"]}, lambda: expect(by_name).to_be_visible(timeout=WAIT))

    page.locator(".lab-tile[data-key='elu']").click()
    has_query(page, {"functions": ["elu"]})
    alpha = page.locator(".st-key-elu-alpha input[type=range]")
    alpha.press("ArrowRight")
    page.wait_for_function("location.search.includes('elu.alpha=')", timeout=WAIT)
    bent = query(page)["elu.alpha"]
    stop({"functions": ["elu"], "elu.alpha": bent}, lambda: expect(alpha).to_have_value(bent[0], timeout=WAIT))

    menu(page, "Race").click()
    in_race = page.locator("[data-stat=state]")
    expect(in_race).to_have_text("paused", timeout=WAIT)
    page.locator(".st-key-seeds input").fill("2")
    page.keyboard.press("Enter")
    has_query(page, {"seeds": ["2"]})
    page.locator(".st-key-seed input").fill("1")
    page.keyboard.press("Enter")
    has_query(page, {"seeds": ["2"], "seed": ["1"]})
    page.locator(".st-key-inside").get_by_text("Pre-activations", exact=True).click()
    density = page.locator("[data-card='density.0.0'] .nsewdrag")
    density.wait_for(timeout=WAIT)
    has_query(page, {"seeds": ["2"], "seed": ["1"], "inside": ["pre-activations"]})
    settled(page)
    density.click()
    page.wait_for_function("location.search.includes('unit=1.1.')", timeout=WAIT)
    unit = query(page)["unit"]
    inspected = page.get_by_role("textbox", name="Unit to inspect")
    race = {"seeds": ["2"], "seed": ["1"], "inside": ["pre-activations"], "unit": unit}
    page.reload()
    expect(inspected).to_have_value(unit[0], timeout=WAIT)
    stop(race, lambda: expect(page.locator("[data-card='unit.head']")).to_be_visible(timeout=WAIT))

    menu(page, "Trials").click()
    chosen = page.locator("[data-claim][aria-pressed=true]")
    stop(
        {"claim": ["relu.faster"]},
        lambda: expect(chosen).to_have_attribute("data-claim", "relu.faster", timeout=WAIT),
    )
    page.locator("[data-claim='maxout.doubles']").click()
    has_query(page, {"claim": ["maxout.doubles"]})
    page.locator(".st-key-language_switch").get_by_text("简体中文", exact=True).click()
    has_query(page, {"claim": ["maxout.doubles"], "lang": ["zh_CN"]})
    settled(page)
    assert page.evaluate("history.length") == before + 5  # five times something else was opened

    for path, names, known_by in reversed(entries):
        page.go_back()
        has_query(page, names | {"lang": ["zh_CN"]})
        assert page.evaluate("location.pathname") == path
        known_by()
        settled(page)
        assert query(page) == names | {"lang": ["zh_CN"]}
    page.reload()
    functions(3)()
    has_query(page, {"lang": ["zh_CN"]})
    for _path, names, known_by in entries[1:3]:
        page.go_forward()
        has_query(page, names | {"lang": ["zh_CN"]})
        known_by()
