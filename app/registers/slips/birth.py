"""The birth certificate (Giấy khai sinh)."""

from collections.abc import Mapping
from typing import Any

from app.kernel.i18n import vietnamese
from app.kernel.printing import pdf
from app.registers.slips.content import PRINT, Content, base

PARENT = ("name", "born", "ethnicity", "nationality", "residence")
ANSWERS = (
    "child_name", "child_sex", "child_ethnicity", "child_nationality", "child_birth_place",
    "child_home_town", "applicant_name",
)  # fmt: skip


def birth_certificate(content: Content | Mapping[str, Any]) -> bytes:
    """The certificate, two pages A4; the second is for later notes (ghi chú)."""
    answers: Mapping[str, str] = content.get("answers") or {}
    registered = vietnamese.day_of(content.get("registered_on"))
    said: dict[str, Any] = {key: answers.get(key, "") for key in ANSWERS}
    data = (
        base(content)
        | said
        | {
            "child_born": vietnamese.said_day(answers.get("child_born")),
            "child_born_words": vietnamese.said_day_in_words(answers.get("child_born")),
            "personal_number": content.get("personal_number", ""),
            "mother": parent("mother", answers),
            "father": parent("father", answers),
            "applicant_paper": vietnamese.identity_paper(answers, "applicant"),
        }
    )
    return pdf.render(PRINT / "birth.typ", data, day=registered)


def parent(who: str, answers: Mapping[str, str]) -> dict[str, str]:
    """Mother or father; a parent who is not determined stays blank, as the law requires."""
    named = {key: answers.get(f"{who}_{key}", "") for key in PARENT}
    return named | {"born": vietnamese.said_day(named["born"])[-4:]}
