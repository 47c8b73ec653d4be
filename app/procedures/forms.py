"""The form of one page: fields filled from the answers, validated like the whole document.

Without JavaScript a question that depends on another one of the same page is rendered hidden or
visible by the stored answers; when a POST changes that, the page is shown again.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field

from app.kernel.text import parsing
from app.kernel.web.forms import citizen_fields as fields
from app.kernel.web.forms.citizen_fields import PlaceChoice
from app.kernel.web.forms.masked import hide_number
from app.procedures.answers import normalisation, validation, warnings
from app.procedures.answers.warnings import Notice
from app.procedures.models.vocabulary import QuestionKind
from app.procedures.rules.form import (
    AddressPlace,
    Answers,
    Form,
    FormPage,
    Question,
    Section,
    Surroundings,
)

WIDTHS = {
    QuestionKind.TIME: 5,
    QuestionKind.IDENTITY: 20,
    QuestionKind.PHONE: 20,
    QuestionKind.NUMBER: 3,
    QuestionKind.MONEY: 10,
}
INPUT_MODES = {
    QuestionKind.PHONE: "tel",
    QuestionKind.EMAIL: "email",
    QuestionKind.NUMBER: "numeric",
}


class FormPart(NamedTuple):
    """A section of the page with its fields; hidden while none of them applies."""

    section: Section
    fields: list[Field]
    hidden: bool
    taken_from: str
    """The title of the section that has answered the rest of it; empty if nothing has."""


class SectionForm(FlaskForm):
    """Base class of the forms made by ``section_form``."""

    spec: ClassVar[Form]
    page: ClassVar[FormPage]
    before: ClassVar[Answers]
    around: ClassVar[Surroundings]
    asked: ClassVar[tuple[Question, ...]]

    def answers(self) -> dict[str, Any]:
        """The draft's answers updated with those of this page, for storage.

        Cleared answers of this page are removed; those of other pages stay even while
        they are hidden, so that changing one's mind twice loses nothing.
        """
        merged = {k: v for k, v in self.before.items() if k not in self._own_keys()}
        for question in self.asked:
            value = _readable(question, self[question.key].data, self.around)
            if value not in (None, "", {}, []):
                merged[question.key] = value
                typed = self._typed(question)
                if question.kind is QuestionKind.PHONE and typed and typed != value:
                    merged[f"{question.key}_raw"] = typed
        return merged

    def shown_fields(self) -> list[Field]:
        """The page's fields from top to bottom; those whose condition fails are marked hidden."""
        whole = self.spec.completed(self.answers())
        shown = self.spec.shown_in(whole)
        drawn = []
        for question in self.asked:
            apart = question.key not in shown or question.is_copied(whole)
            hidden = apart and not self._is_undecided(question, whole)
            field = self[question.key]
            field.group = _group(question, self.page, hidden=hidden)
            drawn.append(field)
        return drawn

    def _is_undecided(self, question: Question, whole: Answers) -> bool:
        """Whether it waits for an answer on this page; without script it must be seen in time."""
        condition = question.shown_if
        return condition is not None and condition.key in self and condition.key not in whole

    def parts(self) -> list[FormPart]:
        """The sections of the page, without those that are not asked at all."""
        shown = {field.name: field for field in self.shown_fields()}
        whole = self.spec.completed(self.answers())
        found = []
        for section in self.page.sections:
            own = [shown[each.key] for each in section.questions if each.key in shown]
            if own:
                hidden = all("hidden" in field.group for field in own)
                found.append(FormPart(section, own, hidden, self._source(section, whole)))
        return found

    def _source(self, section: Section, whole: Answers) -> str:
        unasked = (each for each in section.questions if each.key not in self)
        sources = (each.source(whole) for each in unasked if not each.is_silent)
        taken = {self.spec.by_key[key].section for key in sources if key}
        return next((each.title for each in self.spec.sections if each.key in taken), "")

    def notices(self) -> tuple[Notice, ...]:
        own = self._own_keys()
        found = warnings.notices(self.spec, self.answers(), self.around)
        return tuple(notice for notice in found if notice.key in own)

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate the page with the rules of the whole document."""
        sound = bool(super().validate(extra_validators))
        keys = frozenset(question.key for question in self.asked)
        wrong = validation.validate_answers(self.spec, self.answers(), self.around, only=keys)
        wrong = {key: told for key, told in wrong.items() if key not in self.compared()}
        for key, messages in wrong.items():
            if key in keys:
                self[key].errors = [*self[key].errors, *messages]
        return sound and not keys & wrong.keys()

    def compared(self) -> frozenset[str]:
        """Names with rare signs that somebody has compared with the passport."""
        return frozenset()

    def _typed(self, question: Question) -> Any:
        field = self[question.key]
        if getattr(field, "untouched", False):
            return self.before.get(f"{question.key}_raw")
        return getattr(field, "typed", "")

    def _own_keys(self) -> frozenset[str]:
        keys = {question.key for question in self.asked}
        return frozenset(keys | {f"{key}_raw" for key in keys})


class CorrectionForm(SectionForm):
    """Base class of the forms in which an officer corrects what a citizen declared."""

    in_passport = BooleanField(
        lazy_gettext("The names are written so in the passport: I have compared them.")
    )

    def rare_names(self) -> frozenset[str]:
        """Names that citizens cannot write, though a passport may have them."""
        return frozenset(
            question.key
            for question in self.asked
            if question.kind is QuestionKind.NAME
            and parsing.needs_passport(str(self[question.key].data or ""))
        )

    def compared(self) -> frozenset[str]:
        """Those that are confirmed now, or stood in the declaration already."""
        rare = self.rare_names()
        if self.in_passport.data:
            return rare
        return frozenset(key for key in rare if self[key].data == self.before.get(key))


def section_form(
    spec: Form,
    section_key: str,
    answers: Answers,
    *,
    context: Surroundings,
    officer: bool = False,
    correcting: bool = False,
) -> type[SectionForm] | None:
    """The form class of one page, filled from ``answers``; None if it asks nothing.

    ``officer`` adds questions that citizens are not asked because the answer is fixed
    (nationality in a procedure for citizens only). ``correcting``: an officer corrects what is
    filed; personal numbers are masked until they are revealed, and names may be confirmed.
    """
    page = _page(spec, section_key, alone=correcting)
    if page is None:
        return None
    asked = _asked(spec, page, answers, officer=officer)
    if not asked:
        return None
    parts = {question.key: field_of(question, spec, answers, context) for question in asked}
    for question in asked if correcting else ():
        if question.is_guarded or question.kind is QuestionKind.PHONE:
            hide_number(parts[question.key])
    extras = {
        "spec": spec,
        "page": page,
        "before": answers,
        "around": context,
        "asked": asked,
    }
    base = CorrectionForm if correcting else SectionForm
    return type(f"Section_{section_key}", (base,), {**parts, **extras})


def _page(spec: Form, key: str, *, alone: bool) -> FormPage | None:
    """The page that begins with a section, or the section ``alone``."""
    if alone:
        section = spec.section(key)
        return FormPage.of(section) if section else None
    return next((page for page in spec.all_pages if page.key == key), None)


def _asked(spec: Form, page: FormPage, answers: Answers, *, officer: bool) -> tuple[Question, ...]:
    whole = spec.completed(answers)
    own = {question.key for question in page.questions}
    shown = spec.shown_in(whole)
    found = []
    for question in page.questions:
        local = question.shown_if is not None and question.shown_if.key in own
        wanted = question.asked or (officer and not follows(question))
        sources = tuple(when for _source, when in question.copies if when and when.key in own)
        copied = question.is_copied(whole) and not sources
        if wanted and not copied and (local or question.key in shown):
            found.append(question)
    return tuple(found)


def follows(question: Question) -> bool:
    """Whether the answer is derived from others and never typed."""
    return question.is_silent or bool({"by", "joins"} & question.rules.keys())


def _group(question: Question, page: FormPage, *, hidden: bool) -> dict[str, Any]:
    """HTML attributes of the group: whether it is hidden, and the condition on this page."""
    own = {each.key: each for each in page.questions}
    condition = question.shown_if
    attributes: dict[str, Any] = {}
    if condition is not None and condition.key in own:
        attributes["data-shown-if"] = condition.key
        attributes["data-shown-in"] = " ".join(sorted(condition.values))
    copying = [when for _source, when in question.copies if when and when.key in own]
    if copying:
        taken = frozenset().union(*(when.values for when in copying))
        offered = [value for value, _label in own[copying[0].key].choices]
        attributes["data-shown-if"] = copying[0].key
        attributes["data-shown-in"] = " ".join(v for v in offered if v not in taken)
    if hidden:
        attributes["hidden"] = "hidden"
    return attributes


def _readable(question: Question, value: Any, around: Surroundings) -> Any:
    """The normalised value, addresses with their full text; invalid input stays raw."""
    clean = normalisation.kept_or_typed(question, value)
    return normalisation.spelt(clean, around)


def words_and_value(question: Question, answers: Answers) -> dict[str, Any]:
    """Label, hint and initial value of a question's field."""
    label = question.label
    if not question.required:
        label = _("%(label)s (optional)", label=label)
    value = answers.get(question.key, question.default)
    return {"label": label, "description": question.hint, "default": value}


def field_of(question: Question, spec: Form, answers: Answers, around: Surroundings) -> Field:
    return _MAKERS[question.kind](
        question,
        words_and_value(question, answers),
        spec=spec,
        answers=answers,
        around=around,
    )


def _line(field: type[Field]) -> Callable[..., Field]:
    def make(question: Question, given: dict[str, Any], **_more: Any) -> Field:
        return _looking(field, given, _look(question))

    return make


def _looking(field: type[Field], given: Mapping[str, Any], look: Mapping[str, Any]) -> Field:
    """A field whose component gets additional parameters."""
    dressed = type(field.__name__, (field,), {"look": look})
    return dressed(**given)


def _look(question: Question) -> dict[str, Any]:
    look: dict[str, Any] = {
        "autocomplete": question.rules.get("autocomplete", "off"),
        "spellcheck": False,
    }
    if question.kind in INPUT_MODES:
        look["inputmode"] = INPUT_MODES[question.kind]
    if question.rules.get("digits"):
        look["inputmode"] = "numeric"
    if "suggest" in question.rules:
        look["suggested"] = question.rules["suggest"]
    if "paper_kind" in question.rules:
        look["attributes"] = {"data-paper-kind": question.rules["paper_kind"]}
    if question.kind in WIDTHS:
        look["classes"] = f"govuk-input--width-{WIDTHS[question.kind]}"
    if question.kind is QuestionKind.MONEY:
        look["suffix"] = {"text": _("đồng")}
    return look


def _day(question: Question, given: dict[str, Any], **_more: Any) -> Field:
    field = fields.ThreePartDay if question.kind is QuestionKind.DATE else fields.PartialDay
    return field(**given, autocomplete=question.rules.get("autocomplete", ""))


def _choice(question: Question, given: dict[str, Any], **_more: Any) -> Field:
    if question.rules.get("radios"):
        classes = "govuk-radios--inline" if question.rules.get("inline") else ""
        return _looking(
            fields.RadioChoice, {**given, "pairs": question.choices}, {"classes": classes}
        )
    start = [] if question.default is not None else [("", _("Choose"))]
    return fields.Choice(**given, pairs=[*start, *question.choices])


def _choices(question: Question, given: dict[str, Any], **_more: Any) -> Field:
    return fields.Choices(**given, pairs=question.choices)


def _yes_no(_question: Question, given: dict[str, Any], **_more: Any) -> Field:
    pairs = [("yes", _("Yes")), ("no", _("No"))]
    return _looking(
        fields.RadioChoice, {**given, "pairs": pairs}, {"classes": "govuk-radios--inline"}
    )


def _facility(
    _question: Question, given: dict[str, Any], *, around: Surroundings, **_more: Any
) -> Field:
    return fields.Choice(**given, pairs=[("", _("Choose")), *around.facilities])


def _address(
    question: Question,
    given: dict[str, Any],
    *,
    spec: Form,
    answers: Answers,
    around: Surroundings,
) -> Field:
    """An address field; shortcuts to addresses already given come first."""
    whole = spec.completed(answers)
    same = [
        PlaceChoice(f"same:{key}", label)
        for key, label in question.rules.get("same_as", ())
        if key in whole
    ]
    own = around.district_code if question.rules.get("same_district") else None
    places = _offered(around.places, own)
    if given["default"] is None and not same and question.rules.get("own_commune"):
        given = {**given, "default": {"place": around.commune_code, "detail": ""}}
    return fields.Address(
        **given,
        places=[*same, *places],
        detail_optional=bool(question.rules.get("detail_optional")),
        anywhere=own is None,
        autocomplete=question.rules.get("autocomplete", "off"),
    )


@lru_cache(maxsize=64)
def _offered(places: tuple[AddressPlace, ...], district: str | None) -> tuple[PlaceChoice, ...]:
    return tuple(
        PlaceChoice(place.code, place.label, place.group)
        for place in places
        if district is None or place.district == district
    )


_MAKERS: dict[QuestionKind, Callable[..., Field]] = {
    QuestionKind.NAME: _line(fields.PersonName),
    QuestionKind.TEXT: _line(fields.LineField),
    QuestionKind.LONG_TEXT: _line(fields.TextField),
    QuestionKind.DATE: _day,
    QuestionKind.YEAR_OR_DATE: _day,
    QuestionKind.TIME: _line(fields.TimeOfDay),
    QuestionKind.IDENTITY: _line(fields.IdentityNumber),
    QuestionKind.PHONE: _line(fields.Phone),
    QuestionKind.EMAIL: _line(fields.Email),
    QuestionKind.ADDRESS: _address,
    QuestionKind.CHOICE: _choice,
    QuestionKind.CHOICES: _choices,
    QuestionKind.NUMBER: _line(fields.WholeNumber),
    QuestionKind.MONEY: _line(fields.Money),
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.FACILITY: _facility,
}
