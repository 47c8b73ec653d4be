"""Message texts: in both languages, for both channels, for any facts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st

from app.notifications import rules
from app.notifications.rules import gsm_alphabet, message_kinds, message_text
from app.notifications.rules.default_templates import PLANS
from app.notifications.rules.message_kinds import AgencyResult, FactKind
from app.notifications.vocabulary import MessageKind

CODE = "000.15.17.H26-161118-0007"
SAMPLES = {
    FactKind.DAY: "2016-12-21",
    FactKind.MOMENT: "2016-12-21T01:30:00+00:00",
    FactKind.RESULTS: ["Giấy khai sinh"],
    FactKind.COUNT: 12,
    FactKind.LINK: "8uXq0mBW0o3cQ2v1nJpYtR5sLk7hGfD4aZxC6eV9wTi",
    FactKind.TEXT: "Thiếu giấy chứng sinh của cháu Nguyễn Văn An",
}


OF_OFFICES = {
    MessageKind.COMMUNE_DIGEST, MessageKind.DISTRICT_DIGEST, MessageKind.MORNING,
    MessageKind.TRAINING_INVITED,
    MessageKind.ONE_TIME_CODE, MessageKind.LIST_DUE, MessageKind.OFFICE_CHECK,
    MessageKind.BOOKS_TO_CLOSE, MessageKind.DRAFT_KEPT,
    MessageKind.ACCOUNT_LINK,
    MessageKind.NOTICES_STOPPED, MessageKind.NOTICES_AGAIN, MessageKind.HOW_TO_ASK,
}  # fmt: skip
"""Messages to leaders count dossiers, a one-time code opens one: none of these names one."""

ANSWERS = [
    (["Giấy khai sinh", "residence", "insurance"], []),
    (["Giấy khai sinh", "residence"], ["insurance"]),
    (["birth"], ["residence", "insurance"]),
    (["Giấy khai sinh", "Trích lục đăng ký nhận cha, mẹ, con, giấy xác nhận và bản sao"], []),
]
"""Combinations of results, granted and refused; the longest names are counted instead."""


def facts_of(message: MessageKind, **known: object) -> dict[str, object]:
    """Facts that the message needs."""
    facts = {name: SAMPLES[kind] for name, kind in PLANS[message].facts.items()}
    places = {"unit": "xã Ba Trại", "worst": "xã Ba Trại 12", "to": "thị trấn Tây Đằng"}
    asked = {"number": "482913", "state": "đã tiếp nhận", "letter": "1234/UBND-TP"}
    asked |= {"phase": "Giai đoạn II", "draft": "K7M2Q-9XTRB", "parcel": "EA123456789VN"}
    asked |= {"resume_page": "dichvucong.example.vn/nop-ho-so/lam-tiep"}
    asked |= {"course": "Tiếp nhận hồ sơ, lớp 1", "place": "Hội trường UBND huyện"}
    queues = {"first": "Mới 3, Hẹn hôm nay 2, Quá hạn 1", "queues": "Mới: 3"}
    return {**facts, **places, **asked, **queues, "code": CODE, "refused": [], **known}


@pytest.fixture(params=["vi", "en"])
def language(request: pytest.FixtureRequest, app: Flask) -> Iterator[str]:
    """Both languages, one after the other."""
    with app.app_context(), force_locale(request.param):
        yield request.param


@pytest.mark.parametrize("message", MessageKind)
@pytest.mark.parametrize("answers", ANSWERS)
def test_a_short_message_says_code_and_place_in_160_gsm_letters(
    language: str, message: MessageKind, answers: tuple[list[str], list[str]]
) -> None:
    granted, refused = answers
    facts = facts_of(message, unit="thị trấn Phú Xuyên", granted=granted, refused=refused)

    body = message_text.short(message, facts).body

    assert CODE in body or message in OF_OFFICES
    assert "thi tran Phu Xuyen" in body or "unit" not in PLANS[message].facts
    assert len(body) <= gsm_alphabet.SMS_LETTERS
    assert set(body) <= gsm_alphabet.GSM
    assert "?" not in body


@pytest.mark.parametrize("message", MessageKind)
def test_a_reason_of_an_officer_never_goes_into_a_short_message(
    language: str, message: MessageKind
) -> None:
    facts = facts_of(message)

    assert "nguyen van an" not in message_text.short(message, facts).body.lower()
    if "reason" in PLANS[message].facts:
        assert "Nguyễn Văn An" in message_text.in_full(message, facts).body


@pytest.mark.parametrize("message", MessageKind)
def test_no_message_has_a_place_for_a_name(message: MessageKind) -> None:
    assert PLANS[message].facts.keys() <= {
        "code", "unit", "to", "visit", "due", "day", "reason", "granted", "refused", "letter",
        "to_sign", "due_today", "late", "late_intake", "first", "queues",
        "communes", "worst", "days",
        "number", "minutes", "link", "state", "course", "begins", "place", "phase", "books",
        "draft", "resume_page", "parcel",
    }  # fmt: skip


@pytest.mark.parametrize("message", MessageKind)
def test_the_full_text_leaves_no_place_open(language: str, message: MessageKind) -> None:
    words = message_text.in_full(message, facts_of(message))

    assert CODE in words.subject or message in OF_OFFICES
    assert not re.search(r"%\(\w+\)|\bNone\b", words.subject + words.body)


def test_a_refused_part_is_named(language: str) -> None:
    facts = facts_of(
        MessageKind.READY, granted=["Giấy khai sinh", "insurance"], refused=["residence"]
    )

    full = message_text.in_full(MessageKind.READY, facts)
    brief = message_text.short(MessageKind.READY, facts)

    word = str(message_kinds.RESULTS[AgencyResult.RESIDENCE])
    assert word in full.body
    assert "giấy khai sinh" in full.body
    assert gsm_alphabet.gsm(word) in brief.body


def test_the_appointment_is_told_in_hanoi_time_with_its_weekday(language: str) -> None:
    facts = facts_of(MessageKind.ACCEPTED)

    assert "08:30" in message_text.short(MessageKind.ACCEPTED, facts).body
    weekday = {"vi": "thứ Tư 21/12/2016", "en": "Wednesday 21/12/2016"}[language]
    assert f"08:30 {weekday}" in message_text.in_full(MessageKind.ACCEPTED, facts).body


def test_vietnamese_is_plain_in_a_short_message() -> None:
    assert gsm_alphabet.gsm("Đã tiếp nhận hồ sơ – mời ông/bà") == "Da tiep nhan ho so - moi ong/ba"


@given(st.text())
def test_anything_becomes_gsm_letters(text: str) -> None:
    assert set(gsm_alphabet.gsm(text)) <= gsm_alphabet.GSM | gsm_alphabet.EXTENSION


@given(
    unit=st.text(min_size=1, max_size=120),
    message=st.sampled_from(MessageKind),
    answers=st.sampled_from(ANSWERS),
)
def test_no_place_name_makes_a_message_longer_than_160(
    unit: str, message: MessageKind, answers: tuple[list[str], list[str]]
) -> None:
    granted, refused = answers
    facts = facts_of(message, unit=unit, granted=granted, refused=refused)

    body = message_text.short(message, facts).body

    assert gsm_alphabet.fits(body, accented=False)
    assert CODE in body or message in OF_OFFICES
    assert set(body) <= gsm_alphabet.GSM | gsm_alphabet.EXTENSION


def test_addresses_are_masked() -> None:
    assert rules.masked("0912344127") == "•••••4127"
    assert rules.masked("thanh.tam@example.vn") == "t•••••@example.vn"
