"""Both languages in a real browser: the browser's own, the switch, the link, and links that were made in the other."""

import re
from urllib.parse import parse_qs

TITLE = ".lab-curve .lab-title"
CURVES = ".lab-curve .scatterlayer path.js-line"
SETTINGS = "/?functions=glu&functions=sigmoid&section=gate&held=2"


def link(page) -> dict[str, list[str]]:
    return parse_qs(page.evaluate("location.search").removeprefix("?"))


def speak(page, settled, name: str, title: str) -> None:
    page.locator(".st-key-language_switch").get_by_text(name, exact=True).click()
    page.locator(TITLE, has_text=re.compile(f"^{title}$")).wait_for()
    settled(page)


def kept(page, label: str) -> bool:
    """Whether the gate is still swept and the value held at 2, under its name in the language of now."""
    slider = page.locator(".st-key-held")
    return slider.get_by_text(label, exact=True).count() == 1 and slider.locator("input").first.input_value() == "2"


def test_a_page_changes_its_language_and_keeps_everything_else(new_page, settled):
    page = new_page(locale="zh-CN")
    page.goto(SETTINGS + "&z=abc")
    page.wait_for_selector(CURVES)
    settled(page)
    assert page.locator(TITLE).text_content() == "f 及其斜率 f′"
    assert "链接把“z 的范围”设为“abc”。它必须是" in page.locator(".stAlert").first.text_content()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    plot = "document.querySelector('.lab-curve .js-plotly-plot')"
    assert page.evaluate(f"{plot}._context.locale") == "zh-CN"
    assert page.evaluate(f"{plot}._fullLayout.xaxis.title.text") == "预激活值 z"
    assert kept(page, "值固定为")
    assert link(page)["section"] == ["gate"]
    assert "lang" not in link(page)  # the browser's language needs no word

    speak(page, settled, "English", "f and its slope f′")
    assert kept(page, "Value held at")
    assert (link(page)["section"], link(page)["held"], link(page)["lang"]) == (["gate"], ["2"], ["en"])
    assert page.evaluate(f"{plot}._context.locale") == "en"
    assert page.evaluate(f"{plot}._fullLayout.xaxis.title.text") == "pre-activation z"

    speak(page, settled, "简体中文", "f 及其斜率 f′")
    page.reload()
    page.wait_for_selector(CURVES)
    settled(page)
    assert page.locator(TITLE).text_content() == "f 及其斜率 f′"
    assert kept(page, "值固定为")
    assert (link(page)["lang"], link(page)["section"]) == (["zh_CN"], ["gate"])

    other = new_page()
    other.goto(f"/{page.evaluate('location.search')}".replace("zh_CN", "en"))
    other.wait_for_selector(CURVES)
    settled(other)
    assert other.locator(TITLE).text_content() == "f and its slope f′"
    assert kept(other, "Value held at")
    assert other.locator(".stAlert").count() == 0

    page.get_by_test_id("stSidebarNavItems").get_by_role("link", name="图册").click()
    page.wait_for_selector(".lab-tile")
    settled(page)
    assert link(page) == {"lang": ["zh_CN"]}
    assert "lang=zh_CN" in page.locator(".lab-tile").first.get_attribute("href")
    page.locator(".lab-tile[data-key='elu']").click()
    page.locator(TITLE, has_text="f 及其斜率 f′").wait_for()
    settled(page)
    assert link(page) == {"functions": ["elu"], "lang": ["zh_CN"]}
    assert "左侧为指数的 ReLU" in page.locator(".lab-facts").text_content()


def test_a_race_is_told_in_the_language_of_its_page_and_follows_the_switch(new_page, settled):
    page = new_page(locale="zh-CN")
    page.goto("/race?arms=relu&arms=tanh&seeds=2&inside=health&steps=20")
    page.locator('[data-card="train_loss"] .lab-name', has_text="训练损失").wait_for()
    settled(page)
    page.get_by_role("button", name="开始").click()
    insight = page.locator(".lab-insight").first
    insight.wait_for()
    assert re.search("[\u4e00-\u9fff]", insight.text_content())
    page.locator("[data-stat=state]", has_text="已完成").wait_for()
    settled(page)
    page.locator(".st-key-language_switch").get_by_text("English", exact=True).click()
    page.locator('[data-card="train_loss"] .lab-name', has_text="Training loss").wait_for()
    page.locator(".lab-insight", has_text=re.compile("^[^\u4e00-\u9fff]+$")).first.wait_for()
    settled(page)
    assert page.locator('[data-card="train_loss"] .xtitle').text_content() == "step"
    assert link(page)["inside"] == ["health"]
    drawn = "document.querySelector('[data-card=train_loss] .js-plotly-plot').data[1].x.length"
    assert page.evaluate(drawn) > 1  # the curves were made again, with their points
    assert page.locator(".lab-race, .lab-stats").filter(has_text=re.compile("[\u4e00-\u9fff]")).count() == 0
