"""The questions of a version: order, conditions and copied answers.

A condition refers only to earlier questions, and a hidden question has no answer, so
one pass from top to bottom resolves everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _

from app.kernel.errors import Refused
from app.kernel.text import safe_regex
from app.procedures.models.compiled_form import CompiledForm
from app.procedures.models.vocabulary import QuestionKind, StandsFor

PAPERS_OF_A_PERSON = frozenset({"household_book"})
"""Questions whose answer identifies a family as an identity number does (sổ hộ khẩu)."""

Answers = Mapping[str, Any]
"""A flat document: question key to JSON value."""

USUAL_KEYS: Mapping[StandsFor, str] = {
    StandsFor.SUBJECT: "child_name",
    StandsFor.SUBJECT_BORN: "child_born",
    StandsFor.EVENT_DAY: "child_born",
    StandsFor.APPLICANT: "applicant_name",
    StandsFor.APPLICANT_PHONE: "applicant_phone",
    StandsFor.APPLICANT_ID: "applicant_id",
    StandsFor.COPIES: "copies",
}
"""Default keys for versions published before questions had a ``StandsFor``."""


KEY_TWICE = _("The form cannot be published. Two questions have the key “%(key)s”.")


DEPENDS_ON_LATER = _(
    "The form cannot be published. “%(key)s” depends on “%(other)s”, not asked before."
)


UNKNOWN_CHOICE = _(
    "The form cannot be published. “%(key)s” waits for a choice “%(other)s” has not."
)


@dataclass(frozen=True)
class QuestionCondition:
    """True when the answer to ``key``, or any of several chosen, is one of ``values``."""

    key: str
    values: frozenset[str]

    @classmethod
    def read(cls, data: Mapping[str, Any] | None) -> QuestionCondition | None:
        """From ``{"key": …, "in": […]}``."""
        return None if not data else cls(data["key"], frozenset(data["in"]))

    def holds(self, answers: Answers) -> bool:
        answer = answers.get(self.key, "")
        if isinstance(answer, str):
            return answer in self.values
        return not self.values.isdisjoint(said_values(answer))


def said_values(answer: Any) -> frozenset[str]:
    """The chosen values: each of several, the place of an address, or the one answer."""
    if isinstance(answer, list):
        return frozenset(str(each) for each in answer)
    if isinstance(answer, Mapping):
        return frozenset({str(answer.get("place", ""))})
    return frozenset({str(answer)})


class Refusal(NamedTuple):
    """Answers with which this commune cannot register, why, and the procedure to choose instead."""

    values: frozenset[str]
    message: str
    procedure: str = ""
    """The code of the procedure that fits; empty where another office or nobody is competent."""


def refusals(rules: Mapping[str, Any]) -> tuple[Refusal, ...]:
    """The refusals of a question: one, or one per reason."""
    said = rules.get("refuse") or ()
    return tuple(
        Refusal(frozenset(row.get("in", ())), row.get("message", ""), row.get("procedure", ""))
        for row in ([said] if isinstance(said, Mapping) else said)
    )


@dataclass(frozen=True)
class Question:
    """One question (một mục của tờ khai) of a version."""

    key: str
    kind: QuestionKind
    label: str
    section: str
    hint: str = ""
    missing: str = ""
    required: bool = True
    asked: bool = True
    default: Any = None
    rules: Mapping[str, Any] = field(default_factory=dict)
    choices: tuple[tuple[str, str], ...] = ()
    shown_if: QuestionCondition | None = None
    copies: tuple[tuple[str, QuestionCondition | None], ...] = ()
    feeds: tuple[str, ...] = ()
    stands_for: StandsFor | None = None

    @property
    def is_guarded(self) -> bool:
        """Whether pages show only the end of the answer, as for identity numbers."""
        return self.kind is QuestionKind.IDENTITY or self.key in PAPERS_OF_A_PERSON

    @cached_property
    def refusals(self) -> tuple[Refusal, ...]:
        """The answers for which this commune is not competent (thẩm quyền)."""
        return refusals(self.rules)

    @property
    def is_silent(self) -> bool:
        """Whether it exists for printed forms only and is never shown."""
        return bool(self.rules.get("silent"))

    def source(self, answers: Answers) -> str | None:
        for key, when in self.copies:
            if (when is None or when.holds(answers)) and answers.get(key):
                return key
        return None

    def is_copied(self, answers: Answers) -> bool:
        """Whether the answer is copied from another question instead of being asked."""
        return self.source(answers) is not None

    def label_of(self, value: str) -> str:
        return dict(self.choices).get(value, value)


@dataclass(frozen=True)
class Section:
    """A part of the declaration (phần của tờ khai)."""

    key: str
    title: str
    intro: str
    questions: tuple[Question, ...]
    continues: bool = False
    """Whether it stands on the page of the section before."""


class FormPage(NamedTuple):
    """What is asked at once: a section with those that continue it, named like the first."""

    key: str
    title: str
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]

    @classmethod
    def of(cls, *sections: Section) -> FormPage:
        questions = tuple(question for section in sections for question in section.questions)
        return cls(sections[0].key, sections[0].title, sections, questions)


class AddressPlace(NamedTuple):
    """A place in an address: a commune of the 18 districts, a district, a province, or abroad.

    ``code`` is ``00454`` for a commune, ``d001`` for an inner district, ``p26`` for a province,
    ``x`` for abroad; ``district`` is the code of the district of a commune, else empty.
    """

    code: str
    label: str
    full: str
    group: str
    district: str = ""


@dataclass(frozen=True)
class Surroundings:
    """The context of a form: day, commune, places, primary care facilities."""

    day: date
    commune_code: str = ""
    district_code: str = ""
    district_name: str = ""
    places: tuple[AddressPlace, ...] = ()
    facilities: tuple[tuple[str, str], ...] = ()

    @cached_property
    def place_by_code(self) -> dict[str, AddressPlace]:
        return {place.code: place for place in self.places}


@dataclass(frozen=True)
class Form:
    """The whole declaration of a version (tờ khai)."""

    sections: tuple[Section, ...]
    compiled: Mapping[str, Any]

    @classmethod
    def parse(cls, compiled: Mapping[str, Any]) -> Form:
        """Parse a compiled form.

        Raises:
            Refused: two questions share a key, or one depends on a question that comes later.
            BadPattern: a pattern is invalid, or unsafe to run.
        """
        lists = compiled.get("lists", {})
        sections = tuple(_section(data, lists) for data in compiled["sections"])
        form = cls(sections, compiled)
        _prove_order(form)
        return form

    @classmethod
    def of(cls, compiled: Mapping[str, Any] | None) -> Form:
        """The form of a stored version; parsed once per process for documents from the database."""
        if not isinstance(compiled, CompiledForm):
            return cls.parse(compiled or {"sections": []})
        if compiled.understood is None:
            compiled.understood = cls.parse(compiled)
        understood: Form = compiled.understood
        return understood

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)

    @cached_property
    def by_key(self) -> dict[str, Question]:
        return {question.key: question for question in self.questions}

    @cached_property
    def keys(self) -> dict[StandsFor, str]:
        """The key of the question for each ``StandsFor``, as far as this form has one."""
        said = {each.stands_for: each.key for each in self.questions if each.stands_for}
        if not said:
            return {word: key for word, key in USUAL_KEYS.items() if key in self.by_key}
        if StandsFor.SUBJECT_BORN in said:  # a birth is its own event
            said.setdefault(StandsFor.EVENT_DAY, said[StandsFor.SUBJECT_BORN])
        return said

    def answer(self, word: StandsFor, answers: Answers) -> Any:
        """The answer to the question for ``word``; None if there is none."""
        return answers.get(self.keys.get(word, ""))

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)

    @cached_property
    def all_pages(self) -> tuple[FormPage, ...]:
        """The pages in order, whether or not they apply."""
        starts = [n for n, section in enumerate(self.sections) if not (n and section.continues)]
        ends = [*starts[1:], len(self.sections)]
        return tuple(FormPage.of(*self.sections[a:b]) for a, b in zip(starts, ends, strict=True))

    @cached_property
    def page_of(self) -> dict[str, FormPage]:
        """The page on which each section stands, by the key of the section."""
        return {section.key: page for page in self.all_pages for section in page.sections}

    def completed(self, answers: Answers) -> dict[str, Any]:
        """The document with defaults filled in, answers copied, and hidden answers dropped.

        An address given as “the same as …” becomes that address.
        """
        whole: dict[str, Any] = {}
        for question in self.questions:
            if not _reachable(question, whole):
                continue
            value = self._value(question, answers, whole)
            if value not in (None, "", {}, []):
                whole[question.key] = value
                raw = answers.get(f"{question.key}_raw")
                if question.kind is QuestionKind.PHONE and raw:
                    whole[f"{question.key}_raw"] = raw
        return whole

    def _value(self, question: Question, answers: Answers, whole: Answers) -> Any:
        source = question.source(whole)
        if source is not None:
            return whole.get(source)
        if "by" in question.rules:
            return _told_by(question.rules["by"], whole)
        if "joins" in question.rules:
            return ", ".join(filter(None, (_text(whole.get(k)) for k in question.rules["joins"])))
        value = answers.get(question.key, question.default if not question.asked else None)
        return _same(question, value, whole) if question.kind is QuestionKind.ADDRESS else value

    def asked(self, answers: Answers) -> tuple[Question, ...]:
        """The questions this user has to answer, given the answers so far."""
        whole = self.completed(answers)
        return tuple(
            question
            for question in self.questions
            if question.asked and _reachable(question, whole) and not question.is_copied(whole)
        )

    def shown_in(self, whole: Answers) -> frozenset[str]:
        """Keys of all questions in a completed document: asked, copied or fixed."""
        return frozenset(q.key for q in self.questions if _reachable(q, whole))

    def pages(self, answers: Answers) -> tuple[FormPage, ...]:
        """The pages that this user has to answer, given the answers so far."""
        keys = {self.page_of[question.section].key for question in self.asked(answers)}
        return tuple(page for page in self.all_pages if page.key in keys)


def _reachable(question: Question, answers: Answers) -> bool:
    return question.shown_if is None or question.shown_if.holds(answers)


def _told_by(rule: Mapping[str, Any], whole: Answers) -> Any:
    """The answer derived from another one: the relation to a father who heads the household."""
    return rule["values"].get(str(whole.get(rule["key"])))


def _text(value: Any) -> str:
    """A text, or the full text of an address."""
    return str(value.get("text", "") if isinstance(value, Mapping) else value or "")


def _same(question: Question, value: Any, whole: Answers) -> Any:
    """The address that ``same:<key>`` refers to; None if it is missing."""
    if not isinstance(value, Mapping):
        return value
    place = str(value.get("place", ""))
    if not place.startswith("same:"):
        return value
    other = place.removeprefix("same:")
    offered = {key for key, _label in question.rules.get("same_as", ())}
    return whole.get(other) if other in offered else None


def _section(data: Mapping[str, Any], lists: Mapping[str, Any]) -> Section:
    questions = tuple(_question(row, data["key"], lists) for row in data["questions"])
    continues = bool(data.get("continues"))
    return Section(data["key"], data["title"], data.get("intro", ""), questions, continues)


def _question(row: Mapping[str, Any], section: str, lists: Mapping[str, Any]) -> Question:
    choices = row.get("choices") or ()
    pairs = lists[choices] if isinstance(choices, str) else choices
    copied = row.get("copied") or ()
    return Question(
        key=row["key"],
        kind=QuestionKind(row["kind"]),
        label=row["label"],
        section=section,
        hint=row.get("hint", ""),
        missing=row.get("missing", ""),
        required=row.get("required", True),
        asked=row.get("asked", True),
        default=row.get("default"),
        rules=row.get("rules") or {},
        choices=tuple((value, label) for value, label in pairs),
        shown_if=QuestionCondition.read(row.get("shown_if")),
        copies=tuple((copy["from"], QuestionCondition.read(copy.get("if"))) for copy in copied),
        feeds=tuple(row.get("feeds", ())),
        stands_for=StandsFor(row["stands_for"]) if row.get("stands_for") else None,
    )


def _prove_order(form: Form) -> None:
    """Check that keys are unique, references point backwards, and patterns are valid."""
    seen: dict[str, Question] = {}
    for question in form.questions:
        if question.key in seen:
            raise Refused(KEY_TWICE, status=422, key=question.key)
        for condition in (question.shown_if, *(when for _source, when in question.copies)):
            if condition is not None:
                _prove_condition(question, condition, seen)
        joined = question.rules.get("joins", ())
        for other in (*(source for source, _when in question.copies), *joined):
            if other not in seen:
                raise Refused(DEPENDS_ON_LATER, status=422, key=question.key, other=other)
        if "pattern" in question.rules:
            safe_regex.read(question.rules["pattern"])
        seen[question.key] = question


def _prove_condition(question: Question, condition: QuestionCondition, seen: Answers) -> None:
    other = seen.get(condition.key)
    if other is None:
        raise Refused(DEPENDS_ON_LATER, status=422, key=question.key, other=condition.key)
    values = {value for value, _label in other.choices} or {"yes", "no"}
    if not condition.values <= values:
        raise Refused(UNKNOWN_CHOICE, status=422, key=question.key, other=condition.key)
