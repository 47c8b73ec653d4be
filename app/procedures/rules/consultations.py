"""Consultations and visits required by a version, read from its compiled form."""

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from app.kernel.deadlines.deadline import Limit
from app.procedures.models.vocabulary import (
    BookKind,
    LegKind,
    LegWhen,
    LimitScope,
    QuestionKind,
    StandsFor,
)
from app.procedures.rules.form import Answers, Form
from app.procedures.rules.papers_and_fees import legs, limits, results

TWO = 2


def is_linked(form: Form) -> bool:
    """Whether other agencies process the registered result (thủ tục liên thông)."""
    return any(plan.opens is LegWhen.SIGNED for plan in legs(form))


def asks_communes(form: Form) -> bool:
    """Whether other communes have to reply before the result is signed."""
    return any(plan.kind is LegKind.COMMUNE for plan in legs(form))


def places_asked(form: Form, answers: Answers) -> Iterator[tuple[str, str]]:
    """Previous residences: key of the question, and code of the place (NĐ 123 Đ22)."""
    whole = form.completed(answers)
    for question in form.questions:
        said = whole.get(question.key)
        if question.stands_for is StandsFor.OTHER_COMMUNE and isinstance(said, Mapping):
            yield question.key, str(said.get("place", ""))


def is_commune(place: str) -> bool:
    """Whether the place is a commune in this system; others are consulted by letter."""
    return place.isdigit()


def visit_wished(form: Form, answers: Answers) -> tuple[date | None, time | None]:
    """The day and time requested by the citizen, as far as given."""
    day, hour = (form.answer(word, answers) for word in (StandsFor.VISIT_DAY, StandsFor.VISIT_TIME))
    return _read(date, day), _read(time, hour)


def visit_place(form: Form, answers: Answers) -> str:
    """The address of a home visit: the one asked for beside the day, else none."""
    beside = form.by_key.get(form.keys.get(StandsFor.VISIT_DAY, ""))
    for question in form.questions:
        said = answers.get(question.key)
        wanted = beside is not None and question.section == beside.section
        if wanted and question.kind is QuestionKind.ADDRESS and isinstance(said, Mapping):
            return str(said.get("text") or said.get("detail") or "")
    return ""


def the_two(form: Form, answers: Answers) -> tuple[tuple[str, str], ...]:
    """Key and name of the two persons who must appear.

    An applicant on their behalf does not count, nor a child whose birth is registered with it. A
    birth whose other parent is unknown has one (NĐ 123 Đ15).
    """
    whole, out = form.completed(answers), {form.keys.get(StandsFor.APPLICANT)}
    is_birth = any(result.book is BookKind.BIRTH for result in results(form))
    if is_birth:
        out.add(form.keys.get(StandsFor.SUBJECT))
    names = {
        question.key: str(whole[question.key])
        for question in form.questions
        if question.kind is QuestionKind.NAME and not question.is_silent and whole.get(question.key)
    }
    others = [key for key in names if key not in out]
    wanted = others if is_birth or len(others) >= TWO else list(names)
    return tuple((key, names[key]) for key in wanted[:TWO])


def verification(form: Form) -> Limit | None:
    """Extension of the limit by verification (xác minh), where the law provides one."""
    return limits(form).get(LimitScope.VERIFY)


def _read(kind: type[Any], said: Any) -> Any:
    try:
        return kind.fromisoformat(str(said)) if said else None
    except ValueError:
        return None
