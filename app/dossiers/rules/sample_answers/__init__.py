"""Invented families, for rehearsals and demonstrations (gia đình giả định).

Their answers are complete and valid for the procedure. Everybody's middle name is “Mẫu” (sample);
identity and phone numbers are from unassigned ranges.
"""

from datetime import date, timedelta
from typing import Any

from app.dossiers.rules.sample_answers import other_procedures
from app.organisation.models import Unit
from app.procedures.rules.form import Form, Question

SURNAMES = ("Nguyễn", "Trần", "Phùng", "Chu", "Đỗ", "Lê", "Hoàng", "Phạm", "Đinh", "Bùi", "Ngô",
            "Vương", "Khuất")  # fmt: skip
MOTHERS = (
    "Hằng",
    "Nhung",
    "Thu",
    "Loan",
    "Trang",
    "Huệ",
    "Oanh",
    "Phượng",
    "Xuân",
    "Thơm",
    "Duyên",
)
FATHERS = ("Quyết", "Thắng", "Cường", "Đức", "Hùng", "Long", "Mạnh", "Trường", "Việt", "Khoa")
GIRLS = ("Bảo An", "Minh Châu", "Gia Hân", "Ngọc Diệp", "Khánh Linh", "Thảo Nguyên", "Hà My")
BOYS = ("Gia Bảo", "Minh Khôi", "Tuấn Kiệt", "Đăng Khoa", "Nhật Minh", "Phúc Lâm", "Bảo Long")
HAMLETS = (
    "thôn Bầu",
    "thôn Đông",
    "thôn Hậu Dưỡng",
    "thôn Cầu",
    "thôn Đoài",
    "xóm Mới",
    "thôn Chợ",
)


def issued_on(born: int) -> str:
    """When somebody born in this year got a card: from the age of 14, and not before 2016."""
    return f"{max(2016, born + 15)}-03-21"


def answers(n: int, form: Form, commune: Unit, filed_on: date) -> dict[str, Any]:
    """The n-th family's answers on the day it files; questions of other procedures are dropped."""
    born = filed_on - timedelta(days=3 + n % 25)
    girl = n % 2 == 0
    father, mother = SURNAMES[n % len(SURNAMES)], SURNAMES[(n * 5 + 3) % len(SURNAMES)]
    given = GIRLS[n // 2 % len(GIRLS)] if girl else BOYS[n // 2 % len(BOYS)]
    year = born.year - 23 - n % 14
    here = {"place": commune.code, "detail": HAMLETS[n % len(HAMLETS)]}
    relation = form.by_key.get("applicant_relation")
    copies = form.by_key["copies"].rules["least"] if "copies" in form.by_key else 0
    parents = form.by_key.get("parents")
    said = {
        "parents_where": "yes",
        "applicant_relation": _first(relation, ("mother", "child", "parent", "carer")),
        "applicant_name": f"{mother} Mẫu {MOTHERS[n % len(MOTHERS)]}",
        "applicant_born": f"{year}-{n % 12 + 1:02d}-{n % 28 + 1:02d}",
        "applicant_phone": f"0900{200000 + n:06d}",
        "applicant_id_kind": "cccd",
        "applicant_id": f"0011{year % 100:02d}{n:06d}",
        "applicant_id_issued": issued_on(year),
        "applicant_id_issuer": "Công an thành phố Hà Nội",
        "applicant_residence": here,
        "child_name": f"{father} Mẫu {given}",
        "child_born": born.isoformat(),
        "child_sex": "female" if girl else "male",
        "child_ethnicity": "01",
        "child_home_town": here,
        "births_together": "1",
        "birth_place_kind": "facility",
        "birth_facility": "Bệnh viện đa khoa mẫu",
        "birth_address": {"place": commune.code, "detail": ""},
        "birth_proof": "notification",
        "birth_proof_number": f"số {100 + n}, quyển {born.month:02d}",
        "birth_proof_date": (born + timedelta(days=1)).isoformat(),
        "parents": parents.default if parents else "married",
        "marriage_number": f"số {n % 90 + 10}/{born.year - 2}, UBND {commune.name}",
        "marriage_date": f"{born.year - 2}-05-{n % 28 + 1:02d}",
        "mother_ethnicity": "01",
        "father_name": f"{father} Mẫu {FATHERS[n % len(FATHERS)]}",
        "father_born": str(year - 2),
        "father_ethnicity": "01",
        "father_residence": here,
        "household_head_is": "father",
        "household_book": f"12{n:07d}",
        "household_address": here,
        "facility": f"x{commune.code}",
        "results_by": "desk",
        "copies": max(n % 3, copies),
    }
    whole = said | other_procedures.answers(n, commune, filed_on, said)
    return {key: value for key, value in whole.items() if _fits(form, key, value)}


def _fits(form: Form, key: str, value: Any) -> bool:
    question = form.by_key.get(key)
    offered = {choice for choice, _label in question.choices} if question else set()
    return question is not None and (not offered or value in offered)


def _first(question: Question | None, wanted: tuple[str, ...]) -> str:
    offered = {choice for choice, _label in question.choices} if question else set()
    return next((value for value in wanted if value in offered), wanted[0])
