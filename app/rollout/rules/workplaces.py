"""The units in which people on a list may work, in all the ways in which their names are written.

Pure: the units of the city are passed. A name is compared without diacritics and signs, its kind
may be shortened or left out, and its district may follow: “UBND X. Ba Trại, huyện Ba Vì”.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from typing import NamedTuple

from app.kernel.text.folding import fold
from app.rollout.rules.list_reasons import CellReason, Problem

DASH = " – "
"""Separates the code and the name of a unit."""
PROPOSED = 3
"""Units that a refusal names."""
SIMILAR = 0.75
_KINDS: Mapping[str, str] = {
    "xa": "xa", "x": "xa", "thi tran": "thi tran", "tt": "thi tran", "phuong": "phuong",
    "p": "phuong", "huyen": "huyen", "h": "huyen", "quan": "quan", "q": "quan", "thi xa": "thi xa",
    "tx": "thi xa", "ca": "cong an", "bhxh": "bao hiem xa hoi",
}  # fmt: skip
"""Kinds of units, and what they are shortened to."""
_AGENCIES = ("cong an", "bao hiem xa hoi", "phong tu phap")
_COMMITTEE = re.compile(
    r"^(?:(?:van phong|hoi dong nhan dan|hdnd|va|uy ban nhan dan|ubnd|vp)(?: |$))+"
)
_CITY = re.compile(r" (?:(?:thanh pho|tp) )?ha noi$")
_FIRST = re.compile(rf"^({'|'.join(sorted(_KINDS, key=len, reverse=True))})(?: |$)")
_KIND_BEHIND = re.compile(r"^([^()]+)\((xa|thi tran|phuong|huyen|quan|thi xa)\)")
_SHORT_KIND_WITHIN = re.compile(r" (h|q|tx) (?=\w)")
_SIGNS = re.compile(r"[\W_]+")


class Workplace(NamedTuple):
    """A unit in which somebody on a list may work."""

    id: int
    code: str
    name: str
    folded: str
    kind: str
    district: str = ""
    """The district of a commune or an agency."""

    @property
    def written(self) -> str:
        """As in the file: ``09616 – xã Ba Trại``."""
        return f"{self.code}{DASH}{self.name}"

    @property
    def located(self) -> str:
        """With its district: ``xã Uy Nỗ (huyện Đông Anh)``."""
        outside = self.district and fold(self.district) not in self.folded
        return f"{self.name} ({self.district})" if outside else self.name


class Workplaces:
    """The units of the city, and which of them a list may name."""

    def __init__(self, units: Iterable[Workplace], own: Iterable[int]) -> None:
        every = list(units)
        allowed = frozenset(own)
        self.own = [place for place in every if place.id in allowed]
        self.by_id = {place.id: place for place in self.own}
        self._units = every
        self._codes = {place.code.casefold(): place for place in every}
        self._found: dict[str, Workplace | CellReason] = {}

    @cached_property
    def _own(self) -> dict[str, list[Workplace]]:
        """Those of the list by their names; also by the kind alone, if there is but one."""
        alone = {kind: found for kind, found in _by_kind(self.own).items() if len(found) == 1}
        return {**alone, **_by_key(self.own)}

    @cached_property
    def _own_bare(self) -> dict[str, Workplace]:
        return {_bare(unit_key(place.name)): place for place in self.own}

    @cached_property
    def _every(self) -> dict[str, list[Workplace]]:
        return _by_key(self._units)

    def find(self, text: str) -> Workplace | CellReason:
        """The unit of a cell, by its code, its name or both; or why there is none."""
        if text not in self._found:
            self._found[text] = self._find(text)
        return self._found[text]

    def _find(self, text: str) -> Workplace | CellReason:
        code = text.partition(DASH.strip())[0].partition(" - ")[0].strip().casefold()
        coded = self._codes.get(code)
        if coded is not None:
            return coded if coded.id in self.by_id else _other([coded])
        key = unit_key(text)
        own = self._own.get(key, [])
        if len(own) == 1:
            return own[0]
        elsewhere = self._every.get(key, [])
        if not own and elsewhere:
            return _other(elsewhere)
        return _nearest(own or self._similar(key))

    def _similar(self, key: str) -> list[Workplace]:
        bare = self._own_bare
        return [bare[each] for each in get_close_matches(_bare(key), bare, PROPOSED, SIMILAR)]


def unit_key(text: str) -> str:
    """A unit's name to compare: ``UBND X. Ba Trại`` becomes ``xa ba trai``."""
    words = _SIGNS.sub(" ", _KIND_BEHIND.sub(r"\2 \1", fold(text))).strip()
    words = _COMMITTEE.sub("", _CITY.sub("", words)).strip()
    words = _SHORT_KIND_WITHIN.sub(lambda found: f" {_KINDS[found[1]]} ", words)
    first = _FIRST.match(words)
    return f"{_KINDS[first[1]]} {words[first.end() :]}".strip() if first else words


def _bare(key: str) -> str:
    return _FIRST.sub("", key) or key


def _keys(place: Workplace) -> set[str]:
    named, district = unit_key(place.name), unit_key(place.district)
    names = {named, _bare(named)}
    if named.startswith(_AGENCIES):
        names = {named, named.replace(" huyen ", " ").replace(" thi xa ", " ")}
    within = {f" {district}", f" {_bare(district)}"} if district else set()
    return {f"{name}{where}" for name in names if name for where in {"", *within}}


def _by_key(places: Iterable[Workplace]) -> dict[str, list[Workplace]]:
    found: dict[str, list[Workplace]] = defaultdict(list)
    for place in places:
        for key in _keys(place):
            found[key].append(place)
    return dict(found)


def _by_kind(places: Iterable[Workplace]) -> dict[str, list[Workplace]]:
    """The units by their kind alone: ``cong an huyen``, ``huyen``."""
    found: dict[str, list[Workplace]] = defaultdict(list)
    for place in places:
        named = unit_key(place.name)
        agency = next((each for each in _AGENCIES if named.startswith(each)), None)
        if agency:
            kind = unit_key(place.district).partition(" ")[0]
            found[agency].append(place)
            found[f"{agency} {kind}"].append(place)
        elif first := _FIRST.match(named):
            found[first[1]].append(place)
    return dict(found)


def _other(places: Sequence[Workplace]) -> CellReason:
    return CellReason("unit", Problem.OTHER_UNIT, (("units", _listed(places)),))


def _nearest(places: Sequence[Workplace]) -> CellReason:
    if not places:
        return CellReason("unit", Problem.UNKNOWN_UNIT)
    return CellReason("unit", Problem.NEAREST_UNIT, (("units", _listed(places, located=False)),))


def _listed(places: Sequence[Workplace], *, located: bool = True) -> str:
    return ", ".join(place.located if located else place.name for place in places[:PROPOSED])
