"""Validation of a document's answers, question by question."""

from typing import Any

from flask_babel import gettext as _

from app.kernel.errors import DomainError
from app.kernel.text import parsing
from app.procedures.answers.normalisation import keep, kept_or_typed, spelt
from app.procedures.answers.rules import Given, found_by
from app.procedures.models.vocabulary import QuestionKind
from app.procedures.rules.form import Answers, Form, Question, QuestionCondition, Surroundings

EMPTY: tuple[Any, ...] = (None, "", {}, [])


def faults(
    form: Form, question: Question, value: Any, *, answers: Answers, around: Surroundings
) -> list[str]:
    """All faults of one answer; ``answers`` is the whole document so far."""
    if value in EMPTY:
        return [_missing(question)] if question.required else []
    try:
        kept = value if _is_free(question, value, answers) else keep(question, value)
    except DomainError as error:
        return [str(error)]
    if kept in EMPTY:
        return [_missing(question)] if question.required else []
    return found_by(Given(form, question, kept, answers, around))


def validate_answers(
    form: Form, answers: Answers, around: Surroundings, *, only: frozenset[str] | None = None
) -> dict[str, list[str]]:
    """Faults of the whole document by question key; empty when it can be submitted.

    Hidden questions and copied answers are skipped: faults of a copied answer are
    reported at its source.
    """
    whole = form.completed(answers)
    found: dict[str, list[str]] = {}
    shown = form.shown_in(whole)
    for question in form.questions:
        if question.key not in shown or question.is_copied(whole):
            continue
        if only is not None and question.key not in only:
            continue
        value = whole.get(question.key)
        wrong = faults(form, question, value, answers=whole, around=around)
        if wrong:
            found[question.key] = wrong
    return found


def clean_answers(form: Form, answers: Answers, around: Surroundings) -> dict[str, Any]:
    """The document for storage: normalised, without hidden or unknown answers, addresses with text.

    Invalid input stays raw, to be reported by ``validate_answers``.
    """
    clean: dict[str, Any] = {}
    for key, value in answers.items():
        question = form.by_key.get(key)
        if question is not None:
            clean[key] = spelt(kept_or_typed(question, value), around)
        elif _is_raw_phone(form, key) and isinstance(value, str):
            clean[key] = parsing.line(value)[: parsing.LONGEST_LINE]
    return form.completed(clean)


def _is_free(question: Question, value: Any, answers: Answers) -> bool:
    """Whether any format is allowed for the number (army and police cards)."""
    condition = QuestionCondition.read(question.rules.get("free_if"))
    return condition is not None and condition.holds(answers) and isinstance(value, str)


def _is_raw_phone(form: Form, key: str) -> bool:
    question = form.by_key.get(key.removesuffix("_raw"))
    return key.endswith("_raw") and question is not None and question.kind is QuestionKind.PHONE


def _missing(question: Question) -> str:
    return question.missing or _("Answer this: %(label)s.", label=question.label)
