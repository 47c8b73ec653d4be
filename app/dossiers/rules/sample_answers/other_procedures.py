"""Answers of invented families in procedures other than births: death, marriage, guardianship."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.organisation.models import Unit

ELSEWHERE = ("00493", "00508", "09694", "09697")
"""Communes of former residence: Kim Chung, Hải Bối, Tản Lĩnh, Ba Trại."""


def answers(n: int, commune: Unit, filed_on: date, said: Mapping[str, Any]) -> dict[str, Any]:
    """The n-th family's further answers; ``said`` are its basic ones."""
    here, died = said["applicant_residence"], filed_on - timedelta(days=2 + n % 9)
    father, year = str(said["father_name"]), int(said["applicant_born"][:4])
    paper = {"id_kind": "cccd", "id_issued": said["applicant_id_issued"],
             "id_issuer": "Công an thành phố Hà Nội"}  # fmt: skip
    return {
        "applicant_for": "self",
        "foreign_element": "no",
        "fee_exemption": "none",
        "registered_on": str(year),
        "registered_number": f"số {n % 90 + 10}, quyển 01/{year}",
        **_person("person", "Khang", year, here, sex="female"),
        # a death
        "death_where": "here",
        **_person("deceased", "Cẩn", year - 48, here, sex="male"),
        "death_day": died.isoformat(),
        "death_place": f"{here['detail']}, {commune.name}",
        "death_cause": "Tuổi cao, bệnh già",
        "death_proof": "notice",
        "death_proof_number": f"số {40 + n}",
        "death_proof_issuer": f"UBND {commune.name}",
        "death_proof_date": died.isoformat(),
        # a marriage
        "marriage_where": "yes",
        "marriage_barred": "no",
        "applicant_is": "bride",
        **_person("bride", "Duyên", year, here, sex="female"),
        **_person("groom", "Thắng", year - 2, here, sex="male"),
        **{f"{who}_{part}": value for who in ("bride", "groom") for part, value in paper.items()},
        **{f"{who}_marriages": 1 for who in ("bride", "groom")},
        **{f"{who}_was": "never" for who in ("bride", "groom")},
        **{f"{who}_lives": "here" for who in ("bride", "groom")},
        # a guardian
        "guardianship_where": "yes",
        **_person("guardian", "Loan", year, here, sex="female"),
        **_person("ward", "Gia Bảo", filed_on.year - 8, here, sex="male"),
        "guardianship_kind": "natural",
        "several_guardians": "no",
        "guardianship_reason": "Cha mẹ của cháu đã mất; bà là người thân gần nhất.",
        # marital status, and a copy from the books
        "status_where": "permanent",
        "marital_state": "single",
        "stay_from": str(year),
        "lived_elsewhere": "yes",
        "previous_proof": "no",
        "previous_residence": {"place": _other(commune, n), "detail": ""},
        "previous_time": f"từ 3/{year + 21} đến 5/{year + 23}",
        "purpose": "marriage",
        "purpose_partner": father,
        "purpose_place": f"UBND {commune.name}",
        "issued_before": "no",
        "extract_kind": "birth",
        "book_where": "here",
    }


def _other(commune: Unit, n: int) -> str:
    """Another commune, which is asked for confirmation."""
    others = [code for code in ELSEWHERE if code != commune.code]
    return others[n % len(others)]


def _person(key: str, given: str, year: int, here: Any, *, sex: str) -> dict[str, Any]:
    """One of the family, with the middle name “Mẫu”."""
    return {
        f"{key}_name": f"Đỗ Mẫu {given}",
        f"{key}_born": f"{year}-06-15",
        f"{key}_sex": sex,
        f"{key}_ethnicity": "01",
        f"{key}_id": f"0010{year % 100:02d}{year:06d}",
        f"{key}_residence": here,
    }
