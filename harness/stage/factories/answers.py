"""Answers of invented families, complete and valid for the procedure they are for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.kernel import clock
from app.organisation.models import Unit
from app.procedures.rules.form import Form


def answers_for(form: Form, commune: Unit, **changes: Any) -> dict[str, Any]:
    """The answers of a married mother for her week-old child, with ``changes``."""
    born = clock.today() - timedelta(days=7)
    here = {"place": commune.code, "detail": "thôn Hậu Dưỡng"}
    said = {
        "parents_where": "yes",
        "applicant_relation": "mother",
        "applicant_name": "Nguyễn Thị Mẫu",
        "applicant_born": "1990-03-27",
        "applicant_phone": "0912345678",
        "applicant_id_kind": "cmnd",
        "applicant_id": "012345678",
        "applicant_id_issued": "2010-03-12",
        "applicant_id_issuer": "Công an thành phố Hà Nội",
        "applicant_residence": here,
        "child_name": "Trần Nguyễn Mẫu",
        "child_born": born.isoformat(),
        "child_sex": "female",
        "child_ethnicity": "01",
        "child_home_town": here,
        "births_together": "1",
        "birth_place_kind": "facility",
        "birth_facility": "Bệnh viện mẫu",
        "birth_address": {"place": commune.code, "detail": ""},
        "birth_proof": "notification",
        "birth_proof_number": "số 123, quyển 01",
        "birth_proof_date": (born + timedelta(days=1)).isoformat(),
        "parents": "married",
        "marriage_number": f"số 27/2014, UBND {commune.name}",
        "marriage_date": "2014-05-08",
        "mother_ethnicity": "01",
        "father_name": "Trần Văn Mẫu",
        "father_born": "1988",
        "father_ethnicity": "01",
        "father_residence": here,
        "household_head_is": "father",
        "household_book": "120034567",
        "household_address": here,
        "facility": f"x{commune.code}",
        "fee_exemption": "none",
        "results_by": "desk",
        "copies": 0,
        **changes,
    }
    return {key: value for key, value in said.items() if key in form.by_key}
