"""What the lab knows of one activation function. An entry is data; everything else iterates over the entries."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass

import torch
from torch import Tensor

from activations.functions.far import Far, with_far, with_far_gate
from activations.language import translate as _

INFINITY = math.inf
HALVES = (torch.float16, torch.bfloat16)
FLOATING = (*HALVES, torch.float32, torch.float64)


@dataclass(frozen=True)
class Parameter:
    """One number that shapes an activation function, with the closed range in which it is accepted."""

    name: str  # the keyword of `Activation.function`, as in torch where torch has it
    default: float
    _: KW_ONLY
    low: float
    high: float
    symbol: str = ""  # LaTeX; "" for the letter that `name` is or spells out
    learnable: bool = False  # trained beside the weights, one value a layer and network
    integer: bool = False
    meaning: str = ""  # half a sentence for the page

    def __post_init__(self) -> None:
        if not self.symbol:
            object.__setattr__(self, "symbol", self.name if len(self.name) == 1 else f"\\{self.name}")

    def validated(self, value: float, owner: str) -> float:
        """`value` as float (int if `integer`). Raises ValueError that names the value and what is allowed."""
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        whole = not self.integer or number == int(number) if math.isfinite(number) else False
        if not (whole and self.low <= number <= self.high):
            kind = _("a whole number") if self.integer else _("a number")
            said = _("{owner}: {name} = {value!r} is not {kind} between {low:g} and {high:g}.")
            raise ValueError(
                said.format(owner=owner, name=self.name, value=value, kind=kind, low=self.low, high=self.high)
            )
        return int(number) if self.integer else number


@dataclass(frozen=True, kw_only=True)
class Activation:
    """One activation function a = f(z).

    `function(z, **parameters)` takes a tensor of any shape and floating dtype, and works on any device. With
    `arity` 1 it is elementwise. With more, the last axis of z holds the pre-activations of one unit and is used up:
    gated functions take z[..., 2] (value, gate), Maxout z[..., k] for any k >= 2. With `outputs` 2 (CReLU) a unit
    has two outputs: the last axis, of size n, becomes 2n (all positive parts first).
    A parameter may be a float or, when learnable, a tensor that broadcasts against z. Calling the entry itself also
    holds far out and in half precision, where the steps of a formula overflow or round away what the result needs.
    """

    key: str  # stable id: in links, scripts and test names
    name: str  # as the reader sees it
    family: str  # one of FAMILIES
    colour: str = ""  # hex, on every page; `python -m scripts.colours` says which to give a new entry
    function: Callable[..., Tensor]
    far: Far | None = None  # f beyond functions.far.REACH, where `function` overflows on the way to a finite result
    formula: str  # f as sympy text in z (or z1, z2) and the parameters' names; typeset by activations.functions.formula
    derivative: str  # f' likewise, hand-written closed form; "" for Maxout (typeset specially)
    abbreviations: tuple[tuple[str, str, str], ...] = ()  # name in the texts above, its LaTeX, the text it stands for
    parameters: tuple[Parameter, ...] = ()
    ordered: tuple[str, str] | None = None  # two parameters of which the first may not exceed the second
    arity: int = 1  # pre-activations a unit; for Maxout the default k
    outputs: int = 1  # outputs a unit
    torch_line: str = ""  # one line that builds torch's own, parameters in braces; "" if torch has none
    # A string below is sympy text in the parameters' names; functions.properties evaluates it. "nan" is for none.
    kinks: tuple[float | str, ...] = ()  # z at which f' jumps
    jumps: tuple[float | str, ...] = ()  # z at which f itself jumps
    # infimum and supremum; nan: no closed form, measured
    range: tuple[float | str, float | str] = (-INFINITY, INFINITY)
    # What most entries have is the default; the tests measure every entry.
    zero_centred: bool = False  # |E f(z)| < 1e-12 for z ~ N(0, 1), at the default parameters
    monotonic: bool = True  # non-decreasing, at the default parameters
    smoothness: str = "C∞"  # or "discontinuous", "C0", "C1", "C2": at the default parameters
    saturates: str = "none"  # sides with a finite limit: "left", "right", "both" or "none"
    can_die: bool = False  # f' is exactly 0 on a half line in real arithmetic, at the default parameters
    lipschitz: float = 1.0  # sup |f'| at the default parameters; inf where there is none
    cost: str = "arithmetic"  # or "one exponential", "several transcendentals": operations an element, forward
    surrogate_gradient: bool = False  # trained with a straight-through estimator: autograd is not f'
    year: int | None = None  # if not given: the first that `source` names; None if it names none
    source: str  # who published it, and where
    remark: str = ""  # one sentence for the property card

    def __post_init__(self) -> None:
        if self.year is None and (found := re.search(r"\b\d{4}\b", self.source)):
            object.__setattr__(self, "year", int(found[0]))

    @property
    def defaults(self) -> dict[str, float]:
        return {parameter.name: parameter.default for parameter in self.parameters}

    @property
    def learnable(self) -> bool:
        return any(parameter.learnable for parameter in self.parameters)

    def validated(self, parameters: Mapping[str, float]) -> dict[str, float]:
        """Every parameter by name, defaults filled in. Raises ValueError on an unknown name or a value out of range."""
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in parameters:
            if name not in known:
                allowed = _("it takes {names}", names=", ".join(known)) if known else _("it takes no parameters")
                said = _("{owner} has no parameter {name!r}: {allowed}.")
                raise ValueError(said.format(owner=self.name, name=name, allowed=allowed))
        values = self.defaults | {name: known[name].validated(value, self.name) for name, value in parameters.items()}
        if self.ordered and values[self.ordered[0]] > values[self.ordered[1]]:
            first, second = self.ordered
            said = _("{name}: {first} = {low:g} must not exceed {second} = {high:g}.")
            raise ValueError(
                said.format(name=self.name, first=first, low=values[first], second=second, high=values[second])
            )
        return values

    def pre_activations(self, parameters: Mapping[str, float]) -> int:
        """Pre-activations a unit at these parameters: `arity`, or Maxout's k."""
        return int(parameters.get("k", self.arity)) if self.arity > 1 else 1

    def __call__(self, z: Tensor, **parameters: float) -> Tensor:
        """f(z) at validated parameters, right for every floating dtype and every z, infinite ones included.

        float16 and bfloat16 are worked out in float32 and rounded once. f and its slope are NaN only where they are
        undefined: at the infinities of periodic functions. Raises ValueError on a bad parameter, a z of another dtype
        or one whose last axis does not fit.
        """
        values = self.validated(parameters)
        if z.dtype not in FLOATING:
            said = _("{name}: z holds {dtype}; give a tensor of float16, bfloat16, float32 or float64.")
            raise ValueError(said.format(name=self.name, dtype=str(z.dtype).removeprefix("torch.")))
        if self.arity > 1:
            pieces = z.shape[-1] if z.ndim else 0
            wanted = values.pop("k", None) if "k" in parameters else None
            values.pop("k", None)
            if wanted is not None and pieces != wanted:
                said = _("{name}: z has {pieces} pre-activations on its last axis, k = {wanted} asks for {wanted}.")
                raise ValueError(said.format(name=self.name, pieces=pieces, wanted=wanted))
            if ("k" in self.defaults and pieces < 2) or ("k" not in self.defaults and pieces != self.arity):
                need = _("at least 2") if "k" in self.defaults else str(self.arity)
                said = _("{name} uses up the last axis of z, which must hold {need} pre-activations; got {pieces}.")
                raise ValueError(said.format(name=self.name, need=need, pieces=pieces))
        if z.dtype in HALVES:
            return self._everywhere(z.float(), values).to(z.dtype)
        return self._everywhere(z, values)

    def _everywhere(self, z: Tensor, values: dict[str, float]) -> Tensor:
        def near(held: Tensor) -> Tensor:
            return self.function(held, **values)

        if (far := self.far) is None:
            return near(z)
        whole = with_far if self.arity == 1 else with_far_gate
        return whole(near, lambda *places: far(*places, **values), z)
