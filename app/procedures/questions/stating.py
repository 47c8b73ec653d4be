"""The document as a paper states it: a result, or the declaration that whoever asks signs.

Papers are Vietnamese by law, so their words are Vietnamese whatever language is set around.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from flask_babel import force_locale

from app.kernel import words
from app.procedures.models import Kind, StandsFor
from app.procedures.questions.printing import printed
from app.procedures.rules import Answers, Form, Question, Surroundings

DAYS = frozenset({Kind.DATE, Kind.YEAR_OR_DATE})
OF_WHOM = re.compile(" của (?:ông/bà|tôi)$")
"""What a question says to whoever fills it in, and a paper leaves out."""


class Line(NamedTuple):
    """One answer with its label; ``strong`` is the person it is all about."""

    key: str
    label: str
    value: str
    strong: bool = False


class Stated(NamedTuple):
    """The lines of one section."""

    key: str
    title: str
    lines: list[Line]


def stated(form: Form, answers: Answers, around: Surroundings, *feeds: str) -> list[Stated]:
    """The questions that feed the paper, by section, in words.

    ``feeds`` are what the paper may be called, the first that any question names counts; where
    none is named, the paper states every question that is shown. What was not answered is empty.
    """
    whole, reached = form.completed(answers), form.shown(answers)
    feed = next((word for word in feeds if any(word in q.feeds for q in form.questions)), None)
    with force_locale("vi"):
        found = [
            Stated(
                section.key,
                section.title,
                [
                    _line(form, question, whole, around)
                    for question in section.questions
                    if question.key in reached and _belongs(question, feed)
                ],
            )
            for section in form.sections
        ]
    return [part for part in found if part.lines]


def _belongs(question: Question, feed: str | None) -> bool:
    return feed in question.feeds if feed else not question.is_silent


def _line(form: Form, question: Question, whole: Answers, around: Surroundings) -> Line:
    value = printed(question, whole.get(question.key), around)
    if question.kind in DAYS:
        value = words.said_day(value)
        day = words.day_of(value)
        if day and question.key == form.keys.get(StandsFor.EVENT_DAY):
            said = words.in_words(day)
            value = f"{value} ({said[:1].lower()}{said[1:]})"
    strong = question.key == form.keys.get(StandsFor.SUBJECT)
    return Line(question.key, OF_WHOM.sub("", question.label), value, strong)
