"""Each kind of question: accepted spellings, stored value, error messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.kernel.text import safe_regex
from app.procedures.answers.display import printed_answers
from app.procedures.answers.validation import validate_answers
from app.procedures.answers.warnings import notices
from app.procedures.forms import section_form
from app.procedures.models.versions import Question as QuestionRow
from app.procedures.models.versions import Section as SectionRow
from app.procedures.models.versions import Version
from app.procedures.rules.compiler import compiled
from app.procedures.rules.form import Form
from tests.procedures.conftest import HERE

COLOURS = [["red", "Đỏ"], ["green", "Xanh"], ["blue", "Lam"]]
SEXES = {"sexes": [["male", "Nam"], ["female", "Nữ"]]}


@pytest.fixture(autouse=True)
def _words(app: Flask) -> Iterator[None]:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def a_form(*questions: dict[str, Any]) -> Form:
    """A form of one page with these questions."""
    rows = [{"label": row["key"], "rules": {}, **row} for row in questions]
    section = {"key": "page", "title": "Page", "questions": rows}
    return Form.parse({"sections": [section], "lists": SEXES})


def sent(form: Form, **typed: Any) -> Any:
    """The page as a browser posts it."""
    made = section_form(form, "page", {}, context=HERE)
    assert made is not None
    page = made(formdata=MultiDict(typed), meta={"csrf": False})
    page.validate()
    return page


def wrong(form: Form, **answers: Any) -> str:
    """All errors of the answers."""
    found = validate_answers(form, answers, HERE)
    return " ".join(message for messages in found.values() for message in messages)


@pytest.mark.parametrize(
    ("kind", "typed", "kept", "printed"),
    [
        ("time", "8h30", "08:30", "08 giờ 30 phút"),
        ("time", "8:05", "08:05", "08 giờ 05 phút"),
        ("time", "14 giờ 15 phút", "14:15", "14 giờ 15 phút"),
        ("time", "0830", "08:30", "08 giờ 30 phút"),
        ("time", "7h", "07:00", "07 giờ 00 phút"),
        ("money", "8.000", 8000, "8.000 đồng"),
        ("money", "8 000 đ", 8000, "8.000 đồng"),
        ("money", "1,250,000 VND", 1_250_000, "1.250.000 đồng"),
        ("money", "0", 0, "0 đồng"),
        ("phone", "+84 168 123 4567", "01681234567", "01681 234 567"),
        ("phone", "024.3825.1234", "02438251234", "02438 251 234"),
        ("identity", "001190123456", "001190123456", "001190123456"),
    ],
)
def test_an_answer_is_read_as_people_write_it(
    kind: str, typed: str, kept: str | int, printed: str
) -> None:
    form = a_form({"key": "it", "kind": kind})
    page = sent(form, it=typed)
    assert not page.errors
    assert page.answers()["it"] == kept
    assert printed_answers(form, page.answers(), HERE).get("it", "") == printed
    assert f'value="{typed}"' in str(page["it"]())


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("time", "25:00"),
        ("time", "8:75"),
        ("time", "sáng"),
        ("time", "8"),
        ("money", "8.00"),
        ("money", "8,5"),
        ("money", "tám nghìn"),
        ("money", "9" * 13),
        ("money", "-8000"),
    ],
)
def test_what_cannot_be_read_is_named_and_stays_as_it_was_typed(kind: str, typed: str) -> None:
    page = sent(a_form({"key": "it", "kind": kind}), it=typed)
    assert page.errors["it"]
    assert f'value="{typed}"' in str(page["it"]())


def test_several_choices_are_kept_once_each_and_printed_in_their_order() -> None:
    form = a_form({"key": "it", "kind": "choices", "choices": COLOURS})
    page = sent(form, it=["", "blue", "red", "blue"])
    assert not page.errors
    assert page.answers()["it"] == ["blue", "red"]
    assert printed_answers(form, page.answers(), HERE)["it"] == "Đỏ; Lam"
    drawn = str(page["it"]())
    assert drawn.count('type="checkbox"') == 3
    assert drawn.count(" checked") == 2


def test_boxes_that_nobody_ticked_are_empty_and_boxes_that_were_not_shown_stay() -> None:
    form = a_form({"key": "it", "kind": "choices", "choices": COLOURS})
    made = section_form(form, "page", {"it": ["red"]}, context=HERE)
    assert made is not None
    emptied = made(formdata=MultiDict({"it": ""}), meta={"csrf": False})
    unseen = made(formdata=MultiDict({"other": "1"}), meta={"csrf": False})
    assert "it" not in emptied.answers()
    assert unseen.answers()["it"] == ["red"]


def test_a_choice_that_was_not_offered_is_named() -> None:
    page = sent(a_form({"key": "it", "kind": "choices", "choices": COLOURS}), it=["", "black"])
    assert page.errors["it"]


def test_a_question_is_shown_when_any_of_several_choices_asks_for_it() -> None:
    form = a_form(
        {"key": "it", "kind": "choices", "choices": COLOURS},
        {"key": "why", "kind": "text", "shown_if": {"key": "it", "in": ["blue"]}},
    )
    assert "why" in form.shown_in(form.completed({"it": ["red", "blue"]}))
    assert "why" not in form.shown_in(form.completed({"it": ["red", "green"]}))


@pytest.mark.parametrize(
    ("kind", "rules", "bad", "good"),
    [
        ("text", {"pattern": r"\d+/\d{4}", "pattern_message": "Số/năm"}, "12-2016", "12/2016"),
        ("number", {"least": 2, "most": 5}, 6, 5),
        ("money", {"most": 8000}, 8001, 8000),
        ("time", {"least": "08:00", "most": "16:30"}, "17:00", "16:30"),
        ("time", {"most": 16}, "16:01", "16:00"),
        ("date", {"earliest": "2016-11-10"}, "2016-11-09", "2016-11-10"),
        ("date", {"not_past": True}, "2016-11-20", "2016-11-21"),
        ("date", {"not_future": True}, "2016-11-22", "2016-11-21"),
        ("year_or_date", {"at_least_years": 18}, "1998-12", "1998-11"),
        ("year_or_date", {"under_years": 16}, "2000", "2001"),
        ("date", {"at_least_years": 20, "years_message": "Nam"}, "1996-11-22", "1996-11-21"),
        ("yes_no", {"refuse": {"in": ["yes"], "message": "Nộp tại huyện"}}, "yes", "no"),
        ("address", {"refuse": {"in": ["p26"], "message": "Nộp tại tỉnh"}},
         {"place": "p26", "detail": "xã A"}, {"place": "00475", "detail": "thôn 1"}),
    ],
)  # fmt: skip
def test_a_rule_refuses_what_it_forbids_in_its_own_words(
    kind: str, rules: dict[str, Any], bad: Any, good: Any
) -> None:
    form = a_form({"key": "it", "kind": kind, "rules": rules})
    said = wrong(form, it=bad)
    own = rules.get("pattern_message") or rules.get("years_message")
    assert said
    assert (own or rules.get("refuse", {}).get("message", "")) in said
    assert not wrong(form, it=good)


def test_an_answer_that_must_equal_another_names_the_other() -> None:
    form = a_form(
        {"key": "one", "kind": "phone", "label": "Số điện thoại"},
        {"key": "two", "kind": "phone", "rules": {"equal_to": "one"}},
    )
    assert "Số điện thoại" in wrong(form, one="0912345678", two="0912345679")
    assert not wrong(form, one="+84 912345678", two="0912345678")


@pytest.mark.parametrize(
    ("rule", "value", "is_wrong"),
    [
        ("before", "1990-05-02", True),
        ("before", "1990", True),
        ("before", "1990-04", False),
        ("before", "1990-05-01", True),
        ("not_before", "1990-04-30", True),
        ("not_before", "1990-05", False),
    ],
)
def test_a_day_is_compared_with_another_as_far_as_both_are_known(
    rule: str, value: str, is_wrong: bool
) -> None:
    form = a_form(
        {"key": "one", "kind": "year_or_date", "label": "Ngày chết"},
        {"key": "two", "kind": "year_or_date", "rules": {rule: "one"}},
    )
    said = wrong(form, one="1990-05-01", two=value)
    assert ("Ngày chết" in said) is is_wrong


@pytest.mark.parametrize(
    ("number", "odd"),
    [
        ("001190123456", False),
        ("003190123456", True),
        ("001390123456", True),
        ("001090123456", True),
        ("001191123456", True),
        ("101190123456", False),
        ("012345678", False),
    ],
)
def test_a_number_of_twelve_figures_is_held_against_what_it_says(number: str, odd: bool) -> None:
    form = a_form(
        {"key": "born", "kind": "year_or_date"},
        {"key": "sex", "kind": "choice", "choices": "sexes"},
        {"key": "it", "kind": "identity", "rules": {"born": "born", "sex": "sex"}},
    )
    answers = {"born": "1990-03", "sex": "female", "it": number}
    assert bool(notices(form, answers, HERE)) is odd
    assert not wrong(form, **answers)


def test_a_person_is_asked_as_questions_of_their_own() -> None:
    block = QuestionRow(
        key="bride",
        kind="person",
        label="Bên nữ",
        required=True,
        asked=True,
        rules={"parts": ["name", "born", "id", "sex"], "optional": ["id"], "sex": "female",
               "at_least_years": 18},
        choices=[],
        copied=[],
        feeds=["result"],
        stands_for="subject",
    )  # fmt: skip
    version = Version(policy="restart", visit="office", signer="head", basis="", about="")
    version.sections = [SectionRow(key="page", title="Page", intro="", questions=[block])]
    form = Form.parse(compiled(version, SEXES))
    asked = {question.key: question for question in form.questions}
    assert list(asked) == ["bride_name", "bride_born", "bride_sex", "bride_id"]
    assert asked["bride_name"].label == "Họ, chữ đệm, tên của bên nữ"
    assert asked["bride_name"].stands_for == "subject"
    assert asked["bride_born"].stands_for == "subject_born"
    assert not asked["bride_sex"].asked
    assert not asked["bride_id"].required
    assert "18" in wrong(form, bride_name="Lê Thị Hoa", bride_born="1999")


@pytest.mark.parametrize("bad", ["(", "(a+)+$", "(a|a)*b", ".*.*.*.*x", "(.)\\1", "a" * 201])
def test_a_pattern_that_keeps_the_server_busy_is_not_published(bad: Any) -> None:
    with pytest.raises(safe_regex.BadPattern):
        a_form({"key": "it", "kind": "text", "rules": {"pattern": bad}})
