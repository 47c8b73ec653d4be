"""What citizens send us by SMS, and what they are answered."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import create_engine, func, select

from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.security import rate_limits
from app.notifications.models import Heard, InboundMessage, Message, OptOut
from app.notifications.operations import inbound_sms
from app.notifications.rules import MessageKind
from app.notifications.rules.inbound_syntax import LONGEST_TEXT, understand
from tests.factories.dossiers import ADossier

CODE = "000.15.17.H26-161118-0007"
GROUPS = ("000", "15", "17", "H", "26", "161118", "0007")
PHONE, STRANGER = "0912344127", "0987650001"
FULL_WIDTH = {ord(plain): ord(plain) + 0xFEE0 for plain in "0123456789HS.-:"}

between = st.text(" .-:_/–…,\u00a0\u200b", max_size=3)  # as telephones write them
heads = st.sampled_from([
    "HS ", "HS:", "HS", "Hồ sơ ", "HỒ SƠ: ", "ho so", "", "cho hỏi hs ", "Mã HS ",
])  # fmt: skip
tails = st.sampled_from(["", "?", " bao giờ xong ạ", ". Cảm ơn", "\n", " \x00"])
plays = st.sampled_from([
    str, str.lower, str.upper, lambda text: text.translate(FULL_WIDTH),
    lambda text: unicodedata.normalize("NFD", text),
])  # fmt: skip


@st.composite
def askings(draw):
    """The same question as different people write it."""
    code = GROUPS[0]
    for group in GROUPS[1:]:
        code += draw(between) + group
    return draw(plays)(draw(heads) + code + draw(tails))


@given(askings())
@example("hs OOO.15.17.h26-161118-OOO7")
def test_a_code_is_understood_however_it_is_written(text):
    understood = understand(text)

    assert (understood.heard, understood.code) == (Heard.STATE, CODE)


@given(
    st.sampled_from([
        ("STOP", Heard.STOP), ("TỪ CHỐI", Heard.STOP), ("tu choi", Heard.STOP),
        ("Huỷ", Heard.STOP), ("hủy", Heard.STOP), ("start", Heard.START),
        ("Nhận lại", Heard.START), ("NHAN LAI", Heard.START),
    ]),
    st.sampled_from(["", " ", "!", ".\n"]),
    plays,
)  # fmt: skip
def test_a_wish_about_notices_is_understood_in_any_writing(wish, tail, play):
    word, heard = wish

    assert understand(play(f" {word}{tail}")).heard == heard


@given(st.text(max_size=80))
@example("Huỷ hồ sơ của tôi")
@example("HS 161118-0007")
@example("HS 000.15.17.H26-161118-00071234567")
@example("xin chào, stop làm phiền tôi")
def test_other_words_are_no_wish_and_no_code(text):
    understood = understand(text)

    assert (understood.heard == Heard.STATE) == (understood.code is not None)
    if not any(sign.isdigit() for sign in text) and len(text) > 20:
        assert understood.heard == Heard.OTHER


# ---- the job ------------------------------------------------------------------------------------


def say(text: str, sender: str = PHONE, gateway_id: str | None = None) -> InboundMessage:
    """A message comes in, and the worker does its job."""
    inbound_sms.note_inbound(gateway_id or uuid4().hex, sender, text)
    made = db.session.scalars(
        select(InboundMessage).order_by(InboundMessage.answered_at.is_(None).desc())
    ).first()
    inbound_sms.hear(str(made.id))
    db.session.flush()
    return made


def answer(message: InboundMessage) -> Message | None:
    """What was answered; None where there was silence."""
    return message.reply_id and db.session.get(Message, message.reply_id)


def count(what: type) -> int:
    """How many there are."""
    return db.session.scalar(select(func.count()).select_from(what)) or 0


@pytest.fixture
def dossier(database):
    """An accepted dossier with the telephone of its citizen."""
    made = ADossier(State.ACCEPTED)
    made.applicant_phone = PHONE
    db.session.flush()
    return made


def test_who_asks_from_the_telephone_of_the_dossier_is_told_its_state(dossier):
    reply = answer(say(f"hs {dossier.code.lower()}", "84912344127"))

    assert reply.template == MessageKind.STATE_TOLD
    assert (reply.recipient, reply.subject_id, reply.urgent) == (PHONE, dossier.id, True)
    assert reply.facts["code"] == dossier.code
    assert f"{clock.local(dossier.promised_at):%d/%m/%Y}" in reply.facts["state"]
    assert dossier.applicant_name not in str(reply.facts)
    assert dossier.subject_name not in str(reply.facts)


def test_the_state_is_told_in_the_language_of_the_dossier(dossier):
    dossier.language = "en"
    db.session.flush()

    assert "result promised by" in answer(say(f"HS {dossier.code}")).facts["state"]


def test_a_number_of_2016_is_the_same_telephone(dossier):
    dossier.applicant_phone = "01681234567"
    db.session.flush()

    assert answer(say(dossier.code, "+84381234567")).template == MessageKind.STATE_TOLD


@pytest.mark.parametrize("filed", [PHONE, None, "Zalo con trai", "0987"])
def test_a_stranger_learns_the_same_of_a_dossier_as_of_none(dossier, filed):
    dossier.applicant_phone = filed
    db.session.flush()
    unknown = answer(say("HS 000.15.17.H26-161118-9999", STRANGER))
    known = answer(say(f"HS {dossier.code}", "0987650002"))

    assert unknown.template == known.template == MessageKind.HOW_TO_ASK
    assert unknown.facts == known.facts == {}
    assert known.unit_id is None


def test_nobody_is_told_of_a_rehearsal(dossier):
    dossier.is_rehearsal = True
    db.session.flush()

    assert answer(say(f"HS {dossier.code}")).template == MessageKind.HOW_TO_ASK


def test_how_to_ask_is_said_once_a_day(database):
    assert answer(say("alo?")).template == MessageKind.HOW_TO_ASK
    assert answer(say("HS 123")) is None
    assert answer(say("alo?", STRANGER)).template == MessageKind.HOW_TO_ASK

    with clock.frozen(clock.now() + timedelta(days=1, minutes=1)):
        assert answer(say("alo?")).template == MessageKind.HOW_TO_ASK


def test_ten_answers_a_day_then_silence_but_the_wish_is_done(dossier):
    for _ in range(rate_limits.INBOUND.amount):
        assert answer(say(f"HS {dossier.code}")) is not None

    assert answer(say(f"HS {dossier.code}")) is None
    assert answer(say("STOP")) is None
    assert count(OptOut) == 1


def test_stop_is_confirmed_once_and_start_takes_it_back(database):
    assert answer(say("Từ chối")).template == MessageKind.NOTICES_STOPPED
    assert answer(say("HUY")) is None
    assert db.session.scalars(select(OptOut.phone)).all() == [PHONE]

    assert answer(say("Nhan lai")).template == MessageKind.NOTICES_AGAIN
    assert answer(say("START")) is None
    assert count(OptOut) == 0


@pytest.mark.parametrize("sender", ["1022", "MotCua", "VIETTEL", "02438251234", "+12025550123", ""])
def test_what_is_no_mobile_of_vietnam_gets_no_answer(dossier, sender):
    dossier.applicant_phone = sender
    db.session.flush()
    for text in (f"HS {dossier.code}", "STOP", "alo"):
        message = say(text, sender)
        assert answer(message) is None
        assert message.answered_at is not None
    assert count(OptOut) == 0


def test_two_machines_that_answer_each_other_fall_silent(database):
    heard = say("alo?")
    for _ in range(20):
        heard = say("xin chao, toi la may tra loi tu dong")

    assert answer(heard) is None
    assert count(Message) == 1


def test_what_the_gateway_hands_over_twice_is_kept_and_answered_once(database):
    first = say("alo?", gateway_id="kannel-7")
    say("alo?", gateway_id="kannel-7")
    inbound_sms.hear(str(first.id))

    assert count(InboundMessage) == count(Message) == 1


@pytest.mark.parametrize("gateway_id", ["", "x" * 500, "\x00", "a\x00b\ud800"])
def test_whatever_comes_in_is_kept_clean_and_short(database, gateway_id):
    message = say("a\x00\x07\ud800b\r\n" + "x" * 5_000, "\x00+84 91 234 4127", gateway_id)

    assert message.text.startswith("ab x")
    assert len(message.text) == LONGEST_TEXT
    assert message.sender == PHONE


def test_the_public_surface_writes_a_message_down_and_reads_none(committed):
    engine = create_engine(committed.url("mc_public"))
    taken = db.engines[None]
    db.session.remove()
    db.engines[None] = engine
    try:
        for _ in range(2):
            with transaction():
                inbound_sms.note_inbound("kannel-7", PHONE, "STOP")
    finally:
        db.session.remove()
        db.engines[None] = taken
        engine.dispose()

    with committed.connect() as connection:
        rows = connection.execute("SELECT sender, text, answered_at FROM inbound_message")
        assert rows.fetchall() == [(PHONE, "STOP", None)]
