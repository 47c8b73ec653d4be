"""One-time codes by SMS: what they open, that they leak nothing, and that they expire."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from app.dossiers.models.dossier import Dossier, Draft, Event
from app.dossiers.models.one_time_codes import OneTimeCode
from app.dossiers.operations import (
    answer_revisions,
    citizen_notices,
    contact_changes,
    one_time_codes,
)
from app.dossiers.rules import APPLICANT, draft_codes
from app.dossiers.workflow import Action, State
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.security import rate_limit_store
from app.kernel.security.rate_limits import CODE_ASK, CODE_ASK_PLACE
from app.notifications.models.outbox import Channel, Message, MessageState, SandboxMessage
from app.notifications.operations.expired_codes import forget_codes
from app.notifications.operations.sender import send
from app.notifications.rules import ONE_TIME_LASTS
from app.notifications.vocabulary import MessageKind
from harness.stage.citizen import Citizen
from harness.stage.factories import ADossier
from harness.stage.factories.dossiers import ADraft
from tests.accounts.conftest import statements
from tests.dossiers.citizen.test_tracking import codes_of, tracking

UNKNOWN = "000.99.99.H26-161118-0007"
NEW_PHONE = "0987654321"
PAGE, FORGOTTEN, PHONE = "/ma-xac-nhan", "/tra-cuu/quen-ma", "/tra-cuu/doi-so"


def digits_sent() -> list[str]:
    """Codes received by phones, oldest first."""
    asked = select(Message).where(Message.template == MessageKind.ONE_TIME_CODE)
    return [str(m.facts["number"]) for m in db.session.scalars(asked.order_by(Message.created))]


def the_worker_sends() -> None:
    """Run the waiting jobs."""
    for wish in db.session.scalars(select(OneTimeCode).where(OneTimeCode.sent_at.is_(None))).all():
        with transaction():
            one_time_codes.send_code(str(wish.id))


def asks(citizen: Citizen, code: str, address: str = FORGOTTEN, **more: Any) -> str:
    """Ask for a code; the digits that came, or six other ones."""
    before = len(digits_sent())
    citizen.get(address).post(address, ma=code, **more)
    assert citizen.path == PAGE, citizen.text
    the_worker_sends()
    return next(iter(digits_sent()[before:]), "000000")


def wrong(digits: str) -> str:
    return f"{(int(digits) + 1) % 10**6:06}"


def same_for_all(page: str) -> str:
    """A page without what differs between any two responses."""
    return re.sub(r'(name="csrf_token"[^>]*value|nonce)="[^"]*"', "", page)


def test_the_digits_open_the_dossier_without_its_secret(citizen: Citizen) -> None:
    digits = asks(citizen, ADossier(State.SUPPLEMENTING).code.lower())
    citizen.post(PAGE, ma=f"{digits[:3]} {digits[3:]}")
    assert citizen.path == "/tra-cuu/ho-so", citizen.text
    assert citizen.get("/tra-cuu/bo-sung").path == "/tra-cuu/bo-sung"


def test_known_and_unknown_dossiers_are_answered_alike_by_the_same_statements(
    app: Flask, citizen: Citizen, another: Callable[[], Citizen]
) -> None:
    silent = ADossier(applicant_phone="02438250001")
    told, sent = [], []
    for code in (ADossier().code, UNKNOWN, silent.code):
        person = another()
        person.get(FORGOTTEN)
        with statements(app) as said:
            person.post(FORGOTTEN, follow=False, ma=code)
        assert person.answer is not None
        assert person.answer.status_code == 302
        sent.append([each.split("VALUES")[0] for each in said])
        the_worker_sends()
        pages = [person.get(PAGE).text]
        pages += [person.post(PAGE, ma="1").text, *(person.post(PAGE, ma="000000").text,) * 1]
        told.append([same_for_all(page) for page in pages])
    assert told[0] == told[1] == told[2]
    assert sent[0] == sent[1] == sent[2]
    assert len(digits_sent()) == 1


def test_after_five_wrong_tries_the_right_code_opens_nothing(citizen: Citizen) -> None:
    digits = asks(citizen, ADossier().code)
    left = [citizen.post(PAGE, ma=wrong(digits)).text for _n in range(5)]
    assert "Còn 4 lần thử" in left[0]
    assert "không còn dùng được" in left[4]
    assert citizen.post(PAGE, ma=digits).path == PAGE


def test_tries_of_a_code_that_nobody_was_sent_are_counted_alike(citizen: Citizen) -> None:
    asks(citizen, UNKNOWN)
    assert "Còn 4 lần thử" in citizen.post(PAGE, ma="000000").text


def test_what_is_no_code_counts_as_no_try(citizen: Citizen) -> None:
    digits = asks(citizen, ADossier().code)
    for typed in ("", "12345", "1234567", "١٢٣٤٥٦", "abcdef"):
        assert "6 chữ số" in citizen.post(PAGE, ma=typed).text
    assert "Còn 4 lần thử" in citizen.post(PAGE, ma=wrong(digits)).text


def test_a_code_opens_once_and_only_where_it_was_asked_for(
    citizen: Citizen, another: Callable[[], Citizen]
) -> None:
    code = ADossier().code
    stranger = another()
    asks(stranger, code)
    digits = asks(citizen, code)
    assert stranger.post(PAGE, ma=digits).path == PAGE
    held = citizen.get(PAGE).hidden()
    citizen.post(PAGE, ma=digits)
    assert citizen.path == "/tra-cuu/ho-so"
    citizen.client.post(PAGE, data={**held, "ma": digits})
    citizen.post("/tra-cuu/ra")
    assert citizen.get("/tra-cuu/ho-so").path == "/tra-cuu"


def test_after_ten_minutes_it_opens_nothing(citizen: Citizen) -> None:
    digits = asks(citizen, ADossier().code)
    db.session.execute(update(OneTimeCode).values(expires=clock.real_now()))
    assert "không còn dùng được" in citizen.post(PAGE, ma=digits).text


def test_a_worker_that_comes_too_late_sends_nothing(citizen: Citizen) -> None:
    citizen.get(FORGOTTEN).post(FORGOTTEN, ma=ADossier().code)
    db.session.execute(update(OneTimeCode).values(expires=clock.real_now()))
    the_worker_sends()
    assert digits_sent() == []


def test_a_telephone_is_sent_three_codes_in_a_quarter_of_an_hour_and_ten_a_day(
    citizen: Citizen,
) -> None:
    dossiers = [ADossier(), ADossier(commune=citizen.commune)]
    assert len({d.applicant_phone for d in dossiers}) == 1
    for n in range(14):
        if n % 3 == 0:
            earlier = OneTimeCode.sent_at - timedelta(minutes=16)
            db.session.execute(update(OneTimeCode).values(sent_at=earlier))
        for dossier in dossiers:
            with transaction():
                one_time_codes.ask(one_time_codes.CodePurpose.OPEN_DOSSIER, dossier.code)
        the_worker_sends()
        assert len(digits_sent()) <= min(3 * (n // 3 + 1), 10)
    assert len(digits_sent()) == 10


def test_a_code_is_asked_for_ten_times_a_day_whether_or_not_there_is_a_dossier(
    citizen: Citizen,
) -> None:
    heard = []
    for code in (ADossier().code, UNKNOWN):
        for _n in range(CODE_ASK.amount):
            citizen.get(FORGOTTEN).post(FORGOTTEN, ma=code)
            assert citizen.path == PAGE
            CODE_ASK_PLACE.reset("127.0.0.1")
        citizen.get(FORGOTTEN).post(FORGOTTEN, ma=code)
        assert citizen.answer is not None
        assert citizen.answer.status_code == 429
        heard.append(citizen.text.split("govuk-error-summary__body")[1].split("</ul>")[0])
    assert heard[0] == heard[1]


def test_a_place_that_asks_very_often_has_its_browser_reckon(citizen: Citizen) -> None:
    for _n in range(CODE_ASK_PLACE.amount):
        CODE_ASK_PLACE.allow("127.0.0.1")
    citizen.get(FORGOTTEN).post(FORGOTTEN, ma=UNKNOWN)
    assert "data-puzzle" in citizen.text
    without_script = re.sub(
        r'<div class="mc-note[^>]*hidden.*?</form>', "", citizen.text, flags=re.S
    )
    assert "JavaScript" in without_script
    assert [word for word in ("kiểm tra", "tính") if word in without_script] == []
    assert db.session.scalar(select(func.count()).select_from(OneTimeCode)) == 0
    rate_limit_store.forget_all()


# ---- a new tracking code -------------------------------------------------------------------------


def test_a_new_secret_is_shown_once_and_the_one_of_the_receipt_is_over(
    citizen: Citizen, another: Callable[[], Citizen]
) -> None:
    dossier = ADossier()
    code, old = codes_of(dossier)
    digits = asks(citizen, code, viec="ma-moi")
    citizen.post(PAGE, ma=digits)
    shown = re.search(r'mc-secret">([^<]+)<', citizen.text)
    assert shown, citizen.text
    for secret, path in ((old, "/tra-cuu"), (shown[1], "/tra-cuu/ho-so")):
        person = another().get("/tra-cuu").post("/tra-cuu", ma=code, bi_mat=secret)
        assert person.path == path, secret
    assert "mc-secret" not in citizen.get(PAGE).text
    (event,) = db.session.scalars(select(Event).where(Event.action == Action.NEW_SECRET))
    assert (event.facts, event.reason) == ({}, None)


def test_the_receipt_says_that_its_secret_was_replaced(citizen: Citizen) -> None:
    citizen.begin().declare()
    citizen.upload_all().send()
    code, secret = citizen.codes()
    citizen.post("/ma-xac-nhan")
    digits = asks(citizen, code, viec="ma-moi")
    citizen.post(PAGE, ma=digits)
    receipt = citizen.get("/nop-ho-so/bien-nhan").text
    assert secret not in receipt
    assert "thay bằng mã mới" in receipt


# ---- a draft ------------------------------------------------------------------------------------


def test_a_draft_is_claimed_by_the_telephone_that_stands_in_it(
    citizen: Citizen, another: Callable[[], Citizen]
) -> None:
    draft = ADraft(citizen.commune)
    digits = asks(citizen, draft_codes.code_of(draft.id), "/nop-ho-so/quen-ma")
    citizen.post(PAGE, ma=digits)
    assert citizen.path.startswith("/nop-ho-so/"), citizen.path
    child = draft.answers["child_name"]
    assert child in citizen.get("/nop-ho-so/khai/child").text
    unknown = another()
    assert asks(unknown, "K7M2Q-9XTRB", "/nop-ho-so/quen-ma") == "000000"


def test_a_draft_that_was_deleted_meanwhile_is_told_of(citizen: Citizen) -> None:
    draft = ADraft(citizen.commune, photos=False)
    digits = asks(citizen, draft_codes.code_of(draft.id), "/nop-ho-so/quen-ma")
    db.session.delete(db.session.get_one(Draft, draft.id))
    db.session.flush()
    assert "đã bị xóa" in citizen.post(PAGE, ma=digits).text


# ---- the phone number ----------------------------------------------------------------------------


def changed(citizen: Citizen, dossier: Dossier, typed: str = "098 765 4321") -> Citizen:
    """Change the phone number from the tracking page to the end."""
    tracking(citizen, dossier)
    citizen.get(PHONE).post(PHONE, so=typed)
    the_worker_sends()
    return citizen.post(PAGE, ma=digits_sent()[-1])


def test_another_telephone_is_told_from_now_on_and_what_waits_goes_there(citizen: Citizen) -> None:
    dossier = ADossier()
    with transaction():
        citizen_notices.tell(dossier, MessageKind.SUBMITTED, of=uuid4())
    old = dossier.applicant_phone
    changed(citizen, dossier)
    assert "số mới" in citizen.text
    assert (dossier.applicant_phone, old) == (NEW_PHONE, old)
    code = select(Message.recipient).where(Message.template == MessageKind.ONE_TIME_CODE)
    assert db.session.scalars(code).all() == [old]
    contact_changes.phone_changed(str(dossier.id))
    told = select(Message.recipient).filter_by(subject_id=dossier.id, channel=Channel.SMS)
    assert set(db.session.scalars(told)) == {NEW_PHONE}
    (event,) = db.session.scalars(select(Event).where(Event.action == Action.CHANGE_PHONE))
    assert (event.facts, event.reason) == ({}, None)


@pytest.mark.parametrize("typed", ["", "024 3825 0001", "12345", "không có"])
def test_what_takes_no_messages_is_refused_at_its_field(citizen: Citizen, typed: str) -> None:
    tracking(citizen, ADossier()).get(PHONE).post(PHONE, so=typed)
    assert citizen.path == PHONE
    assert 'id="so-error"' in citizen.text
    assert f'value="{typed}"' in citizen.text or not typed
    assert db.session.scalar(select(func.count()).select_from(OneTimeCode)) == 0


def test_a_later_correction_of_something_else_keeps_the_new_telephone(citizen: Citizen) -> None:
    dossier = ADossier()
    changed(citizen, dossier)
    with transaction():
        answers = {**dossier.answers, "child_name": "Trần Nguyễn Đổi"}
        answer_revisions.revise_answers(dossier, answers, by=APPLICANT)
    assert dossier.applicant_phone == NEW_PHONE


def test_a_correction_is_no_way_around_the_code_of_the_filed_telephone(citizen: Citizen) -> None:
    dossier = ADossier()
    filed = dossier.applicant_phone
    answers = {**dossier.answers, "applicant_phone": "0912000111"}
    with transaction():
        answer_revisions.revise_answers(dossier, answers, by=APPLICANT)
    assert dossier.applicant_phone == filed
    assert answer_revisions.declares_another_phone(dossier)


def test_whoever_filed_a_landline_may_correct_it_into_a_mobile(citizen: Citizen) -> None:
    dossier = ADossier(applicant_phone="0243825001")
    answers = {**dossier.answers, "applicant_phone": "0912000111"}
    with transaction():
        answer_revisions.revise_answers(dossier, answers, by=APPLICANT)
    assert dossier.applicant_phone == "0912000111"


def test_a_dossier_that_is_over_keeps_its_telephone_and_secret(citizen: Citizen) -> None:
    dossier = ADossier(State.WITHDRAWN)
    tracking(citizen, dossier)
    assert PHONE not in citizen.text
    assert citizen.get(PHONE).path == "/tra-cuu/ho-so"
    assert asks(citizen, dossier.code, viec="ma-moi") == "000000"
    assert asks(citizen, dossier.code) != "000000"


# ---- expiry --------------------------------------------------------------------------------------


def test_the_digits_are_wiped_when_they_open_nothing_any_more(citizen: Citizen) -> None:
    digits = asks(citizen, ADossier().code)
    send("sms")
    # by day the notice of submission is sent as well
    of_codes = select(SandboxMessage.text).where(
        SandboxMessage.message_id.in_(select(Message.id).filter_by(urgent=True))
    )
    assert digits in db.session.scalars(of_codes).one()
    db.session.execute(update(Message).values(created=Message.created - ONE_TIME_LASTS))
    forget_codes()
    assert db.session.scalars(of_codes).all() == []
    assert db.session.scalars(select(Message.facts).filter_by(urgent=True)).all() == [{}]


def test_a_code_that_could_not_be_sent_in_time_is_given_up_without_a_call(citizen: Citizen) -> None:
    asks(citizen, ADossier().code)
    db.session.execute(update(Message).values(created=Message.created - ONE_TIME_LASTS))
    forget_codes()
    send("sms")
    message = db.session.scalars(select(Message).filter_by(urgent=True)).one()
    assert message.state == MessageState.TECHNICAL_FAILURE
    assert db.session.scalar(text("select count(*) from call_task")) == 0
