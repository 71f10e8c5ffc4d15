"""How tables are written in the wild: a small file of each habit, the values that it means, and what is said of it."""

import re
from dataclasses import replace
from math import nan
from pathlib import Path

import numpy as np
import pytest

from activations.data import table as package
from activations.data.table.choose import select
from activations.data.table.dates import read_moment
from activations.data.table.read import read_table
from activations.data.table.reading import AS_FOUND
from tests.data.tables import said

HABITS = {path.stem: path for path in (Path(__file__).parent / "habits").iterdir()}
GROESSE = {"größe": [1.5, 2.5, 3.5], "y": ["ja", "nein", "ja"]}
ADULT = ["Private", "State-gov", "Private", "Private"]
READ = [  # habit, columns as they mean, what is said, what is asked
    ("thousands_point", {"Umsatz": [2434, 365, 1023500, 12000], "Temperatur": [-0.71, -0.79, 2.5, 0.5]},
     "Signs between thousands were left out: “Umsatz”", ""),
    ("thousands_point_from_others", {"Umsatz": [2434, 365, 1306], "Temperatur": [-0.71, -0.79, 2.5]},
     "Signs between thousands were left out: “Umsatz”", ""),
    ("thousands_comma", {"people": [1234567, 2434, 365], "area": [12.5, 7.25, 1.5]},
     "Signs between thousands were left out: “people”", ""),
    ("thousands_blank", {"people": [1234567, 2434, 365], "area": [1.5, 2.25, 7.5]}, "between thousands", ""),
    ("thousands_narrow_blank", {"people": [1234567, 2434, 365], "area": [1.5, 2.25, 7.5]}, "between thousands", ""),
    ("thousands_apostrophe", {"people": [1234567, 2434, 365], "price": [1234.5, 2.25, 7.5]}, "between thousands", ""),
    ("lakh_and_crore", {"people": [1234567, 243400, 365], "price": [1.5, 2.5, 3.5]}, "between thousands", ""),
    ("decimal_comma", {"x": [1.5, 2.25, 1000], "y": [-0.71, 0.5, 1500]}, "a decimal comma", ""),
    ("decimal_comma_quoted", {"x": [1.5, 2.25, 10.5], "y": ["ja", "nein", "ja"]}, "a decimal comma", ""),
    ("percent", {"share": [12.5, 7, 100]}, "The unit “%” was taken off the numbers of “share”", ""),
    ("percent_before", {"share": [12.5, 7, 100]}, "The unit “%” was taken off the numbers of “share”", ""),
    ("currency", {"price": [1234.5, 7, 0.99], "cost": [5, 1200.25, 3.1], "total": [12, 7.5, 1234]}, "The unit “€”", ""),
    ("leading_zeros", {"plz": [1067, 80331, 4109]}, "Zeros in front of numbers were left out: “plz”", ""),
    ("unit", {"weight": [12, 7.5, 0], "speed": [3.5, 10, 7]}, "The unit “km/h” was taken off", ""),
    ("unit_left_out", {"weight": [12, 1.5, 3], "share": [12.5, 0.3, 100]}, "1 value of “share” has no unit", ""),
    ("several_units", {"weight": ["500 g", "1.2 kg", "3 kg"]}, "several units, such as “g” and “kg”", ""),
    ("minus_signs", {"x": [-1.5, 2.5, -7.25], "y": [-2, 4, 6], "z": [-3, 5, -1]}, "3 rows", ""),
    ("accounting_brackets", {"profit": [-1234.5, 2000, -7.25]}, "in brackets were read as negative: “profit”", ""),
    ("exponents", {"a": [1e5, 2e5, 3], "b": [0.0015, 25, 4], "c": [1500, 0.02, 5]}, "3 rows", ""),
    ("other_digits", {"عدد": [123, 45.5, 1234], "全角": [12.5, -3, 7]}, "3 rows", ""),
    ("spreadsheet_formula", {"code": [7, 12, 3]}, "3 rows", ""),
    ("decimal_sign_open", {"weight": [2434, 1365, 3250]}, "between thousands", "decimal_sign"),
    ("beyond_2_53", {"account": [2.0**53, 2.0**53, 2.0**53 + 4]}, "3 different ones become 2", ""),
    ("semicolons", {"a": [1, 3], "b": [2, 4]}, "separated by semicolons", ""),
    ("tabs", {"a": [1, 3], "b": [2, 4]}, "separated by tabs", ""),
    ("vertical_bars", {"a": [1, 3], "b": [2, 4]}, "separated by vertical bars", ""),
    ("blanks", {"a": [1, 10, 3], "b": [2.5, 12.5, 1.5], "name": ["x y", "z", "z"]}, "separated by blanks", ""),
    ("sep_line", {"a": [1.5, 2.5, 3.5], "b": [2, 3, 1], "y": ["ja", "nein", "ja"]}, "The line “sep=;”", ""),
    ("lists_in_cells", {"tags": ["red;blue", "red;green", "blue;red"], "y": [3, 4, 5]}, "separated by commas", ""),
    ("single_quotes", {"name": ["x,1", "its", "z"], "y": [2, 3, 4]}, "Single quotes around values", ""),
    ("trailing_separators", {"a": [1, 3], "b": [2, 4]}, "1 column without a name and without values", ""),
    ("trailing_separators_in_rows", {"a": [1, 3], "b": [2, 4]}, "1 column without a name and without values", ""),
    ("mixed_line_ends", {"a": [1, 3, 5], "b": [2, 4, 6]}, "3 rows", ""),
    ("utf_8_mark", GROESSE, "3 rows", ""),
    ("utf_16_mark", GROESSE, "The file was read as UTF-16", ""),
    ("utf_16_be", GROESSE, "The file was read as UTF-16", ""),
    ("utf_32_mark", GROESSE, "The file was read as UTF-32", ""),
    ("utf_32_le", GROESSE, "The file was read as UTF-32", ""),
    ("windows_1252", {"größe": [1.5, 2.5, 3.5, 4.5], "y": ["ja", "nein", "ja", "€"]}, "read as Windows-1252", ""),
    ("latin_1", {"prénom": ["Zoé", "André", "René"], "âge": [12, 13, 14]}, "read as Windows-1252", ""),
    ("windows_1250", {"věk": [1, 2], "třída": ["příliš", "žlutý"]}, "read as Windows-1250", "encoding"),
    ("windows_1251", {"возраст": [12, 13], "класс": ["да", "нет"]}, "read as Windows-1251", "encoding"),
    ("mac_roman", {"größe": [1.5, 2.5, 3.5], "y": ["Käse", "für", "Äpfel"]}, "read as Macintosh", ""),
    ("dos", {"größe": [1.5, 2.5, 3.5], "y": ["Käse", "für", "Äpfel"]}, "read as DOS 437", ""),
    ("invisible_characters", {"a": [5, -7, 3], "text": ["ja", "ja", "nein"]}, "cannot be seen were left out", ""),
    ("koi8_r", {"возраст": [12, 13], "класс": ["да", "нет"]}, "read as KOI8-R", "encoding"),
    ("windows_874", {"อายุ": [12, 13, 14], "ผ่าน": ["ใช่", "ไม่ใช่", "ใช่"]}, "read as Windows-874", ""),
    ("dos_866", {"возраст": [12, 13], "класс": ["да", "нет"]}, "read as DOS 866", "encoding"),
    ("iso_2022_jp", {"名前": ["太郎", "次郎"], "値段": [1, 2]}, "read as ISO-2022-JP", ""),
    ("stray_bytes", {"größe": [1, 2, 3], "y": ["ä", "ä", "x"]}, "1 character is not UTF-8 as the rest", ""),
    ("gb18030", {"销售额": [12, 13], "类别": ["高", "低"]}, "read as GB18030", "encoding"),
    ("big5", {"年齡": [12, 13], "是否通過": ["是", "否"]}, "read as Big5", ""),
    ("shift_jis", {"売上": [12, 13], "合格": ["はい", "いいえ"]}, "read as Shift-JIS", "encoding"),
    ("euc_kr", {"나이": [12, 13], "합격": ["예", "아니오"]}, "read as EUC-KR", "encoding"),
    ("no_names", {"column 1": [20, 21, 22, 23], "column 2": ADULT}, "holds data, not names", ""),
    ("names_open", {"column 1": [17, 18, 21], "column 2": ["London", "Paris", "Rome"]}, "data", "first_row"),
    ("years_as_names", {"country": ["A", "B"], "2019": [1, 3], "2020": [2, 4]}, "2 rows", ""),
    ("units_line", {"time (s)": [0, 1, 2], "T (°C)": [20.5, 21.5, 22.5]}, "2 lines of names were joined", ""),
    ("two_lines_of_names", {"city": ["A", "B", "C"], "2019 high": [2, 6, 8], "2020 high": [4, 8, 6]}, "2 lines of", ""),
    ("comment_lines", {"a": [1, 4], "b": [2, 5], "y": [3, 6]}, "4 lines of comments were not read", ""),
    ("names_in_comment", {"time": [0.5, 1, 1.5], "x": [1.5, 2.5, 3.5], "y": [2, 3, 4]}, "from the comment before", ""),
    ("marked_names", {"id": [1, 2, 3], "name": ["A", "B", "A"], "x": [5, 6, 7]}, "from the comment before", ""),
    ("logger_preamble", {"n": [1, 2, 3], "T (°C)": [20.5, 21.5, 22.5]}, "3 lines before the table were not read", ""),
    ("title_of_a_sheet", {"name": ["x", "y", "z"], "a": [1, 3, 5], "b": [2, 4, 6]}, "“Report 2020”", ""),
    ("double_names", {"a": [1, 5], "a (2)": [2, 6], "b": [3, 7], "a (3)": [4, 8]}, "The name “a” occurs again", ""),
    ("row_names_of_r", {"row": ["first", "second", "third"], "x": [1, 3, 5], "y": [2, 4, 6]}, "as R writes", ""),
    ("index_column", {"column 1": [0, 1, 2], "x": [5, 7, 9]}, "Column 1 has no name", ""),
    ("totals", {"name": ["a", "b", "c"], "x": [1, 2, 3], "z": [2, 3, 4]}, "The last line, “Summe”, sums up", ""),
    ("note_below", {"name": ["a", "b", "c"], "z": [2, 3, 4]}, "“Source: Statistical Office”", ""),
    ("count_below", {"a": [1, 3, 5], "b": [2, 4, 6]}, "“(3 rows)”", ""),
    ("borders", {"a": [1, 3], "b": [2, 4]}, "1 line of comments was not read: “|---|:--|”", ""),
    ("missing_words", {"a": [1, nan, nan, 4], "b": [nan, 2, 3, nan], "c": [5, nan, 6, 7], "d": [nan, 7, nan, 8]},
     "These count as missing: “?”, “-”, “k.A.”, “no data” and 3 more.", ""),
    ("missing_code", {"x": [12.5, nan, 13.5, nan, 14, 15.5]}, "2 values of “x” were -999", "missing_codes"),
    ("dates_iso", {"day": [0, 1, 3.5]}, "“day” holds dates: they were read as days since 2020-01-31", ""),
    ("dates_day_first", {"day": [0, 1, 3.5]}, "days since 2020-01-31", ""),
    ("dates_month_first", {"day": [0, 1, 3.5]}, "days since 2020-01-31", ""),
    ("dates_open", {"day": [0, 62, 308]}, "days since 2020-02-01", "date_order"),
    ("dates_with_names", {"day": [0, 1, 31]}, "days since 2020-01-31", ""),
    ("dates_chinese", {"日期": [0, 1, 3]}, "days since 2020-01-31", ""),
    ("dates_months", {"month": [0, 31, 335], "other": [0, 31, 335]}, "“other” holds dates", ""),
    ("dates_korean", {"day": [0, 1, 3]}, "days since 2020-01-31", ""),
    ("dates_year_first", {"day": [0, 1, 3]}, "days since 2020-01-31", ""),
    ("dates_compact", {"day": [0, 1, 30]}, "days since 2020-01-31", ""),
    ("times_with_words", {"time": [13.5, 9.25, 23.75], "heure": [13.5, 9.25, 23.75]}, "“time” and “heure”", ""),
    ("durations", {"time": [1.5, 26.25, 0.75]}, "Times were read as hours: “time”", ""),
    ("times_of_day", {"time": [12.5, 13.75, 23 + 59 / 60]}, "Times were read as hours: “time”", ""),
    ("no_and_yes", {"a": ["ja", "Nein", "ja"], "d": ["是", "否", "是"]}, "“a” holds “Nein” and “ja”", ""),
]  # fmt: skip


def test_the_list_of_habits_the_files_and_the_tests_are_the_same():
    listed = [
        name for line in re.findall(r"^- ([a-z_0-9, ]+):", package.__doc__ or "", re.M) for name in line.split(", ")
    ]
    assert sorted(listed) == sorted(HABITS) == sorted(habit for habit, *_rest in READ)


@pytest.mark.parametrize(("habit", "columns", "sentence", "asked"), READ, ids=[habit for habit, *_rest in READ])
def test_a_habit_is_read_as_it_is_meant_and_told(habit, columns, sentence, asked):
    table = read_table(HABITS[habit].read_bytes())
    for name, meant in columns.items():
        found = table.column(name).values
        if isinstance(meant[0], str):
            assert list(found) == meant
        else:
            np.testing.assert_allclose(found.astype(float), meant, rtol=1e-12)
    assert sentence in said(table.words)
    assert [question.field for question in table.questions] == ([asked] if asked else [])


@pytest.mark.parametrize(
    ("habit", "answer", "columns"),
    [
        ("decimal_sign_open", {"decimal_sign": "point"}, {"weight": [2.434, 1.365, 3.25]}),
        ("decimal_sign_open", {"decimal_sign": "comma"}, {"weight": [2434, 1365, 3250]}),
        ("names_open", {"first_row": "names"}, {"17": [18, 21], "London": ["Paris", "Rome"]}),
        ("dates_open", {"date_order": "month"}, {"day": [0, 62, 131]}),
        ("missing_code", {"missing_codes": "number"}, {"x": [12.5, -999, 13.5, -999, 14, 15.5]}),
        ("windows_1250", {"encoding": "cp1252"}, {"vìk": [1, 2]}),
        # an answer decides nothing that the file itself decides
        ("thousands_point_from_others", {"decimal_sign": "point"}, {"Umsatz": [2434, 365, 1306]}),
        ("dates_month_first", {"date_order": "day"}, {"day": [0, 1, 3.5]}),
        ("latin_1", {"encoding": "koi8-r"}, {"âge": [12, 13, 14]}),
    ],
)
def test_the_reader_decides_what_the_file_leaves_open(habit, answer, columns):
    table = read_table(HABITS[habit].read_bytes(), replace(AS_FOUND, **answer))
    for name, meant in columns.items():
        found = table.column(name).values
        assert list(found) == pytest.approx(meant) if isinstance(meant[0], (int, float)) else list(found) == meant


def test_two_whole_numbers_at_the_end_of_what_float64_tells_apart_are_told():
    table = read_table(b"account,x\n9007199254740993,2\n9007199254740992,3\n")
    assert "2 different ones become 1" in said(table.words)
    assert "beyond" not in said(read_table(b"account,x\n9007199254740992,2\n1,3\n").words)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31 января 2020", 0), ("31. ledna 2020", 0), ("31 stycznia 2020", 0), ("31 Ocak 2020", 0),
        ("31 de enero de 2020", 0), ("1 листопада 2020", 275), ("1 listopada 2020", None), ("31 lis 2020", None),
        ("20200231", None), ("2020. 02. 31.", None),
    ],
)  # fmt: skip
def test_the_names_of_months_are_known_where_they_mean_one_month(text, day):
    """The same word is October in Croatian and November in Polish."""
    table = read_table(f"day;y\n{text};1\n{text};2\n".encode())
    assert table.column("day").kind == ("number" if text.isdigit() or day is not None else "text")
    if day is not None:
        found = read_moment(text)
        assert found is not None
        assert found.day_first == 18292 + day


def test_yes_is_the_second_class_in_every_language():
    rows = "".join(f"{place};{'ja' if place % 3 else 'nein'}\n" for place in range(30))
    selected = select(read_table(f"x;y\n{rows}".encode()), "y")
    assert selected.labels == ("nein", "ja")
    assert selected.y.sum() == 20


def test_a_total_is_a_category_where_it_occurs_in_the_rows():
    table = read_table(b"kind,x\nTotal,1\nPart,2\nTotal,3\nPart,4\nTotal,5\n")
    assert list(table.column("kind").values) == ["Total", "Part", "Total", "Part", "Total"]


@pytest.mark.parametrize(
    "text", ["12-34", "1.2.3", "1,2,3", "192.168.0.1", "1 2", "(5", "5)", "--5", "1e5e5", "kg", "+", "1''000"]
)
def test_what_is_no_number_stays_text(text):
    table = read_table(f'"x";y\n"{text}";1\n"{text}";2\n'.encode())
    assert table.column("x").kind == "text"
