"""Warnings that do not block: papers of real people break every pattern."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from app.kernel.text import identity_numbers, parsing, phone_numbers
from app.kernel.text.identity_numbers import IdentityFacts
from app.procedures.models.vocabulary import QuestionKind, StandsFor
from app.procedures.rules.form import Answers, Form, Question, Surroundings
from app.procedures.rules.late_registration import is_late, on_time_days

YOUNGEST_PARENT = 14
OLDEST_PARENT = 80


@dataclass(frozen=True)
class Notice:
    """A warning at a question: the user may continue without changing anything."""

    key: str
    message: str
    is_doubt: bool = True
    """Whether something may be written wrongly, so that it is shown before the next page opens."""


def notices(form: Form, answers: Answers, around: Surroundings) -> tuple[Notice, ...]:
    whole = form.completed(answers)
    return tuple(
        notice
        for question in form.questions
        if question.key in whole and not question.is_copied(whole)
        for notice in _of(form, question, whole, around)
    )


def foreign_names(form: Form, answers: Answers) -> dict[str, str]:
    """Names with letters or signs that Vietnamese names do not have, by key, with their question.

    To be compared with the passport; those of an ethnic minority with their papers.
    """
    whole = form.completed(answers)
    shown = form.shown_in(whole)
    return {
        question.key: f"{question.label}: {whole[question.key]}"
        for question in form.questions
        if question.kind is QuestionKind.NAME
        and question.key in shown
        and question.key in whole
        and not question.is_copied(whole)
        and not parsing.is_vietnamese_name(str(whole[question.key]))
    }


def _of(form: Form, question: Question, whole: Answers, around: Surroundings) -> Iterator[Notice]:
    value = str(whole[question.key])
    if question.key == form.keys.get(StandsFor.EVENT_DAY) and is_late(form, whole, around.day):
        yield Notice(question.key, late_sentence(form), is_doubt=False)
    if question.kind is QuestionKind.NAME and not parsing.has_usual_capitals(value):
        yield Notice(question.key, _("Names usually have a capital at each word. Is it right?"))
    elif question.kind is QuestionKind.NAME and parsing.lacks_marks(value):
        yield Notice(
            question.key, _("The name has no diacritics. Write it as the documents have it.")
        )
    if question.kind is QuestionKind.PHONE and not phone_numbers.is_of_a_plan(value):
        yield Notice(question.key, _("Few telephone numbers begin like this. Look at it again."))
    if question.kind is QuestionKind.IDENTITY:
        yield from _number(question, identity_numbers.decode_number(value), whole, around)
    if "parent_of" in question.rules:
        child = whole.get(f"{question.rules['parent_of']}_born", "")
        yield from _parent(question, value, str(child))


def late_sentence(form: Form) -> str:
    """The note on late registration (đăng ký quá hạn)."""
    return _(
        "More than %(days)s days have gone by: this is registered late, and a fee is due unless"
        " you are exempt.",
        days=on_time_days(form),
    )


def _number(
    question: Question, told: IdentityFacts | None, whole: Answers, around: Surroundings
) -> Iterator[Notice]:
    """Contradictions between an identity number and other answers, or within the number."""
    if told is None:
        return
    if not told.has_place or told.year > around.day.year:
        yield Notice(
            question.key, _("No document has such a number. Compare each digit with the document.")
        )
    elif _contradicts(question, told, whole):
        yield Notice(
            question.key,
            _(
                "The number does not fit the year of birth or the sex. Compare it with "
                "the document."
            ),
        )


def _contradicts(question: Question, told: IdentityFacts, whole: Answers) -> bool:
    """``born`` names a question; ``sex`` is the sex itself, or the question that asks it."""
    born = str(whole.get(question.rules.get("born", ""), ""))
    if born and born[:4] != str(told.year):
        return True
    sex = question.rules.get("sex", "")
    said = whole.get(sex, sex)
    return said in {"male", "female"} and (said == "female") != told.female


def _parent(question: Question, born: str, child: str) -> Iterator[Notice]:
    if not (born[:4].isdigit() and child[:4].isdigit()):
        return
    if not YOUNGEST_PARENT <= int(child[:4]) - int(born[:4]) <= OLDEST_PARENT:
        yield Notice(
            question.key,
            _("The age of the parent at the birth of the child is unusual. Is the year right?"),
        )
