"""Commune and district of a residence, as supporting evidence of a match."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from app.kernel.text.folding import fold
from app.residents.rules.match_reasons import MatchReason
from app.residents.rules.placeholder_values import says_nothing

LONGEST = 300
_VILLAGE = re.compile(r"(thon|xom|to dan pho|tdp|to(?= ?\d)|cum(?= ?\d)|khu(?= ?\d))\b\.?\s*(.+)")
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
    villages: frozenset[str] = frozenset()
    """Villages and groups of dwellers (thôn, xóm, tổ dân phố) without their kind."""

    @property
    def in_words(self) -> str:
        """Both, as written without commas."""
        return f"{self.commune} {self.district}".strip()


@lru_cache(maxsize=4096)
def read_place(text: str, village: str = "") -> FoldedPlace:
    """Parse an address: parts with their kinds, else commune – district – city from the end."""
    apart = "" if says_nothing(village[:LONGEST]) else fold(village[:LONGEST]).strip(" .-,")
    villages = {_name_of(apart)} - {""}
    if says_nothing(text[:LONGEST]):
        return FoldedPlace(villages=frozenset(villages))
    apart = _A_KIND_IN_FULL.sub(r",\1", unicodedata.normalize("NFC", text[:LONGEST]).lower())
    parts = [part.strip(" .-") for part in re.split(r"[,;–—]|\s-\s", fold(apart))]
    parts = [part for part in parts if part and not _CITY.fullmatch(part)]
    found: dict[str, str] = {}
    unnamed: list[str] = []
    for part in parts:
        kind, name = _kind_of(part)
        if _VILLAGE.fullmatch(part):
            villages.add(_name_of(part))
        elif kind:
            found.setdefault(kind, name)
        elif not any(char.isdigit() for char in part) or len(part.split()) > 2:
            unnamed.append(part)
    return _placed(found, unnamed, frozenset(villages))


def _name_of(village: str) -> str:
    """Its name without "thôn": both are written."""
    named = _VILLAGE.fullmatch(village)
    return named[2].strip(" .-") if named else village


def _kind_of(part: str) -> tuple[str, str]:
    for kind, pattern in _KINDS:
        named = pattern.fullmatch(part)
        if named:
            return kind, named[1].strip(" .-")
    return "", ""


def _placed(found: dict[str, str], unnamed: list[str], villages: frozenset[str]) -> FoldedPlace:
    """Parts without a kind: the last is the district, the one before it the commune."""
    if "district" not in found and unnamed and ("commune" in found or len(unnamed) > 1):
        found["district"] = unnamed.pop()
    if "commune" not in found and unnamed:
        found["commune"] = unnamed.pop()
    return FoldedPlace(found.get("commune", ""), found.get("district", ""), villages)


def liken_places(a: FoldedPlace, b: FoldedPlace) -> frozenset[MatchReason]:
    """Whether two people live in one village, one commune, or at least in one district."""
    districts = bool(a.district and b.district)
    if a.commune and b.commune:
        alike = a.commune == b.commune and (not districts or a.district == b.district)
        if alike or a.in_words == b.in_words:
            return _villages(a, b) | {MatchReason.SAME_COMMUNE}
        return frozenset((MatchReason.ANOTHER_COMMUNE,))
    if districts and a.district == b.district:
        return frozenset((MatchReason.SAME_DISTRICT,))
    return frozenset()


def _villages(a: FoldedPlace, b: FoldedPlace) -> frozenset[MatchReason]:
    if not a.villages or not b.villages:
        return frozenset()
    same = not a.villages.isdisjoint(b.villages)
    return frozenset((MatchReason.SAME_VILLAGE if same else MatchReason.ANOTHER_VILLAGE,))
