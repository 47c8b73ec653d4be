"""Invalid answers: every rule of a question, broken alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.kernel.text import parsing, safe_regex
from app.procedures.answers.rules import LONGEST, MOST_MONEY, MOST_NUMBER, hours_of
from app.procedures.models.vocabulary import QuestionKind
from app.procedures.rules.form import Form, Question, Surroundings
from harness.stage.factories.form_answers import day_inputs, inputs_of, known_day, years_ago

UNREAD: Mapping[QuestionKind, str] = {
    QuestionKind.NAME: "12345",
    QuestionKind.IDENTITY: "123",
    QuestionKind.PHONE: "123",
    QuestionKind.EMAIL: "khong-co@",
    QuestionKind.DATE: "2016-02-31",
    QuestionKind.YEAR_OR_DATE: "2016-13",
    QuestionKind.TIME: "25:61",
    QuestionKind.NUMBER: "hai",
    QuestionKind.MONEY: "tám nghìn",
    QuestionKind.CHOICE: "khong-co",
    QuestionKind.CHOICES: "khong-co",
    QuestionKind.YES_NO: "khong-co",
    QuestionKind.FACILITY: "khong-co",
}
"""A value that is no answer of the kind, or was never offered."""
ENDLESS = {QuestionKind.NAME, QuestionKind.TEXT, QuestionKind.LONG_TEXT}
NOT_LIKE = ("!?", "Đ" * 30, "-", "x")
"""Texts that a pattern for numbers, codes or words hardly accepts."""


COMPARED = ("before", "not_before", "equal_to", "paper_kind")
"""Rules that compare an answer with another one."""


@dataclass(frozen=True)
class Breakage:
    """One broken rule: the inputs of the question as they are sent."""

    rule: str
    typed: Mapping[str, Any]


def breakages(
    question: Question, form: Form, answers: Mapping[str, Any], around: Surroundings
) -> Iterator[Breakage]:
    """Every way to break the question's kind and rules."""
    if question.required:
        yield Breakage("required", inputs_of(question, None))
    yield from _unread(question, around)
    if question.kind in ENDLESS:
        most = question.rules.get("longest", LONGEST.get(question.kind, parsing.LONGEST_LINE))
        yield Breakage("longest", {question.key: "a" * (most + 1)})
    for rule, wrong in _ruled(question, form, answers, around):
        yield Breakage(rule, inputs_of(question, wrong))


def _unread(question: Question, around: Surroundings) -> Iterator[Breakage]:
    if "free_if" in question.rules:
        return  # a number of any shape may be valid
    key = question.key
    if question.kind is QuestionKind.ADDRESS:
        yield Breakage("offered", {f"{key}-place": "khong-co", f"{key}-detail": "số 1"})
        if not question.rules.get("detail_optional"):
            yield Breakage("detail", {f"{key}-place": around.commune_code, f"{key}-detail": ""})
    elif question.kind in {QuestionKind.DATE, QuestionKind.YEAR_OR_DATE}:
        yield Breakage("read", day_inputs(key, UNREAD[question.kind]))
    elif question.kind in UNREAD:
        yield Breakage("read", {key: UNREAD[question.kind]})


def _ruled(
    question: Question, form: Form, answers: Mapping[str, Any], around: Surroundings
) -> Iterator[tuple[str, Any]]:
    rules = question.rules
    if "pattern" in rules:
        wrong = (text for text in NOT_LIKE if not safe_regex.fits(rules["pattern"], text))
        yield from (("pattern", text) for text in list(wrong)[:1])
    if "equal_to" in rules:
        yield "equal_to", _another(question, answers)
    for refusal in question.refusals:
        yield "refuse", _chosen(question, min(refusal.values))
    if rules.get("same_district"):
        far = next(p for p in around.places if p.district and p.district != around.district_code)
        yield "same_district", {"place": far.code, "detail": "số 1"}
    yield from _out_of_range(question)
    if question.kind in {QuestionKind.DATE, QuestionKind.YEAR_OR_DATE}:
        yield from _days(question, answers, around.day)


def _out_of_range(question: Question) -> Iterator[tuple[str, Any]]:
    rules = question.rules
    if question.kind in {QuestionKind.NUMBER, QuestionKind.MONEY}:
        most = MOST_MONEY if question.kind is QuestionKind.MONEY else MOST_NUMBER
        yield "most", rules.get("most", most) + 1
        if rules.get("least", 0) > 0:
            yield "least", rules["least"] - 1
    if question.kind is QuestionKind.TIME:
        first, last = hours_of(rules)
        if first > "00:00":
            yield "least", "00:00"
        if last < "23:59":
            yield "most", "23:59"


def _days(question: Question, answers: Mapping[str, Any], today: date) -> Iterator[tuple[str, str]]:
    rules, day = question.rules, timedelta(days=1)
    if rules.get("not_future"):
        yield "not_future", (today + day).isoformat()
    if rules.get("not_past"):
        yield "not_past", (today - day).isoformat()
    yield "earliest", f"{int(str(rules.get('earliest', 1900))[:4]) - 1}-06-15"
    if "under_years" in rules:
        yield "under_years", years_ago(today, rules["under_years"]).isoformat()
    if "at_least_years" in rules:
        yield "at_least_years", (years_ago(today, rules["at_least_years"]) + day).isoformat()
    before, after = (known_day(answers.get(rules.get(r, ""))) for r in ("before", "not_before"))
    if before:
        yield (
            "before",
            min(before + day, today).isoformat() if before < today else today.isoformat(),
        )
    if after:
        yield "not_before", after.replace(year=after.year - 1).isoformat()


def _another(question: Question, answers: Mapping[str, Any]) -> Any:
    said = answers[question.key]
    return f"{said[:-1]}{(int(said[-1]) + 1) % 10}" if said[-1:].isdigit() else f"{said} khác"


def _chosen(question: Question, value: str) -> Any:
    if question.kind is QuestionKind.CHOICES:
        return [value]
    if question.kind is QuestionKind.ADDRESS:
        return {"place": value, "detail": "số 1"}
    return value


def follow(question: Question, form: Form) -> frozenset[str]:
    """Questions that depend on another answer here: they may be named too."""
    found = {question.key}
    for other in form.questions:
        leans = {other.rules.get(rule) for rule in COMPARED}
        leans |= {other.shown_if.key if other.shown_if else None}
        for source, when in other.copies:
            leans |= {source, when.key if when else None}
        if leans & found:
            found.add(other.key)
    return frozenset(found)
