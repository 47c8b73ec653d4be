"""What the register prints: the birth certificate (Giấy khai sinh)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypedDict

from app.kernel import pdf, words

PRINT = Path(__file__).with_name("print")

PARENT = ("name", "born", "ethnicity", "nationality", "residence")
PLAIN = (
    "number", "child_name", "child_sex", "child_ethnicity", "child_nationality", "birth_place",
    "home_town", "personal_number", "declarant_name", "declarant_paper", "commune", "district",
    "province", "signer_name",
)  # fmt: skip


class ParentFacts(TypedDict, total=False):
    """Mother or father; every key may be missing (chưa xác định)."""

    name: str
    born: str
    ethnicity: str
    nationality: str
    residence: str


class BirthFacts(TypedDict, total=False):
    """What the certificate states, in the words that are printed (Luật Hộ tịch, Đ14).

    ``child_born`` and ``registered_on`` are days (``2016-11-01``). ``commune`` and its kind, as in
    ``xã Ba Trại``; ``district`` as in ``huyện Ba Vì``. ``signer_title`` is the title of the posting.
    """

    number: str
    child_name: str
    child_born: str
    child_sex: str
    child_ethnicity: str
    child_nationality: str
    birth_place: str
    home_town: str
    personal_number: str
    mother: ParentFacts
    father: ParentFacts
    declarant_name: str
    declarant_paper: str
    commune: str
    district: str
    province: str
    registered_on: str
    signer_name: str
    signer_title: str


def birth_certificate(facts: BirthFacts | Mapping[str, Any]) -> bytes:
    """The certificate, two pages A4; the second is for later notes (ghi chú)."""
    born = words.day_of(facts.get("child_born"))
    registered = words.day_of(facts.get("registered_on"))
    data: dict[str, Any] = {key: facts.get(key) or "" for key in PLAIN}
    data |= {
        "child_born": words.said_day(facts.get("child_born")),
        "child_born_words": words.in_words(born) if born else "",
        "registered_on": words.said_day(registered),
        "mother": parent(facts.get("mother")),
        "father": parent(facts.get("father")),
        "office": office(data),
        "capacity": capacity(facts.get("signer_title") or ""),
    }
    return pdf.render(PRINT / "birth_certificate.typ", data, day=registered)


def capacity(title: str) -> list[str]:
    """In which capacity the head or a deputy signs (TM. Ủy ban nhân dân, KT. Chủ tịch)."""
    deputy = "phó" in title.lower() or title.lower().startswith("kt.")
    return [
        "TM. ỦY BAN NHÂN DÂN",
        *(["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"] if deputy else ["CHỦ TỊCH"]),
    ]


def office(data: Mapping[str, str]) -> str:
    """The office that registered the birth, in full (Nơi đăng ký khai sinh)."""
    places = (data["commune"], data["district"], data["province"])
    return "Ủy ban nhân dân " + ", ".join(place for place in places if place)


def parent(facts: Mapping[str, Any] | None) -> dict[str, str]:
    """One parent; whoever is not determined stays blank, as the law asks."""
    known = {key: str((facts or {}).get(key) or "") for key in PARENT}
    return known | {"born": words.said_day(known["born"])}
