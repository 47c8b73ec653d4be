"""Validation of message templates before they are saved."""

from __future__ import annotations

import csv

import pytest
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st

from app.notifications import rules
from app.notifications.models import Variant
from app.notifications.rules import PLANS, MessageKind, TemplatePart, TemplateTexts
from app.organisation.queries import DATA

FIELDS = {TemplatePart.SUBJECT: "subject", TemplatePart.FULL: "text", TemplatePart.SMS: "sms"}
WAYS = [(template, variant) for template, plan in PLANS.items() for variant in plan.variants]
"""Every template in every case."""


@pytest.fixture(params=["vi", "en"])
def language(request, app):
    """Both languages, one after the other."""
    with app.app_context(), force_locale(request.param):
        yield request.param


@pytest.fixture
def vietnamese(app):
    """In the language of most editors."""
    with app.app_context(), force_locale("vi"):
        yield


def written(template=MessageKind.SUBMITTED, variant=Variant.SAID, **changed):
    """The initial text with changes."""
    words = PLANS[template].variants[variant]
    kept = {"subject": str(words.subject), "text": str(words.text), "sms": str(words.sms)}
    return TemplateTexts(**{**kept, **changed})


def told(words, template=MessageKind.SUBMITTED, variant=Variant.SAID):
    """The errors of a text: part and message."""
    return rules.faults(template, variant, words)


@pytest.mark.parametrize(("kind", "variant"), WAYS)
def test_the_words_of_the_programme_may_be_kept(language, kind, variant):
    assert rules.faults(kind, variant, written(kind, variant)) == []


def test_no_commune_and_no_district_has_a_longer_name_than_the_longest_example():
    names = [
        f"{row['kind']} {row['name']}"
        for table in ("communes_2016.csv", "districts_2016.csv")
        for row in csv.DictReader((DATA / table).read_text(encoding="utf-8").splitlines())
    ]

    assert max(map(len, names)) == len(rules.longest(MessageKind.SUBMITTED, Variant.SAID)["unit"])


@pytest.mark.parametrize("part", TemplatePart)
def test_a_variable_that_does_not_exist_is_refused_with_those_that_do(vietnamese, part):
    (fault,) = told(written(**{FIELDS[part]: ("%(code)s của cháu %(child_name)s")}))

    assert fault.part is part
    assert "“child_name”" in fault.told
    assert "code, unit" in fault.told


@pytest.mark.parametrize("part", TemplatePart)
def test_the_code_has_to_stand_everywhere(vietnamese, part):
    (fault,) = told(written(**{FIELDS[part]: "Đã nhận ở %(unit)s."}))

    assert fault == (part, "Thiếu %(code)s: không có thông tin này, người nhận không biết phải"
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
def test_what_the_reader_has_to_know_may_not_be_left_out(vietnamese, kind, variant, part, lacking):
    words = written(kind, variant)
    text = {
        TemplatePart.SUBJECT: words.subject,
        TemplatePart.FULL: words.text,
        TemplatePart.SMS: words.sms,
    }[part]
    without = written(kind, variant, **{FIELDS[part]: text.replace(f"%({lacking})s", "…")})

    assert [fault.part for fault in told(without, kind, variant)] == [part]


def test_the_reason_of_an_officer_stands_in_the_full_text_only(vietnamese):
    words = written(MessageKind.REFUSED, sms="%(code)s: %(reason)s", subject="%(code)s: %(reason)s")

    assert {fault.part for fault in told(words, MessageKind.REFUSED)} == {
        TemplatePart.SUBJECT,
        TemplatePart.SMS,
    }


def test_a_code_is_not_read_from_the_subject(vietnamese):
    words = written(MessageKind.ONE_TIME_CODE, subject="%(number)s")

    assert [fault.part for fault in told(words, MessageKind.ONE_TIME_CODE)] == [
        TemplatePart.SUBJECT
    ]


@pytest.mark.parametrize("broken", ["100%", "%s", "%(code)d", "%(code", "% (code)s", "%d giờ"])
@pytest.mark.parametrize("part", TemplatePart)
def test_a_sign_that_begins_no_variable_is_explained(vietnamese, part, broken):
    (fault,) = told(written(**{FIELDS[part]: f"%(code)s {broken}"}))

    assert fault.part is part
    assert "không phải là biến" in fault.told
    assert "%%" in fault.told


def test_the_sign_itself_can_be_written(vietnamese):
    words = written(sms="%(code)s: giảm 50%% lệ phí ở %(unit)s.")

    assert told(words) == []
    assert (
        "giam 50% le phi"
        in rules.short(
            MessageKind.SUBMITTED, rules.example(MessageKind.SUBMITTED, Variant.SAID), words
        ).body
    )


@pytest.mark.parametrize("part", [TemplatePart.SUBJECT, TemplatePart.SMS])
@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n"])
def test_a_subject_and_a_short_message_are_one_line(vietnamese, part, line_break):
    (fault,) = told(written(**{FIELDS[part]: f"%(code)s{line_break}Bcc: ai@example.vn"}))

    assert fault == (part, "Viết trên một dòng.")


@pytest.mark.parametrize("part", TemplatePart)
@pytest.mark.parametrize("empty", ["", "   ", "\n"])
def test_words_have_to_be_written(vietnamese, part, empty):
    assert told(written(**{FIELDS[part]: empty}))[0].part is part


@pytest.mark.parametrize(("letters", "sound"), [(160 - 25 - 21, True), (161 - 25 - 21, False)])
def test_without_diacritics_160_places_hold_with_the_longest_place_name(vietnamese, letters, sound):
    words = written(sms="%(code)s%(unit)s" + "ế" * letters)

    assert (told(words) == []) is sound


def test_letters_of_the_extension_take_two_places(vietnamese):
    letters = 160 - 25 - 21
    words = written(sms="%(code)s%(unit)s" + "a" * (letters - 1) + "€")

    (fault,) = told(words)
    assert "thừa 1 ký tự" in fault.told


@pytest.mark.parametrize(("letters", "sound"), [(134 - 25 - 21, True), (135 - 25 - 21, False)])
def test_with_diacritics_two_parts_hold(vietnamese, letters, sound):
    words = written(sms="%(code)s%(unit)s" + "ế" * letters, accented=True)

    assert (told(words) == []) is sound


def test_results_that_are_too_long_are_counted_before_the_words_are_called_too_long(vietnamese):
    words = written(MessageKind.READY)

    assert told(written(MessageKind.READY, sms=words.sms + " Xin cảm ơn."), MessageKind.READY) == []


@given(st.text(max_size=500), st.sampled_from(TemplatePart), st.booleans())
def test_no_words_whatever_break_the_check_or_the_message(app, text, part, accented):
    with app.app_context(), force_locale("vi"):
        words = written(**{FIELDS[part]: text}, accented=accented)
        rules.faults(MessageKind.SUBMITTED, Variant.SAID, words)
        facts = rules.example(MessageKind.SUBMITTED, Variant.SAID)
        rules.short(MessageKind.SUBMITTED, facts, words)
        rules.in_full(MessageKind.SUBMITTED, facts, words)


@given(st.data())
def test_whatever_passes_the_check_says_all_it_has_to(app, data):
    kind, variant = data.draw(st.sampled_from(WAYS))
    pieces = [f"%({name})s" for name in PLANS[kind].facts] + ["Mời ông/bà đến", "%%", "€", "ế" * 9]
    sms = " ".join(data.draw(st.lists(st.sampled_from(pieces), min_size=1, max_size=9)))
    accented = data.draw(st.booleans())
    with app.app_context(), force_locale("vi"):
        words = written(kind, variant, sms=sms, accented=accented)
        if rules.faults(kind, variant, words):
            return
        body = rules.short(kind, rules.longest(kind, variant), words).body
    assert rules.fits(body, accented=accented)
    assert "%(" not in body
    for name in {"code", "number"} & {*PLANS[kind].facts}:
        assert rules.longest(kind, variant)[name] in body
