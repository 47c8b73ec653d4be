"""The catalogue: each procedure can be filled in, and its references are valid."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from app.procedures import catalogue
from app.procedures.answers.validation import validate_answers
from app.procedures.models.vocabulary import BookKind, Must
from app.procedures.rules.form import Form
from app.procedures.rules.papers_and_fees import (
    amount_of,
    fees,
    fees_for,
    legs,
    papers,
    papers_for,
    results,
)
from harness.stage.databases import ROOT
from harness.stage.factories.form_answers import good_answers
from tests.procedures.conftest import HERE, form_of


@pytest.fixture(autouse=True)
def _words(app: Flask) -> Iterator[None]:
    with app.test_request_context(headers={"Accept-Language": "vi"}):
        yield


def said(node: Any) -> Iterator[str]:
    """Every text of a compiled form that users read."""
    if isinstance(node, dict):
        for key, value in node.items():
            if isinstance(value, str) and key in READ:
                yield value
            elif key == "choices" and not isinstance(value, str):
                yield from (label for _value, label in value)
            elif key != "lists":
                yield from said(value)
    elif isinstance(node, list):
        for each in node:
            yield from said(each)


READ = frozenset(
    {"label", "hint", "missing", "name", "title", "intro", "about", "basis", "message"}
    | {"years_message", "before_message"}
)


def what_is_asked(form: Form) -> dict[str, set[str]]:
    return {q.key: {value for value, _label in q.choices} for q in form.questions}


@pytest.mark.parametrize("code", catalogue.CODES)
def test_a_procedure_can_be_filled_in_and_refers_to_what_it_has(code: str) -> None:
    form = form_of(code)
    asked, kinds = what_is_asked(form), {paper.key for paper in papers(form)}
    given = {result.key for result in results(form)}

    for paper in papers(form):
        when = paper.needed_if
        assert when is None or when.values <= asked[when.key], paper.key
        assert not paper.substitute_of or paper.substitute_of in kinds
    for leg in legs(form):
        assert set(leg.papers) <= kinds | given
    for question in form.questions:
        others = [question.rules.get(rule) for rule in ("before", "not_before", "equal_to")]
        assert {key for key in others if key} <= asked.keys()
        refused = {value for refusal in question.refusals for value in refusal.values}
        assert refused < asked[question.key] | {""}, question.key
    assert {word.value for word in form.keys} >= {"subject", "applicant", "applicant_phone"}
    assert all(result.book in BookKind for result in results(form))
    wanted = [question.missing for question in form.questions if question.missing]
    assert len(wanted) == len(set(wanted)), "each missing answer is told in words of its own"
    for words in said(form.compiled):
        assert not re.search(r"[{}]| {2}", words), words
        assert len(words) < 16 or not words.isascii(), words

    answers = good_answers(form, HERE)

    assert validate_answers(form, answers, HERE) == {}
    assert form.answer(next(iter(k for k in form.keys if k == "subject")), answers)
    assert any(paper.must is not Must.MADE for paper in papers_for(form, answers))


def test_no_file_says_the_same_key_twice() -> None:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _value in pairs]
        assert len(keys) == len(set(keys)), pairs
        return dict(pairs)

    for file in (ROOT / "app" / "procedures" / "catalogue").rglob("*.json"):
        json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=once)


ELSEWHERE = [
    ("1.000656", "foreign_element", "yes", "Phòng Tư pháp"),
    ("1.000656", "death_where", "elsewhere", "nơi cư trú cuối cùng"),
    ("1.000894", "foreign_element", "yes", "Phòng Tư pháp"),
    ("1.000894", "marriage_where", "no", "nơi cư trú của một trong hai bên"),
    ("1.000894", "marriage_barred", "yes", "không cho kết hôn"),
    ("1.000894", "bride_born", "1998-11-22", "chưa đủ 18 tuổi"),
    ("1.000894", "groom_born", "1996-11-22", "chưa đủ 20 tuổi"),
    ("1.004746", "registered_when", "since_2016", "trước ngày 01/01/2016"),
    ("1.004746", "books_lost", "kept", "bản sao trích lục"),
    ("1.004746", "both_alive", "no", "còn sống"),
    ("1.004884", "registered_when", "since_2016", "trước ngày 01/01/2016"),
    ("1.004884", "person_alive", "no", "còn sống"),
    ("1.004772", "born_before_2016", "since_2016", "đăng ký khai sinh"),
    ("1.004772", "registered_when", "before_2016", "đăng ký lại khai sinh"),
    ("1.004772", "own_papers", "no", "tự nộp cho mình"),
    ("1.004772", "resides_here", "no", "nơi cư trú"),
    ("1.001193", "parents_where", "no", "nơi cư trú của cha hoặc mẹ"),
    ("1.001193", "parents_where", "foreign", "Phòng Tư pháp"),
    ("2.000986", "parents_where", "foreign", "Phòng Tư pháp"),
    ("2.000986", "parents", "unmarried", "cha nhận con"),
    ("2.001023", "birth_proof", "abandoned", "bị bỏ rơi"),
    ("1.004859", "parents_agree", "no", "cha, mẹ đồng ý"),
    ("1.004873", "status_where", "elsewhere", "nơi thường trú"),
    ("1.004837", "guardianship_where", "no", "người giám hộ"),
    ("1.004845", "guardianship_registered", "elsewhere", "nơi đã đăng ký giám hộ"),
    ("1.001022", "dispute", "yes", "Tòa án"),
    ("1.001193.1", "posted", "waiting", "7 ngày liên tục"),
    ("1.001193.1", "found_where", "elsewhere", "nơi lập biên bản"),
    ("1.001193.2", "parents", "married", "đăng ký khai sinh"),
    ("1.001193.2", "parents_where", "no", "nơi trẻ đang cư trú"),
    ("1.000689", "parents", "married", "đăng ký khai sinh"),
    ("1.003583", "home_reason", "able", "đến xã"),
    ("1.004859", "person_born", "2002-11-21", "Phòng Tư pháp"),
    ("1.004859", "change_kind", "ethnicity", "Phòng Tư pháp"),
    ("2.000635", "book_where", "elsewhere", "Phòng Tư pháp"),
    ("2.000908", "source_holder", "elsewhere", "đang giữ sổ gốc"),
    ("2.000815", "document_issuer", "abroad", "Phòng Tư pháp"),
]


@pytest.mark.parametrize(("code", "key", "answer", "words"), ELSEWHERE)
def test_who_must_go_elsewhere_is_told_at_the_question_where_to(
    code: str, key: str, answer: str, words: str
) -> None:
    form = form_of(code)
    only = frozenset({key})

    shown: dict[str, Any] = {"change_kind": "change"} if key == "parents_agree" else {}
    answers = good_answers(form, HERE, **shown) | {key: answer}
    found = validate_answers(form, answers, HERE, only=only)

    assert words in " ".join(found[key])


def test_the_day_of_the_birthday_is_old_enough() -> None:
    form = form_of("1.000894")
    answers = good_answers(form, HERE, bride_born="1998-11-21", groom_born="1996-11-21")
    assert validate_answers(form, answers, HERE) == {}


def test_the_law_exempts_from_registering_but_not_from_copies() -> None:
    """Luật Hộ tịch Đ.11: the poor register late deaths free, and pay for copies like everybody."""
    form = form_of("1.000656")
    late = good_answers(form, HERE, death_day="2016-10-01", deceased_born="1950", copies=2)

    def owed(group: str) -> dict[str, int]:
        answers = late | {"fee_exemption": group}
        return {fee.key: amount_of(fee, form, answers) for fee in fees_for(form, answers, HERE.day)}

    assert owed("none") == {"late_death": 8_000, "extract_2016": 16_000}
    assert owed("poor") == {"extract_2016": 16_000}


@pytest.mark.parametrize(
    ("pages", "copies", "amount"),
    [(1, 3, 6_000), (2, 1, 4_000), (5, 2, 14_000), (200, 1, 200_000), (200, 2, 400_000)],
)
def test_each_certified_copy_is_dearer_on_its_first_two_pages(
    pages: int, copies: int, amount: int
) -> None:
    form = form_of("2.000815")
    answers = good_answers(form, HERE, pages=pages, copies=copies)
    (fee,) = fees_for(form, answers, HERE.day)
    assert amount_of(fee, form, answers) == amount


def test_the_sum_of_money_changes_with_the_year() -> None:
    """From 2017 the circulars of the ministry hold in place of the old ceilings."""
    for code in catalogue.CODES:
        for fee in fees(form_of(code)):
            assert fee.basis
            assert fee.valid_from is None or fee.valid_from.isoformat() == "2017-01-01"
    assert "281/2016" in json.dumps(form_of("2.000635").compiled["fees"])
