"""Validation, warnings and print of answers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.text import parsing
from app.procedures.answers.display import answers_summary, printed_answers
from app.procedures.answers.validation import clean_answers, validate_answers
from app.procedures.answers.warnings import notices
from app.procedures.catalogue import CODES
from app.procedures.rules.form import Form, Surroundings
from app.procedures.rules.procedure_finder import BIRTH
from harness.stage.factories import good_answers
from tests.procedures.conftest import HERE, form_of


@pytest.fixture(autouse=True)
def _words(app: Flask) -> Iterator[None]:
    """Sentences are translated, and translation asks which language the reader has."""
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def wrong(form: Form, answers: dict[str, Any], around: Surroundings, key: str) -> str:
    return " ".join(validate_answers(form, answers, around).get(key, []))


def test_good_answers_have_no_fault(
    linked: Form, answers: dict[str, Any], around: Surroundings
) -> None:
    assert validate_answers(linked, answers, around) == {}


def test_an_empty_document_names_every_required_question_asked(
    linked: Form, around: Surroundings
) -> None:
    found = validate_answers(linked, {}, around)
    assert {"applicant_name", "child_name", "child_born", "household_book", "facility"} <= set(
        found
    )
    assert "applicant_email" not in found


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("child_born", "2016-11-31"),
        ("child_born", "2016-11-22"),
        ("child_born", "2010-11-21"),
        ("child_born", "1016-11-21"),
        ("child_born", "2016-13-01"),
        ("child_born", "hôm qua"),
        ("child_born", 20161114),
        ("applicant_id", "12345"),
        ("applicant_id", "01234567a"),
        ("applicant_phone", "12345"),
        ("applicant_phone", "không có"),
        ("applicant_email", "a@b"),
        ("applicant_name", "1234"),
        ("applicant_name", "Nguyễn <b>Hoa</b>"),
        ("applicant_name", ["Hoa"]),
        ("child_sex", "both"),
        ("child_ethnicity", "99"),
        ("facility", "x99999"),
        ("copies", -1),
        ("copies", 21),
        ("copies", "hai"),
        ("copies", True),
        ("father_born", "2017"),
        ("birth_proof_date", "2016-11-13"),
        ("marriage_date", "2016-11-31"),
        ("birth_address", {"place": "99999", "detail": "x"}),
        ("birth_address", {"place": "p26", "detail": ""}),
        ("birth_address", "Hà Nội"),
        ("applicant_residence", {"place": "00475", "detail": ""}),
        ("household_address", {"place": "00376", "detail": "thôn 1"}),
        ("birth_facility", "a" * 10_000),
        ("marriage_number", "số " * 70),
    ],
)
def test_a_bad_answer_is_named_at_its_question(
    linked: Form, answers: dict[str, Any], around: Surroundings, key: str, value: Any
) -> None:
    answers[key] = value
    assert wrong(linked, answers, around, key)


def test_november_has_thirty_days(
    linked: Form, answers: dict[str, Any], around: Surroundings
) -> None:
    answers["child_born"] = "2016-11-31"
    assert "30" in wrong(linked, answers, around, "child_born")


@pytest.mark.parametrize(("day", "turned"), [("2010-11-21", True), ("2010-11-22", False)])
def test_a_child_is_younger_than_six_until_the_birthday(
    linked: Form, answers: dict[str, Any], around: Surroundings, day: str, turned: bool
) -> None:
    answers |= {"child_born": day, "birth_proof_date": "2016-11-16"}
    assert bool(wrong(linked, answers, around, "child_born")) is turned


def test_a_child_of_six_may_be_registered_alone(
    answers: dict[str, Any], around: Surroundings
) -> None:
    answers["child_born"] = "2009-01-01"
    assert "child_born" not in validate_answers(form_of(BIRTH), answers, around)


@pytest.mark.parametrize(
    ("kind", "number", "faulty"),
    [
        ("cccd", "012345678", True),
        ("cccd", "001190012345", False),
        ("cccd", "B1234567", True),
        ("cmnd", "B1234567", True),
        ("cmnd", "012345678", False),
        ("cmnd", "001190012345", False),
        ("passport", "B1234567", False),
    ],
)
def test_a_number_has_the_digits_of_its_paper(
    linked: Form,
    answers: dict[str, Any],
    around: Surroundings,
    kind: str,
    number: str,
    faulty: bool,
) -> None:
    answers |= {"applicant_id_kind": kind, "applicant_id": number}
    assert bool(wrong(linked, answers, around, "applicant_id")) is faulty


@pytest.mark.parametrize(
    ("kind", "born", "issued", "faulty"),
    [
        ("cmnd", "1995-03-27", "1990-01-01", True),
        ("passport", "1995-03-27", "1990-01-01", True),
        ("cmnd", "1995-03-27", "2009-03-26", True),
        ("cmnd", "1995-03-27", "2009-03-27", False),
        ("cccd", "1995", "2008-12-31", True),
        ("cccd", "1995", "2009-01-01", False),
        ("passport", "1995-03-27", "1999-01-01", False),
        ("cmnd", "1995-03-27", "2016-11-22", True),
    ],
)
def test_a_card_is_issued_from_the_age_of_fourteen_and_not_in_the_future(
    linked: Form,
    answers: dict[str, Any],
    around: Surroundings,
    kind: str,
    born: str,
    issued: str,
    faulty: bool,
) -> None:
    number = "B1234567" if kind == "passport" else "001195012345"
    answers |= {"applicant_id_kind": kind, "applicant_id": number, "applicant_born": born}
    answers |= {"applicant_id_issued": issued}
    assert bool(wrong(linked, answers, around, "applicant_id_issued")) is faulty


@pytest.mark.parametrize(
    ("name", "odd"),
    [("Le Mau Cuong", True), ("lê mẫu cường", True), ("Lê Mẫu Cường", False), ("An Khang", False)],
)
def test_a_name_without_marks_or_capitals_is_asked_about(
    linked: Form, answers: dict[str, Any], around: Surroundings, name: str, odd: bool
) -> None:
    answers["father_name"] = name
    asked = {notice.key for notice in notices(linked, answers, around)}
    assert ("father_name" in asked) is odd


def test_an_army_card_may_have_any_number(
    linked: Form, answers: dict[str, Any], around: Surroundings
) -> None:
    answers |= {"applicant_id_kind": "other", "applicant_id": "QĐ-77/1"}
    assert validate_answers(linked, answers, around) == {}


def test_a_fault_of_a_copied_answer_is_said_where_it_was_given(
    linked: Form, answers: dict[str, Any], around: Surroundings
) -> None:
    answers["applicant_born"] = "2016"
    found = validate_answers(linked, answers, around)
    assert "applicant_born" in found
    assert "mother_born" not in found


def test_hidden_answers_are_not_judged(
    linked: Form, answers: dict[str, Any], around: Surroundings
) -> None:
    answers |= {"parents": "mother_only", "marriage_date": "never"}
    answers |= {"household_head_is": "mother"}
    assert validate_answers(linked, answers, around) == {}


def test_answers_are_kept_in_nfc_without_invisible_characters(
    linked: Form, answers: dict[str, Any], around: Surroundings
) -> None:
    answers["child_name"] = unicodedata.normalize("NFD", " Trần \x00 Bảo\u200b  An ")
    assert clean_answers(linked, answers, around)["child_name"] == "Trần Bảo An"


def test_unknown_keys_do_not_enter_the_document(
    linked: Form, answers: dict[str, Any], around: Surroundings
) -> None:
    assert "evil" not in clean_answers(linked, {**answers, "evil": 1}, around)


def test_an_address_is_spelt_out_when_it_is_kept(
    linked: Form, answers: dict[str, Any], around: Surroundings
) -> None:
    clean = clean_answers(linked, answers, around)
    assert clean["father_residence"]["text"].startswith("thôn Hậu Dưỡng, xã Kim Chung, huyện")


def test_cleaning_twice_changes_nothing(
    linked: Form, answers: dict[str, Any], around: Surroundings
) -> None:
    once = clean_answers(linked, answers, around)
    assert clean_answers(linked, once, around) == once
    assert validate_answers(linked, once, around) == {}


def test_a_telephone_of_2016_is_kept_as_it_was_written(
    linked: Form, answers: dict[str, Any], around: Surroundings
) -> None:
    answers |= {"applicant_phone": "+84 168 123 4567", "applicant_phone_raw": "+84 168 123 4567"}
    clean = clean_answers(linked, answers, around)
    assert clean["applicant_phone"] == "01681234567"
    assert clean["applicant_phone_raw"] == "+84 168 123 4567"


def test_a_late_birth_is_worth_a_note_and_no_fault(
    linked: Form, answers: dict[str, Any], around: Surroundings
) -> None:
    later = replace(around, day=date(2017, 3, 1))
    assert "child_born" in {notice.key for notice in notices(linked, answers, later)}
    assert validate_answers(linked, answers, later) == {}


@pytest.mark.parametrize(
    ("number", "odd"),
    [("001190123456", False), ("001090123456", True), ("001191123456", True), ("012345678", False)],
)
def test_a_number_that_contradicts_birth_or_sex_is_worth_a_note(
    linked: Form, answers: dict[str, Any], around: Surroundings, number: str, odd: bool
) -> None:
    answers |= {
        "applicant_relation": "father",
        "mother_name": "Nguyễn Thị Hoa",
        "mother_born": "1990",
        "mother_residence": answers["applicant_residence"],
        "mother_id": number,
    }
    assert ("mother_id" in {n.key for n in notices(linked, answers, around)}) is odd
    assert "mother_id" not in validate_answers(linked, answers, around)


def test_a_name_in_small_letters_is_worth_a_note(
    linked: Form, answers: dict[str, Any], around: Surroundings
) -> None:
    answers["child_name"] = "trần bảo an"
    assert "child_name" in {notice.key for notice in notices(linked, answers, around)}


def test_answers_print_in_words(
    linked: Form, answers: dict[str, Any], around: Surroundings
) -> None:
    said = printed_answers(linked, clean_answers(linked, answers, around), around)
    assert said["child_born"] == "14/11/2016"
    assert said["child_sex"] == "Nữ"
    assert said["child_nationality"] == "Việt Nam"
    assert said["household_relation"] == "Con"
    assert said["facility"] == "Trạm y tế xã Kim Chung"
    assert said["child_birth_place"].startswith("Bệnh viện mẫu Đông Anh, xã Kim Chung")
    assert said["mother_name"] == "Nguyễn Thị Hồng Nhung"


def test_the_summary_masks_numbers_and_hides_what_is_for_paper_only(
    linked: Form, answers: dict[str, Any], around: Surroundings
) -> None:
    parts = answers_summary(linked, answers, around, masked=True)
    rows = {row.key: row for part in parts for row in part.rows}
    assert rows["applicant_id"].value == "•••••5678"
    assert rows["mother_name"].copied
    assert "contact_address" not in rows


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(key=st.sampled_from(sorted(form_of("2.000986").by_key)), value=json)
def test_no_value_at_all_breaks_the_reading(key: str, value: Any) -> None:
    form = form_of("2.000986")
    clean = clean_answers(form, {key: value}, HERE)
    validate_answers(form, clean, HERE)
    validate_answers(form, {key: value}, HERE)
    answers_summary(form, clean, HERE)
    notices(form, {key: value}, HERE)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_readers_refuse_or_reach_a_form_that_reads_as_itself(text: str) -> None:
    for read in (parsing.person_name, parsing.identity_number, parsing.email, parsing.year_or_day):
        with suppress(parsing.InvalidInput):
            kept = read(text)
            assert read is parsing.year_or_day or read(kept) == kept


@pytest.mark.parametrize("code", CODES)
def test_good_answers_are_found_for_every_form_of_the_catalogue(code: str) -> None:
    form = form_of(code)
    for seed in range(3):
        assert validate_answers(form, good_answers(form, HERE, seed), HERE) == {}
