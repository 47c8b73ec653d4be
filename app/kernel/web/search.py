"""The search of the head: each package says what it finds by a code, a name or a number."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString

from app.kernel.actor import Actor
from app.kernel.text.parsing import line, whole_number

LONGEST = 100
SHORTEST = 2
"""Letters of the shortest name that is searched for."""
_SHORT_CODE = re.compile(r"\d{6}-\d{4,}")


@dataclass(frozen=True)
class SearchText:
    """What was typed."""

    text: str

    @classmethod
    def of(cls, typed: str) -> "SearchText":
        return cls(line(typed[:LONGEST]))

    @property
    def is_blank(self) -> bool:
        return len(self.text) < SHORTEST and not self.text.isdecimal()

    @property
    def code(self) -> str:
        """The text as a code or the number of a document: capitals, no spaces."""
        return "".join(self.text.split()).upper()

    def is_code(self, code: str) -> bool:
        """Whether this is the code of a dossier, or its end, as the desk of a commune shows it."""
        typed = self.code
        return code == typed or bool(_SHORT_CODE.fullmatch(typed) and code.endswith(f"-{typed}"))

    @property
    def number(self) -> str:
        """A whole number of a person or a telephone; empty for anything else."""
        return whole_number(self.text)


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One thing that was found."""

    name: str
    code: str
    url: str
    about: str = ""
    """Its state, or where it is."""
    is_exact: bool = False
    """Whether its code is what was typed."""


@dataclass(frozen=True, kw_only=True)
class SearchSource:
    """One kind of things, found by users with the permission (``can_read``, noun)."""

    key: str
    label: LazyString
    """What its hits are, in the plural."""
    permission: tuple[str, str]
    find: Callable[[Actor, SearchText], Sequence[Hit]]
    """At most ``MOST_HITS`` + 1 hits in the user's scope, by an index; logs the access."""
    more: Callable[[SearchText], str] | None = None
    """The address of the list with all of them."""


MOST_HITS = 20


@dataclass(frozen=True)
class HitsOfSource:
    """What one source found."""

    source: SearchSource
    hits: Sequence[Hit]

    @property
    def shown(self) -> Sequence[Hit]:
        return self.hits[:MOST_HITS]

    @property
    def has_more(self) -> bool:
        return len(self.hits) > MOST_HITS


class SearchSources:
    """The sources of the site, in the order in which ``create_app()`` registers them."""

    def __init__(self) -> None:
        self._sources: dict[str, SearchSource] = {}

    def register(self, source: SearchSource) -> None:
        self._sources[source.key] = source

    def find(
        self, actor: Actor, typed: SearchText, may: Callable[..., Any]
    ) -> Iterator[HitsOfSource]:
        """What this user finds, by source; sources without a hit are left out."""
        for source in self._sources.values():
            if may(*source.permission) and (hits := source.find(actor, typed)):
                yield HitsOfSource(source, hits)


search_sources = SearchSources()
