"""What the register prints: the birth certificate (Giấy khai sinh)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypedDict

from app.kernel import pdf, words

PRINT = Path(__file__).with_name("print")

PARENT = ("name", "born", "ethnicity", "nationality", "residence")
ANSWERS = (
    "child_name", "child_sex", "child_ethnicity", "child_nationality", "child_birth_place",
    "child_home_town", "applicant_name",
)  # fmt: skip


class Content(TypedDict, total=False):
    """What the entry holds and the certificate states (Luật Hộ tịch, Đ14).

    ``answers`` are the printed answers by question key. ``office`` is the commune as in ``xã Ba
    Trại``, ``district`` as in ``huyện Ba Vì``; ``registered_on`` is a day (``2016-11-21``);
    ``signer_title`` is the title of the posting; ``personal_number`` comes from the national base.
    """

    number: int
    year: int
    registered_on: str
    office: str
    district: str
    province: str
    signer_name: str
    signer_title: str
    personal_number: str
    answers: Mapping[str, str]


def birth_certificate(content: Content | Mapping[str, Any]) -> bytes:
    """The certificate, two pages A4; the second is for later notes (ghi chú)."""
    answers: Mapping[str, str] = content.get("answers") or {}
    born = words.day_of(answers.get("child_born"))
    registered = words.day_of(content.get("registered_on"))
    commune, district = content.get("office", ""), content.get("district", "")
    province = content.get("province", "thành phố Hà Nội")
    data: dict[str, Any] = {key: answers.get(key, "") for key in ANSWERS} | {
        "number": f"{content.get('number', '')}/{content.get('year', '')}",
        "child_born": words.said_day(answers.get("child_born")),
        "child_born_words": words.in_words(born) if born else "",
        "personal_number": content.get("personal_number", ""),
        "mother": parent("mother", answers),
        "father": parent("father", answers),
        "applicant_paper": words.identity_paper(answers, "applicant"),
        "commune": commune,
        "within": ", ".join(place for place in (district, province) if place),
        "office": words.peoples_committee(commune, district, province),
        "registered_on": words.said_day(registered),
        "capacity": capacity(content.get("signer_title", "")),
        "signer_name": content.get("signer_name", ""),
    }
    return pdf.render(PRINT / "birth_certificate.typ", data, day=registered)


def capacity(title: str) -> list[str]:
    """In which capacity the head or a deputy signs (TM. Ủy ban nhân dân, KT. Chủ tịch)."""
    deputy = "phó" in title.lower() or title.lower().startswith("kt.")
    return [
        "TM. ỦY BAN NHÂN DÂN",
        *(["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"] if deputy else ["CHỦ TỊCH"]),
    ]


def parent(who: str, answers: Mapping[str, str]) -> dict[str, str]:
    """Mother or father; whoever is not determined stays blank, as the law asks."""
    named = {key: answers.get(f"{who}_{key}", "") for key in PARENT}
    return named | {"born": words.said_day(named["born"])}
