"""The people of a declaration whom the population database can be asked about.

Each is known by the question for a number of identity; the questions beside it, of the same block,
are what the database may know as well. Whose block is only a copy of another one (the mother who
asks herself) is one person, not two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from app.procedures.models import QuestionKind
from app.procedures.rules import Answers, Form, Question
from app.procedures.rules.person_blocks import PARTS
from app.residents.models import Purpose

APPLICANT, HOUSEHOLD = "applicant", "household"
FACTS = tuple(part for part in PARTS if part != "id")
HOUSEHOLD_FACTS: Mapping[str, str] = {
    "household_book": "household_book",
    "household_address": "household_address",
    "head_name": "household_head",
}
"""What the database tells of a household, and the question of the declaration that asks for it."""
HEADS = ("father", "mother")
"""Whose number leads to the household: the head's, if it is one of them, else either's."""
PERSONAL_NUMBER = re.compile(r"[0-9]{9}|[0-9]{12}")
LONGEST_KEY = 40


@dataclass(frozen=True)
class DeclaredPerson:
    """Somebody of the declaration, or the household that a child joins."""

    key: str
    label: str
    number: str
    """As declared; empty where none is."""
    parts: Mapping[str, str]
    """What the database may know, and the key of the question that the declaration has for it."""
    keys: frozenset[str]
    """Every block that stands for this person."""
    question: str = ""
    """The key of the question for the number; a household has none."""

    def is_meant_by(self, key: str) -> bool:
        """Whether a row of the log with this key is about the person: of a block or its number."""
        return _block(key) in self.keys

    @property
    def purpose(self) -> Purpose:
        """What one usually asks for."""
        return Purpose.HOUSEHOLD if self.key == HOUSEHOLD else Purpose.PERSON

    @property
    def can_be_asked(self) -> bool:
        """Whether the declared number is one that the database keeps; a passport's is not."""
        return PERSONAL_NUMBER.fullmatch(self.number) is not None


def people(form: Form, answers: Answers) -> tuple[DeclaredPerson, ...]:
    """Everybody whose number these answers ask for, and the household, in the form's order."""
    whole, shown = form.completed(answers), form.shown(answers)
    asked = [q for q in form.questions if q.kind is QuestionKind.IDENTITY and q.key in shown]
    asked = [q for q in asked if not q.is_silent]
    sources = {q.key: _source(q, whole, shown) for q in asked}
    found = []
    for question in asked:
        if question.key in sources.values():
            continue
        blocks = [_block(question.key), *filter(None, [_block(sources[question.key] or "")])]
        found.append(_person(form, question, blocks, whole, shown))
    return (*found, *_household(form, whole, shown, found))


def person(form: Form, answers: Answers, key: str) -> DeclaredPerson | None:
    """The one for whom this block stands."""
    return next((each for each in people(form, answers) if each.is_meant_by(key)), None)


def target(form: Form, key: str, answers: Answers) -> str:
    """Where an answer is written: to the question that this one is copied from, if it is."""
    whole = form.completed(answers)
    return _source(form.by_key[key], whole, form.shown(answers)) or key


def label_of(form: Form, answers: Answers, key: str) -> str:
    """Whom a row of the log is about, in the words of the form; no name."""
    known = person(form, answers, key)
    if known is not None:
        return known.label
    return _label(form, _block(key), key)


def _source(question: Question, whole: Answers, shown: Iterable[str]) -> str | None:
    """The question whose answer stands here too, even while that one is empty."""
    for key, when in question.copies:
        if key in shown and (when is None or when.holds(whole)):
            return key
    return None


def _block(key: str) -> str:
    return key.removesuffix("_id")[:LONGEST_KEY]


def _person(
    form: Form, question: Question, blocks: list[str], whole: Answers, shown: Iterable[str]
) -> DeclaredPerson:
    parts = {
        part: f"{block}_{part}"
        for block in reversed(blocks)  # what the block itself says comes before what it copies
        for part in FACTS
        if f"{block}_{part}" in shown
    }
    main = next((block for block in blocks if block != APPLICANT), blocks[0])
    label = _label(form, main, question.key)
    if APPLICANT in blocks and main != APPLICANT:
        label = _("%(who)s (the applicant)", who=label)
    return DeclaredPerson(
        key=main,
        label=label,
        number=str(whole.get(question.key, "")),
        parts=parts,
        keys=frozenset(blocks),
        question=question.key,
    )


def _label(form: Form, block: str, number: str) -> str:
    """The words that the form itself has for the person: “mẹ”, “bên nữ”."""
    if block == APPLICANT:
        return _("the applicant")
    if block == HOUSEHOLD:
        return _("the household")
    question = form.by_key.get(f"{block}_name") or form.by_key.get(number)
    if question is None:
        return _("a person of the dossier")
    return question.label.rpartition(" của ")[2]


def _household(
    form: Form, whole: Answers, shown: Iterable[str], found: Iterable[DeclaredPerson]
) -> tuple[DeclaredPerson, ...]:
    parts = {fact: key for fact, key in HOUSEHOLD_FACTS.items() if key in shown}
    if "household_book" not in parts:
        return ()
    head = str(whole.get("household_head_is", ""))
    order = [head, *HEADS] if head in HEADS else [*reversed(HEADS), APPLICANT]
    numbers = {key: each.number for each in found if each.can_be_asked for key in each.keys}
    return (
        DeclaredPerson(
            key=HOUSEHOLD,
            label=_("the household"),
            number=next((numbers[key] for key in order if key in numbers), ""),
            parts=parts,
            keys=frozenset({HOUSEHOLD}),
        ),
    )
