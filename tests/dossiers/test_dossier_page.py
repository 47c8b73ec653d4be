"""The page of a dossier: the one step to take now, its status, and findings on its documents."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask import Flask

from app.accounts.roles import Role
from app.dossiers import rules
from app.dossiers.models.dossier import Paper, PaperVerdict
from app.dossiers.operations import paper_verdicts, transitions
from app.dossiers.rules.status import SENT_BACK, status
from app.dossiers.workflow import Action, State
from app.handoffs.workflow import LegAction
from app.kernel.errors import NotAllowed
from app.organisation.models import Unit
from app.procedures.models.vocabulary import LegKind
from harness.stage.factories import ADossier, AnOfficer, browser_of
from harness.stage.factories import dossiers as walk
from harness.stage.factories.dossiers import JUSTICE, LEADER, RECEPTION
from harness.stage.factories.people import seat_of
from harness.stage.primary_buttons import figures, seen, walked
from tests.handoffs.conftest import Desk, leg_of
from tests.refusals import expect_refusal

pytestmark = pytest.mark.usefixtures("database")

PAGE = "/can-bo/mot-cua/ho-so/{}"
FINDING = "/can-bo/mot-cua/giay-to/{}/danh-gia"
BLURRED = "Ảnh mờ, không đọc được số"

Sit = Callable[..., Desk]


@pytest.fixture
def desk(app: Flask) -> Sit:
    """``desk(role, commune)``: an officer near the commune, signed in."""

    def sit(role: Role, commune: Unit) -> Desk:
        officer = AnOfficer(role, seat_of(role, commune))
        return Desk(browser_of(app, officer), officer)

    return sit


def primary(desk: Desk, dossier: Any) -> tuple[str, ...]:
    """The labels of the primary buttons of the page."""
    page = desk.see(PAGE.format(dossier.id))
    return seen(page, dossier.state, desk.officer.posting.role, None).primaries


@pytest.mark.parametrize("state", State)
def test_each_role_has_the_one_button_that_the_table_gives(app: Flask, state: State) -> None:
    pages = list(walked(app, [state]))
    assert [each for each in pages if not each.is_right] == []
    assert figures(pages)["states_roles"] >= len({RECEPTION, JUSTICE, LEADER})


def test_the_way_of_a_linked_birth_from_button_to_button(desk: Sit) -> None:
    dossier = ADossier(State.SUBMITTED)
    at = {role: desk(role, dossier.commune) for role in (RECEPTION, JUSTICE, LEADER)}

    def offered() -> tuple[tuple[str, ...], ...]:
        return tuple(primary(at[role], dossier) for role in at)

    assert offered() == (("Tiếp nhận",), (), ())
    walk.accepted(dossier)
    visit = ("Ghi buổi làm việc tại quầy",)
    assert offered() == (visit, visit, ())
    walk.visited(dossier)
    assert offered() == ((), ("Lập dự thảo",), ())
    walk.prepared(dossier)
    assert offered() == ((), ("Trình ký",), ())
    walk.proposed(dossier)
    assert offered() == ((), (), ("Ký và vào sổ",))
    walk.signed(dossier)
    walk.sent(dossier)
    assert offered() == ((), (), ())
    walk.answered(leg_of(dossier, LegKind.POLICE))
    collect = ("Nhận kết quả về xã",)
    assert offered() == (collect, collect, ())


def test_a_packet_to_be_completed_is_the_first_step(desk: Sit) -> None:
    dossier = ADossier(State.AT_AGENCIES)
    leg = leg_of(dossier, LegKind.POLICE)
    walk.move(leg, LegAction.RECEIVE, Role.POLICE)
    walk.move(leg, LegAction.ASK_COMPLETION, Role.POLICE, "Thiếu chữ ký của chủ hộ")
    justice = desk(JUSTICE, dossier.commune)
    assert primary(justice, dossier) == ("Gửi lại hồ sơ đã hoàn thiện",)
    page = justice.see(PAGE.format(dossier.id))
    head, _jump, _rest = page.partition('class="mc-jump"')
    assert "Thiếu chữ ký của chủ hộ" in head
    assert "Chờ xã hoàn thiện" in head


def test_the_status_says_what_is_recorded(desk: Sit) -> None:
    dossier = ADossier(State.ACCEPTED)
    assert status(dossier).label == State.ACCEPTED.label
    walk.visited(dossier)
    justice = desk(JUSTICE, dossier.commune)
    assert "Đã ký sổ, chờ lập dự thảo" in justice.see(PAGE.format(dossier.id))
    assert "Hẹn đến quầy" not in justice.see(PAGE.format(dossier.id))
    walk.prepared(dossier)
    walk.proposed(dossier)
    walk.take(dossier, Action.SEND_BACK, LEADER, "Sai tên đệm của mẹ")
    assert status(dossier) == SENT_BACK
    head, _jump, _rest = justice.see(PAGE.format(dossier.id)).partition('class="mc-jump"')
    assert "Lãnh đạo trả lại" in head
    assert "Sai tên đệm của mẹ" in head
    walk.proposed(dossier)
    assert status(dossier).label == State.TO_SIGN.label


def test_what_a_refused_grant_needs_is_the_refusal() -> None:
    dossier = ADossier(State.ACCEPTED)
    walk.visited(dossier)
    by = AnOfficer(JUSTICE, dossier.commune).at(dossier)
    facts = {"article": "Điều 5"}
    transitions.advance(dossier, Action.PROPOSE_REFUSAL, by=by, reason="Không đủ", facts=facts)
    leader = AnOfficer(LEADER, dossier.commune).at(dossier)
    step = rules.next_step(dossier, leader, rules.offers(dossier, leader))
    assert step is not None
    assert step.row.action is Action.REFUSE


def paper_of(dossier: Any, key: str = "birth_notification") -> Paper:
    return next(paper for paper in dossier.papers if paper.key == key)


def test_a_document_not_in_order_becomes_a_line_of_the_supplement(desk: Sit) -> None:
    dossier = ADossier(State.SUBMITTED)
    paper, reception = paper_of(dossier), desk(RECEPTION, dossier.commune)
    page = PAGE.format(dossier.id)
    form = f"{page}/buoc/ask-supplement"
    assert BLURRED not in reception.see(form)
    answer = reception.send(page, FINDING.format(paper.id), verdict="unsound", note=BLURRED)
    assert answer.status_code == 302
    assert "1 giấy tờ chưa đạt" in reception.see(page)
    asked = unescape(reception.see(form))
    assert f'value="{BLURRED}"' in asked
    assert f'<option selected value="paper:{paper.key}">' in asked
    reception.send(page, FINDING.format(paper.id), verdict="sound", note=BLURRED)
    assert BLURRED not in reception.see(form)


def test_a_finding_says_what_is_wrong(desk: Sit) -> None:
    dossier = ADossier(State.SUBMITTED)
    paper, reception = paper_of(dossier), desk(RECEPTION, dossier.commune)
    page = PAGE.format(dossier.id)
    reception.send(page, FINDING.format(paper.id), verdict="unsound", note="  ")
    assert "chưa đạt vì sao" in reception.see(page)
    assert paper.verdict is None
    assert reception.send(page, FINDING.format(paper.id), verdict="other").status_code == 400
    by = reception.officer.at(dossier)
    with expect_refusal("Say what is wrong with"):
        paper_verdicts.judge(dossier, paper, PaperVerdict.UNSOUND, "", by=by)


def test_only_who_may_ask_for_a_supplement_judges_documents(desk: Sit) -> None:
    dossier = ADossier(State.SUBMITTED)
    for role in (LEADER, Role.COMMUNE_LABOUR):
        by = AnOfficer(role, dossier.commune).at(dossier)
        with pytest.raises(NotAllowed):
            paper_verdicts.judge(dossier, paper_of(dossier), PaperVerdict.SOUND, "", by=by)
    leader = desk(LEADER, dossier.commune)
    assert "danh-gia" not in leader.see(PAGE.format(dossier.id))
    done = ADossier(State.TO_SIGN)
    by = AnOfficer(JUSTICE, done.commune).at(done)
    with pytest.raises(NotAllowed):
        paper_verdicts.judge(done, paper_of(done), PaperVerdict.SOUND, "", by=by)


def test_officers_read_labels_and_not_questions(desk: Sit) -> None:
    dossier = ADossier(State.SUBMITTED)
    page = desk(RECEPTION, dossier.commune).see(PAGE.format(dossier.id))
    answers = page[page.index('id="khai"') : page.index('id="giay"')]
    assert "Quan hệ với trẻ" in answers
    assert "ng/bà" not in answers
    assert "?</dt>" not in answers
