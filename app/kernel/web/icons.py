"""The symbols of the icon sprite that a page uses."""

from collections.abc import Iterable

from flask import g

_USED = "mc_icons"


def use(keys: Iterable[str]) -> None:
    """Include these symbols in the sprite at the end of this page."""
    g.setdefault(_USED, {}).update(dict.fromkeys(keys))


def taken() -> tuple[str, ...]:
    """Return the symbols used so far and clear them."""
    return tuple(g.pop(_USED, {}))
