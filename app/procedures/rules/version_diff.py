"""Differences between two versions, row by row and field by field, from their documents."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Rows = dict[str, Mapping[str, Any]]


class VersionPartKind(StrEnum):
    """The part of a version a row belongs to."""

    VERSION = "version"
    SECTION = "section"
    QUESTION = "question"
    PAPER = "paper"
    FEE = "fee"
    LEG = "leg"
    LIMIT = "limit"
    RESULT = "result"


class VersionChangeKind(StrEnum):
    """The kind of change of a row or of one of its fields."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class VersionDifference:
    """One difference; an added or removed row has no field."""

    group: VersionPartKind
    row: str
    change: VersionChangeKind
    field: str = ""
    was: Any = None
    now: Any = None


_OF_THE_VERSION = (
    "policy", "basis", "about", "visit", "both_present", "declarant_signs", "signer",
    "on_time_days",
)  # fmt: skip
_NAMES: Mapping[VersionPartKind, str] = {
    VersionPartKind.SECTION: "title",
    VersionPartKind.QUESTION: "label",
    VersionPartKind.PAPER: "name",
    VersionPartKind.FEE: "label",
    VersionPartKind.RESULT: "name",
}


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[VersionDifference]:
    return [
        each
        for group in VersionPartKind
        for each in _rows(group, _parts(group, old), _parts(group, new))
    ]


def _parts(group: VersionPartKind, document: Mapping[str, Any]) -> Rows:
    sections = document.get("sections", ())
    if group is VersionPartKind.VERSION:
        return {"": {name: document.get(name) for name in _OF_THE_VERSION}}
    if group is VersionPartKind.SECTION:
        rows = [{k: v for k, v in section.items() if k != "questions"} for section in sections]
        return _numbered(rows)
    if group is VersionPartKind.QUESTION:
        return {
            row["key"]: {**row, "section": section["title"], "place": n}
            for section in sections
            for n, row in enumerate(section["questions"], 1)
        }
    if group is VersionPartKind.LIMIT:
        return dict(document.get("limits", {}))
    if group is VersionPartKind.LEG:
        return {row["kind"]: row for row in document.get("legs", ())}
    return _numbered(document.get(f"{group}s", ()))


def _numbered(rows: Any) -> Rows:
    return {row["key"]: {**row, "place": n} for n, row in enumerate(rows, 1)}


def _rows(group: VersionPartKind, old: Rows, new: Rows) -> Iterator[VersionDifference]:
    for key, row in old.items():
        if key not in new:
            yield VersionDifference(group, _name(group, key, row), VersionChangeKind.REMOVED)
    moved = _moved(old, new)
    for key, row in new.items():
        name = _name(group, key, row)
        if key not in old:
            yield VersionDifference(group, name, VersionChangeKind.ADDED)
        else:
            yield from _fields(group, name, old[key], row, without_place=key not in moved)


def _moved(old: Rows, new: Rows) -> set[str]:
    """Rows whose relative position among the common rows has changed."""
    before = [key for key in old if key in new]
    after = [key for key in new if key in old]
    return {key for key, other in zip(after, before, strict=True) if key != other}


def _fields(
    group: VersionPartKind,
    name: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    *,
    without_place: bool,
) -> Iterator[VersionDifference]:
    for field in dict.fromkeys((*new, *old)):
        was, now = old.get(field), new.get(field)
        if (field == "place" and without_place) or _same(was, now):
            continue
        if isinstance(was or now, Mapping) and field == "rules":
            yield from _fields(group, name, was or {}, now or {}, without_place=True)
        else:
            yield VersionDifference(group, name, VersionChangeKind.CHANGED, field, was, now)


def _same(was: Any, now: Any) -> bool:
    nothing: tuple[Any, ...] = (None, "", [], {})
    return was == now or (was in nothing and now in nothing)


def _name(group: VersionPartKind, key: str, row: Mapping[str, Any]) -> str:
    return str(row[_NAMES[group]]) if group in _NAMES else key
