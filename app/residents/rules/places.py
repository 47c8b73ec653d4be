"""Commune and district of a residence, as supporting evidence of a match."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from app.kernel.text.folding import fold
from app.residents.rules.match_reasons import MatchReason
from app.residents.rules.placeholder_values import says_nothing

LONGEST = 300
_KINDS = (
    ("commune", re.compile(r"(?:(?:xa|phuong|thi tran|tt|x|p)\b\.?\s*|p(?=\d))(.+)")),
    ("district", re.compile(r"(?:(?:huyen|quan|thi xa|tx|h|q)\b\.?\s*|q(?=\d))(.+)")),
    ("city", re.compile(r"(?:thanh pho|tinh|tp)\b\.?\s*(.+)")),
)
_A_KIND_IN_FULL = re.compile(
    r"(?<!thị)\s(xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tp|hà nội$)\b"
)
_CITY = re.compile(r"(?:(?:thanh pho|tp)\b\.?\s*)?(?:ha noi|hanoi|hn)")


@dataclass(frozen=True, slots=True)
class FoldedPlace:
    """Commune and district without diacritics; empty where unknown."""

    commune: str = ""
    district: str = ""

    @property
    def in_words(self) -> str:
        """Both, as written without commas."""
        return f"{self.commune} {self.district}".strip()


@lru_cache(maxsize=4096)
def read_place(text: str) -> FoldedPlace:
    """Parse an address: parts with their kinds, else commune – district – city from the end."""
    if says_nothing(text[:LONGEST]):
        return FoldedPlace()
    apart = _A_KIND_IN_FULL.sub(r",\1", unicodedata.normalize("NFC", text[:LONGEST]).lower())
    parts = [part.strip(" .-") for part in re.split(r"[,;–—]|\s-\s", fold(apart))]
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
            return kind, named[1].strip(" .-")
    return "", ""


def _placed(found: dict[str, str], unnamed: list[str]) -> FoldedPlace:
    """Parts without a kind: the last is the district, the one before it the commune."""
    if "district" not in found and unnamed and ("commune" in found or len(unnamed) > 1):
        found["district"] = unnamed.pop()
    if "commune" not in found and unnamed:
        found["commune"] = unnamed.pop()
    return FoldedPlace(found.get("commune", ""), found.get("district", ""))


def liken_places(a: FoldedPlace, b: FoldedPlace) -> frozenset[MatchReason]:
    """Whether two people live in one commune, or at least in one district."""
    districts = bool(a.district and b.district)
    if a.commune and b.commune:
        alike = a.commune == b.commune and (not districts or a.district == b.district)
        if alike or a.in_words == b.in_words:
            return frozenset((MatchReason.SAME_COMMUNE,))
        return frozenset((MatchReason.ANOTHER_COMMUNE,))
    if districts and a.district == b.district:
        return frozenset((MatchReason.SAME_DISTRICT,))
    return frozenset()
