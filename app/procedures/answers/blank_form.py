"""The form of a version on paper: every question with room to write, in the order of the pages."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.procedures.answers.display import short_label
from app.procedures.models.vocabulary import QuestionKind
from app.procedures.rules.form import Form, Question

MOST_BOXES = 8
"""Choices that stand on the paper as boxes to tick; longer lists are written in."""
TALL = frozenset({QuestionKind.ADDRESS, QuestionKind.LONG_TEXT})


@dataclass(frozen=True)
class BlankField:
    """One question on paper: boxes to tick, or lines to write on."""

    label: str
    hint: str
    boxes: tuple[str, ...]
    lines: int
    is_day: bool
    condition: str
    """When it is to be filled in; empty: always."""


@dataclass(frozen=True)
class BlankSection:
    """The fields below one heading."""

    title: str
    fields: tuple[BlankField, ...]


def blank_form(form: Form) -> tuple[BlankSection, ...]:
    """The sections that a citizen fills in by hand."""
    found = (
        BlankSection(section.title, tuple(_fields(form, section.questions, section.title)))
        for section in form.sections
    )
    return tuple(section for section in found if section.fields)


def _fields(form: Form, questions: tuple[Question, ...], title: str) -> Iterator[BlankField]:
    for question in questions:
        if not question.asked or question.is_silent:
            continue
        many = len(question.choices) > MOST_BOXES
        yes_no = ("Có", "Không") if question.kind is QuestionKind.YES_NO else ()
        boxes = tuple(label for _value, label in question.choices)
        yield BlankField(
            label=short_label(question, title),
            hint=question.hint,
            boxes=() if many else boxes or yes_no,
            lines=2 if question.kind in TALL else 1,
            is_day=question.kind is QuestionKind.DATE,
            condition=_condition(form, question),
        )


def _condition(form: Form, question: Question) -> str:
    """“Quan hệ: mẹ, cha”: the answers after which this question is asked."""
    when = question.shown_if
    other = form.by_key.get(when.key) if when else None
    if when is None or other is None or other.is_silent:
        return ""
    named = [label for value, label in other.choices if value in when.values]
    said = named or ["có" if "yes" in when.values else "không"]
    return f"{other.label.rstrip('?')}: {', '.join(said)}"
