"""The hand-over ledger: both sides record what changed hands, and where each original is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts.roles import Role
from app.dossiers.models.dossier import Custody, Dossier
from app.dossiers.workflow import State
from app.handoffs import exports, rules
from app.handoffs.models import Leg
from app.handoffs.operations import excel_answers, transitions
from app.handoffs.rules import Movement
from app.handoffs.workflow import LegAction
from app.kernel import clock
from app.kernel.db import db
from app.procedures.models.vocabulary import LegKind
from harness.stage.factories import ADossier, somebody
from harness.stage.factories import dossiers as walk
from harness.stage.factories.answer_workbooks import filled_in
from harness.stage.factories.dossiers import JUSTICE, RECEPTION, move
from tests.handoffs.conftest import PACKETS, leg_of
from tests.handoffs.test_agency_pages import Sit
from tests.refusals import expect_refusal

pytestmark = pytest.mark.usefixtures("database")


def ledger(leg: Leg) -> list[Movement]:
    db.session.refresh(leg, ["ledger"])
    return rules.movements(leg.ledger)


def sides(leg: Leg) -> list[tuple[int, str, bool, bool]]:
    return [(m.packet_n, m.direction, bool(m.given), bool(m.taken)) for m in ledger(leg)]


def at_police() -> tuple[Dossier, Leg]:
    dossier = ADossier(State.AT_AGENCIES)
    return dossier, leg_of(dossier, LegKind.POLICE)


def test_each_side_writes_its_own_row_of_every_hand_over() -> None:
    _dossier, leg = at_police()
    assert sides(leg) == [(1, "out", True, False)]
    move(leg, LegAction.RECEIVE, Role.POLICE)
    move(leg, LegAction.ASK_COMPLETION, Role.POLICE, "Thiếu chữ ký")
    move(leg, LegAction.RESEND, JUSTICE, "Đã bổ sung")
    walk.answered(leg)
    assert sides(leg) == [
        (1, "out", True, True), (2, "out", True, True), (2, "back", True, False),
    ]  # fmt: skip
    move(leg, LegAction.COLLECT, RECEPTION)
    [_first, out, back] = ledger(leg)
    assert back.agrees
    assert out.agrees
    assert out.given is not None
    assert out.taken is not None
    assert out.given.staff_id != out.taken.staff_id
    assert out.given.seat == f"Công chức, {leg.commune.name}"
    assert "Công an" in str(out.taken.seat)


def test_an_answer_in_a_file_lies_between_the_receipt_and_now() -> None:
    _dossier, leg = at_police()
    with clock.frozen(clock.at(clock.today() + timedelta(days=1), 15)):
        move(leg, LegAction.RECEIVE, Role.POLICE)
        [row] = exports.answers(BytesIO(filled_in([leg], {})))
        told = replace(row, day=f"{clock.today():%d/%m/%Y}")
        excel_answers.book([told], actor=somebody(Role.POLICE, leg.commune).actor)
        assert leg.received_at is not None
        assert leg.answered_at is not None
        assert leg.received_at <= leg.answered_at <= clock.now()


def test_a_recalled_packet_comes_back_and_one_that_was_never_sent_leaves_no_row() -> None:
    _dossier, leg = at_police()
    move(leg, LegAction.RECALL, JUSTICE, "Gia đình đổi ý")
    assert sides(leg) == [(1, "out", True, False), (1, "back", False, True)]
    unsent = leg_of(ADossier(State.REGISTERED), LegKind.POLICE)
    move(unsent, LegAction.RECALL, JUSTICE, "Gia đình đổi ý")
    assert sides(unsent) == []


def test_a_packet_that_is_not_as_it_was_sealed_is_not_received() -> None:
    _dossier, leg = at_police()
    by, packet = somebody(Role.POLICE, leg.commune).on(leg), leg.packets[-1]
    set_committed_value(packet, "content", {**packet.content, "note": "thêm vào sau"})
    with db.session.no_autoflush, expect_refusal("cannot go on"):
        transitions.advance(leg, LegAction.RECEIVE, by=by)


def test_the_trail_tells_where_the_household_book_has_been() -> None:
    dossier, leg = at_police()
    walk.answered(leg)
    move(leg, LegAction.COLLECT, RECEPTION)
    [book] = [
        paper for paper in dossier.papers if paper.key == "household_book" and not paper.leg_id
    ]
    trail = [(row.source, row.target) for row in book.moves]
    assert trail == [
        (Custody.CITIZEN, Custody.COMMUNE),
        (Custody.COMMUNE, Custody.POLICE),
        (Custody.POLICE, Custody.COMMUNE),
    ]


def test_both_offices_read_both_sides(desk: Sit) -> None:
    dossier, leg = at_police()
    police = desk(Role.POLICE, dossier.commune)
    page = police.see(f"{PACKETS}{leg.id}")
    assert "còn nguyên như khi xã niêm phong" in page
    assert "Bộ hồ sơ chuyển số 1 gửi đi" in page
    move(leg, LegAction.RECEIVE, Role.POLICE)
    for who, address in (
        (police, f"{PACKETS}{leg.id}"),
        (desk(JUSTICE, dossier.commune), f"/can-bo/mot-cua/ho-so/{dossier.id}"),
    ):
        page = who.see(address)
        assert f"mã kiểm tra khớp: {leg.packets[-1].checksum[:12]}" in page
