"""The Gallery through Streamlit's own test runner: filters, search, order, links."""

from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from activations.functions.catalogue import CATALOGUE, FAMILIES
from pages.gallery import controls
from tests.pages.shown import plain

SHELL = str(Path(__file__).resolve().parents[2] / "pages" / "shell.py")


def opened(**link: str | list[str]) -> AppTest:
    page = AppTest.from_file(SHELL, default_timeout=30).run()
    for name, value in link.items():
        page.query_params[name] = value
    page.switch_page("gallery/page.py").run()
    assert [failure.message for failure in page.exception] == []
    return page


def count(page: AppTest) -> str:
    return page.caption[0].value.split(" activation functions")[0]


def test_all_functions_are_counted():
    assert count(opened()) == f"All {len(CATALOGUE)}"


@pytest.mark.parametrize("name", list(controls.FILTERS))
def test_every_filter_keeps_some_and_leaves_some(name):
    kept = controls.matching("", [name])
    assert 0 < len(kept) < len(CATALOGUE)
    assert count(opened(properties=[name])) == f"{len(kept)} of {len(CATALOGUE)}"


def test_can_die_and_cannot_die_share_the_catalogue_between_them():
    can, cannot = controls.matching("", ["can die"]), controls.matching("", ["cannot die"])
    assert sorted(can + cannot) == sorted(CATALOGUE)


def test_search_finds_names_and_authors():
    assert "leaky_relu" in controls.matching("leaky", [])
    assert "gelu" in controls.matching("hendrycks", [])
    assert "9 of" not in count(opened(search="zzz"))


def test_nothing_found_is_a_sentence():
    page = opened(search="no such function")
    assert count(page) == f"0 of {len(CATALOGUE)}"
    assert "Remove one, or clear the search" in page.info[0].value


def test_can_die_and_cannot_die_together_are_a_sentence_that_says_what_to_remove():
    page = opened(properties=["can die", "cannot die"])
    assert count(page) == f"0 of {len(CATALOGUE)}"
    assert "both can die and cannot die. Remove one of these two" in page.info[0].value


def test_functions_of_no_single_year_come_last():
    order = controls.ordered(list(CATALOGUE), "year")
    without = [key for key in order if CATALOGUE[key].year is None]
    assert "log_sigmoid" in without
    assert order[-len(without) :] == without


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ({"order": "size"}, "must be one of family, name, year"),
        ({"properties": ["smoth"]}, "Did you mean smooth?"),
        ({"sort": "name"}, "which this page does not have"),
    ],
)
def test_nonsense_in_the_link_gets_a_sentence(link, said):
    page = opened(**link)
    assert said in " ".join(plain(warning.value) for warning in page.warning)
    assert count(page) == f"All {len(CATALOGUE)}"


def test_groups_hold_each_function_once_in_the_chosen_order():
    for order in controls.ORDERS:
        groups = controls.groups(controls.ordered(list(CATALOGUE), order), order)
        keys = [key for group in groups for key in group["keys"]]
        assert sorted(keys) == sorted(CATALOGUE)
    families = controls.groups(controls.ordered(list(CATALOGUE), "family"), "family")
    assert [group["title"] for group in families] == [family.capitalize() for family in FAMILIES]
    years = [CATALOGUE[key].year for key in controls.ordered(list(CATALOGUE), "year") if CATALOGUE[key].year]
    assert years == sorted(years)


@pytest.mark.parametrize("key", list(CATALOGUE))
def test_link_of_every_tile_names_its_function(key):
    assert parse_qs(controls.curves_link(key).removeprefix("?")) == {"functions": [key]}
