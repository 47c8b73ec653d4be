"""Answers as stated on a printed paper: a result, or the declaration that the applicant signs.

Papers are Vietnamese by law, so the texts are Vietnamese in any locale.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from flask_babel import force_locale

from app.kernel.i18n import vietnamese
from app.procedures.answers.display import printed, short_label
from app.procedures.models.vocabulary import QuestionKind, StandsFor
from app.procedures.rules.form import Answers, Form, Question, Section, Surroundings

DAYS = frozenset({QuestionKind.DATE, QuestionKind.YEAR_OR_DATE})
SIDE_BY_SIDE = ("sex", "ethnicity", "nationality")
"""Parts of a person that share a line while they are shorter than ``SHORT``."""
SHORT = 40


class StatementLine(NamedTuple):
    """One answer with its label; ``strong`` marks the subject."""

    key: str
    label: str
    value: str
    strong: bool = False

    @property
    def is_short(self) -> bool:
        part = self.key.rpartition("_")[2]
        return part in SIDE_BY_SIDE and len(self.label + self.value) < SHORT


class Stated(NamedTuple):
    """The lines of one section, grouped as printed."""

    title: str
    rows: list[list[StatementLine]]


def stated(
    form: Form,
    answers: Answers,
    around: Surroundings,
    feeds: Sequence[str],
    *,
    but: Collection[StandsFor] = (),
    whole: bool = False,
) -> list[Stated]:
    """The answers that feed the paper, by section, as text.

    ``feeds`` are possible keys of the paper, of which the first named by any question counts; where
    none is named, the paper states every visible question. Unanswered questions are left
    out, or empty in a ``whole`` document. ``but`` are answers that are printed elsewhere.
    """
    said = form.completed(answers)
    reached = form.shown_in(said)
    feed = next((word for word in feeds if any(word in q.feeds for q in form.questions)), None)
    left_out = {form.keys[word] for word in but if word in form.keys}

    def lines(section: Section) -> list[StatementLine]:
        wanted = (q for q in section.questions if q.key in reached - left_out)
        found = (_line(form, q, said, around, section) for q in wanted if _belongs(q, feed))
        return [line for line in found if whole or line.value]

    with force_locale("vi"):
        parts = [Stated(each.title, _rows(lines(each))) for each in form.sections]
    return [part for part in parts if part.rows]


def _belongs(question: Question, feed: str | None) -> bool:
    """Where no question names the paper, mere eligibility questions are left out."""
    if feed:
        return feed in question.feeds
    return not question.is_silent and "refuse" not in question.rules


def _line(
    form: Form, question: Question, whole: Answers, around: Surroundings, section: Section
) -> StatementLine:
    value = printed(question, whole.get(question.key), around)
    if question.kind in DAYS:
        value = vietnamese.said_day(value)
        day = vietnamese.day_of(value)
        if day and question.stands_for is StandsFor.EVENT_DAY:
            in_words = vietnamese.in_words(day)
            value = f"{value} ({in_words[:1].lower()}{in_words[1:]})"
    label = short_label(question, section.title)
    return StatementLine(
        question.key, label, value, question.key == form.keys.get(StandsFor.SUBJECT)
    )


def _rows(lines: Sequence[StatementLine]) -> list[list[StatementLine]]:
    found: list[list[StatementLine]] = []
    for line in lines:
        beside = found[-1] if found else []
        if beside and line.is_short and beside[-1].is_short and len(beside) < len(SIDE_BY_SIDE):
            beside.append(line)
        else:
            found.append([line])
    return found
