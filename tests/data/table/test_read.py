"""Tables as files: what is read from them, and a sentence for what is no table."""

import time

import numpy as np
import pytest

from activations.data.table.choose import select
from activations.data.table.encoding import MAX_BYTES, MEGABYTE
from activations.data.table.read import read_table
from activations.data.table.store import store_table
from tests.data.tables import content, csv, iris, numbers, said

pytestmark = pytest.mark.usefixtures("folder")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (b"", "The file is empty: it needs a first line"),
        (b" \n\n \n", "The file is empty"),
        (b"\xef\xbb\xbf", "The file is empty"),
        (b"a,b,y\n", "a first line with the names “a”, “b” and “y” and no rows below it"),
        (b"a\n1\n2\n", "has one column, “a”: it needs two or more"),
        (b"a b c\n1\n2\n", "has one column, “a b c”.*commas, semicolons, tabs, vertical bars or blanks"),
        ("a,y\n1,2\n".encode("utf-16") + b"x", "begins as UTF-16 and is broken at byte"),
        (b"a,y\n1,2\n\0", "characters of value 0, so it is no text"),
        (b"PK\x03\x04rest", "a workbook, a database or an archive, not a CSV file"),
        (b'a,y\n1,2\n"3,4\n5,6\n', "The quotes are broken in the row that begins at line 3"),
        (b'a,y\n1,2\n"3"4,5\n', "The quotes are broken in the row that begins at line 3"),
        (b'a,y\n"' + b"x" * 200_000 + b'",1\n', "row that begins at line 2 has more than 131,072 characters"),
        (b"a,b,y\n1,2,3\n1,2,3,4\n", "Line 3 has 4 values and the first line has 3.*separated by commas"),
        (b"a,b,y\n1,2,3\n\n1,2\n", "Line 4 has 2 values and the first line has 3"),
        (b",".join(b"c%d" % i for i in range(1001)) + b"\n", "has 1,001 columns: at most 1,000"),
        (csv([(1, 2, 3)] * 50_001), "more than 50,000 rows"),
        (csv([(1, 2, f"class {i}") for i in range(100_000)]), "more than 50,000 rows"),
    ],
)
def test_a_file_that_is_no_table_gets_a_sentence(given, sentence):
    for read in (read_table, store_table):
        with pytest.raises(ValueError, match=sentence):
            read(given)


def test_200_megabytes_are_refused_before_anything_is_read(folder):
    huge = bytes(200 * MEGABYTE)
    started = time.perf_counter()
    for read in (read_table, store_table):
        with pytest.raises(ValueError, match="The file has 200.0 MB: at most 10 MB are allowed"):
            read(huge)
    assert time.perf_counter() - started < 0.1
    assert not list(folder.rglob("*.csv"))


def test_the_largest_table_that_is_allowed_is_read():
    row = "0.12345678901234567890," * 8 + "1\n"
    given = ",".join("abcdefghi").encode() + b"\n" + (row * 50_000).encode()
    assert 0.9 * MAX_BYTES < len(given) + MEGABYTE < 1.1 * MAX_BYTES
    assert read_table(given).rows == 50_000


def test_semicolons_tabs_and_a_byte_order_mark_change_nothing():
    plain = read_table(content(numbers()))
    for given in (
        content(numbers(), sep=";"),
        content(numbers(), sep="\t"),
        b"\xef\xbb\xbf" + content(numbers()),
        content(numbers(), sep=";", decimal=","),
        content(numbers(), lineterminator="\r\n"),
        content(numbers(), quoting=1),
    ):
        table = read_table(given)
        assert table.names == plain.names == ("a", "b", "y")
        for one, other in zip(table.columns, plain.columns, strict=True):
            assert np.array_equal(one.values, other.values)
    assert "separated by semicolons" in read_table(content(numbers(), sep=";")).words[0]
    assert "decimal comma were read as such: “a”, “b” and “y”" in said(
        read_table(content(numbers(), sep=";", decimal=",")).words
    )


def test_columns_are_numbers_or_text_with_what_is_missing_marked():
    rows = [(1.5, "red", ""), (2, "", ""), ("", "blue", ""), ("nan", "red", ""), *[(3, "red", "")] * 8]
    table = read_table(csv(rows, "size,colour,nothing"))
    size, colour, nothing = table.columns
    assert (size.kind, colour.kind, nothing.kind) == ("number", "text", "empty")
    assert np.array_equal(size.values, [1.5, 2, np.nan, np.nan, *[3] * 8], equal_nan=True)
    assert list(colour.values[:4]) == ["red", None, "blue", "red"]
    assert [int(column.missing.sum()) for column in table.columns] == [2, 1, 12]
    assert (size.distinct, colour.distinct, nothing.distinct) == (3, 2, 0)
    assert list(table.preview["size"])[:2] == ["1.5", "2"]


def test_infinite_values_and_stray_text_in_a_column_of_numbers_count_as_missing():
    rows = [*[(i, i % 7, i % 2) for i in range(60)], ("inf", 1, 1), ("-inf", 1, 0), ("1e999", 1, 0), (3, "broken", 1)]
    table = read_table(csv(rows))
    assert np.isnan(table.column("a").values[60:63]).all()
    assert "3 values of “a” were infinite or beyond 1e+100 and count as missing" in said(table.words)
    assert "1 value of “b” was not a number (such as “broken”) and counts as missing" in said(table.words)
    assert "4 rows with missing values were left out (of 64)" in said(select(table, "y").words)


def test_names_that_are_missing_or_double_are_made_up():
    table = read_table(csv([(1, 2, 3, 4)], "a,,a, a "))
    assert table.names == ("a", "column 2", "a (2)", "a (3)")
    assert "Column 2 has no name: it is called “column 2”" in said(table.words)
    assert "The name “a” occurs again in column 3: that one is called “a (2)”" in said(table.words)


def test_a_first_line_of_numbers_counts_as_data():
    given = b"5.1,3.5,setosa\n4.9,3.0,setosa\n"
    table = read_table(given)
    assert (table.rows, table.names) == (2, ("column 1", "column 2", "column 3"))
    assert "The first line holds data, not names" in said(table.words)
    assert read_table(b"country,2019,2020\nA,1,2\n").names == ("country", "2019", "2020")


def test_lines_without_anything_and_quoted_separators_are_read():
    table = read_table(b'\n"a, b",y\n\n"1,000",2\n  \n"x ""y""\nz",3\n')
    assert table.names == ("a, b", "y")
    assert list(table.column("a, b").values) == ["1,000", 'x "y"\nz']


def test_the_last_column_with_several_values_is_the_target_to_start_with():
    assert read_table(content(iris())).suggested_target == "species"
    assert read_table(csv([(1, 2, 3), (2, 3, 3)])).suggested_target == "b"


def test_a_thousand_equal_names_take_no_longer_than_a_thousand_different_ones():
    def seconds(names: list[str]) -> float:
        given = (",".join(names) + "\n" + ",".join("1" * 1000) + "\n").encode()
        started = time.process_time()
        table = read_table(given)
        assert len(set(table.names)) == 1000
        return time.process_time() - started

    different = min(seconds([f"c{place}" for place in range(1000)]) for _ in range(3))
    assert min(seconds(["a"] * 1000) for _ in range(3)) < 1.5 * different + 0.1


@pytest.mark.parametrize(
    "cells",
    [
        ["x" * 30_000 + " é"],
        ["x" * 3_000] * 10 + ["é"],
        ["é" * 30_000],
        ["x", "é " * 30_000],
    ],
    ids=["a long word", "long words", "letters beyond ASCII", "words beyond ASCII"],
)
def test_an_old_encoding_is_found_in_a_time_that_grows_with_the_length(cells):
    """The interpreter is held meanwhile: a search that tries every pair of places would take minutes."""
    head = ",".join(cells).encode("latin-1")
    row = b",".join([b"1"] * (len(cells) + 1))
    started = time.perf_counter()
    table = read_table(b"a," + head + b"\n" + row + b"\n" + row + b"\n")
    assert time.perf_counter() - started < 3
    assert "The file is not UTF-8" in said(table.words)


def test_many_double_names_get_one_sentence():
    table = read_table((",".join(["a"] * 50) + "\n" + ",".join("1" * 50) + "\n").encode())
    assert "49 columns have a name that stands before them already" in said(table.words)
    assert len(table.words) < 5


def test_names_of_two_kinds_never_become_equal():
    table = read_table(b"a,a (2),a,a,column 6,\n1,2,3,4,5,6\n2,3,4,5,6,7\n")
    assert table.names == ("a", "a (2)", "a (3)", "a (4)", "column 6", "column 6 (2)")
