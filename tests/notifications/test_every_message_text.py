"""Every text of every message, in each case and both languages, for any facts."""

from __future__ import annotations

import csv
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st

from app.dossiers.workflow import BEING_SETTLED, State
from app.kernel import public_urls
from app.notifications.models.message_templates import Variant
from app.notifications.rules import gsm_alphabet, message_text, template_variables
from app.notifications.rules.default_templates import PLANS
from app.notifications.rules.message_kinds import FactKind, TemplateTexts, is_about_a_dossier
from app.notifications.rules.template_variables import TemplatePart
from app.notifications.vocabulary import MessageKind
from app.organisation.queries import DATA
from tests.notifications.test_gsm_alphabet import LETTERS, UNMARKED

WAYS = [(template, variant) for template, plan in PLANS.items() for variant in plan.variants]
LANGUAGES = ["vi", "en"]
Said = tuple[MessageKind, Variant, dict[str, Any]]
VIETNAMESE = frozenset(LETTERS)
VARIABLE = re.compile(r"%\((\w+)\)s")
PLACES = sorted(
    f"{row['kind']} {row['name']}"
    for row in csv.DictReader((DATA / "communes_2016.csv").read_text(encoding="utf-8").splitlines())
)
PERSONAL = re.compile(r"name|born|birth|father|mother|parent|child|phone|identity|address|secret")
TO_CITIZENS = [way for way in WAYS if is_about_a_dossier(way[0])]
CODES = st.from_regex(r"000\.[0-9]{2}\.[0-9]{2}\.H26-1[0-9]{5}-[0-9]{4}", fullmatch=True)
OF_KIND = {
    FactKind.COUNT: st.integers(0, 999),
    FactKind.DAY: st.dates(date(2016, 1, 1), date(2050, 1, 1)).map(date.isoformat),
    FactKind.MOMENT: st.integers(1451606400, 2524608000).map(
        lambda second: datetime.fromtimestamp(second, UTC).isoformat()
    ),
    FactKind.LINK: st.from_regex(r"[A-Za-z0-9_-]{43}", fullmatch=True),
    FactKind.RESULTS: st.lists(
        st.sampled_from(["Giấy khai sinh", "residence", "insurance", "Trích lục kết hôn"]),
        min_size=1,
        unique=True,
    ),
}
QUEUES = st.builds(
    lambda queue, count: f"{queue} {count}",
    st.sampled_from(["Sắp đến hạn (2 ngày làm việc)", "Mới nộp", "Giấy tờ, tiền cần trả lại"]),
    st.integers(1, 999),
)
OF_NAME = {
    "code": CODES,
    "unit": st.sampled_from(PLACES),
    "to": st.sampled_from(PLACES),
    "worst": st.lists(st.sampled_from(PLACES), min_size=1, max_size=3).map(", ".join),
    "first": st.lists(QUEUES, min_size=1, max_size=3, unique=True).map(", ".join),
    "queues": st.lists(QUEUES, min_size=1, max_size=6, unique=True).map("\n".join),
    "number": st.from_regex(r"[0-9]{6}", fullmatch=True),
    "phase": st.sampled_from(["Giai đoạn I", "Giai đoạn II"]),
    "course": st.just("Tiếp nhận hồ sơ, lớp 1"),
    "place": st.just("Hội trường UBND huyện"),
    "draft": st.from_regex(r"N[0-9A-Z]{4}-[0-9A-Z]{4}", fullmatch=True),
    "resume_page": st.just("localhost:8080/nop-ho-so/lam-tiep"),
    "parcel": st.from_regex(r"E[A-Z][0-9]{9}VN", fullmatch=True),
    "letter": st.integers(1, 9999).map("{:02d}/UBND-TP".format),
    "state": st.sampled_from(["đã tiếp nhận, hẹn trả 28/12/2026", "chờ bổ sung đến 21/12/2026"]),
    "reason": st.text(min_size=1),
    "refused": st.just([]),
}


def words_of(template: MessageKind, variant: Variant, language: str) -> TemplateTexts:
    """The words as they are loaded."""
    with force_locale(language):
        words = PLANS[template].variants[variant]
        return TemplateTexts(subject=str(words.subject), text=str(words.text), sms=str(words.sms))


def texts_of(words: TemplateTexts) -> dict[TemplatePart, str]:
    """The three texts by their part."""
    return {
        TemplatePart.SUBJECT: str(words.subject),
        TemplatePart.FULL: str(words.text),
        TemplatePart.SMS: str(words.sms),
    }


@st.composite
def said(draw: st.DrawFn) -> Said:
    """A message with facts as they may come: template, case, facts."""
    template, variant = draw(st.sampled_from(WAYS))
    facts = {
        name: draw(OF_NAME[name] if name in OF_NAME else OF_KIND[kind])
        for name, kind in PLANS[template].facts.items()
    }
    if variant is Variant.IN_PART:
        facts["refused"] = draw(st.sampled_from([["residence"], ["residence", "insurance"]]))
    return template, variant, {**facts, "at_home": variant is Variant.AT_HOME}


@given(said(), st.sampled_from(LANGUAGES))
def test_a_short_message_is_one_part_of_gsm_and_names_place_and_code_whole(
    app: Flask, message: Said, language: str
) -> None:
    template, variant, facts = message
    with app.app_context(), force_locale(language):
        text = message_text.short(template, facts, words_of(template, variant, language))

    assert gsm_alphabet.parts(text.body, accented=False) == 1
    assert set(text.body) <= gsm_alphabet.GSM
    assert not text.accented
    assert not re.search(r"%|\bNone\b", text.body)
    for name in {"code", "number", "link"} & facts.keys():
        assert facts[name] in text.body
    if "unit" in facts and template != MessageKind.DISTRICT_DIGEST:
        assert gsm_alphabet.gsm(facts["unit"]) in text.body


@pytest.mark.parametrize(("message", "variant"), WAYS)
def test_every_short_message_reads_as_written_without_its_marks(
    app: Flask, message: MessageKind, variant: Variant
) -> None:
    with app.app_context():
        sms = str(words_of(message, variant, "vi").sms)

    assert gsm_alphabet.gsm(sms) == "".join(UNMARKED.get(letter, letter) for letter in sms)


@pytest.fixture
def at_the_city(monkeypatch: pytest.MonkeyPatch) -> None:
    """The longest address that the settings allow."""
    monkeypatch.setattr(public_urls, "_address", "https://motcua.hanoi.gov.vn")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("message", "variant"), TO_CITIZENS)
def test_every_message_to_citizens_names_the_committee_whole_the_page_and_the_telephone(
    app: Flask, at_the_city: None, message: MessageKind, variant: Variant, language: str
) -> None:
    with app.app_context(), force_locale(language):
        words = words_of(message, variant, language)
        facts = template_variables.longest(message, variant)
        if "granted" in facts:
            facts["granted"] = ["Trích lục đăng ký nhận cha, mẹ, con", "residence", "insurance"]
        for unit in PLACES:
            body = message_text.short(message, {**facts, "unit": unit}, words).body

            assert f"UBND {gsm_alphabet.gsm(unit)}" in body
            assert "motcua.hanoi.gov.vn/tc" in body
            assert re.search(r"(DT|tel\.) 02433881234\b", body)
            assert len(body) <= gsm_alphabet.SMS_LETTERS
            assert body[0].isupper()
            assert not re.search(r"[.!?] [a-z](?!otcua)", body)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_state_is_told_with_its_day_and_the_longest_commune(
    app: Flask, at_the_city: None, language: str
) -> None:
    with app.app_context(), force_locale(language):
        words = words_of(MessageKind.STATE_TOLD, Variant.SAID, language)
        facts = template_variables.longest(MessageKind.STATE_TOLD, Variant.SAID)
        day = {"vi": "; hẹn trả 28/12/2026", "en": "; result by 28/12/2026"}[language]
        for state in State:
            told = f"{state.citizen_label}{day if state in BEING_SETTLED else ''}"
            body = message_text.short(MessageKind.STATE_TOLD, {**facts, "state": told}, words).body

            assert gsm_alphabet.gsm(f"UBND {facts['unit']}: {told}.") in body


@pytest.mark.parametrize("message", [
    MessageKind.EXPIRED, MessageKind.SUPPLEMENT_DUE, MessageKind.VISIT_SOON,
])  # fmt: skip
def test_what_asks_something_of_citizens_addresses_them(app: Flask, message: MessageKind) -> None:
    with app.app_context():
        for variant in PLANS[message].variants:
            assert "ông/bà" in words_of(message, variant, "vi").sms


@pytest.mark.parametrize("message", [
    MessageKind.SUPPLEMENT, MessageKind.NOT_ACCEPTED, MessageKind.REFUSED, MessageKind.STOPPED,
    MessageKind.LATE,
])  # fmt: skip
def test_a_refusal_says_where_its_reason_is_read(app: Flask, message: MessageKind) -> None:
    with app.app_context():
        sms = str(words_of(message, Variant.SAID, "vi").sms)

    assert re.search(r"[Ll]ý do( tại|:) %\(page\)s", sms)


def test_without_any_telephone_a_message_ends_with_its_page(app: Flask, at_the_city: None) -> None:
    facts = {**template_variables.example(MessageKind.SUBMITTED, Variant.SAID), "phone": None}
    with app.app_context(), force_locale("vi"):
        body = message_text.short(MessageKind.SUBMITTED, facts).body

    assert body.endswith("Tra cuu: motcua.hanoi.gov.vn/tc")


@given(said(), st.sampled_from(LANGUAGES), st.text(min_size=1), st.text(min_size=1))
def test_what_an_officer_wrote_changes_no_short_message_and_no_subject(
    app: Flask, message: Said, language: str, one: str, other: str
) -> None:
    template, variant, facts = message
    with app.app_context(), force_locale(language):
        words = words_of(template, variant, language)
        told = [
            (
                message_text.short(template, {**facts, "reason": reason}, words).body,
                message_text.in_full(template, {**facts, "reason": reason}, words).subject,
            )
            for reason in (one, other)
        ]

    assert told[0] == told[1]


@given(said(), st.sampled_from(LANGUAGES), st.text(min_size=3), st.text(min_size=3))
def test_facts_that_no_message_knows_are_never_said(
    app: Flask, message: Said, language: str, name: str, number: str
) -> None:
    template, variant, facts = message
    more = {"child_name": name, "applicant_phone": number, "identity_number": number}
    with app.app_context(), force_locale(language):
        words = words_of(template, variant, language)
        assert message_text.short(template, {**facts, **more}, words) == message_text.short(
            template, facts, words
        )
        assert message_text.in_full(template, {**facts, **more}, words) == message_text.in_full(
            template, facts, words
        )


@pytest.mark.parametrize("message", MessageKind)
def test_no_fact_of_a_message_is_personal(message: MessageKind) -> None:
    personal = {name for name in PLANS[message].facts if PERSONAL.search(name)}

    assert personal == set()
    assert PLANS[message].facts.keys() <= template_variables.MEANINGS.keys()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("message", "variant"), WAYS)
def test_every_text_fills_all_its_variables(
    app: Flask, language: str, message: MessageKind, variant: Variant
) -> None:
    with app.app_context(), force_locale(language):
        words = words_of(message, variant, language)
        facts = template_variables.example(message, variant)
        full = message_text.in_full(message, facts, words)
        brief = message_text.short(message, facts, words)

    for text in (full.subject, full.body, brief.body):
        assert "%" not in text
        assert "  " not in text
        assert text == text.strip()


@pytest.mark.parametrize(("message", "variant"), WAYS)
def test_both_languages_say_the_same(app: Flask, message: MessageKind, variant: Variant) -> None:
    with app.app_context():
        named = [
            {
                part: set(VARIABLE.findall(text))
                for part, text in texts_of(words_of(message, variant, language)).items()
            }
            for language in LANGUAGES
        ]

    assert named[0] == named[1]


@pytest.mark.parametrize(("message", "variant"), WAYS)
def test_english_has_no_vietnamese_letters(
    app: Flask, message: MessageKind, variant: Variant
) -> None:
    with app.app_context():
        for text in texts_of(words_of(message, variant, "en")).values():
            assert VIETNAMESE.isdisjoint(text)


@pytest.mark.parametrize(("message", "variant"), WAYS)
def test_vietnamese_has_no_english_words_and_all_its_marks(
    app: Flask, message: MessageKind, variant: Variant
) -> None:
    with app.app_context():
        english, vietnamese = (
            texts_of(words_of(message, variant, language)) for language in ("en", "vi")
        )
    for part, text in vietnamese.items():
        assert english_words(english[part]).isdisjoint(english_words(text))
        assert VIETNAMESE.intersection(text), f"{part} is written without its marks"


def english_words(text: str) -> set[str]:
    """Words of four letters and more that are no names and no codes."""
    return set(re.findall(r"\b[a-z]{4,}\b", VARIABLE.sub("", text)))
