"""Words that tables hold, in the languages that they come in: for a missing value, and for a line of sums."""


def in_bars(text: str) -> list[str]:
    """The words between vertical bars."""
    return [" ".join(word.split()) for word in text.split("|")]


MISSING = frozenset(  # as they stand; pandas knows the same
    in_bars(r"""
    #N/A | #N/A N/A | #NA | -1.#IND | -1.#QNAN | -NaN | -nan | 1.#IND | 1.#QNAN | <NA> | N/A | NA | NULL | NaN |
    None | n/a | nan | null | ? | - | – | — | . | .. | ... | : | -- | --- | \N | *
    """)
) | {""}
MISSING_WORDS = frozenset(  # in whatever letters
    in_bars("""
    k.a. | k. a. | keine angabe | n.v. | n. v. | #nv | n.d. | n.a. | n. a. | s/d | s.d. | s.o. | n/d |
    #n/d | n/v | no data | nodata | not available | missing | (null) | (none) | <null> | <none> | nil | #div/0! |
    #value! | #wert! | #valeur! | #ref! | #bezug! | #name? | #num! | #zahl! | #null! | нет данных | н/д | 缺失 | 缺测 |
    无数据 | 暂无 | 不详 | データなし | 欠損 | 欠測 | 없음 | 결측
    """)
)
TOTALS = frozenset(
    in_bars("""
    total | totals | sum | overall | average | mean | summe | gesamt | gesamtsumme | insgesamt | mittelwert |
    durchschnitt | somme | moyenne | ensemble | suma | promedio | média | totale | somma | media | totaal |
    gemiddelde | итого | всего | среднее | 合计 | 总计 |
    合計 | 總計 | 平均 | 평균 | 합계 | المجموع | toplam | razem | celkem |
    grand total
    """)
)


def is_missing(cell: str) -> bool:
    """Whether a cell says that there is no value."""
    cell = cell.strip()
    return cell in MISSING or cell.casefold() in MISSING_WORDS
