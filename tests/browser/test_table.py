"""A table of the reader's own in a real browser: uploads, questions, deletion; and texts from outside stay text."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect
from sklearn.datasets import load_breast_cancer, load_wine

RACE = "/race?data=table&arms=relu&seeds=1&steps=10"
MARKUP = "![i](http://127.0.0.1:9/b.png)[free](https://evil.example) $x^2$ <b>_*a*_ **c** `d` www.evil.example :smile:"


def bunch(load, target):
    found = load(as_frame=True)
    names = [str(name) for name in found.target_names]
    frame = found.data.assign(**{target: [names[place] for place in found.target]})
    return frame.to_csv(index=False).encode()


def upload(page, name, content, mime="text/csv"):
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": name, "mimeType": mime, "buffer": content}
    )


def target(page):
    return page.get_by_role("combobox", name=re.compile("Target column"))


def test_the_target_belongs_to_the_file_that_is_shown(page):
    """Five files, each as soon as the one before is there, while the page still runs."""
    wine, cancer = bunch(load_wine, "cultivar"), bunch(load_breast_cancer, "diagnosis")
    tiny = "".join(f"{place % 7},{place % 11},{place % 2}\n" for place in range(40))
    page.goto(RACE)
    for name, content, column in (
        ("wine.csv", wine, "cultivar"),
        ("breast_cancer.csv", cancer, "diagnosis"),
        ("wine.csv", wine, "cultivar"),
        ("tiny.csv", f"a,b,c\n{tiny}".encode(), "c"),
        ("tiny.csv", f"d,e,f\n{tiny}".encode(), "f"),
    ):
        upload(page, name, content)
        expect(target(page)).to_have_value(column)
        expect(page.get_by_test_id("stSidebar").get_by_text(f"“{column}” ", exact=False).first).to_be_attached()


def test_nothing_is_called_wrong_before_a_file_is_given(page):
    page.goto("/race?arms=relu&seeds=1")
    page.get_by_role("button", name="Play").wait_for()
    page.goto(RACE)
    expect(page.get_by_text("Upload a file to train on it.")).to_be_visible()
    expect(page.get_by_text("Whoever has the link to this race sees the names of its columns")).to_be_visible()
    for kind in ("Error", "Warning"):
        expect(page.get_by_test_id(f"stAlertContent{kind}")).to_have_count(0)


def test_what_a_file_leaves_open_is_asked_and_the_link_keeps_the_answer(page, new_page):
    rows = "".join(f"{1 + place % 8}.{100 + 7 * place};{place % 5}\n" for place in range(40))
    page.goto(RACE)
    upload(page, "open.csv", f"weight;size\n{rows}".encode())
    asked = page.get_by_role("combobox", name=re.compile("Numbers in “weight”"))
    expect(asked).to_have_value("1.100 is 1100")
    asked.click()
    page.get_by_role("option", name="1.100 is 1.1").click()
    page.wait_for_url(re.compile("decimal_sign=point"))
    other = new_page()
    other.goto(page.url)
    expect(other.get_by_role("combobox", name=re.compile("Numbers in “weight”"))).to_have_value("1.100 is 1.1")


def test_a_deleted_table_is_gone_for_its_links_too(page, new_page):
    page.goto(RACE)
    upload(page, "wine.csv", bunch(load_wine, "gone"))
    expect(target(page)).to_have_value("gone")
    page.wait_for_url(re.compile("table=[0-9a-f]{64}"))
    link = page.url
    other = new_page()
    other.goto(link)
    expect(target(other)).to_have_value("gone")
    expect(other.get_by_role("button", name="Delete the table")).to_have_count(0)
    page.get_by_role("button", name="Delete the table").click()
    expect(page.get_by_text("The table is deleted.")).to_be_visible()
    page.wait_for_url(lambda url: "table=" not in url.replace("data=table", ""))
    other.goto("/gallery")
    other.goto(link)
    expect(other.get_by_text("is no longer kept on this computer")).to_be_visible()


@pytest.mark.parametrize(
    "address",
    [
        "/race?widths={}",
        "/race?arms={}",
        "/race?changes={}",
        "/race?data=function&formula={}",
        "/race?data=table&table={}",
        "/race?batch_size={}",
        "/gallery?properties={}",
        "/?functions={}",
        "/trials?claim=relu.faster&trial.relu.faster.rates={}",
    ],
)
def test_text_from_a_link_is_text(page, address):
    """Nothing that it names is fetched, and nothing in it is drawn as a picture, a link, a formula or in bold."""
    foreign = []
    page.on("request", lambda request: foreign.append(request.url) if "evil" in request.url.split("?")[0] else None)
    page.on("request", lambda request: foreign.append(request.url) if ":9/" in request.url else None)
    page.goto(address.format(quote(MARKUP)))
    alert = page.get_by_test_id("stAlert").filter(has_text="127.0.0.1").first
    expect(alert).to_be_visible()
    for drawn in ("img", "a", ".katex", "b", "strong", "em", "code"):
        expect(alert.locator(drawn)).to_have_count(0)
    assert foreign == []


def test_a_formula_is_quoted_with_its_signs(page):
    page.goto("/race?data=function&formula=" + quote("2*x + 3x"))
    expect(page.get_by_text("formula = '2*x + 3x' lacks a sign at '3x': write 3*x, not 3x.")).to_be_visible()


def test_text_is_drawn_as_it_was_written(page):
    """Also what Streamlit replaces after Markdown is read: addresses, emoji, icons, arrows and comparisons."""
    written = "x <= 2 -> 3 -- www.evil.example http://evil.example a@evil.example :smile: :material/home: :red[a]"
    page.goto("/race?data=function&formula=" + quote(written))
    alert = page.get_by_test_id("stAlert").filter(has_text="formula = ").first
    expect(alert).to_be_visible()
    assert written[:90] in alert.inner_text().replace("\u2060", "")
    expect(alert.locator("a, img, span[style*=color]")).to_have_count(0)
