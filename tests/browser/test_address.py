"""The address bar says what the page shows: rewritten in place, kept by the menu, by Back and by a reload."""

import re

from playwright.sync_api import expect

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
