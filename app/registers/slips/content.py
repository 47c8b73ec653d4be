"""The content of entries and results, and what all results print alike."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict

from app.kernel.i18n import vietnamese

PRINT = Path(__file__).parents[1] / "print"


class EntryLine(TypedDict):
    """One answer with its label; ``strong`` marks the person concerned."""

    key: str
    label: str
    value: str
    strong: bool


class EntrySection(TypedDict):
    """The lines of one section of the declaration."""

    title: str
    rows: Sequence[Sequence[EntryLine]]


class EntryResult(TypedDict):
    """Key, name and layout of a result of the version."""

    key: str
    name: str
    layout: str


class Content(TypedDict, total=False):
    """The content of an entry and its result (Luật Hộ tịch, Đ14, Đ17, Đ62).

    ``answers`` are the printed answers by question key, ``parts`` those that the result states.
    ``office`` is the commune as in ``xã Ba Trại``, ``district`` as in ``huyện Ba Vì``;
    ``registered_on`` is a day (``2016-11-21``); ``signer_title`` is the title of the posting;
    ``personal_number`` comes from the population database; ``note`` is for the book alone (NĐ
    123/2015 Đ14). A ``preview`` has no number yet.
    ``chosen`` are choices as they are stored, for sentences that depend on them. Of a copy of an
    extract, ``source`` is the content of the entry that it states.
    """

    result: EntryResult
    kind: str
    number: int
    year: int
    book: str
    registered_on: str
    office: str
    district: str
    province: str
    signer_name: str
    signer_title: str
    personal_number: str
    applicant: str
    note: str
    answers: Mapping[str, str]
    chosen: Mapping[str, str]
    source: Mapping[str, Any]
    parts: Sequence[EntrySection]
    preview: bool
    drawn: bool
    """As a picture, not as a PDF."""
    is_rehearsal: bool
    verification: Mapping[str, str]
    """QR, code and page of an issued paper."""
    attached: str
    """The content as JSON, attached to the file of an issued paper."""


def base(content: Content | Mapping[str, Any]) -> dict[str, Any]:
    """What every result prints: number, offices, day, signer."""
    registered = vietnamese.day_of(content.get("registered_on"))
    commune, district = content.get("office", ""), content.get("district", "")
    province = content.get("province", "thành phố Hà Nội")
    number = content.get("number")
    return {
        "number": f"{number}/{content.get('year', '')}" if number else "",
        "commune": commune,
        "place": vietnamese.bare_name(commune),
        "within": ", ".join(place for place in (district, province) if place),
        "office": vietnamese.peoples_committee(commune, district, province),
        "registered_on": vietnamese.said_day(registered),
        "day": vietnamese.place_day(registered)
        if registered
        else "ngày ..... tháng ..... năm .......",
        "capacity": vietnamese.capacity(content.get("signer_title", "")),
        "signer_name": content.get("signer_name", ""),
        "preview": bool(content.get("preview")),
        "practice": bool(content.get("practice")),
        "verification": content.get("verification"),
        "attached": content.get("attached"),
        "drawn": bool(content.get("drawn")),
    }


UNSTATED_MARK = "UBND-XN"
"""Suffix of the number of papers that state no event of a civil-status book (ký hiệu)."""


def headed(content: Content | Mapping[str, Any], mark: str) -> dict[str, Any]:
    """What every result prints, under the name of the result with its bracket below."""
    title, _bracket, sub = content["result"]["name"].partition("(")
    return base(content) | {
        "title": title.strip().upper(),
        "sub": sub.rstrip(") ").upper(),
        "mark": mark,
        "n": str(content.get("number") or ""),
    }


def identity_paper(answers: Mapping[str, str], who: str) -> str:
    """A person's identity paper on a line that names it already; without a kind the number."""
    said = vietnamese.identity_paper(answers, who).removeprefix("Giấy tờ tùy thân ")
    return said[:1].upper() + said[1:]
