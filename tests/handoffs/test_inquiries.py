"""Marital status: inquiries at communes where a person lived before (NĐ 123 Đ22)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask
from sqlalchemy import true

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import transitions
from app.dossiers.operations.verification_letters import record_letter
from app.dossiers.rules.verification import UNDERTAKEN_AFTER
from app.dossiers.workflow import Action, State
from app.handoffs import rules
from app.handoffs.models import Leg
from app.handoffs.operations import reconciliation
from app.handoffs.queries import packets
from app.handoffs.workflow import LegAction, LegState
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.deadlines.explanation import ExplanationKind
from app.kernel.security.tokens import new_token
from app.organisation.models import Unit
from app.procedures.models.vocabulary import BookKind
from harness.stage.databases import Database
from harness.stage.factories import (
    ADossier,
    AnOfficer,
    AVersion,
    a_commune,
    open_session,
    signed_in,
    somebody,
)
from harness.stage.factories import dossiers as walk
from harness.stage.factories.places import DONG_ANH
from tests.handoffs.conftest import Desk
from tests.refusals import expect_refusal

MARITAL = "9.000002"
JUSTICE = Role.COMMUNE_JUSTICE
OUTSIDE = {"place": "p26", "detail": "xã Tân Phong"}
"""Another province: nobody there uses this system."""


def question(key: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "label": key, "required": False, "asked": True, **more}


def marital_status(book: BookKind = BookKind.MARITAL_STATUS) -> dict[str, Any]:
    """As it is asked for: who, since when, and where the person lived before."""
    before = {"stands_for": "other_commune", "feeds": ["result"]}
    return {
        "sections": [
            {
                "key": "all",
                "title": "Người được cấp",
                "questions": [
                    question("person_name", "name", stands_for="subject", feeds=["result"]),
                    question("status", "text", feeds=["result"]),
                    question("purpose", "text"),
                    question("applicant_name", "name", stands_for="applicant"),
                    question("applicant_phone", "phone", stands_for="applicant_phone"),
                    question("lived_first", "address", **before),
                    question("lived_then", "address", **before),
                    question("lived_far", "address", **before),
                ],
            }
        ],
        "limits": {
            "total": {"amount": 3, "unit": "working_day"},
            "commune": {"amount": 3, "unit": "working_day"},
        },
        "legs": [{"kind": "commune", "papers": [], "needs": [], "opens": "accepted"}],
        "results": [
            {
                "key": "confirmation",
                "name": "Giấy xác nhận tình trạng hôn nhân",
                "book": book,
                "layout": "extract",
            }
        ],
        "policy": "continue_from_elapsed",
    }


def asked(
    state: State = State.PREPARED, *, book: BookKind = BookKind.MARITAL_STATUS, **more: Any
) -> Dossier:
    """A woman who lived in her own commune, in a second and in a third of another district."""
    AVersion(MARITAL, marital_status(book), "Cấp giấy xác nhận tình trạng hôn nhân")
    said = {
        "person_name": "Đỗ Thị Tình Trạng",
        "applicant_name": "Đỗ Thị Tình Trạng",
        "applicant_phone": "0912345678",
        "status": "Chưa đăng ký kết hôn với ai",
        "purpose": "GKH-riêng-tư",
        "lived_first": {"place": a_commune(1).code, "detail": "thôn Một"},
        "lived_then": {"place": a_commune(0, district=DONG_ANH).code, "detail": "thôn Hai"},
        "lived_far": {"place": a_commune(0).code, "detail": "nhà mẹ đẻ"},
    }
    return ADossier(state, None, MARITAL, **{**said, **more})


def legs_of(dossier: Dossier) -> tuple[Leg, Leg]:
    first, second = packets.of_dossier(dossier.id)
    return first, second


def answer(leg: Leg) -> None:
    there = somebody(JUSTICE, leg.holder)
    walk.advance_leg(leg, LegAction.RECEIVE, by=there.on(leg))
    walk.answers.answer(leg, by=there.on(leg), number="12/UBND-TP", note="Không có đăng ký kết hôn")


def blocked(dossier: Dossier) -> str:
    """Why it cannot be proposed."""
    with expect_refusal("cannot go on") as refusal:
        walk.proposed(dossier)
    return str(refusal.value)


def test_two_communes_are_asked_and_the_result_is_signed_when_both_have_answered(
    database: object,
) -> None:
    dossier = asked()
    first, second = legs_of(dossier)
    assert {first.holder, second.holder} == {a_commune(1), a_commune(0, district=DONG_ANH)}
    lines = transitions.compute_deadline(dossier).lines  # type: ignore[union-attr]
    assert ExplanationKind.MORE_FOR_INQUIRY in {line.kind for line in lines}
    assert dossier.promised_at == dossier.due_at  # as the receipt promised

    for leg in (first, second):
        walk.move(leg, LegAction.SEND, JUSTICE)
    assert first.due_at is not None  # three working days, from the sending
    told = [value for part in first.packets[-1].content["parts"] for _l, value, _k in part["rows"]]
    assert any("thôn Một" in value for value in told)
    assert not any("thôn Hai" in value or "riêng" in value for value in told)
    why = blocked(dossier)
    assert first.holder.name in why
    assert f"{clock.local(first.due_at):%d/%m/%Y}" in why
    with expect_refusal("cannot go on"):  # there is still time
        walk.move(first, LegAction.UNDERTAKE, JUSTICE, "Chưa trả lời")

    answer(first)
    walk.move(first, LegAction.READ_ANSWER, JUSTICE)
    second.sent_at = clock.now() - UNDERTAKEN_AFTER
    walk.move(second, LegAction.UNDERTAKE, JUSTICE, "Quá hạn; bà Tình Trạng đã viết cam đoan")
    assert (first.state, second.state) == (LegState.COLLECTED, LegState.RECALLED)
    walk.proposed(dossier)
    walk.signed(dossier)
    assert dossier.state is State.READY
    walk.returned(dossier)
    assert {row.packet_n for row in first.ledger} == {1}
    counts = reconciliation.compared(true())
    assert [each.differences for each in counts.values()] == [[], []]


def test_nobody_undertakes_what_was_registered_before(database: object) -> None:
    """A commune that keeps silent about its book is asked again (NĐ 123/2015 Đ26)."""
    dossier = asked(book=BookKind.BIRTH, lived_then=OUTSIDE)
    (leg,) = packets.of_dossier(dossier.id)
    walk.move(leg, LegAction.SEND, JUSTICE)
    leg.sent_at = clock.now() - UNDERTAKEN_AFTER
    officer = somebody(JUSTICE, dossier.commune)
    offered = {offer.row.action for offer in rules.offers(leg, officer.on(leg))}
    assert LegAction.UNDERTAKE not in offered
    with expect_refusal("cannot go on"):
        walk.move(leg, LegAction.UNDERTAKE, JUSTICE, "Chưa trả lời")
    with expect_refusal("Only a marital status may be undertaken, and only twenty"):
        record_letter(
            dossier, place="p26", how="undertaken", words="Chưa trả lời", by=officer.at(dossier)
        )


def test_a_place_asked_by_letter_has_twenty_days_before_anything_is_undertaken(
    database: object,
) -> None:
    dossier = asked(lived_then=OUTSIDE)
    by = somebody(JUSTICE, dossier.commune).at(dossier)
    undertake = partial(
        record_letter, dossier, place="p26", how="undertaken", words="Đã viết cam đoan", by=by
    )
    with expect_refusal("Only a marital status may be undertaken, and only twenty"):
        undertake()
    dossier.accepted_at = clock.now() - UNDERTAKEN_AFTER
    undertake()
    assert "Tân Phong" not in blocked(dossier)


def test_a_place_outside_is_asked_by_letter_and_an_end_lets_the_questions_go(
    desk: Callable[..., Desk],
) -> None:
    dossier = asked(lived_then=OUTSIDE)
    (leg,) = packets.of_dossier(dossier.id)
    assert "Tân Phong" in blocked(dossier)
    officer = desk(JUSTICE)
    page = f"/can-bo/mot-cua/ho-so/{dossier.id}/buoc/record-letter"
    said = {
        "place": "p26",
        "reason": "Số 9/UBND: chưa đăng ký kết hôn",
        "version": dossier.row_version,
    }
    assert "Chọn kết quả" in officer.send(page, page, **said).get_data(as_text=True)
    assert officer.send(page, page, how="answered", **said).status_code == 302
    db.session.refresh(dossier)
    assert "Tân Phong" not in blocked(dossier)

    walk.move(leg, LegAction.SEND, JUSTICE)
    walk.take(dossier, Action.WITHDRAW_AT_DESK, Role.COMMUNE_RECEPTION, "Không cần nữa")
    assert (leg.state, leg.closed_at is not None) == (LegState.RECALLED, True)


def test_the_asked_commune_sees_the_question_and_never_the_dossier(
    committed: Database, app: Flask
) -> None:
    with transaction():
        dossier = asked()
        first, _second = legs_of(dossier)
        walk.move(first, LegAction.SEND, JUSTICE)
        officer = AnOfficer(JUSTICE, first.holder)
        key, token = first.id, new_token()
        open_session(officer.user, token)
    with committed.connect("mc_web") as line, line.transaction():
        line.execute(
            "select mc_enter(%s, %s, %s, %s, %s, %s)", (clock.today(), token, None, "", None, "")
        )
        assert line.execute("select id from leg").fetchall() == [(key,)]
        assert line.execute("select count(*) from packet").fetchone() == (1,)
        for table in ("dossier", "paper", "answers_revision", "fee"):
            assert line.execute(f"select id from {table}".encode()).fetchall() == []
        assert line.execute("update leg set state = state where id <> %s", [key]).rowcount == 0

    def desk(where: Unit) -> Desk:
        somebody_there = AnOfficer(JUSTICE, where)
        return Desk(signed_in(app.test_client(), somebody_there), somebody_there)

    there = desk(first.holder)
    page = f"/can-bo/ho-so-lien-thong/{key}"
    assert dossier.code in there.see("/can-bo/ho-so-lien-thong/")
    assert "Xã khác hỏi" in there.see(page)
    assert there.status(f"/can-bo/mot-cua/ho-so/{dossier.id}") == 404
    there.send(page, f"{page}/buoc", action="receive", version=first.version)
    form = f"{page}/buoc/tra-loi"
    db.session.refresh(first)
    empty = there.send(form, form, number="12/UBND-TP", version=first.version)
    assert "Ghi nội dung trả lời" in empty.get_data(as_text=True)
    there.send(form, form, number="12/UBND-TP", note="Không có", version=first.version)
    here = desk(dossier.commune)
    assert "12/UBND-TP" in here.see(f"/can-bo/mot-cua/ho-so/{dossier.id}")
    assert desk(a_commune(2)).status(page) == 404
