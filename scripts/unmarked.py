"""Find texts that people would read and that no catalogue can hold: literals outside of `_`, `marked` and `plural`.

`python -m scripts.unmarked` lists them. A literal counts as read by people if it has two words with a space between,
or stands where only such texts stand: in a widget, in a title, in a ValueError.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.jslexer import tokenize

from activations.catalogue import CATALOGUE
from scripts.texts import ROOT, sources

MARKS = {"_", "marked", "plural", "translate"}
SENTENCE = re.compile(r"[A-Za-z’']{2,}[,;:.]? \(?[A-Za-z]{2,}")
WORD = re.compile(r"[A-Za-z]{3,}")
# Keywords of calls whose texts are read, and those whose texts are code, addresses and names.
READ = {"title", "subtitle", "label", "help", "placeholder", "x_title", "y_title", "meaning", "remark", "notice"}
CODE = {
    "formula",
    "derivative",
    "torch_line",
    "source",
    "html",
    "icon",
    "key",
    "hovertemplate",
    "cost",
    "range",
    "description",
}
CODE |= {"kinks", "jumps", "abbreviations"}
# Streamlit's calls whose first argument is read.
SHOWING = {
    "button", "caption", "checkbox", "error", "expander", "file_uploader", "form_submit_button", "header", "info",
    "link_button", "markdown", "metric", "multiselect", "number_input", "pills", "popover", "radio",
    "segmented_control", "select_slider", "selectbox", "slider", "spinner", "subheader", "success", "text_area",
    "text_input", "title", "toggle", "warning",
}  # fmt: skip
NAMES = {entry.name for entry in CATALOGUE.values()} | {"Activation Lab"}  # the same in every language
RAISED = {"ValueError", "UnknownActivation", "TableError", "StoreError"}
EXEMPT_CALLS = {"RuntimeError", "AssertionError", "NotImplementedError", "compile", "add_argument", "ArgumentParser"}


def in_python(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of each literal that is read and not marked."""
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        above = list(lineage(node, parents))
        if node.value in NAMES or spared(node, above):
            continue
        if SENTENCE.search(node.value) or (placed(node, above) and WORD.search(node.value)):
            yield node.lineno, node.value


def lineage(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> Iterator[tuple[ast.AST, ast.AST]]:
    """(node, its parent), upwards."""
    while node in parents:
        yield node, parents[node]
        node = parents[node]


def called(node: ast.AST) -> str:
    function = node.func if isinstance(node, ast.Call) else None
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def spared(node: ast.Constant, above: list[tuple[ast.AST, ast.AST]]) -> bool:
    """Whether a literal is marked already, or is none that people read."""
    for child, parent in above:
        if called(parent) in MARKS | EXEMPT_CALLS and child in parent.args:
            return True
        if isinstance(parent, ast.keyword) and parent.arg in CODE:
            return True
        if isinstance(parent, ast.Expr) and child is parent.value and child is node:
            return True  # a docstring
        if isinstance(parent, ast.Dict) and child in parent.keys:
            return True
        if isinstance(parent, ast.Compare | ast.Subscript) and child is node:
            return True
        if isinstance(parent, ast.FormattedValue) and child is parent.format_spec:
            return True
        if isinstance(parent, ast.arg | ast.AnnAssign) and child is getattr(parent, "annotation", None):
            return True
    return False


def placed(node: ast.Constant, above: list[tuple[ast.AST, ast.AST]]) -> bool:
    """Whether a literal stands where only texts for people stand."""
    for child, parent in above:
        if isinstance(parent, ast.keyword):
            return parent.arg in READ
        if isinstance(parent, ast.Call):
            first = bool(parent.args) and parent.args[0] is child
            return first and (called(parent) in RAISED or (called(parent) in SHOWING and shown_by(parent)))
        if isinstance(parent, ast.Subscript | ast.Compare | ast.stmt):
            return False
    return False


def shown_by(call: ast.Call) -> bool:
    """Whether a method is one of Streamlit or of a container of its."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    return isinstance(owner, ast.Name | ast.Attribute | ast.Subscript)


def in_javascript(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of each literal of several words outside of `_(...)`; selectors, markup and paths are none."""
    before: list[str] = ["", ""]
    for token in tokenize(source):
        if token.type in ("string", "template_string"):
            text = token.value[1:-1]
            marked = before == ["_", "("]
            if not marked and SENTENCE.search(text) and not re.match(r"\s*[.<#\[(M:]|[\w-]+( [\w-]+)*$", text):
                yield token.lineno, text
        before = [before[1], token.value]


def unmarked(file: str) -> list[tuple[int, str]]:
    """What one file (relative to the root) holds of such literals."""
    source = (ROOT / file).read_text("utf-8")
    return list(in_javascript(source) if Path(file).suffix == ".js" else in_python(source))


if __name__ == "__main__":
    found = [(file, line, text) for file in sources() for line, text in unmarked(file)]
    for file, line, text in found:
        print(f"{file}:{line}: {text!r}")
    sys.exit(bool(found))
