"""A claim of the note on trial, in a real browser: opened, bet on, run, bent until the verdict flips."""

import re

from playwright.sync_api import expect

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

    page.get_by_role("radio", name="holds", exact=True).click()
    button(page, "Run the trial").click()
    expect(page.locator(".lab-progress")).to_be_visible()
    page.wait_for_selector(".lab-trial-curves .main-svg", timeout=WAIT)  # it is drawn while it runs
    expect(verdict(page)).to_contain_text("Depends", timeout=WAIT)
    expect(badge).to_have_text("depends")
    expect(page.get_by_text("You bet: holds. The verdict: depends.")).to_be_visible()
    expect(page.get_by_text("0 right of 1")).to_be_visible()
    page.wait_for_selector(".lab-trial-sweep .main-svg")
    assert points(page) >= 3

    page.get_by_text("Bend it: change a setting and try again").click()
    for rate, word in (("0.02", "Holds"), ("0.001", "Does not hold")):
        # The first is the standard rate, with a number of seeds of one's own.
        page.get_by_label("learning rate", exact=True).fill(rate)
        page.get_by_label("learning rate", exact=True).press("Enter")
        page.get_by_label("Seeds", exact=True).fill("24")
        page.get_by_label("Seeds", exact=True).press("Enter")
        button(page, "Run mine").click()
        expect(verdict(page, 1)).to_contain_text(word, timeout=WAIT)
        expect(verdict(page, 0)).to_contain_text("Depends")  # the standard one stands beside it

    button(page, "Open in Race").click()
    expect(page).to_have_url(re.compile("/race"), timeout=30_000)
    expect(page.get_by_label("Learning rate at the start", exact=True)).to_have_value("0.001", timeout=30_000)
    expect(page.get_by_label("Recorded interventions", exact=True)).to_have_value("200:spike=0/100")
