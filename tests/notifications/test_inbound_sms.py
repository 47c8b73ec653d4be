"""Inbound SMS of citizens, and the replies."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import create_engine, func, select

from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.security import rate_limits
from app.notifications.models.gateway import Heard, InboundMessage, OptOut
from app.notifications.models.outbox import Message
from app.notifications.operations import inbound_sms
from app.notifications.rules.inbound_syntax import LONGEST_TEXT, understand
from app.notifications.vocabulary import MessageKind
from harness.stage.databases import Database
from harness.stage.factories.dossiers import ADossier

CODE = "000.15.17.H26-161118-0007"
GROUPS = ("000", "15", "17", "H", "26", "161118", "0007")
PHONE, STRANGER = "0912344127", "0987650001"
FULL_WIDTH = {ord(plain): ord(plain) + 0xFEE0 for plain in "0123456789HS.-:"}

between = st.text(" .-:_/–…,\u00a0\u200b", max_size=3)  # as phones write them
heads = st.sampled_from([
    "HS ", "HS:", "HS", "Hồ sơ ", "HỒ SƠ: ", "ho so", "", "cho hỏi hs ", "Mã HS ",
])  # fmt: skip
tails = st.sampled_from(["", "?", " bao giờ xong ạ", ". Cảm ơn", "\n", " \x00"])
plays: st.SearchStrategy[Callable[[str], str]] = st.sampled_from([
    str, str.lower, str.upper, lambda text: text.translate(FULL_WIDTH),
    lambda text: unicodedata.normalize("NFD", text),
])  # fmt: skip


@st.composite
def askings(draw: st.DrawFn) -> str:
    """The same question as different people write it."""
    code = GROUPS[0]
    for group in GROUPS[1:]:
        code += draw(between) + group
    return draw(plays)(draw(heads) + code + draw(tails))


@given(askings())
@example("hs OOO.15.17.h26-161118-OOO7")
def test_a_code_is_understood_however_it_is_written(text: str) -> None:
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
def test_a_wish_about_notices_is_understood_in_any_writing(
    wish: tuple[str, Heard], tail: str, play: Callable[[str], str]
) -> None:
    word, heard = wish

    assert understand(play(f" {word}{tail}")).heard == heard


@given(st.text(max_size=80))
@example("Huỷ hồ sơ của tôi")
@example("HS 161118-0007")
@example("HS 000.15.17.H26-161118-00071234567")
@example("xin chào, stop làm phiền tôi")
def test_other_words_are_no_wish_and_no_code(text: str) -> None:
    understood = understand(text)

    assert (understood.heard == Heard.STATE) == (understood.code is not None)
    if not any(sign.isdigit() for sign in text) and len(text) > 20:
        assert understood.heard == Heard.OTHER


# ---- the job ------------------------------------------------------------------------------------


def say(text: str, sender: str = PHONE, gateway_id: str | None = None) -> InboundMessage:
    """A message comes in, and the worker processes it."""
    inbound_sms.note_inbound(gateway_id or uuid4().hex, sender, text)
    made = db.session.scalars(
        select(InboundMessage).order_by(InboundMessage.answered_at.is_(None).desc()).limit(1)
    ).one()
    inbound_sms.hear(str(made.id))
    db.session.flush()
    return made


def answer(message: InboundMessage) -> Message | None:
    """What was answered; None where there was silence."""
    return db.session.get(Message, message.reply_id) if message.reply_id else None


def reply(message: InboundMessage) -> Message:
    """What was answered, where there is no silence."""
    made = answer(message)
    assert made is not None
    return made


def count(what: type) -> int:
    return db.session.scalar(select(func.count()).select_from(what)) or 0


@pytest.fixture
def dossier(database: Database) -> Dossier:
    """An accepted dossier with the telephone of its citizen."""
    made = ADossier(State.ACCEPTED)
    made.applicant_phone = PHONE
    db.session.flush()
    return made


def test_who_asks_from_the_telephone_of_the_dossier_is_told_its_state(dossier: Dossier) -> None:
    assert dossier.promised_at is not None
    told = reply(say(f"hs {dossier.code.lower()}", "84912344127"))

    assert told.template == MessageKind.STATE_TOLD
    assert (told.recipient, told.subject_id, told.urgent) == (PHONE, dossier.id, True)
    assert told.facts["code"] == dossier.code
    assert f"{clock.local(dossier.promised_at):%d/%m/%Y}" in told.facts["state"]
    assert dossier.applicant_name not in str(told.facts)
    assert dossier.subject_name not in str(told.facts)


def test_the_state_is_told_in_the_language_of_the_dossier(dossier: Dossier) -> None:
    dossier.language = "en"
    db.session.flush()

    assert "result by" in reply(say(f"HS {dossier.code}")).facts["state"]


def test_a_number_of_2016_is_the_same_telephone(dossier: Dossier) -> None:
    dossier.applicant_phone = "01681234567"
    db.session.flush()

    assert reply(say(dossier.code, "+84381234567")).template == MessageKind.STATE_TOLD


@pytest.mark.parametrize("filed", [PHONE, None, "Zalo con trai", "0987"])
def test_a_stranger_learns_the_same_of_a_dossier_as_of_none(
    dossier: Dossier, filed: str | None
) -> None:
    dossier.applicant_phone = filed
    db.session.flush()
    unknown = reply(say("HS 000.15.17.H26-161118-9999", STRANGER))
    known = reply(say(f"HS {dossier.code}", "0987650002"))

    assert unknown.template == known.template == MessageKind.HOW_TO_ASK
    assert unknown.facts == known.facts == {}
    assert known.unit_id is None


def test_nobody_is_told_of_a_rehearsal(dossier: Dossier) -> None:
    dossier.is_rehearsal = True
    db.session.flush()

    assert reply(say(f"HS {dossier.code}")).template == MessageKind.HOW_TO_ASK


def test_how_to_ask_is_said_once_a_day(database: Database) -> None:
    assert reply(say("alo?")).template == MessageKind.HOW_TO_ASK
    assert answer(say("HS 123")) is None
    assert reply(say("alo?", STRANGER)).template == MessageKind.HOW_TO_ASK

    with clock.frozen(clock.now() + timedelta(days=1, minutes=1)):
        assert reply(say("alo?")).template == MessageKind.HOW_TO_ASK


def test_ten_answers_a_day_then_silence_but_the_wish_is_done(dossier: Dossier) -> None:
    for _ in range(rate_limits.INBOUND.amount):
        assert reply(say(f"HS {dossier.code}")) is not None

    assert answer(say(f"HS {dossier.code}")) is None
    assert answer(say("STOP")) is None
    assert count(OptOut) == 1


def test_stop_is_confirmed_once_and_start_takes_it_back(database: Database) -> None:
    assert reply(say("Từ chối")).template == MessageKind.NOTICES_STOPPED
    assert answer(say("HUY")) is None
    assert db.session.scalars(select(OptOut.phone)).all() == [PHONE]

    assert reply(say("Nhan lai")).template == MessageKind.NOTICES_AGAIN
    assert answer(say("START")) is None
    assert count(OptOut) == 0


@pytest.mark.parametrize("sender", ["1022", "MotCua", "VIETTEL", "02438251234", "+12025550123", ""])
def test_what_is_no_mobile_of_vietnam_gets_no_answer(dossier: Dossier, sender: str) -> None:
    dossier.applicant_phone = sender
    db.session.flush()
    for text in (f"HS {dossier.code}", "STOP", "alo"):
        message = say(text, sender)
        assert answer(message) is None
        assert message.answered_at is not None
    assert count(OptOut) == 0


def test_two_machines_that_answer_each_other_fall_silent(database: Database) -> None:
    heard = say("alo?")
    for _ in range(20):
        heard = say("xin chao, toi la may tra loi tu dong")

    assert answer(heard) is None
    assert count(Message) == 1


def test_what_the_gateway_hands_over_twice_is_kept_and_answered_once(database: Database) -> None:
    first = say("alo?", gateway_id="kannel-7")
    say("alo?", gateway_id="kannel-7")
    inbound_sms.hear(str(first.id))

    assert count(InboundMessage) == count(Message) == 1


@pytest.mark.parametrize("gateway_id", ["", "x" * 500, "\x00", "a\x00b\ud800"])
def test_whatever_comes_in_is_kept_clean_and_short(database: Database, gateway_id: str) -> None:
    message = say("a\x00\x07\ud800b\r\n" + "x" * 5_000, "\x00+84 91 234 4127", gateway_id)

    assert message.text.startswith("a b x")
    assert len(message.text) == LONGEST_TEXT
    assert message.sender == PHONE


def test_the_public_surface_writes_a_message_down_and_reads_none(committed: Database) -> None:
    engine = create_engine(committed.url("mc_public"))
    taken = db.engines[None]
    db.session.remove()
    db.engines[None] = engine  # type: ignore[index]  # the dictionary of the extension
    try:
        for _ in range(2):
            with transaction():
                inbound_sms.note_inbound("kannel-7", PHONE, "STOP")
    finally:
        db.session.remove()
        db.engines[None] = taken  # type: ignore[index]  # the dictionary of the extension
        engine.dispose()

    with committed.connect() as connection:
        rows = connection.execute("SELECT sender, text, answered_at FROM inbound_message")
        assert rows.fetchall() == [(PHONE, "STOP", None)]
