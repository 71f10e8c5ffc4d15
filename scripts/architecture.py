"""Draw which package imports which into docs/architecture.md: `python -m scripts.architecture` from the project's root.

A package stands one floor above the highest of those that it imports, so every arrow points down. Of the arrows only
those are drawn that do not follow from others. `tests/test_architecture.py` fails when the picture is not fresh.
"""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- floors:begin -->", "<!-- floors:end -->"
APP = ("app", "pages", "browser")  # beside the package `activations`, whose folders are drawn one by one
SPLIT = ("activations.live",)  # these too are drawn folder by folder: each is a process of its own
LEFT_OUT = ("activations", "activations.__main__", *SPLIT)  # faces of packages, and the command line


def package_of(module: str) -> str:
    """The box in which a module is drawn."""
    parts = module.split(".")
    if parts[0] in APP:
        return parts[0]
    depth = 3 if ".".join(parts[:2]) in SPLIT else 2
    return ".".join(parts[:depth])


def modules() -> dict[str, Path]:
    """All modules that are drawn, by name."""
    found = {}
    for path in [ROOT / "app.py", *(file for top in ("activations", *APP) for file in (ROOT / top).rglob("*.py"))]:
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(path: Path, known: set[str]) -> Iterator[str]:
    """The modules of the project that a file imports, also inside functions; not those for a type checker only."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield from (name for name in [whole if whole in known else node.module] if name in known)


def arrows() -> dict[str, set[str]]:
    """Package -> packages that it imports."""
    known = modules()
    found: dict[str, set[str]] = {package_of(name): set() for name in known if name not in LEFT_OUT}
    for name, path in known.items():
        if name not in LEFT_OUT:
            found[package_of(name)] |= {package_of(other) for other in imported(path, set(known))}
    return {name: {one for one in others if one in found and one != name} for name, others in found.items()}


def floors(graph: dict[str, set[str]]) -> list[list[str]]:
    """The packages, lowest floor first. Raises CycleError if some import each other in a circle."""
    sorter, found = TopologicalSorter(graph), []
    sorter.prepare()
    while ready := sorter.get_ready():
        found.append(sorted(ready))
        sorter.done(*ready)
    return found


def reduced(graph: dict[str, set[str]]) -> dict[str, set[str]]:
    """The graph without the arrows that follow from two or more others."""

    def below(name: str) -> set[str]:
        return set().union(*({other} | below(other) for other in graph[name]))

    return {name: others - set().union(*(below(other) for other in others)) for name, others in graph.items()}


def picture() -> str:
    """The floors as a Mermaid diagram, the highest on top."""
    graph = arrows()
    lines = ["```mermaid", "flowchart TD"]
    for names in reversed(floors(graph)):
        lines += [f'  {identifier(name)}["{name.removeprefix("activations.").replace(".", "/")}"]' for name in names]
    for name, others in reduced(graph).items():
        lines += [f"  {identifier(name)} --> {identifier(other)}" for other in sorted(others)]
    return "\n".join([*lines, "```"])


def identifier(name: str) -> str:
    return name.replace(".", "_")


def written() -> str:
    """What docs/architecture.md should hold."""
    before, _, rest = FILE.read_text("utf-8").partition(BEGIN)
    return f"{before}{BEGIN}\n\n{picture()}\n\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
