"""Which symbols of the sprite a page has used so far."""

from __future__ import annotations

from collections.abc import Iterable

from flask import g

_USED = "mc_icons"


def use(keys: Iterable[str]) -> None:
    """Let the sprite at the end of this page hold these symbols."""
    g.setdefault(_USED, {}).update(dict.fromkeys(keys))


def taken() -> tuple[str, ...]:
    """The symbols used so far; from here on none was."""
    return tuple(g.pop(_USED, {}))
