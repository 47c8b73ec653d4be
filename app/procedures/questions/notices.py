"""What deserves a second look but is no fault: papers of real people break every pattern."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from app.kernel import writing
from app.procedures.models import Kind, StandsFor
from app.procedures.rules import Answers, Form, Question, Surroundings, is_late, on_time_days

YOUNGEST_PARENT = 14
OLDEST_PARENT = 80


@dataclass(frozen=True)
class Notice:
    """A sentence at a question: the person may go on without changing anything."""

    key: str
    message: str


def notices(form: Form, answers: Answers, around: Surroundings) -> tuple[Notice, ...]:
    """Everything worth a second look in the whole document."""
    whole = form.completed(answers)
    return tuple(
        notice
        for question in form.questions
        if question.key in whole and not question.is_copied(whole)
        for notice in _of(form, question, whole, around)
    )


def _of(form: Form, question: Question, whole: Answers, around: Surroundings) -> Iterator[Notice]:
    value = str(whole[question.key])
    if question.key == form.keys.get(StandsFor.EVENT_DAY) and is_late(form, whole, around.day):
        yield Notice(question.key, late_sentence(form))
    if question.kind is Kind.NAME and not writing.has_usual_capitals(value):
        yield Notice(question.key, _("Names usually have a capital at each word. Is it right?"))
    if question.kind is Kind.IDENTITY and _contradicts(question, value, whole):
        yield Notice(
            question.key,
            _("The number does not fit the year of birth or the sex. Compare it with the paper."),
        )
    if "parent_of" in question.rules and _odd_age(value, str(whole.get("child_born", ""))):
        yield Notice(
            question.key,
            _("The age of the parent at the birth of the child is unusual. Is the year right?"),
        )


def late_sentence(form: Form) -> str:
    """The note on late registration (đăng ký quá hạn)."""
    return _(
        "More than %(days)s days have gone by: this is registered late, and a fee is due unless"
        " you are exempt.",
        days=on_time_days(form),
    )


def _contradicts(question: Question, number: str, whole: Answers) -> bool:
    """A number of 12 figures says century, sex and year of birth (NĐ 137/2015 Đ.13)."""
    if len(number) != 12 or not number.isdigit():
        return False
    born = str(whole.get(question.rules.get("born", ""), ""))
    century, odd = divmod(int(number[3]), 2)
    if born and (born[:2], born[2:4]) != (str(19 + century), number[4:6]):
        return True
    sex = question.rules.get("sex")
    return sex is not None and (sex == "female") != bool(odd)


def _odd_age(parent: str, child: str) -> bool:
    if not (parent[:4].isdigit() and child[:4].isdigit()):
        return False
    return not YOUNGEST_PARENT <= int(child[:4]) - int(parent[:4]) <= OLDEST_PARENT
