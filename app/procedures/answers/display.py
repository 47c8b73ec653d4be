"""Display of answers: for the check page, the desk and printed papers."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from flask_babel import gettext as _

from app.kernel.i18n import vietnamese
from app.kernel.text import parsing, phone_numbers
from app.procedures.models.vocabulary import QuestionKind
from app.procedures.rules.form import Answers, Form, Question, Surroundings


@dataclass(frozen=True)
class SummaryRow:
    """One line of the summary; ``section`` is the page on which it can be changed.

    Of a ``hidden`` answer the value shows the end only.
    """

    key: str
    label: str
    value: str
    section: str
    kind: QuestionKind
    copied: bool = False
    hidden: bool = False


class SummarySection(NamedTuple):
    """The rows of one section; its key determines the address of its page."""

    key: str
    title: str
    rows: list[SummaryRow]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Label and value of each row, as the summary list component expects."""
        return [(row.label, row.value) for row in self.rows]


OF_YOU = re.compile(" của (?:ông/bà|tôi)$")
"""A suffix of questions that addresses the citizen, omitted on paper and for officers."""


IN_THIS_CITY = ", thành phố Hà Nội"


def short_label(question: Question, heading: str) -> str:
    """What a paper or an officer reads instead of the question that a citizen is asked.

    Without words that repeat the subject of the heading.
    """
    if question.rules.get("printed"):
        return str(question.rules["printed"])
    asked = OF_YOU.sub("", question.label)
    label, of, whom = asked.rpartition(" của ")
    return label if of and heading.lower().startswith(whom.lower()) else asked


def printed(question: Question, value: Any, around: Surroundings) -> str:
    """One answer as text; empty for an empty answer."""
    if value in (None, "", {}, []):
        return ""
    if question.kind is QuestionKind.ADDRESS:
        return _address(value, around)
    if question.kind in _SPOKEN:
        return _SPOKEN[question.kind](value)
    said = str(value)
    match question.kind:
        case QuestionKind.CHOICES:
            return "; ".join(question.label_of(each) for each in _in_order(question, value))
        case QuestionKind.CHOICE:
            return question.label_of(said)
        case QuestionKind.YES_NO:
            return _("Yes") if said == "yes" else _("No")
        case QuestionKind.FACILITY:
            return dict(around.facilities).get(said, said)
    return said


def _in_order(question: Question, chosen: Any) -> list[str]:
    order = [value for value, _label in question.choices]
    known = chosen if isinstance(chosen, list) else [chosen]
    return sorted(map(str, known), key=lambda v: order.index(v) if v in order else len(order))


def _time(value: Any) -> str:
    hour, _colon, minute = str(value).partition(":")
    return _("%(hour)s:%(minute)s", hour=hour, minute=minute) if minute else hour


_SPOKEN: Mapping[QuestionKind, Callable[[Any], str]] = {
    QuestionKind.DATE: lambda value: parsing.spoken_day(str(value)),
    QuestionKind.YEAR_OR_DATE: lambda value: parsing.spoken_day(str(value)),
    QuestionKind.PHONE: lambda value: parsing.spoken_telephone(str(value)),
    QuestionKind.TIME: _time,
    QuestionKind.MONEY: lambda value: (
        vietnamese.money(value) if isinstance(value, int) else str(value)
    ),
}


def printed_answers(form: Form, answers: Answers, around: Surroundings) -> dict[str, str]:
    """Every answer as text, by key: input of the printed declarations."""
    whole = form.completed(answers)
    return {q.key: printed(q, whole[q.key], around) for q in form.questions if q.key in whole}


def answers_summary(
    form: Form,
    answers: Answers,
    around: Surroundings,
    *,
    own: bool = False,
    masked: bool = False,
    calls: bool = True,
) -> list[SummarySection]:
    """The document by section, for the summary list.

    An unanswered question has an empty value; the template marks it. ``own``, for the person who
    has just answered, has short labels and the rows worth reading again. ``masked``,
    for officers, has short labels and hides all but the end of identity numbers; users who do not
    phone citizens (``calls`` is False) do not see phone numbers either.
    """
    hides = {kind for kind in (QuestionKind.PHONE,) if masked and not calls}
    whole = form.completed(answers)
    shown = {key for key in form.shown_in(whole) if not form.by_key[key].is_silent}

    def row(question: Question, heading: str) -> SummaryRow:
        hidden = question.kind in hides or (masked and question.is_guarded)
        found = _row(question, whole, around, hidden=hidden)
        short = masked or own
        return _shortened(found, short_label(question, heading), heading) if short else found

    parts = (
        (section, [row(q, section.title) for q in section.questions if q.key in shown])
        for section in form.sections
    )
    return [
        SummarySection(section.key, section.title, stated)
        for section, rows in parts
        if (stated := [each for each in rows if not own or _is_read_again(form, each)])
    ]


def _is_read_again(form: Form, row: SummaryRow) -> bool:
    """Whether the row tells anything: no copy, not left out, not none, not the only answer."""
    question = form.by_key[row.key]
    refused = frozenset().union(*(refusal.values for refusal in question.refusals))
    taken = [value for value, _label in question.choices if value not in refused]
    empty = not (row.value or question.required)
    none = question.kind is QuestionKind.NUMBER and row.value == "0"
    return not (row.copied or empty or none or len(taken) == 1)


def _shortened(row: SummaryRow, label: str, heading: str) -> SummaryRow:
    """The row as an officer reads it, who knows the city and has the heading before them."""
    short, of, whom = label.rpartition(" của ")
    value = row.value
    if row.kind is QuestionKind.ADDRESS:
        value = value.removesuffix(IN_THIS_CITY)
    return replace(row, label=short if of and whom in heading.lower() else label, value=value)


def _row(question: Question, whole: Answers, around: Surroundings, *, hidden: bool) -> SummaryRow:
    answer = whole.get(question.key)
    hidden = hidden and bool(answer)
    return SummaryRow(
        key=question.key,
        label=question.label,
        value=phone_numbers.masked(str(answer)) if hidden else printed(question, answer, around),
        section=question.section,
        kind=question.kind,
        copied=question.is_copied(whole) or not question.asked,
        hidden=hidden,
    )


def _address(value: Any, around: Surroundings) -> str:
    if not isinstance(value, dict):
        return str(value)
    if value.get("text"):
        return str(value["text"])
    place = around.place_by_code.get(str(value.get("place", "")))
    parts = (value.get("detail", ""), place.full if place else "")
    return ", ".join(part for part in parts if part)
