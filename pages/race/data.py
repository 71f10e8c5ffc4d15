"""The Race page's own table: uploaded, described, chosen from."""

import streamlit as st

from activations.data.table.choose import KINDS, select
from activations.data.table.store import load_table, store_table
from activations.language import translate as _
from pages import link
from pages.race.form import Form


def table_control(form: Form) -> None:
    """Upload a file, choose what to learn from what; say everything that was done to it."""
    state = st.session_state
    upload = st.file_uploader(_("CSV file, up to 10 MB and 50,000 rows"), type=["csv", "tsv", "txt"], key="upload")
    place = st.container()
    refused = False
    if upload is not None:
        try:
            digest = store_table(upload.getvalue())
        except ValueError as error:
            form.failed = refused = True
            place.error(str(error))  # the table before stays, with what was chosen from it
        else:
            if state.get("table") != digest:
                state["table"] = digest
                for old in ("target", "features", "target_kind"):
                    state.pop(old, None)
    digest = link.text_input(
        _("Table"),
        "table",
        help=_("The file's fingerprint: a link names the table by it."),
        placeholder=_("upload a file"),
        disabled=True,
    )
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
    names = {name: name for name in columns}
    target = link.selectbox(_("Target column"), "target", names, table.suggested_target, translated=False)
    form.add("target", target)
    others = [name for name in columns if name != target]
    features = link.multiselect(
        _("Feature columns"),
        "features",
        [],
        lambda texts: link.known(texts, _("Feature columns"), others, {}, _("it is left out.")),
        fits=lambda chosen: set(chosen) <= set(others),
        options=others,
        placeholder=_("all others that can be used"),
    )
    form.add("features", features)
    kind = link.selectbox(_("Task"), "target_kind", KINDS, "auto")
    form.add("target_kind", kind)
    with st.expander(_("Preprocessing of the table")):
        try:
            for sentence in select(table, target, tuple(features), kind).words:
                st.markdown(f"- {sentence}")
        except ValueError as error:
            form.say("target", str(error))
        st.dataframe(table.preview, hide_index=True)
