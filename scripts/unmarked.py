"""Find texts that people would read and that no catalogue can hold: literals outside of `_`, `N_` and `plural`.

`python -m scripts.unmarked` lists them; `tests/test_language.py` demands that there are none. A literal counts as read
by people if it has two words with a space between, or stands where only such texts stand: in a widget, in a title, in a
ValueError. What is read by nobody, or the same in every language, is named in `SPARED`, with the reason.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.jslexer import tokenize

from activations.functions.catalogue import CATALOGUE
from scripts.texts import KEYWORDS, ROOT, sources

SENTENCE = re.compile(r"[A-Za-z’']{2,}[,;:.]? \(?[A-Za-z]{2,}")
WORD = re.compile(r"[A-Za-z]{3,}")
# Keywords whose texts are read, and those whose texts are code, addresses and names.
READ = {"title", "subtitle", "label", "help", "placeholder", "x_title", "y_title", "meaning", "remark", "notice"}
READ |= {"hovertemplate"}
CODE = {"formula", "derivative", "torch_line", "source", "html", "icon", "key", "cost", "range"}
CODE |= {"kinks", "jumps", "abbreviations", "description", "textposition"}
# Calls whose first argument is read: Streamlit's, and the errors that reach a page. Of a form's controls: the second.
SHOWING = {
    "button", "caption", "checkbox", "error", "expander", "file_uploader", "form_submit_button", "header", "info",
    "link_button", "markdown", "metric", "multiselect", "number_input", "pills", "popover", "radio",
    "segmented_control", "select_slider", "selectbox", "slider", "spinner", "subheader", "success", "text_area",
    "small_axis", "text_input", "title", "toggle", "warning", "ValueError", "UnknownActivation", "StoreError",
    "Case", "Chart",
}  # fmt: skip
CONTROLS = {"choose", "number", "text", "switch", "counted", "bad_number", "bad_choice", "bad_range", "bad_switch"}
CONTROLS |= {"Knob", "choice_knob"}
# A mistake in the code, told to nobody but its author; and the log of whoever runs the server, in English.
NOT_READ = {"RuntimeError", "AssertionError", "TypeError", "logger"}
NAMES = {entry.name for entry in CATALOGUE.values()} | {"Activation Lab"}  # the same in every language

SPARED = {
    "activations/__main__.py": "the command line speaks English",
    "activations/data/table/vocabulary.py": "words that tables hold, in many languages",
    "activations/trials/command/": "the command line speaks English",
    "activations/trials/record.py": "a broken file of the lab's own: told on the command line",
    "activations/trials/store.py": "SQL",
    "activations/live/messages.py": "between processes",
    "activations/live/protocol.py": "between processes",
    "activations/live/server/feed.py": "between server and script",
    "browser/modules.py": "between server and browser",
    "pages/streamlit_private.py": "between server and browser",
    "activations/language/": "a language that is none: told to whoever writes the code",
    "activations/note/claims/": "the note's own words",
    "activations/note/sources.py": "titles of papers",
    "activations/note/parse.py": "told to whoever writes the note",
    "activations/note/section.py": "told to whoever writes the note",
    "activations/note/sections.py": "told to whoever writes the note",
}
# Words that are keys, where they stand without their mark.
KEYS = {
    "can die", "cannot die",  # properties in the Gallery
    "does not hold", "no verdict",  # verdicts
    "after gradient",  # a name in a profile
    "spirals torch", "noise on test samples",  # a setting of a trial, a name of random numbers
    "labels in", "set by another page",  # names in the session's state
    "${this.prefix}steps", "${LEARNED}steps", "${board.feed?.token} ${mark} swapped", "${token} gone",  # in the feed
}  # fmt: skip


def in_python(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of each literal that is read and not marked."""
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or node.value in NAMES:
            continue
        above = list(lineage(node, parents))
        text = without_markup(node.value)
        if not spared(node, above) and (SENTENCE.search(text) or (placed(above) and WORD.search(text))):
            yield node.lineno, node.value


def without_markup(text: str) -> str:
    """Without tags of HTML, whole or cut, names of icons, comments of code, and what Plotly fills in."""
    return re.sub(r"%\{[^}]*\}?|:\w+\[:material/\w+:\]|^[^<]*\">|<[^>]*>?|# from .*", "", text)


def lineage(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> Iterator[tuple[ast.AST, ast.AST]]:
    """(node, its parent), upwards."""
    while node in parents:
        yield node, parents[node]
        node = parents[node]


def called(node: ast.AST) -> str:
    """Which function or method, "logger" for any method of that; "" if it is no call."""
    function = node.func if isinstance(node, ast.Call) else None
    of = getattr(getattr(function, "value", None), "id", "")
    return "logger" if of == "logger" else getattr(function, "id", getattr(function, "attr", ""))


def spared(node: ast.Constant, above: list[tuple[ast.AST, ast.AST]]) -> bool:
    """Whether a literal is marked already, or is none that people read."""
    for child, parent in above:
        if called(parent) in {*KEYWORDS, *NOT_READ} and child in parent.args:
            return True
        if isinstance(parent, ast.keyword) and parent.arg in CODE:
            return True
        if child is node and (
            isinstance(parent, ast.Expr | ast.Compare | ast.Subscript)  # the first: a docstring
            or (isinstance(parent, ast.Dict) and node in parent.keys)
        ):
            return True
        if isinstance(parent, ast.FormattedValue) and child is parent.format_spec:
            return True
        if child is getattr(parent, "returns", None) or child is getattr(parent, "annotation", None):
            return True
    return False


def placed(above: list[tuple[ast.AST, ast.AST]]) -> bool:
    """Whether a literal stands where only texts for people stand."""
    for child, parent in above:
        if isinstance(parent, ast.keyword):
            return parent.arg in READ
        if isinstance(parent, ast.Call):
            place = parent.args.index(child) if child in parent.args else -1
            return (called(parent) in SHOWING and place == 0) or (called(parent) in CONTROLS and place == 1)
        if isinstance(parent, ast.Subscript | ast.Compare | ast.stmt):
            return False
    return False


def in_javascript(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of each literal outside of `_(...)` that is read; selectors, markup, classes and keys are not."""
    tokens = [token for token in tokenize(source) if token.type not in ("linecomment", "multilinecomment")]
    marked = False
    for place, token in enumerate(tokens):
        before = [earlier.value for earlier in tokens[max(0, place - 2) : place]]
        if token.type not in ("string", "template_string"):
            marked = marked and token.value == "+"
            continue
        marked = marked or before == ["_", "("]
        after = tokens[place + 1].value if place + 1 < len(tokens) else ""
        text = re.sub(r"\$\{[^}]*\}", "", token.value[1:-1])
        shown = before[1:] == ["="] and before[0].endswith(("textContent", "title", "innerText"))
        code = after == ":" or re.search(r"[<>#\[]|\.lab-|lab-\w|=>", text) or re.match(r"[.:]|M\d", text)
        if not marked and not code and (SENTENCE.search(text) or ((shown or "${" in token.value) and says(text))):
            yield token.lineno, token.value[1:-1]


def says(text: str) -> bool:
    """Whether what is left of a template has a word of its own, and no name put together."""
    return bool(re.search(r"(^|\s)[A-Za-z]{4,}($|[\s,;:])", text)) and not re.search(r"[-_./]\w", text)


def unmarked(file: str) -> list[tuple[int, str]]:
    """What one file (relative to the root) holds of such literals."""
    if file.startswith(tuple(SPARED)):
        return []
    source = (ROOT / file).read_text("utf-8")
    found = in_javascript(source) if Path(file).suffix == ".js" else in_python(source)
    return [(line, text) for line, text in found if text not in KEYS]


if __name__ == "__main__":
    found = [(file, line, text) for file in sources() for line, text in unmarked(file)]
    for file, line, text in found:
        print(f"{file}:{line}: {text!r}")
    sys.exit(bool(found))
