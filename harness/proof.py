"""What a proof is: a promise, the parts that measure it, the bars that its figures must hold."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from typing import Any

Figures = dict[str, Any]
Sizes = Mapping[str, str]
"""Options of a part as they are typed: its keyword, and a word or number."""


class When(Enum):
    """How often a proof is paid for."""

    EACH_CHANGE = "each change"
    BEFORE_RELEASE = "before a release"


@dataclass(frozen=True)
class Part:
    """A function that measures, in a process of its own.

    Its keywords with defaults are its sizes; it returns figures that JSON can hold.
    """

    name: str
    function: str
    """``module:function``."""
    alone: bool = False
    """It measures times or memory, or uses both cores itself."""

    def load(self) -> Callable[..., Mapping[str, Any]]:
        module, _colon, name = self.function.partition(":")
        function: Callable[..., Mapping[str, Any]] = getattr(import_module(module), name)
        return function

    def sizes(self, typed: Sizes) -> dict[str, Any]:
        """Those of the typed sizes that this part takes, in the types of its defaults."""
        defaults = {
            name: each.default for name, each in inspect.signature(self.load()).parameters.items()
        }
        return {name: _as(defaults[name], word) for name, word in typed.items() if name in defaults}


@dataclass(frozen=True)
class Proof:
    """One promise of the house and how it is shown."""

    name: str
    promise: str
    parts: tuple[Part, ...]
    bars: tuple[str, ...]
    """Comparisons in Python over the figures of all parts."""
    minutes: int
    """After which it is ended and has failed."""
    when: When = When.EACH_CHANGE

    def missed(self, figures: Mapping[str, Any]) -> Iterator[str]:
        """The bars that do not hold, each with the figure that misses it."""
        for bar in self.bars:
            try:
                holds = bool(eval(bar, {"__builtins__": {}}, dict(figures)))
            except (NameError, TypeError) as error:
                yield f"{bar}: {error}"
                continue
            if not holds:
                told = {name: value for name, value in figures.items() if name in bar.split()}
                yield f"{bar}: {told}"


def _as(default: Any, word: str) -> Any:
    """A typed word in the type of what it replaces."""
    if isinstance(default, bool):
        return word.lower() in {"1", "true", "yes"}
    return type(default)(word) if isinstance(default, int | float) else word
