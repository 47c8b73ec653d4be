"""The people of a declaration who can be looked up in the population database.

Each is identified by the question for an identity number; the other questions of its block are what
the database may know as well. A block that is only a copy of another one (the mother is the
applicant) is the same person.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from app.procedures.models.vocabulary import QuestionKind
from app.procedures.rules.form import Answers, Form, Question
from app.procedures.rules.person_blocks import PARTS
from app.residents.models.lookups import Purpose

APPLICANT, HOUSEHOLD = "applicant", "household"
FACTS = tuple(part for part in PARTS if part != "id")
HOUSEHOLD_FACTS: Mapping[str, str] = {
    "household_book": "household_book",
    "household_address": "household_address",
    "head_name": "household_head",
}
"""Fields of a household in the database, and the question for each."""
HEADS = ("father", "mother")
"""Whose number identifies the household: the head's, if it is one of them, otherwise either's."""
PERSONAL_NUMBER = re.compile(r"[0-9]{9}|[0-9]{12}")
LONGEST_KEY = 40


@dataclass(frozen=True)
class DeclaredPerson:
    """A person of the declaration, or the household that a child joins."""

    key: str
    label: str
    number: str
    """As declared; empty without one."""
    parts: Mapping[str, str]
    """Fields that the database may know, with the key of the question for each."""
    keys: frozenset[str]
    """All blocks that describe this person."""
    question: str = ""
    """The key of the question for the number; empty for a household."""

    def is_meant_by(self, key: str) -> bool:
        """Whether a lookup logged with this key is about the person: by block or by number."""
        return _block(key) in self.keys

    @property
    def purpose(self) -> Purpose:
        return Purpose.HOUSEHOLD if self.key == HOUSEHOLD else Purpose.PERSON

    @property
    def can_be_asked(self) -> bool:
        """Whether the declared number is one the database contains; a passport's is not."""
        return PERSONAL_NUMBER.fullmatch(self.number) is not None


def people(form: Form, answers: Answers) -> tuple[DeclaredPerson, ...]:
    """Everybody whose number these answers contain or ask for, and the household, in form order."""
    whole = form.completed(answers)
    shown = form.shown_in(whole)
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
    return next((each for each in people(form, answers) if each.is_meant_by(key)), None)


def target(form: Form, key: str, answers: Answers) -> str:
    """The question to write an answer to: the source, if this one is a copy."""
    whole = form.completed(answers)
    return _source(form.by_key[key], whole, form.shown_in(whole)) or key


def label_of(form: Form, answers: Answers, key: str) -> str:
    """The subject of a logged lookup, as labelled in the form; no name."""
    known = person(form, answers, key)
    if known is not None:
        return known.label
    return _label(form, _block(key), key)


def _source(question: Question, whole: Answers, shown: Iterable[str]) -> str | None:
    """The question that this answer is copied from, even while that one is empty."""
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
        for block in reversed(blocks)  # the block's own answers take precedence over copied ones
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
    """The form's own label of the person: “mẹ”, “bên nữ”."""
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
