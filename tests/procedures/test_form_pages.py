"""The pages of a form: number, length, rendering, and malicious posts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.procedures.answers.validation import clean_answers, validate_answers
from app.procedures.catalogue import CODES
from app.procedures.forms import SectionForm, section_form
from app.procedures.models.vocabulary import QuestionKind
from app.procedures.rules.form import Form
from app.procedures.rules.procedure_finder import BIRTH, LINKED_A, LINKED_B
from tests.procedures.conftest import HERE, form_of

BIRTHS = (BIRTH, LINKED_A, LINKED_B)
PAGES_AROUND = 2
"""The papers and the check: steps of the form that are not sections."""
HOUSEHOLD = {
    "household_head_is": "father",
    "household_book": "12",
    "household_address-place": "same:mother_residence",
}


@pytest.fixture(autouse=True)
def _words(app: Flask) -> Iterator[None]:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def page(form: Form, key: str, answers: dict[str, Any], post: Any = None) -> SectionForm:
    """The page of a section, as shown or as posted."""
    made = section_form(form, key, answers, context=HERE)
    assert made is not None
    formdata = None if post is None else MultiDict(post)
    return made(formdata=formdata, meta={"csrf": False})


def drawn(form: SectionForm) -> str:
    return "".join(str(field()) for field in form.shown_fields())


def inputs(html: str) -> list[str]:
    return re.findall(r"<(?:input|select|textarea)\b[^>]*>", html)


def typed(form: SectionForm) -> MultiDict[str, str]:
    """What a browser would post of an unchanged page."""
    html = drawn(form)
    sent: MultiDict[str, str] = MultiDict()
    for tag in re.findall(r"<input\b[^>]*>", html):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="radio"' not in tag or " checked" in tag):
            sent.add(name[1], value[1] if value else "")
    for name, options in re.findall(
        r'<select\b[^>]*name="([^"]*)"[^>]*>(.*?)</select>', html, re.S
    ):
        chosen = re.search(r'<option\s+value="([^"]*)"[^>]*selected', options)
        first = re.search(r'<option\s+value="([^"]*)"', options)
        sent.add(name, (chosen or first)[1])  # type: ignore[index]  # there is an option
    return sent


def every_input(form: Form, answers: dict[str, Any]) -> tuple[int, int]:
    """Pages, and inputs with the circles of a question and the boxes of a date counted once."""
    pages = form.pages(answers)
    html = [drawn(page(form, section.key, answers)) for section in pages]
    tags = [tag for part in html for tag in inputs(part)]
    names = {re.search(r'name="(.*?)(?:-[dmy])?"', tag)[1] for tag in tags}  # type: ignore[index]  # named
    return len(pages), len(names)


def the_longest(answers: dict[str, Any]) -> dict[str, Any]:
    """Grandparents file, nothing can be copied, everything is asked."""
    return {
        **answers,
        "applicant_relation": "grandparent",
        "household_head_is": "grandparent",
        "results_by": "post",
    }


def test_linked_a_has_at_most_eight_pages_and_fifty_inputs(
    linked: Form, answers: dict[str, Any]
) -> None:
    for case in ({}, answers, the_longest(answers)):
        pages, questions = every_input(linked, case)
        assert pages + PAGES_AROUND <= 8
        assert questions <= 50


@pytest.mark.parametrize("code", CODES)
def test_every_page_draws_each_input_with_a_label_and_ties_its_hint(
    code: str, answers: dict[str, Any]
) -> None:
    form = form_of(code)
    for section in form.pages(the_longest(answers)):
        html = drawn(page(form, section.key, the_longest(answers)))
        ids = re.findall(r'id="([^"]*)"', html)
        assert len(ids) == len(set(ids))
        for tag in inputs(html):
            own = re.search(r'id="([^"]*)"', tag)
            assert own
            assert f'for="{own[1]}"' in html
        for told in re.findall(r'aria-describedby="([^"]*)"', html):
            assert set(told.split()) <= set(ids)
        assert "style=" not in html


@pytest.mark.parametrize("code", BIRTHS)
def test_what_was_answered_comes_back_as_it_was(code: str, answers: dict[str, Any]) -> None:
    form = form_of(code)
    mother = {"mother_name": "Lê Thị Hoa", "mother_residence": answers["father_residence"]}
    kept = clean_answers(form, the_longest(answers) | mother, HERE)
    for section in form.pages(kept):
        seen = page(form, section.key, kept)
        sent = page(form, section.key, kept, typed(seen))
        keys = {question.key for question in section.questions}
        assert {k: v for k, v in sent.answers().items() if k in keys and form.by_key[k].asked} == {
            k: v for k, v in kept.items() if k in keys and form.by_key[k].asked
        }


def test_a_page_and_the_whole_agree(linked: Form, answers: dict[str, Any]) -> None:
    """Answer page by page with good and bad values: faults of the pages are faults of the whole."""
    answers |= {
        "child_born": "2016-11-31",
        "applicant_id": "12",
        "copies": 99,
        "father_born": "2017",
        "household_address": {"place": "00475", "detail": ""},
    }
    said: dict[str, list[str]] = {}
    for section in linked.pages(answers):
        form = page(linked, section.key, answers)
        sent = page(linked, section.key, answers, typed(form))
        sent.validate()
        said |= {name: list(errors) for name, errors in sent.errors.items()}
    assert said == validate_answers(linked, answers, HERE)
    assert said.keys() == {
        "child_born",
        "applicant_id",
        "copies",
        "father_born",
        "household_address",
    }


def test_an_empty_post_names_what_is_missing_and_keeps_the_page(linked: Form) -> None:
    sent = page(linked, "child", {}, {"child_born-d": ""})
    assert not sent.validate()
    assert "child_name" in sent.errors
    html = drawn(sent)
    assert 'id="child_name-error"' in html
    assert 'aria-describedby="child_name-hint child_name-error"' in html
    assert 'aria-invalid="true"' in html


@pytest.mark.parametrize(
    "parts",
    [
        {"child_born-d": "31", "child_born-m": "11", "child_born-y": "2016"},
        {"child_born-d": "31"},
        {"child_born-y": "2016"},
        {"child_born-d": "1-1", "child_born-m": "-", "child_born-y": "20-6"},
        {"child_born-d": "²", "child_born-m": "\u0661", "child_born-y": "\uff12\uff10\uff11\uff16"},
        {"child_born-d": "9" * 10_000, "child_born-m": "1", "child_born-y": "2016"},
        {"child_born-d": "\x00", "child_born-m": "\x00", "child_born-y": "\x00"},
        {"child_born-d": ["1", "2"], "child_born-m": ["1", "2"], "child_born-y": ["x"]},
        {"child_born": "2016-11-14"},
    ],
)
def test_no_day_however_typed_breaks_the_page(linked: Form, parts: dict[str, Any]) -> None:
    sent = page(linked, "child", {}, parts)
    assert not sent.validate()
    assert sent.errors["child_born"]
    assert drawn(sent)


def test_what_was_typed_wrongly_stays_in_the_inputs(linked: Form) -> None:
    sent = page(linked, "child", {}, {"child_born-d": "31", "child_born-m": "11"})
    assert 'value="31"' in drawn(sent)


@pytest.mark.parametrize(("place", "wrong"), [("", "place"), (HERE.commune_code, "detail")])
def test_an_error_of_an_address_stands_at_the_part_that_is_wrong(
    linked: Form, place: str, wrong: str
) -> None:
    sent = page(linked, "applicant", {}, {"applicant_residence-place": place})
    assert not sent.validate()
    html = drawn(sent)
    marked = re.findall(
        r'name="applicant_residence-(\w+)"[^>]*aria-invalid="true"[^>]*applicant_residence-error',
        html,
    )
    assert marked == [wrong]
    assert html.index('id="applicant_residence-error"') > html.index(
        'for="applicant_residence-detail"'
        if wrong == "detail"
        else 'for="applicant_residence-place"'
    )


def test_an_apostrophe_and_a_tag_are_drawn_harmlessly(linked: Form) -> None:
    sent = page(linked, "child", {}, {"child_name": '"><script>alert(1)</script>'})
    assert not sent.validate()
    assert "<script>" not in drawn(sent)


def test_a_name_is_kept_in_nfc_with_its_capitals(linked: Form) -> None:
    typed_name = unicodedata.normalize("NFD", "  lê   THỊ hoa ")
    sent = page(linked, "applicant", {}, {"applicant_name": typed_name})
    assert sent.answers()["applicant_name"] == "lê THỊ hoa"
    assert "applicant_name" in {notice.key for notice in sent.notices()}


def test_a_text_of_ten_thousand_letters_is_refused_and_not_lost(linked: Form) -> None:
    sent = page(linked, "child", {}, {"birth_facility": "a" * 10_000})
    assert not sent.validate()
    assert sent.errors["birth_facility"]
    assert len(sent.answers()["birth_facility"]) == 10_000


def test_a_telephone_is_normalised_and_shown_as_it_was_written(linked: Form) -> None:
    sent = page(linked, "applicant", {}, {"applicant_phone": "+84 912 345 678"})
    found = sent.answers()
    assert found["applicant_phone"] == "0912345678"
    assert found["applicant_phone_raw"] == "+84 912 345 678"
    assert 'value="+84 912 345 678"' in drawn(sent)


def test_an_option_that_was_not_offered_is_refused(linked: Form) -> None:
    sent = page(linked, "child", {}, {"child_sex": "other", "child_ethnicity": "00"})
    assert not sent.validate()
    assert {"child_sex", "child_ethnicity"} <= sent.errors.keys()


def test_a_question_of_the_same_page_appears_when_it_is_needed(
    linked: Form, answers: dict[str, Any]
) -> None:
    before = drawn(page(linked, "household", answers))
    assert 'data-shown-if="results_by" data-shown-in="post" hidden="hidden"' in before
    by_post = {"facility": "x00475", "results_by": "post", "copies": "0"}
    sent = page(linked, "household", answers, {**HOUSEHOLD, **by_post})
    assert not sent.validate()
    assert sent.errors.keys() == {"results_address"}
    assert 'data-shown-if="results_by" data-shown-in="post">' in drawn(sent)


def test_the_name_of_a_head_who_is_a_parent_is_not_wanted(
    linked: Form, answers: dict[str, Any]
) -> None:
    sent = page(
        linked,
        "household",
        answers,
        {**HOUSEHOLD, "facility": "x00475", "copies": "0"},
    )
    assert sent.validate(), sent.errors


def test_the_shortcut_to_an_address_stands_first(linked: Form, answers: dict[str, Any]) -> None:
    html = drawn(page(linked, "parents", answers))
    assert html.index("same:applicant_residence") < html.index('value="00475"')


def test_only_places_of_the_district_are_offered_for_the_household(
    linked: Form, answers: dict[str, Any]
) -> None:
    html = drawn(page(linked, "household", answers))
    assert 'value="00475"' in html
    assert 'value="00376"' not in html


def test_emptying_an_answer_removes_it(linked: Form, answers: dict[str, Any]) -> None:
    answers["applicant_email"] = "a@example.com"
    sent = page(linked, "applicant", answers, {"applicant_email": ""})
    assert "applicant_email" not in sent.answers()


def test_answers_of_other_pages_stay(linked: Form, answers: dict[str, Any]) -> None:
    sent = page(linked, "applicant", answers, {"applicant_name": "Lê Thị Hoa"})
    assert sent.answers()["child_name"] == answers["child_name"]


def test_an_officer_may_correct_what_citizens_are_not_asked(
    linked: Form, answers: dict[str, Any]
) -> None:
    made = section_form(linked, "child", answers, context=HERE, officer=True)
    assert made is not None
    form = made(meta={"csrf": False})
    assert "child_nationality" in form


def test_a_page_has_the_sections_that_continue_it_and_those_alone_that_are_asked(
    linked: Form, answers: dict[str, Any]
) -> None:
    said = page(linked, "parents", answers).parts()
    assert [(part.section.key, part.hidden) for part in said] == [
        ("parents", False), ("mother", False), ("father", False),
    ]  # fmt: skip
    assert [part.taken_from for part in said] == ["", "Người yêu cầu", ""]
    assert [field.name for field in said[1].fields] == ["mother_ethnicity"]
    alone = page(linked, "parents", {**answers, "parents": "mother_only"}).parts()
    assert [part.section.key for part in alone if not part.hidden] == ["parents", "mother"]
    assert section_form(linked, "father", answers, context=HERE) is None
    assert section_form(linked, "nothing", answers, context=HERE) is None


def test_a_question_that_waits_for_another_one_of_its_page_is_shown_until_that_is_answered(
    linked: Form,
) -> None:
    for relation, hidden in (("", False), ("mother", False), ("relative", True)):
        fields = page(linked, "applicant", {"applicant_relation": relation}).shown_fields()
        born = next(field for field in fields if field.name == "applicant_born")
        assert ("hidden" in born.group) is hidden, relation


@pytest.mark.parametrize(
    ("typed_parts", "kept"),
    [
        ({"y": "1990"}, "1990"),
        ({"m": "3", "y": "1990"}, "1990-03"),
        ({"d": "27", "m": "3", "y": "1990"}, "1990-03-27"),
    ],
)
def test_a_birth_may_be_known_by_its_year_or_month(
    linked: Form, typed_parts: dict[str, str], kept: str
) -> None:
    sent = page(
        linked, "parents", {}, {f"father_born-{part}": said for part, said in typed_parts.items()}
    )
    assert sent.answers()["father_born"] == kept
    again = typed(page(linked, "parents", sent.answers()))
    assert {part: again[f"father_born-{part}"] for part in typed_parts} == typed_parts


@pytest.mark.parametrize("parts", [{"d": "3", "y": "1990"}, {"m": "3"}, {"m": "13", "y": "1990"}])
def test_a_day_without_its_month_is_no_month(linked: Form, parts: dict[str, str]) -> None:
    sent = page(
        linked, "parents", {}, {f"father_born-{part}": said for part, said in parts.items()}
    )
    assert not sent.validate()
    assert sent.errors["father_born"]
    assert all(f'value="{said}"' in drawn(sent) for said in parts.values())


NAMES = [
    name
    for question in form_of(LINKED_A).questions
    for name in (
        [f"{question.key}-{part}" for part in "dmy"]
        if question.kind is QuestionKind.DATE
        else [f"{question.key}-place", f"{question.key}-detail"]
        if question.kind is QuestionKind.ADDRESS
        else []
    )
    + [question.key]
]


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(NAMES), st.lists(st.text(max_size=30), min_size=1, max_size=3), max_size=12
    )
)
def test_no_post_breaks_a_page(app: Flask, post: dict[str, list[str]]) -> None:
    form = form_of(LINKED_A)
    with app.test_request_context():
        for section in form.sections:
            made = section_form(form, section.key, {}, context=HERE)
            if made is None:
                continue
            sent = made(formdata=MultiDict(post), meta={"csrf": False})
            sent.validate()
            sent.notices()
            drawn(sent)
