"""What browser/streamlit_private.js and loader.js take for granted of Streamlit's page, each in words."""

import pytest
import streamlit

TAKEN = {
    "its own scripts are at …/static/js/, below the path at which it is served": (
        "new URL(document.querySelector('script[src*=\"static/js/\"]').src).pathname.startsWith('/static/js/')"
    ),
    "what scrolls is [data-testid=stMain], and a component is in it": (
        "getComputedStyle(document.querySelector('.lab-curve').closest('[data-testid=\"stMain\"]'))"
        ".overflowY === 'auto'"
    ),
    "a widget has the class st-key-<its key>, and a slider is an input[type=range] in it": (
        "document.querySelector('[class*=\"st-key-\"] input[type=range]') !== null"
    ),
    "what is written in Markdown is in [data-testid=stMarkdownContainer]": (
        "document.querySelector('[data-testid=\"stMarkdownContainer\"]') !== null"
    ),
    "what was chosen is in [data-testid=stMultiSelectTagsContainer]": (
        "document.querySelector('[data-testid=\"stMultiSelectTagsContainer\"]').textContent.includes('ELU')"
    ),
    "what may be chosen by a button is in [role=radiogroup]": "document.querySelector('[role=radiogroup]') !== null",
}


@pytest.fixture(scope="module")
def opened(browser, server):
    context = browser.new_context(base_url=server.url)
    page = context.new_page()
    page.goto("/?functions=ELU")
    page.locator(".lab-curve .scatterlayer path.js-line").first.wait_for()
    page.locator("input[type=range]").first.wait_for(state="attached")
    yield page
    context.close()


@pytest.mark.parametrize("words", TAKEN)
def test_streamlits_page_is_as_the_lab_takes_it_to_be(opened, words):
    so = opened.evaluate(f"(() => {{ try {{ return Boolean({TAKEN[words]}); }} catch {{ return false; }} }})()")
    version = streamlit.__version__
    assert so, f"browser/streamlit_private.js counts on it that {words}. In Streamlit {version} it is not so any more."


def test_no_other_module_knows_streamlits_elements():
    from browser.modules import MODULES

    names = ("data-testid", "st-key-", 'role="radiogroup"')
    found = {name for name, source in MODULES.items() if any(word in source.decode() for word in names)}
    assert found == {"streamlit_private.js"}


@pytest.mark.parametrize("path", ["/race", "/gallery", "/trials"])
def test_a_page_that_is_opened_by_its_address_asks_for_nothing_that_is_not_there(page, path):
    answers = []
    page.on("response", lambda answer: answers.append((answer.status, answer.url)))
    page.goto(path)
    page.locator(".lab-race .main-svg, .lab-gallery svg, .lab-note").first.wait_for()
    version = streamlit.__version__
    assert [answer for answer in answers if answer[0] >= 400] == [], f"Streamlit {version}: see HOME_SCRIPT"


def test_an_address_below_a_page_leads_to_a_page(page, console):
    page.goto("/gallery/race?seeds=3")
    page.locator(".lab-race .main-svg").first.wait_for()
    assert page.url.split("/", 3)[3].startswith("race?seeds=3")
    console.expected.append("does not seem to exist")
    page.goto("/race/nothing")
    page.get_by_role("dialog").get_by_text("Page not found").wait_for()
