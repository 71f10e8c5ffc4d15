"""The Race page's data: the sets that are there, a function that the reader types, and the reader's own table."""

import streamlit as st

from activations.data.datasets import DATASETS
from activations.data.table.choose import KINDS, select
from activations.data.table.split import TABLE
from activations.data.table.store import load_table, store_table
from activations.language import marked as N_
from activations.language import translate as _
from pages import link
from pages.race.form import Form

KIND_WORDS = {
    "auto": N_("detect automatically"),
    "binary": N_("two classes"),
    "classes": N_("several classes"),
    "regression": N_("a number (regression)"),
}


def data_control(form: Form) -> None:
    """Which data, how noisy, how many samples."""
    names = {key: dataset.name for key, dataset in DATASETS.items()} | {TABLE: N_("Your table (CSV)")}
    key = form.choose("data", _("Data"), names)
    if key == TABLE:
        table_control(form)
        return
    if key == "function":
        form.text(
            "formula",
            _("f(x) on [−2, 2]"),
            "sin(3*x)",
            help=_("Numbers, x, + - * / **, and functions such as sin, exp, log, sqrt, abs, tanh, min, max."),
        )
    link.warn(link.bad_number("noise", _("Noise"), 0, 1, 0.1))
    form.add(
        "noise",
        st.slider(_("Noise"), 0.0, 1.0, 0.1, 0.01, key="noise", bind="query-params", help=_(DATASETS[key].noise)),
    )
    if not DATASETS[key].fixed_size:
        form.number("samples", _("Samples"), 500, step=50, help=_("Half of them train, half test."))


def table_control(form: Form) -> None:
    """Upload a file, choose what to learn from what; say everything that was done to it."""
    upload = st.file_uploader(_("CSV file, up to 10 MB and 50,000 rows"), type=["csv", "tsv", "txt"], key="upload")
    place = st.container()
    refused = False
    if upload is not None:
        try:
            digest = store_table(upload.getvalue())
        except ValueError as error:
            form.failed = refused = True
            place.error(str(error))  # the table before stays, with what was chosen from it
    if upload is not None and not refused and st.session_state.get("table") != digest:
        st.session_state["table"] = digest
        for old in ("target", "features", "target_kind"):
            st.session_state.pop(old, None)
    digest = st.text_input(
        _("Table"), "", key="table", bind="query-params",
        help=_("The file's fingerprint: a link names the table by it."),
        placeholder=_("upload a file"), disabled=True,
    )  # fmt: skip
    if not digest:
        if not refused:
            place.info(_("Upload a file to train on it. Until then, the previous race stays."))
        form.failed = True
        return
    try:
        table = load_table(digest)
    except ValueError as error:
        form.failed = True
        place.error(str(error))
        return
    form.add("table", digest)
    columns = list(table.names)
    target = st.selectbox(
        _("Target column"), columns, index=columns.index(table.suggested_target), key="target", bind="query-params"
    )
    form.add("target", target)
    features = st.multiselect(
        _("Feature columns"), [name for name in columns if name != target], key="features", bind="query-params",
        placeholder=_("all others that can be used"),
    )  # fmt: skip
    form.add("features", tuple(features))
    kind = form.choose("target_kind", _("Task"), {kind: KIND_WORDS[kind] for kind in KINDS})
    with st.expander(_("Preprocessing of the table")):
        try:
            for sentence in select(table, target, tuple(features), kind).words:
                st.markdown(f"- {sentence}")
        except ValueError as error:
            form.say("target", str(error))
        st.dataframe(table.preview, hide_index=True)
