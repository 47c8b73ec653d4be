"""Hand-over sheets: an agency without an account signs on paper, and the legs go on."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pypdf
import pytest
from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import State
from app.handoffs import rules
from app.handoffs.models import Direction, HandoverSheet, Leg
from app.handoffs.operations import control_slip, handover_sheets
from app.handoffs.operations.handover_sheets import AT_HAND, Signed
from app.handoffs.queries import handovers, packets
from app.handoffs.workflow import LegAction, LegCapacity, LegState
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import NotAllowed
from app.kernel.files import storage
from app.kernel.workflow.engine import WrongState
from app.procedures.models.vocabulary import LegKind
from harness.stage.factories import ADossier, Officer, somebody
from harness.stage.factories.dossiers import JUSTICE, RECEPTION, move
from harness.stage.factories.files import a_photo, stored
from tests.handoffs.conftest import leg_of
from tests.handoffs.test_agency_pages import Sit
from tests.refusals import expect_refusal

pytestmark = pytest.mark.usefixtures("database")

OUT, BACK = Direction.OUT, Direction.BACK
PAGES = "/can-bo/phieu-giao-nhan/"


def prepared() -> tuple[Dossier, Leg, Officer]:
    dossier = ADossier(State.REGISTERED)
    return dossier, leg_of(dossier, LegKind.POLICE), somebody(JUSTICE, dossier.commune)


def drawn_up(leg: Leg, who: Officer, direction: Direction = OUT) -> HandoverSheet:
    return handover_sheets.draw_up(
        [leg.id], direction, actor=who.actor, base_url="https://mc.test/"
    )


def came_back(sheet: HandoverSheet, who: Officer, **said: str) -> int:
    signed = Signed(line_id=sheet.lines[0].id, by="Trung úy Vũ Văn Hà", at=clock.now(), **said)
    return handover_sheets.record(sheet, [signed], actor=who.actor, scan=stored())


def test_a_sheet_sends_what_it_lists_and_is_numbered_by_commune_and_year() -> None:
    _dossier, leg, who = prepared()
    sheet = drawn_up(leg, who)
    assert leg.state is LegState.SENT
    assert sheet.lines[0].checksum == leg.packets[-1].checksum
    _other, next_leg, _who = prepared()
    again = drawn_up(next_leg, who)
    assert (again.year, again.n) == (clock.today().year, sheet.n + 1)


def test_the_sheet_names_the_packet_its_originals_and_the_money() -> None:
    _dossier, leg, who = prepared()
    sheet = drawn_up(leg, who)
    with storage.default_store().open_stored(str(sheet.printed_key)) as kept:
        printed = kept.read()
    [page] = pypdf.PdfReader(BytesIO(printed)).pages
    said = " ".join(page.extract_text().split())
    for part in (
        "PHIẾU BÀN GIAO HỒ SƠ", f"Số: {sheet.number}/BGHS", leg.holder.name, leg.code,
        leg.subject_name, leg.packets[-1].checksum[:12], "Bản chính: ", "Sổ hộ khẩu",
        "BÊN GIAO", "BÊN NHẬN",
        "Tổng số: 1 bộ hồ sơ chuyển",
    ):  # fmt: skip
        assert part in said, part
    assert sheet.number == f"{sheet.n:02d}/{sheet.year}"
    assert "HUYỆN" not in said.split("PHIẾU")[0], "no other sheet names the district in its head"
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)


def test_a_signed_sheet_counts_as_the_word_of_the_agency() -> None:
    _dossier, leg, who = prepared()
    sheet = drawn_up(leg, who)
    assert came_back(sheet, who) == 1
    assert leg.state is LegState.RECEIVED
    assert leg.due_at is not None
    db.session.refresh(leg, ["ledger"])
    [out] = rules.movements(leg.ledger)
    assert out.taken is not None
    assert out.taken.sheet_id == sheet.id
    assert packets.journal(leg.id)[0].capacity == LegCapacity.ON_PAPER
    assert came_back(sheet, who) == 0, "written down once"


def test_an_account_goes_on_where_the_paper_left_off_and_back() -> None:
    _dossier, leg, who = prepared()
    came_back(drawn_up(leg, who), who)
    move(leg, LegAction.ASK_COMPLETION, Role.POLICE, "Thiếu chữ ký chủ hộ")
    move(leg, LegAction.RESEND, JUSTICE, "Đã bổ sung")
    assert leg.sheet_signed_at is None, "that signature was for the packet before"
    move(leg, LegAction.RECEIVE, Role.POLICE)
    came_back(drawn_up(leg, who, BACK), who, number="HN-2016/77")
    assert (leg.state, leg.result["number"]) == (LegState.COLLECTED, "HN-2016/77")


def test_the_control_slip_tells_what_went_on_paper_like_any_other_way() -> None:
    dossier, leg, who = prepared()
    came_back(drawn_up(leg, who), who)
    came_back(drawn_up(leg, who, BACK), who, number="HN-2016/77")
    db.session.expire(dossier, ["journal"])
    out, back = control_slip.handings(dossier)
    assert (out.receiving, back.giving) == (leg.holder.name, leg.holder.name)
    assert (out.received_at is None, back.received_at is None) == (False, False)


def test_a_refusal_on_paper_waits_to_be_noted() -> None:
    _dossier, leg, who = prepared()
    came_back(drawn_up(leg, who), who)
    came_back(drawn_up(leg, who, BACK), who, refused="Chưa đăng ký thường trú")
    assert leg.state is LegState.REFUSED
    assert not rules.is_closed(leg)


def test_a_packet_waits_on_one_sheet_of_a_direction_only() -> None:
    _dossier, leg, who = prepared()
    sheet = drawn_up(leg, who)
    with expect_refusal("already, which waits for its signature"):
        drawn_up(leg, who)
    move(leg, LegAction.RECEIVE, Role.POLICE)  # with an account: the first sheet stays unsigned
    back = AT_HAND[BACK]
    assert handovers.for_a_sheet(who.actor, back, BACK) == [leg]
    assert drawn_up(leg, who, BACK).n == sheet.n + 1
    assert handovers.for_a_sheet(who.actor, back, BACK) == []


def test_a_result_comes_back_with_one_answer() -> None:
    _dossier, leg, who = prepared()
    came_back(drawn_up(leg, who), who)
    sheet = drawn_up(leg, who, BACK)
    for said in ({}, {"number": "7", "refused": "Thiếu chữ ký"}):
        with expect_refusal("write either the number of the result or why the agency"):
            came_back(sheet, who, **said)


def test_only_who_works_on_paper_there_says_what_was_signed_and_no_scan_is_replaced() -> None:
    dossier, leg, who = prepared()
    sheet = drawn_up(leg, who)
    for role in (RECEPTION, Role.COMMUNE_LEADER):
        with pytest.raises(NotAllowed):
            came_back(sheet, somebody(role, dossier.commune))
    with expect_refusal("Tick at least one forwarded file that was signed for"):
        handover_sheets.record(sheet, [], actor=who.actor, scan=stored())
    assert sheet.signed_key is None
    came_back(sheet, who)
    proof = sheet.signed_key
    assert came_back(sheet, who) == 0
    assert sheet.signed_key == proof


def test_without_a_scan_or_with_an_impossible_moment_nothing_is_written_down() -> None:
    _dossier, leg, who = prepared()
    sheet = drawn_up(leg, who)
    said = Signed(line_id=sheet.lines[0].id, by="Vũ Văn Hà", at=clock.now())
    with expect_refusal("Add a scan or photo of the sheet with both signatures"):
        handover_sheets.record(sheet, [said], actor=who.actor)
    for shift in (timedelta(days=1), timedelta(minutes=-2)):  # before the sheet existed
        wrong = Signed(line_id=sheet.lines[0].id, by="Vũ Văn Hà", at=clock.now() + shift)
        with expect_refusal("The sheet was made"):
            handover_sheets.record(sheet, [wrong], actor=who.actor, scan=stored())
    assert leg.state is LegState.SENT


def test_a_sheet_refuses_what_may_not_travel() -> None:
    dossier, leg, who = prepared()
    insurance = leg_of(dossier, LegKind.INSURANCE)
    with expect_refusal("Choose at least one forwarded file for the delivery note"):
        handover_sheets.draw_up([], OUT, actor=who.actor, base_url="")
    with expect_refusal("cannot go on"):
        drawn_up(insurance, who)
    with pytest.raises(WrongState):
        drawn_up(leg, who, BACK)


def test_the_justice_officer_takes_a_sheet_there_and_back(desk: Sit) -> None:
    dossier, leg, _who = prepared()
    justice = desk(JUSTICE, dossier.commune)
    assert leg.subject_name in justice.see(PAGES)
    answer = justice.send(PAGES, f"{PAGES}lap", chieu="di", goi=str(leg.id))
    sheet = db.session.scalars(select(HandoverSheet)).one()
    assert answer.location.endswith(f"{PAGES}{sheet.id}")
    page = justice.see(f"{PAGES}{sheet.id}")
    assert "Chờ ký" in page
    assert justice.status(f"{PAGES}{sheet.id}/in") == 200
    said = {
        "signed_by": "Trung úy Vũ Văn Hà",
        "signed_at": f"{clock.local(clock.now()):%Y-%m-%dT%H:%M}",
        "lines-0-line": str(sheet.lines[0].id),
        "lines-0-taken": "y",
    }
    answer = justice.send(f"{PAGES}{sheet.id}", f"{PAGES}{sheet.id}/da-ky", **said)
    assert "bản chụp" in answer.get_data(as_text=True)
    assert "Trung úy Vũ Văn Hà" in answer.get_data(as_text=True)
    scan = (BytesIO(a_photo()), "phieu.jpg")
    justice.send(f"{PAGES}{sheet.id}", f"{PAGES}{sheet.id}/da-ky", scan=scan, **said)
    page = justice.see(f"{PAGES}{sheet.id}")
    assert "Đã ký" in page
    assert justice.status(f"{PAGES}{sheet.id}/ban-ky") == 200
    assert "theo phiếu bàn giao hồ sơ đã ký" in justice.see(f"/can-bo/mot-cua/ho-so/{dossier.id}")
