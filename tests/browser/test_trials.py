"""A claim of the note on trial, in a real browser: opened, bet on, run, bent until the verdict flips."""

import re

from playwright.sync_api import expect

from activations.trials import find

WAIT = 90_000  # milliseconds a trial may take beside other tests


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def verdict(page, which=0):
    return page.locator(".lab-verdict").nth(which)


def points(page):
    """How many estimates the chart of a trial shows."""
    return page.evaluate(
        "() => document.querySelector('.lab-trial-forest .lab-plot')?.data?.at(-1)?.x?.length ?? 0",
    )


def test_a_claim_is_opened_bet_on_run_and_bent_until_it_flips(page, server):
    page.goto(f"{server.url}/trials?claim=relu.formula&guess=true")
    badge = page.locator("[data-claim='relu.dies'] .lab-badge")
    expect(badge).to_have_text("?", timeout=30_000)
    page.locator("[data-claim='relu.dies']").click()
    expect(page.locator(".lab-claim-title")).to_have_text(re.compile("One very large gradient"))
    expect(page).to_have_url(re.compile("claim=relu.dies"))

    page.get_by_role("radio", name="holds", exact=True).click()  # also while the page is being drawn
    expect(page.get_by_role("radio", name="holds", exact=True)).to_be_checked()
    button(page, "Run the trial").click()
    expect(page.locator(".lab-progress")).to_be_visible()
    expect(verdict(page)).to_contain_text("Depends", timeout=WAIT)
    expect(badge).to_have_text("depends")
    expect(page.get_by_text("You bet: holds. The verdict: depends.")).to_be_visible()
    expect(verdict(page)).to_contain_text(find("relu.dies").explains)
    expect(page.get_by_text("0 of 1 right")).to_be_visible()
    page.wait_for_selector(".lab-trial-sweep .main-svg")
    assert points(page) >= 3

    page.get_by_text("Change the settings").click()
    for rate, word in (("0.02", "Holds"), ("0.001", "Does not hold")):
        # The first is the standard rate, with a number of seeds of one's own.
        page.get_by_label("learning rate", exact=True).fill(rate)
        page.get_by_label("learning rate", exact=True).press("Enter")
        page.get_by_label("Seeds", exact=True).fill("24")
        page.get_by_label("Seeds", exact=True).press("Enter")
        button(page, "Run with my settings").click()
        expect(verdict(page, 1)).to_contain_text(word, timeout=WAIT)
        expect(verdict(page, 0)).to_contain_text("Depends")  # the standard one stands beside it

    button(page, "Open in Race").click()
    expect(page).to_have_url(re.compile("/race"), timeout=30_000)
    expect(page.get_by_label("Initial learning rate", exact=True)).to_have_value("0.001", timeout=30_000)
    expect(page.get_by_label("Recorded interventions", exact=True)).to_have_value("200:spike=0/100")


def claim_of(page):
    return page.locator("[data-claim][aria-pressed=true]")


def test_settings_are_in_the_link_survive_race_and_back_and_a_bet_stays_with_its_claim(page, settled):
    page.goto("/trials?claim=relu.faster&trial.relu.faster.seeds=5")
    seeds = page.get_by_role("spinbutton", name="Seeds", exact=True)
    expect(seeds).to_have_value("5", timeout=30_000)
    page.get_by_role("textbox", name="learning rates").fill("0.1, 0.3")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"trial\.relu\.faster\.rates=0\.1%2C\+0\.3"))
    settled(page)
    page.get_by_role("radio", name="depends", exact=True).click()
    expect(page.get_by_role("radio", name="depends", exact=True)).to_be_checked()
    settled(page)

    button(page, "Open in Race").click()
    expect(page.locator("[data-stat=state]")).to_have_text("paused", timeout=60_000)
    expect(page).to_have_url(re.compile(r"/race\?.*arms=relu.*data=digits"))
    page.go_back()
    expect(seeds).to_have_value("5", timeout=30_000)
    expect(button(page, "Run with my settings")).to_be_visible()

    page.locator("[data-claim='maxout.doubles']").click()
    expect(page).to_have_url(re.compile("claim=maxout.doubles"))
    settled(page)
    expect(button(page, "Run the trial")).to_be_visible()
    expect(page.get_by_role("radio", name="depends", exact=True)).not_to_be_checked()
    settled(page)  # the click is answered
    page.go_back()
    expect(page).to_have_url(re.compile("claim=relu.faster"))
    expect(claim_of(page)).to_have_attribute("data-claim", "relu.faster")


def test_a_claim_clicked_while_another_runs_is_the_one_that_opens(page, settled):
    page.goto("/trials?claim=relu.faster")
    button(page, "Run the trial").click(timeout=30_000)
    expect(button(page, "Stop")).to_be_visible()
    page.wait_for_selector(".lab-trial-curves .main-svg", timeout=WAIT)  # drawn while it runs, some ten seconds
    page.locator("[data-claim='maxout.no-fragility']").click()
    expect(page.get_by_text("A trial was stopped half-way")).to_be_visible()
    settled(page)
    expect(claim_of(page)).to_have_attribute("data-claim", "maxout.no-fragility")
    expect(page.get_by_text("A trial was stopped half-way")).to_be_visible()  # until the next run or claim


def test_a_setting_in_the_link_that_is_none_is_told_beside_its_control(page):
    page.goto("/trials?claim=relu.faster&trial.relu.faster.rates=fast")
    expect(page.get_by_text(re.compile("Learning rates are numbers with commas between"))).to_be_visible(timeout=30_000)
