"""Validation of message templates before they are saved."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st

from app.notifications.models.message_templates import Variant
from app.notifications.rules import (
    gsm_alphabet,
    message_text,
    placeholders,
    template_validation,
    template_variables,
)
from app.notifications.rules.default_templates import PLANS
from app.notifications.rules.message_kinds import TemplateTexts
from app.notifications.rules.template_validation import TemplateFault
from app.notifications.rules.template_variables import TemplatePart
from app.notifications.vocabulary import MessageKind
from app.organisation.queries import DATA

FIELDS = {TemplatePart.SUBJECT: "subject", TemplatePart.FULL: "text", TemplatePart.SMS: "sms"}
WAYS = [(template, variant) for template, plan in PLANS.items() for variant in plan.variants]
"""Every template in every case."""


@pytest.fixture(params=["vi", "en"])
def language(request: pytest.FixtureRequest, app: Flask) -> Iterator[str]:
    """Both languages, one after the other."""
    with app.app_context(), force_locale(request.param):
        yield request.param


@pytest.fixture
def vietnamese(app: Flask) -> Iterator[None]:
    """In the language of most who write."""
    with app.app_context(), force_locale("vi"):
        yield


def written(
    template: MessageKind = MessageKind.SUBMITTED, variant: Variant = Variant.SAID, **changed: Any
) -> TemplateTexts:
    """The words of the programme, with something changed."""
    words = PLANS[template].variants[variant]
    kept = {"subject": str(words.subject), "text": str(words.text), "sms": str(words.sms)}
    return TemplateTexts(**{**kept, **changed})


def only(part: TemplatePart, text: str) -> dict[str, Any]:
    """One part with other words."""
    return {FIELDS[part]: text}


def told(
    words: TemplateTexts,
    template: MessageKind = MessageKind.SUBMITTED,
    variant: Variant = Variant.SAID,
) -> list[TemplateFault]:
    """What is said against the words: part and sentence."""
    return template_validation.faults(template, variant, words)


@pytest.mark.parametrize(("kind", "variant"), WAYS)
def test_the_words_of_the_programme_may_be_kept(
    language: str, kind: MessageKind, variant: Variant
) -> None:
    assert template_validation.faults(kind, variant, written(kind, variant)) == []


def test_no_commune_and_no_district_has_a_longer_name_than_the_longest_example() -> None:
    names = [
        f"{row['kind']} {row['name']}"
        for table in ("communes_2016.csv", "districts_2016.csv")
        for row in csv.DictReader((DATA / table).read_text(encoding="utf-8").splitlines())
    ]

    assert max(map(len, names)) == len(
        template_variables.longest(MessageKind.SUBMITTED, Variant.SAID)["unit"]
    )


@pytest.mark.parametrize("part", TemplatePart)
def test_a_variable_that_does_not_exist_is_refused_with_those_that_do(
    vietnamese: None, part: TemplatePart
) -> None:
    (fault,) = told(written(**only(part, "%(code)s của cháu %(child_name)s")))

    assert fault.part is part
    assert "{child_name}" in fault.told
    assert "{mã hồ sơ}, {nơi gửi}" in fault.told


@pytest.mark.parametrize("part", TemplatePart)
def test_the_code_has_to_stand_everywhere(vietnamese: None, part: TemplatePart) -> None:
    (fault,) = told(written(**only(part, "Đã nhận ở %(unit)s.")))

    assert fault == (part, "Thiếu {mã hồ sơ}: không có thông tin này, người nhận không biết phải"
                           " làm gì.")  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "variant", "part", "lacking"),
    [
        (MessageKind.ACCEPTED, Variant.SAID, TemplatePart.SMS, "visit"),
        (MessageKind.ACCEPTED, Variant.AT_HOME, TemplatePart.FULL, "due"),
        (MessageKind.SUPPLEMENT_DUE, Variant.SAID, TemplatePart.SMS, "day"),
        (MessageKind.REFUSED, Variant.SAID, TemplatePart.FULL, "reason"),
        (MessageKind.READY, Variant.IN_PART, TemplatePart.SMS, "refused"),
        (MessageKind.ONE_TIME_CODE, Variant.SAID, TemplatePart.SMS, "number"),
        (MessageKind.STATE_TOLD, Variant.SAID, TemplatePart.SMS, "state"),
    ],
)
def test_what_the_reader_has_to_know_may_not_be_left_out(
    vietnamese: None, kind: MessageKind, variant: Variant, part: TemplatePart, lacking: str
) -> None:
    words = written(kind, variant)
    text = {
        TemplatePart.SUBJECT: words.subject,
        TemplatePart.FULL: words.text,
        TemplatePart.SMS: words.sms,
    }[part]
    without = written(kind, variant, **{FIELDS[part]: text.replace(f"%({lacking})s", "…")})

    assert [fault.part for fault in told(without, kind, variant)] == [part]


def test_the_reason_of_an_officer_stands_in_the_full_text_only(vietnamese: None) -> None:
    words = written(MessageKind.REFUSED, sms="%(code)s: %(reason)s", subject="%(code)s: %(reason)s")

    assert {fault.part for fault in told(words, MessageKind.REFUSED)} == {
        TemplatePart.SUBJECT,
        TemplatePart.SMS,
    }


def test_a_code_is_not_read_from_the_subject(vietnamese: None) -> None:
    words = written(MessageKind.ONE_TIME_CODE, subject="%(number)s")

    assert [fault.part for fault in told(words, MessageKind.ONE_TIME_CODE)] == [
        TemplatePart.SUBJECT
    ]


@pytest.mark.parametrize("broken", ["{tên con}", "{}", "{mã hồ sơ", "lệ phí}"])
@pytest.mark.parametrize("part", TemplatePart)
def test_braces_without_a_placeholder_are_explained(
    vietnamese: None, part: TemplatePart, broken: str
) -> None:
    (fault,) = told(written(**only(part, f"%(code)s {broken}")))

    assert fault.part is part
    assert "không phải là ô điền" in fault.told


def test_the_sign_itself_can_be_written(vietnamese: None) -> None:
    words = written(sms="%(code)s: giảm 50%% lệ phí ở %(unit)s.")

    assert told(words) == []
    assert (
        "giam 50% le phi"
        in message_text.short(
            MessageKind.SUBMITTED,
            template_variables.example(MessageKind.SUBMITTED, Variant.SAID),
            words,
        ).body
    )


def test_every_placeholder_has_a_name_of_its_own(language: str) -> None:
    names = {str(label).casefold() for label in placeholders.NAMES.values()}

    assert placeholders.NAMES.keys() == template_variables.MEANINGS.keys()
    assert len(names) == len(placeholders.NAMES)
    for kind, variant in WAYS:
        sms = str(PLANS[kind].variants[variant].sms)
        assert placeholders.stored(placeholders.shown(sms)) == sms


@pytest.mark.parametrize("part", [TemplatePart.SUBJECT, TemplatePart.SMS])
@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n"])
def test_a_subject_and_a_short_message_are_one_line(
    vietnamese: None, part: TemplatePart, line_break: str
) -> None:
    (fault,) = told(written(**only(part, f"%(code)s{line_break}Bcc: ai@example.vn")))

    assert fault == (part, "Viết trên một dòng.")


@pytest.mark.parametrize("part", TemplatePart)
@pytest.mark.parametrize("empty", ["", "   ", "\n"])
def test_words_have_to_be_written(vietnamese: None, part: TemplatePart, empty: str) -> None:
    assert told(written(**only(part, empty)))[0].part is part


@pytest.mark.parametrize(("letters", "sound"), [(160 - 25 - 21, True), (161 - 25 - 21, False)])
def test_without_diacritics_160_places_hold_with_the_longest_place_name(
    vietnamese: None, letters: int, sound: bool
) -> None:
    words = written(sms="%(code)s%(unit)s" + "ế" * letters)

    assert (told(words) == []) is sound


def test_letters_of_the_extension_take_two_places(vietnamese: None) -> None:
    letters = 160 - 25 - 21
    words = written(sms="%(code)s%(unit)s" + "a" * (letters - 1) + "€")

    (fault,) = told(words)
    assert "thừa 1 ký tự" in fault.told


@pytest.mark.parametrize(("letters", "sound"), [(134 - 25 - 21, True), (135 - 25 - 21, False)])
def test_with_diacritics_two_parts_hold(vietnamese: None, letters: int, sound: bool) -> None:
    words = written(sms="%(code)s%(unit)s" + "ế" * letters, accented=True)

    assert (told(words) == []) is sound


def test_results_that_are_too_long_are_counted_before_the_words_are_called_too_long(
    vietnamese: None,
) -> None:
    words = written(MessageKind.READY)

    assert told(written(MessageKind.READY, sms=words.sms + " Cảm ơn."), MessageKind.READY) == []


@given(st.text(max_size=500), st.sampled_from(TemplatePart), st.booleans())
def test_no_words_whatever_break_the_check_or_the_message(
    app: Flask, text: str, part: TemplatePart, accented: bool
) -> None:
    with app.app_context(), force_locale("vi"):
        words = written(**only(part, text), accented=accented)
        template_validation.faults(MessageKind.SUBMITTED, Variant.SAID, words)
        facts = template_variables.example(MessageKind.SUBMITTED, Variant.SAID)
        message_text.short(MessageKind.SUBMITTED, facts, words)
        message_text.in_full(MessageKind.SUBMITTED, facts, words)


@given(st.data())
def test_whatever_passes_the_check_says_all_it_has_to(app: Flask, data: st.DataObject) -> None:
    kind, variant = data.draw(st.sampled_from(WAYS))
    pieces = [f"%({name})s" for name in PLANS[kind].facts] + ["Mời ông/bà đến", "%%", "€", "ế" * 9]
    sms = " ".join(data.draw(st.lists(st.sampled_from(pieces), min_size=1, max_size=9)))
    accented = data.draw(st.booleans())
    with app.app_context(), force_locale("vi"):
        words = written(kind, variant, sms=sms, accented=accented)
        if template_validation.faults(kind, variant, words):
            return
        body = message_text.short(kind, template_variables.longest(kind, variant), words).body
    assert gsm_alphabet.fits(body, accented=accented)
    assert "%(" not in body
    for name in {"code", "number"} & {*PLANS[kind].facts}:
        assert template_variables.longest(kind, variant)[name] in body
