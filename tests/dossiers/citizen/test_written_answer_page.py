"""The written answer on the tracking page: read, printed, and to whom to complain."""

from __future__ import annotations

from app.dossiers.operations.slip_issue import as_kept
from app.dossiers.queries import slips
from app.dossiers.workflow import Action, SlipKind, State
from harness.stage.citizen import Citizen
from harness.stage.factories import ADossier
from harness.stage.factories.dossiers import LEADER, take
from tests.dossiers.citizen.test_tracking import tracking

ADDRESS = "/tra-cuu/van-ban-tra-loi"


def test_the_citizen_reads_the_letter_and_to_whom_to_complain(citizen: Citizen) -> None:
    dossier = ADossier(State.REFUSED)
    slip = slips.last_slip(SlipKind.WRITTEN_ANSWER, of=dossier)
    district = dossier.commune.district
    assert slip is not None
    assert district is not None
    tracking(citizen, dossier)
    for part in (
        f"Văn bản số {slip.number}",
        f"Chủ tịch UBND {dossier.commune.name}",
        f"Tòa án nhân dân {district.name}",
        ADDRESS,
    ):
        assert part in citizen.text, part
    citizen.get(ADDRESS)
    assert citizen.answer is not None
    assert citizen.answer.get_data() == as_kept(slip)
    assert citizen.answer.mimetype == "application/pdf"


def test_no_letter_is_offered_before_it_is_signed(citizen: Citizen) -> None:
    dossier = ADossier(State.NOT_ACCEPTED)
    assert ADDRESS not in tracking(citizen, dossier).text
    assert citizen.get(ADDRESS).status == 404
    take(dossier, Action.SIGN_WRITTEN_ANSWER, LEADER, "Không thuộc thẩm quyền của xã")
    assert ADDRESS in citizen.get("/tra-cuu/ho-so").text


def test_a_letter_is_only_for_who_has_opened_the_dossier(citizen: Citizen) -> None:
    ADossier(State.REFUSED)
    assert citizen.get(ADDRESS).path == "/tra-cuu"
