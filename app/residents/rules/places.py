"""Where somebody lives, as far as it can support a likeness: commune and district."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from app.kernel.folding import fold
from app.residents.rules.reasons import Reason

LONGEST = 300
_KINDS = (
    ("commune", re.compile(r"(?:xa|phuong|thi tran|tt|x|p)\b\.?\s*(.+)")),
    ("district", re.compile(r"(?:huyen|quan|thi xa|tx|h|q)\b\.?\s*(.+)")),
    ("city", re.compile(r"(?:thanh pho|tinh|tp)\b\.?\s*(.+)")),
)
_CITY = re.compile(r"(?:(?:thanh pho|tp)\b\.?\s*)?(?:ha noi|hanoi|hn)")


@dataclass(frozen=True, slots=True)
class Place:
    """Commune and district without marks; empty where not known."""

    commune: str = ""
    district: str = ""


@lru_cache(maxsize=4096)
def read_place(text: str) -> Place:
    """Read an address: parts with their kinds, else commune – district – city from the end."""
    parts = [part.strip(" .") for part in re.split(r"[,;–—]|\s-\s", fold(text[:LONGEST]))]
    parts = [part for part in parts if part and not _CITY.fullmatch(part)]
    found: dict[str, str] = {}
    unnamed: list[str] = []
    for part in parts:
        kind, name = _kind_of(part)
        if kind:
            found.setdefault(kind, name)
        elif not any(char.isdigit() for char in part) or len(part.split()) > 2:
            unnamed.append(part)
    return _placed(found, unnamed)


def _kind_of(part: str) -> tuple[str, str]:
    for kind, pattern in _KINDS:
        named = pattern.fullmatch(part)
        if named:
            return kind, named[1].strip(" .")
    return "", ""


def _placed(found: dict[str, str], unnamed: list[str]) -> Place:
    """Parts without a kind: the last is the district, the one before it the commune."""
    if "district" not in found and unnamed and ("commune" in found or len(unnamed) > 1):
        found["district"] = unnamed.pop()
    if "commune" not in found and unnamed:
        found["commune"] = unnamed.pop()
    return Place(found.get("commune", ""), found.get("district", ""))


def liken_places(a: Place, b: Place) -> frozenset[Reason]:
    """Say whether two people live in one commune, or at least in one district."""
    districts = bool(a.district and b.district)
    if a.commune and b.commune:
        if a.commune == b.commune and (not districts or a.district == b.district):
            return frozenset((Reason.SAME_COMMUNE,))
        return frozenset((Reason.ANOTHER_COMMUNE,))
    if districts and a.district == b.district:
        return frozenset((Reason.SAME_DISTRICT,))
    return frozenset()
