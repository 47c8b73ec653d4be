"""The confirmation of marital status (Giấy xác nhận tình trạng hôn nhân; NĐ 123/2015 Đ22, Đ23)."""

from collections.abc import Mapping
from typing import Any

from app.dossiers.slips.civil_status_declarations import MARITAL_STATES
from app.kernel.i18n import vietnamese
from app.kernel.printing import pdf
from app.registers.slips.content import PRINT, Content, base, identity_paper

MARK = "UBND-XNTTHN"
PURPOSES: Mapping[str, str] = {
    "marriage": "Đăng ký kết hôn với ông/bà {partner}, tại {place}",
    "other": "{other}",
}
"""How it states the purpose, where the answer alone does not say it whole."""


def marital_status(content: Content | Mapping[str, Any]) -> bytes:
    """The office's letter to the person: who lived here from when to when, unmarried or not."""
    answers: Mapping[str, str] = content.get("answers") or {}
    data = base(content) | {
        "n": str(content.get("number") or ""),
        "mark": MARK,
        "applicant": content.get("applicant", ""),
        "name": answers.get("person_name", ""),
        "born": vietnamese.said_day(answers.get("person_born")),
        "sex": answers.get("person_sex", ""),
        "ethnicity": answers.get("person_ethnicity", ""),
        "nationality": answers.get("person_nationality", ""),
        "paper": identity_paper(answers, "person"),
        "residence": answers.get("person_residence", ""),
        "since": _since(answers.get("stay_from", "")),
        "state": _state(content, answers),
        "purpose": _purpose(content, answers),
    }
    return pdf.render(
        PRINT / "marital_status.typ", data, day=vietnamese.day_of(content.get("registered_on"))
    )


def _since(said: str) -> str:
    return f"ngày {vietnamese.said_day(said)}" if vietnamese.day_of(said) else f"năm {said}"


def _state(content: Content | Mapping[str, Any], answers: Mapping[str, str]) -> str:
    template = MARITAL_STATES.get((content.get("chosen") or {}).get("marital_state", ""))
    if template is None:
        return answers.get("marital_state", "")
    return template.format(
        spouse=answers.get("spouse_name", ""), paper=answers.get("state_paper", "")
    )


def _purpose(content: Content | Mapping[str, Any], answers: Mapping[str, str]) -> str:
    template = PURPOSES.get((content.get("chosen") or {}).get("purpose", ""))
    if template is None:
        return answers.get("purpose", "")
    said = template.format(
        partner=answers.get("purpose_partner", ""),
        place=answers.get("purpose_place", ""),
        other=answers.get("purpose_other", ""),
    )
    return said[:1].upper() + said[1:]
