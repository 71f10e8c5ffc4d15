"""The catalogue: every activation function the lab knows, one entry each, in the order of the menus."""

from collections.abc import Mapping
from difflib import get_close_matches
from importlib import import_module

from activations.functions.activation import Activation, Parameter
from activations.functions.entries.variants import VARIANTS
from activations.language import translate as _

FILES = ("sigmoidal", "rectifier", "smooth_rectifier", "shrinkage", "periodic", "radial", "learnable", "multi_piece")
FILES += ("gated", "step", "linear")  # of the folder entries, one for each family
MODULES = [import_module(f"activations.functions.entries.{file}") for file in FILES]
FIRST = ("sigmoid", "tanh", "relu", "leaky_relu", "prelu", "elu", "maxout")  # the seven of the lecture note


class UnknownActivation(KeyError, ValueError):  # noqa: N818, a name that reads as the sentence it carries
    """No entry has this key."""

    def __str__(self) -> str:
        return str(self.args[0])  # KeyError would show the sentence in quotes


class Catalogue(Mapping[str, Activation]):
    """Entries by key. An unknown key raises UnknownActivation, with the nearest key in its sentence.

    `unlisted` entries are found by their key, and are not among those that are iterated over and counted.
    """

    def __init__(self, entries: tuple[Activation, ...], unlisted: Mapping[str, Activation]) -> None:
        self._entries = {entry.key: entry for entry in entries}
        self._unlisted = dict(unlisted)
        if len(self._entries) != len(entries):
            raise ValueError(_("Two entries of the catalogue have the same key."))

    def __getitem__(self, key: str) -> Activation:
        try:
            return self._entries[key] if key not in self._unlisted else self._unlisted[key]
        except (KeyError, TypeError):
            near = get_close_matches(str(key).lower(), self._entries, n=1)
            if near:
                hint = _(" Did you mean {name!r}?", name=near[0])
            else:
                hint = _(" Known are {names}.", names=", ".join(self._entries))
            raise UnknownActivation(_("No activation function is called {key!r}.{hint}", key=key, hint=hint)) from None

    def __iter__(self):
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def in_menu_order(entries: list[Activation]) -> tuple[Activation, ...]:
    rank = {key: place for place, key in enumerate(FIRST)}
    return tuple(sorted(entries, key=lambda entry: rank.get(entry.key, len(rank))))  # stable: the rest by family


CATALOGUE = Catalogue(in_menu_order([entry for module in MODULES for entry in module.ENTRIES]), VARIANTS)
FAMILIES = tuple(dict.fromkeys(entry.family for module in MODULES for entry in module.ENTRIES))

__all__ = ["CATALOGUE", "FAMILIES", "Activation", "Parameter", "UnknownActivation"]
