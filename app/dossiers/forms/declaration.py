"""The whole declaration on one page, for an officer who fills it in by keyboard.

The questions and their checks are those of the citizens' pages. Dates and places are typed on one
line, the browser's autocomplete is off, and every question that may apply is rendered, shown or
hidden according to the answers.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from flask_babel import gettext as _
from wtforms import BooleanField, Field

from app.kernel.text.folding import fold
from app.kernel.web.forms import citizen_fields as fields
from app.procedures.forms import SectionForm, field_of, follows, words_and_value
from app.procedures.models.vocabulary import Must, QuestionKind
from app.procedures.rules import place_search
from app.procedures.rules.form import (
    Answers,
    Form,
    Question,
    QuestionCondition,
    Section,
    Surroundings,
)
from app.procedures.rules.papers_and_fees import Paper, papers

SAME_AS_ABOVE = frozenset({"nt", "nhu tren", "="})
"""What a clerk types for an address that was already entered (như trên)."""
MOST_NAMED = 3


class TypedAddress(fields.Address):
    """An address whose commune is typed by name, matched without diacritics."""

    around: Surroundings
    same: tuple[tuple[str, str], ...] = ()
    several: tuple[str, ...] = ()

    @property
    def focus_id(self) -> str:
        """The invalid part: the name of the place, unless it is a known place."""
        place = self.data.get("place", "") if isinstance(self.data, Mapping) else ""
        return f"{self.id}-detail" if place in self.around.place_by_code else super().focus_id

    def joined(self, typed: Mapping[str, str]) -> dict[str, str] | None:
        """Place and detail; an unknown or ambiguous name stays as typed."""
        name = typed["place"]
        if self.same and fold(name) in SAME_AS_ABOVE | {fold(self.same[0][1])}:
            return {"place": f"same:{self.same[0][0]}"}
        found = place_search.named(name, self.around)
        self.several = tuple(map(place_search.place_label, found)) if len(found) > 1 else ()
        return super().joined({**typed, "place": found[0].code if len(found) == 1 else name})

    def split(self, kept: Any) -> dict[str, str]:
        parts = super().split(kept)
        known = self.around.place_by_code.get(parts["place"])
        same = {f"same:{key}": label for key, label in self.same}
        name = (
            place_search.place_label(known) if known else same.get(parts["place"], parts["place"])
        )
        return {**parts, "place": name}


class Block(NamedTuple):
    """A section of the page with its fields; hidden while none of them applies."""

    section: Section
    fields: list[Field]
    hidden: bool


class PaperLine(NamedTuple):
    """A paper that may be required, and the attributes that say when."""

    paper: Paper
    group: dict[str, Any]


class Declaration(SectionForm):
    """Base class of the forms that ``declaration`` makes."""

    declared = BooleanField()

    def blocks(self) -> Iterator[Block]:
        """The sections in order; those that do not apply are marked hidden."""
        whole, shown = self._known()
        for section in self.spec.sections:
            drawn = []
            for question in section.questions:
                if question not in self.asked:
                    continue
                field = self[question.key]
                hidden = _is_hidden(question, whole, shown)
                field.group = _group(question, hidden=hidden)
                drawn.append((field, hidden))
            if drawn:
                fields_ = [field for field, _hidden in drawn]
                yield Block(section, fields_, all(hidden for _field, hidden in drawn))

    def paper_lines(self) -> list[PaperLine]:
        """Every paper that the answers may require, except those that are printed here."""
        whole, _shown = self._known()
        return [
            PaperLine(paper, _wanted_if(paper, whole))
            for paper in papers(self.spec)
            if paper.must is not Must.MADE
        ]

    def place_names(self) -> list[str]:
        return [place_search.place_label(place) for place in self.around.places]

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate the whole form; an error in a copied value is shown at its source."""
        super().validate(extra_validators)
        whole, shown = self._known()
        for question in self.asked:
            field = self[question.key]
            if _is_hidden(question, whole, shown):
                field.errors = ()
            elif field.errors and getattr(field, "several", ()):
                field.errors = [_several(field.several)]
        return not self.errors

    def _known(self) -> tuple[dict[str, Any], frozenset[str]]:
        whole = self.spec.completed(self.answers())
        return whole, self.spec.shown_in(whole)


def declaration(spec: Form, answers: Answers, around: Surroundings) -> type[Declaration]:
    asked = tuple(q for q in spec.questions if not follows(q) and not _always_copied(q))
    parts = {question.key: _field(question, spec, answers, around) for question in asked}
    extras = {
        "spec": spec,
        "page": spec.all_pages[0],
        "before": answers,
        "around": around,
        "asked": asked,
    }
    return type("Whole", (Declaration,), {**parts, **extras})


def _several(names: Iterable[str]) -> str:
    shown = [*names][:MOST_NAMED]
    return _(
        "Several places have this name: %(names)s. Enter the district too.",
        names="; ".join(shown),
    )


def _always_copied(question: Question) -> bool:
    return any(when is None for _source, when in question.copies)


def _is_hidden(question: Question, whole: Answers, shown: frozenset[str]) -> bool:
    copied = any(when and when.holds(whole) for _source, when in question.copies)
    return question.key not in shown or copied


def _group(question: Question, *, hidden: bool) -> dict[str, Any]:
    """HTML attributes by which the page shows and hides the question."""
    copied = [when for _source, when in question.copies if when]
    taken = [f"{when.key}={value}" for when in copied for value in sorted(when.values)]
    attributes = _shown_if(question.shown_if)
    if taken:
        attributes["data-copied"] = " ".join(taken)
    return {**attributes, "hidden": "hidden"} if hidden else attributes


def _shown_if(condition: QuestionCondition | None) -> dict[str, Any]:
    if condition is None:
        return {}
    return {"data-if": condition.key, "data-in": " ".join(sorted(condition.values))}


def _wanted_if(paper: Paper, whole: Answers) -> dict[str, Any]:
    wanted = paper.needed_if is None or paper.needed_if.holds(whole)
    return {**_shown_if(paper.needed_if), **({} if wanted else {"hidden": "hidden"})}


def _field(question: Question, spec: Form, answers: Answers, around: Surroundings) -> Field:
    own = _OWN.get(question.kind)
    if own is None:
        return field_of(question, spec, answers, around)
    return own(question, words_and_value(question, answers), around)


def _day(question: Question, given: dict[str, Any], _around: Surroundings) -> Field:
    field = fields.OneLineDay if question.kind is QuestionKind.DATE else fields.YearOrDay
    return field(**given)


def _address(question: Question, given: dict[str, Any], around: Surroundings) -> Field:
    same = tuple((key, label) for key, label in question.rules.get("same_as", ()))
    if given["default"] is None and not same and question.rules.get("own_commune"):
        given = {**given, "default": {"place": around.commune_code, "detail": ""}}
    here = type("TypedAddress", (TypedAddress,), {"around": around, "same": same})
    return here(**given)


_OWN: dict[QuestionKind, Callable[[Question, dict[str, Any], Surroundings], Field]] = {
    QuestionKind.DATE: _day,
    QuestionKind.YEAR_OR_DATE: _day,
    QuestionKind.ADDRESS: _address,
}
