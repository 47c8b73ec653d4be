"""A correction reaches every office that works with the old text (Luật Hộ tịch Đ28)."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.models.residence_notices import ResidenceNotice
from app.dossiers.rules.residences import elsewhere
from app.dossiers.workflow import Action, State
from app.handoffs.models import Leg
from app.handoffs.operations import reconciliation
from app.handoffs.queries import packets, stuck_packets
from app.handoffs.workflow import LegAction, LegState
from app.kernel import clock
from app.kernel.db import counted, db
from app.kernel.files import storage
from app.procedures.models.vocabulary import LegKind
from app.procedures.rules.procedure_finder import LINKED_A
from app.registers import queries
from app.registers.models.entries import Entry
from app.registers.queries import notes
from harness.stage.factories import ADossier, a_commune, somebody
from harness.stage.factories.dossiers import move
from harness.stage.factories.files import a_photo
from harness.stage.factories.places import DONG_ANH
from tests.handoffs.conftest import PACKETS, Desk, desk, leg_of
from tests.registers.test_copies import words
from tests.registers.test_notes import CORRECTION, a_birth, name, sign
from tests.registers.test_residence_notices import notices, said

__all__ = ["desk"]

pytestmark = pytest.mark.usefixtures("database")

Sit = Callable[..., Desk]
PROPOSALS = "/can-bo/so-ho-tich/trinh-ky/"
AGENCIES = {LegKind.POLICE: Role.POLICE, LegKind.INSURANCE: Role.INSURANCE}


def a_linked_birth(state: State = State.READY) -> Entry:
    entry = queries.of_dossier(ADossier(state, a_commune(0), LINKED_A).id)
    assert entry is not None
    return entry


def corrected(desk: Sit, birth: Entry) -> Dossier:
    """A dossier of another commune that corrects the birth, signed."""
    dossier = ADossier(State.TO_SIGN, a_commune(1), CORRECTION, change_kind="correct")
    name(desk, dossier, birth)
    sign(dossier)
    db.session.expire_all()
    return dossier


def packet(leg: Leg) -> str:
    return f"{PACKETS}{leg.id}"


def receive(agency: Desk, leg: Leg) -> None:
    """The agency presses the button."""
    db.session.refresh(leg)
    said = {"action": str(LegAction.RECEIVE), "version": leg.version}
    assert agency.send(packet(leg), f"{packet(leg)}/buoc", **said).status_code == 302


def test_police_and_insurance_of_the_birth_get_the_extract_and_correct_their_data(
    desk: Sit,
) -> None:
    birth = a_linked_birth()
    dossier = corrected(desk, birth)
    (note,) = notes.notes_of(birth)
    assert dossier.state is State.READY  # the citizen waits for no agency
    officer = desk(Role.COMMUNE_JUSTICE, dossier.commune)
    assert "Thu hồi hồ sơ" not in officer.see(f"/can-bo/mot-cua/ho-so/{dossier.id}")
    for kind, role in AGENCIES.items():
        leg, earlier = leg_of(dossier, kind), leg_of(birth.dossier, kind)
        assert (leg.state, leg.corrects_id) == (LegState.SENT, earlier.id)
        assert leg.holder_unit_id == earlier.holder_unit_id
        agency = desk(role, birth.unit)
        assert leg.code in agency.see(PACKETS)
        receive(agency, leg)
        page = agency.see(packet(leg))
        assert note.text in page
        assert note.basis in page
        assert packet(earlier) in page
        assert agency.status(f"{packet(leg)}/giay-to/1") == 200  # the extract
        form = f"{packet(leg)}/buoc/tra-loi"
        assert f'value="{earlier.result["number"]}"' in agency.see(form)
        db.session.refresh(leg)
        assert leg.due_at is not None
        answer = {"number": earlier.result["number"], "note": "Đã sửa", "version": leg.version}
        assert agency.send(form, form, **answer).status_code == 302
        db.session.refresh(leg)
        assert leg.state is LegState.ANSWERED
    panel = officer.see(f"/can-bo/mot-cua/ho-so/{dossier.id}")
    assert "Đã sửa dữ liệu của cơ quan" in panel
    stranger = desk(Role.POLICE, a_commune(1, district=DONG_ANH))
    assert leg_of(dossier, LegKind.POLICE).code not in stranger.see(PACKETS)


def test_the_answer_of_a_returned_dossier_is_called_up_and_both_ledgers_agree(desk: Sit) -> None:
    birth = a_linked_birth()
    dossier = corrected(desk, birth)
    leg = leg_of(dossier, LegKind.POLICE)
    justice = somebody(Role.COMMUNE_JUSTICE, dossier.commune)
    assert counted(stuck_packets.stuck_count(justice.actor)) == [0]
    for action in (LegAction.RECEIVE, LegAction.ANSWER):
        leg.result = {"number": "1", "note": ""}
        move(leg, action, Role.POLICE)
    assert counted(stuck_packets.stuck_count(justice.actor)) == [1]
    move(leg, LegAction.COLLECT, Role.COMMUNE_JUSTICE)
    assert counted(stuck_packets.stuck_count(justice.actor)) == [0]
    assert dossier.state is State.READY
    reconciliation.keep_all(clock.now())
    counts = reconciliation.compared(Leg.dossier_id == dossier.id)
    assert [each.differences for each in counts.values()] == [[], []]


def test_a_birth_that_no_agency_had_opens_no_leg(desk: Sit) -> None:
    dossier = corrected(desk, a_birth())
    assert dossier.state is State.READY
    assert packets.of_dossier(dossier.id) == []


def test_a_second_correction_is_told_again(desk: Sit) -> None:
    birth = a_linked_birth(State.AT_AGENCIES)
    for dossier in (corrected(desk, birth), corrected(desk, birth)):
        assert {leg.kind for leg in packets.of_dossier(dossier.id)} == AGENCIES.keys()
        assert all(leg.corrects_id for leg in packets.of_dossier(dossier.id))


def test_the_registry_of_the_first_entry_gets_a_letter(desk: Sit) -> None:
    birth = a_birth()
    dossier = corrected(desk, birth)
    (note,) = notes.notes_of(birth)
    (notice,) = [each for each in notices(dossier) if each.receiver_id == birth.unit_id]
    assert notice.sent_at is not None
    letter = said(notice)
    (extract,) = [each.certificate for each in queries.all_of_dossier(dossier.id)]
    for part in (
        f"Kính gửi: Ủy ban nhân dân {birth.unit.name}",
        "khoản 3 Điều 28 Luật Hộ tịch",
        f"số {birth}",
        "Cải chính: “",
        f"Số: {note.source_entry}",
        f"Kèm theo bản sao: {extract.name}",
    ):
        assert part in letter, part
    kept = storage.read_whole(str(extract.storage_key), str(extract.sha256))
    assert letter.endswith(words(kept).strip())  # the extract itself
    keeper = desk(Role.COMMUNE_JUSTICE, birth.unit)
    assert notice.slip.number in keeper.see("/can-bo/thong-bao-ho-tich/")


def test_a_registry_does_not_write_to_itself(desk: Sit) -> None:
    birth = a_birth(1)
    dossier = corrected(desk, birth)
    assert dossier.commune_id == birth.unit_id
    query = select(ResidenceNotice).where(ResidenceNotice.dossier_id == dossier.id)
    assert len(db.session.scalars(query).all()) == len(elsewhere(dossier))


def test_a_note_is_undone_by_another_correction_alone(desk: Sit) -> None:
    birth = a_linked_birth()
    first = corrected(desk, birth)
    leader = desk(Role.COMMUNE_LEADER, first.commune)
    page = leader.see(f"/can-bo/mot-cua/ho-so/{first.id}")
    assert f'value="{Action.UNDO}"' not in page
    leg = leg_of(first, LegKind.POLICE)
    justice = desk(Role.COMMUNE_JUSTICE, first.commune)
    recalled = f"/can-bo/ho-so-lien-thong/nhanh/{leg.id}/buoc/{LegAction.RECALL}/ly-do"
    justice.send(recalled, recalled, reason="Ghi nhầm", version=leg.version)
    db.session.refresh(leg)
    assert leg.state is LegState.SENT
    second = corrected(desk, birth)
    assert [
        note.source_entry.dossier_id for note in notes.notes_of(birth) if note.source_entry
    ] == [
        first.id,
        second.id,
    ]


COURT = {
    "kind": "court",
    "document": "Quyết định số 31/2026/QĐST-HNGĐ",
    "day": "2026-11-02",
    "office": "Tòa án nhân dân huyện Ba Vì",
    "text": "Thay đổi họ của trẻ.",
}


def noted(desk: Sit, birth: Entry, **changes: object) -> None:
    """The officer proposes the note of a court on the birth, the leader signs."""
    page = f"{PROPOSALS}ghi-chu/{birth.id}"
    answer = desk(Role.COMMUNE_JUSTICE, birth.unit).send(page, page, **COURT | changes)
    assert answer.status_code == 302, answer.text
    address = str(answer.location)
    leader = desk(Role.COMMUNE_LEADER, birth.unit)
    assert leader.send(address, f"{address}/sign").status_code == 302
    db.session.expire_all()


def correcting(birth: Entry, kind: LegKind) -> list[Leg]:
    legs = packets.of_dossier(birth.dossier_id)
    return [leg for leg in legs if leg.kind is kind and leg.corrects_id]


def test_police_and_insurance_are_told_what_a_court_decided(desk: Sit) -> None:
    birth = a_linked_birth(State.RETURNED)
    noted(desk, birth, scan=(BytesIO(a_photo()), "quyet-dinh.jpg"))
    for kind, role in AGENCIES.items():
        (leg,) = correcting(birth, kind)
        assert (leg.state, leg.corrects) == (LegState.SENT, leg_of(birth.dossier, kind))
        agency = desk(role, birth.unit)
        receive(agency, leg)
        page = agency.see(packet(leg))
        assert COURT["text"] in page
        assert "Quyết định số 31/2026/QĐST-HNGĐ, Tòa án nhân dân huyện Ba Vì" in page
        assert agency.status(f"{packet(leg)}/giay-to/1") == 200  # the scanned decision
        assert agency.status(f"{packet(leg)}/giay-to/2") == 404
        assert leg.packets[-1].content["held_fee"] == 0
        leg.result = {"number": "1", "note": ""}
        move(leg, LegAction.ANSWER, role)
        move(leg, LegAction.COLLECT, Role.COMMUNE_JUSTICE)
    assert birth.dossier.state is State.RETURNED


def test_a_birth_that_is_still_with_its_agencies_goes_on_beside_what_a_court_decided(
    desk: Sit,
) -> None:
    birth = a_linked_birth(State.REGISTERED)
    noted(desk, birth)
    db.session.expire_all()
    assert birth.dossier.state is State.REGISTERED  # its own packets are still to be sent
    originals = {paper.id: paper.custody for paper in birth.dossier.papers}
    (leg,) = correcting(birth, LegKind.POLICE)
    move(leg, LegAction.RECEIVE, Role.POLICE)
    move(leg, LegAction.REFUSE, Role.POLICE, reason="Chưa đăng ký thường trú.")
    move(leg, LegAction.NOTE_REFUSAL, Role.COMMUNE_JUSTICE)
    db.session.expire_all()
    assert {paper.id: paper.custody for paper in birth.dossier.papers} == originals
    assert birth.dossier.state is State.REGISTERED
    own = leg_of(birth.dossier, LegKind.POLICE)
    move(own, LegAction.SEND, Role.COMMUNE_JUSTICE)
    assert own.dossier.state is State.AT_AGENCIES


def test_each_note_is_told_and_a_divorce_is_none_of_the_agencies_business(desk: Sit) -> None:
    birth = a_linked_birth(State.RETURNED)
    noted(desk, birth)
    noted(desk, birth, kind="recognition", text="Công nhận cha của trẻ.")
    noted(desk, birth, kind="divorce", text="Đã ly hôn.")
    first, second = correcting(birth, LegKind.POLICE)
    assert (first.corrects, second.corrects) == (leg_of(birth.dossier, LegKind.POLICE), first)
    assert "Công nhận cha của trẻ." in desk(Role.POLICE, birth.unit).see(packet(second))


def test_a_note_on_a_birth_that_no_agency_had_opens_no_leg(desk: Sit) -> None:
    birth = a_birth()
    noted(desk, birth)
    assert packets.of_dossier(birth.dossier_id) == []
