"""Results as a table of HTML: screen readers, find-in-page and print have all of it. What is in it is text."""

from html import escape

import pandas as pd
import streamlit as st


def show(frame: pd.DataFrame, name: str) -> None:
    """Every row of `frame` as text, its first column as the names of the rows; `name` is the table's own."""
    head = "".join(f'<th scope="col">{escape(str(column))}</th>' for column in frame.columns)
    rows = "".join(f"<tr>{row_html([str(value) for value in row])}</tr>" for row in frame.itertuples(index=False))
    st.html(
        f'<div class="lab-table" role="region" tabindex="0" aria-label="{escape(name)}"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def row_html(texts: list[str]) -> str:
    first, *others = (escape(text) for text in texts)
    return f'<th scope="row">{first}</th>' + "".join(f"<td>{text}</td>" for text in others)
