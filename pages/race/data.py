"""The Race page's own table: uploaded, described, asked about where it leaves something open, chosen from, deleted."""

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from activations.data.table.choose import KINDS, select
from activations.data.table.encoding import MEGABYTE
from activations.data.table.read import PREVIEWED, Table
from activations.data.table.reading import AS_FOUND, Reading
from activations.data.table.split import forget_table
from activations.data.table.store import MAX_STORED, load_table, store_table
from activations.language import marked as N_
from activations.language import translate as _
from pages import link, sentences
from pages.race.form import Form

FILES = ["csv", "tsv", "tab", "txt", "dat", "data", "asc"]
DELETED = N_(
    "The table is deleted. A race that has begun goes on with the rows that it holds in memory. Links to the table, "
    "also those of others who uploaded the same file, ask for the file from now on."
)


def table_control(form: Form) -> None:
    """Upload a file, choose what to learn from what; say everything that was done to it."""
    state = st.session_state
    place = uploaded(form)
    if (given := link.given("table")) is not None:
        state["table"] = given
    digest = state.setdefault("table", "")
    link.tell("table", digest, "")
    if not digest:
        with place:
            if state.pop("table_deleted", False):
                sentences.info(_(DELETED))
            sentences.info(_("Upload a file to train on it. Until then, the previous race stays."))
        form.awaited = True
        return
    try:
        table, answers = as_answered(digest)
    except ValueError as error:
        form.say("table", str(error))
        return
    form.add("table", digest)
    for field, answer in answers.items():
        form.add(field, answer)
    choose(form, digest, table)


def uploaded(form: Form) -> DeltaGenerator:
    """The control for the file, and what is to be known before one is given; returns the place for sentences."""
    state = st.session_state
    upload = st.file_uploader(
        _("CSV file, up to 10 MB and 50,000 rows"), type=FILES, key=f"upload{state.get('table_uploads', '')}"
    )
    said = _(
        "The file is kept on this server, where nobody can list it, until you delete it, newer tables need its room "
        "({most} MB for all) or the server's temporary files are cleared. Whoever has the link to this race sees the "
        "names of its columns, its first {rows} rows and what is learned from it."
    )
    st.caption(said.format(most=MAX_STORED // MEGABYTE, rows=PREVIEWED))
    place = form.places["table"] = st.container()
    if kept := state.pop("table_kept", None):
        with place:
            sentences.error(kept)
    if upload is None:
        state.pop("table_file", None)
    elif state.get("table_file") != upload.file_id or "table_refused" in state:
        try:
            state["table"] = store_table(upload.getvalue())
            state.setdefault("tables_of_mine", set()).add(state["table"])
            state["link_given"].pop("table", None)
            state.pop("table_refused", None)
        except ValueError as error:
            state["table_refused"] = True
            form.say("table", str(error))  # the table before stays, with what was chosen from it
        # Once: a link may name another table while the file is still shown. And last: whatever the reader does
        # meanwhile ends this run of the page at any use of the state, and the next one is to take the file.
        state["table_file"] = upload.file_id
    if state.get("table") in state.get("tables_of_mine", ()):
        st.button(
            _("Delete the table"),
            icon=":material/delete:",
            on_click=delete,
            help=_("Links to it then ask for the file. Whoever has the file can delete it: upload it first."),
        )
    return place


def delete() -> None:
    """Callback of the button: remove the file, and empty the control, which still holds it."""
    state = st.session_state
    try:
        forget_table(state["table"])
    except ValueError as error:
        state["table_kept"] = str(error)
        return
    state["tables_of_mine"].discard(state["table"])
    state["table"], state["table_deleted"] = "", True
    state["table_uploads"] = state.get("table_uploads", 0) + 1


def as_answered(digest: str) -> tuple[Table, dict[str, str]]:
    """The table, read as the reader answers what its file leaves open; the answers by field. Raises ValueError."""
    reading: Reading = AS_FOUND
    answers: dict[str, str] = {}
    while True:  # an answer can raise another question: another encoding has other words
        table = load_table(digest, reading)
        question = next((one for one in table.questions if one.field not in answers), None)
        if question is None:
            return table, answers
        answers[question.field] = link.selectbox(
            sentences.as_written(question.label),
            question.field,
            question.readings,
            question.found,
            of=digest[:16],
            help=_("The file can be read in more than one way: choose the one that is meant."),
        )
        reading = replace(reading, **{question.field: answers[question.field]})


def choose(form: Form, digest: str, table: Table) -> None:
    """What to learn, from which columns; and everything that was done to the table."""
    of = digest[:16]
    columns = list(table.names)
    names = {name: name for name in columns}
    target = link.selectbox(_("Target column"), "target", names, table.suggested_target, translated=False, of=of)
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
        of=of,
    )
    form.add("features", features)
    kind = link.selectbox(_("Task"), "target_kind", KINDS, "auto", of=of)
    form.add("target_kind", kind)
    with st.expander(_("Preprocessing of the table")):
        try:
            for sentence in select(table, target, tuple(features), kind).words:
                st.markdown(f"- {sentences.as_written(sentence)}")
        except ValueError as error:
            form.say("target", str(error))
        st.dataframe(table.preview, hide_index=True)
