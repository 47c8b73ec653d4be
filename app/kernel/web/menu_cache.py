"""Cache of the officers' menu, rendered once for all users who see the same entries.

A menu depends on the user's roles, the language, and the page that is open: a few hundred variants,
each cached until roles or postings change.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import render_template
from markupsafe import Markup

from app.kernel.web import template_globals

MOST = 500
"""Maximum number of cached variants; beyond it the cache is cleared."""

Entries = list[tuple[Any, list[Any]]]
"""Each top-level entry or heading, with its children."""


@dataclass(frozen=True)
class _Seen:
    """The entries visible to a group of users, with their addresses."""

    entries: Entries
    addresses: tuple[str, ...]
    icons: tuple[str, ...]


class Menus:
    """Rendered menus by user group."""

    def __init__(self) -> None:
        self._seen: dict[Hashable, _Seen] = {}
        self._drawn: dict[Hashable, Markup] = {}

    def drawn(
        self, who: Hashable, entries: Callable[[], Iterable[tuple[Any, list[Any]]]]
    ) -> Markup:
        """The menu for the group ``who``, with the current page marked."""
        seen = self._seen.get(who) or self._see(who, list(entries()))
        here = tuple(address for address in seen.addresses if template_globals.is_here(address))
        drawing = self._drawn.get((who, here))
        if drawing is None:
            words = render_template("appbuilder/navbar_menu.html", entries=seen.entries)
            drawing = self._drawn[who, here] = Markup(words)  # noqa: S704  # our template
        template_globals.use_icons(seen.icons)
        return drawing

    def _see(self, who: Hashable, entries: Entries) -> _Seen:
        if len(self._drawn) > MOST:
            self._seen.clear()
            self._drawn.clear()
        leaves = [leaf for entry, children in entries for leaf in children or [entry]]
        addresses = tuple(leaf.get_url() for leaf in leaves)
        found = _Seen(entries, addresses, tuple(entry.icon for entry, _children in entries))
        self._seen[who] = found
        return found
