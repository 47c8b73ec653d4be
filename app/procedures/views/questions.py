"""Generated pages of a declaration: sections and their questions."""

from typing import Any

from flask import redirect, request, url_for
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Query
from werkzeug.wrappers import Response
from wtforms import BooleanField
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.current_actor import current_actor
from app.kernel.web.forms.fields import LineWidget, WholeField
from app.kernel.web.lists.pagination import Order, OrderKey
from app.procedures.models.versions import Question, Section, Version
from app.procedures.rules import editor_fields
from app.procedures.rules.publication_checks import is_sound_pattern
from app.procedures.views.base import DRAFTS, SECTIONS, PartView, page_of, pressed_on
from app.procedures.views.form_fields import (
    Items,
    Offered,
    OneOf,
    PartForm,
    TextLine,
    TextLines,
    Ticks,
    questions_of,
)
from app.procedures.views.labels import FEEDS, LISTS, PARTS_OF_A_PERSON, saying

KEY_HINT = _("For the system: small letters without diacritics, digits, underscores.")
MOST = 2_000_000_000


class QuestionForm(PartForm):
    """A question; rules, choices and condition have fields of their own."""

    def told(self, row: Question) -> dict[str, Any]:
        return editor_fields.question_fields(row.rules, row.choices, row.shown_if)

    def keep(self, row: Question) -> None:
        for name, said in editor_fields.question_json(self.data, row.rules or {}).items():
            setattr(row, name, said)

    def offer(self, version: Version | None) -> None:
        found = questions_of(version) if version else {}
        own = self.row.key if self.row else ""
        others = {key: label for key, label in found.items() if key != own}
        for name in ("when_key", *editor_fields.KEYS):
            self[name].words = others

    def validate_pattern(self, field: Any) -> None:
        if field.data and not is_sound_pattern(field.data):
            raise ValidationError(_("The pattern cannot be used. Write a simpler one."))

    def validate_when_in(self, field: Any) -> None:
        if bool(field.data) != bool(self.when_key.data):
            raise ValidationError(_("Choose the question and write the answers, or neither."))

    def validate_refuse_message(self, field: Any) -> None:
        if self.refuse_in.data and not field.data:
            raise ValidationError(_("Write why, and where to go instead."))

    def validate_most(self, field: Any) -> None:
        least = self.least.data
        if field.data is not None and least is not None and least > field.data:
            raise ValidationError(_("The least is more than the most."))


def _number() -> WholeField:
    checks = [Optional(), NumberRange(min=-MOST, max=MOST)]
    return WholeField(validators=checks, widget=LineWidget())


class QuestionInterface(Interface):
    """Lists questions in the order in which they are asked."""

    def ordered(self, query: Query[Any], column: str, direction: str) -> tuple[Query[Any], Order]:
        query, order = super().ordered(query, column, direction)
        if column != "n":
            return query, order
        down = direction == "desc"
        sections = [OrderKey(Section.version_id, down), OrderKey(Section.n, down)]
        return query.join(Question.section), [*sections, *order]


class QuestionView(PartView):
    """Mục của tờ khai."""

    datamodel = QuestionInterface(Question)
    route_base = "/can-bo/thu-tuc/cau-hoi"
    form_base = QuestionForm
    lookups = {"section": SECTIONS, "version": DRAFTS}
    label_columns = {
        "section.title": _("Page"),
        "offered": _("What can be chosen"),
        "known_list": _("Or a known list"),
        "when_key": _("Only if this question"),
        "when_in": _("has one of these answers"),
        "equal_to": _("The same as"),
        "longest": _("Characters at most"),
        "pattern": _("Pattern"),
        "pattern_message": _("What is said when the pattern does not fit"),
        "least": _("At least"),
        "most": _("At most"),
        "not_future": _("Not after today"),
        "not_past": _("Not before today"),
        "earliest": _("Not before the year"),
        "before": _("Before the day of"),
        "before_message": _("What is said when it is not before that day"),
        "not_before": _("Not before the day of"),
        "under_years": _("Younger than, in years"),
        "at_least_years": _("At least so many years old"),
        "years_message": _("What is said when the age does not fit"),
        "own_commune": _("This commune is offered first"),
        "same_district": _("In this district only"),
        "detail_optional": _("House and street may be left out"),
        "radios": _("All answers to be seen at once"),
        "autocomplete": _("What the browser may fill in"),
        "printed": _("How documents call the answer"),
        "refuse_in": _("Answers that are refused"),
        "refuse_message": _("Why, and where to go instead"),
        "parts": _("What is asked of the person"),
        "optional": _("What of it may be left out"),
    }
    description_columns = {"key": KEY_HINT}
    words = saying("kind", "stands_for")
    list_columns = ["label", "section.title", "kind", "required", "asked"]
    show_columns = ["label", "hint", "section.title", "kind", "required", "asked", "key"]
    add_fieldsets = edit_fieldsets = [
        (_("Question"), {"fields": ["section", "label", "key", "kind", "hint", "required",
                                    "missing"]}),
        (_("What the answer is for"), {"fields": ["stands_for", "feeds", "printed"]}),
        (_("What can be chosen"), {"fields": ["offered", "known_list", "radios"],
                                   "expanded": False}),
        (_("When it is asked"), {"fields": ["when_key", "when_in"], "expanded": False}),
        (_("Text and numbers"), {"fields": ["equal_to", "longest", "pattern", "pattern_message",
                                            "least", "most", "autocomplete"], "expanded": False}),
        (_("Days and ages"), {"fields": ["not_future", "not_past", "earliest", "before",
                                         "before_message", "not_before", "under_years",
                                         "at_least_years", "years_message"], "expanded": False}),
        (_("Addresses"), {"fields": ["own_commune", "same_district", "detail_optional"],
                          "expanded": False}),
        (_("Competence"), {"fields": ["refuse_in", "refuse_message"], "expanded": False}),
        (_("Particulars of a person"), {"fields": ["parts", "optional"], "expanded": False}),
    ]  # fmt: skip
    add_form_extra_fields = {
        "label": TextLine(validators=[DataRequired(), Length(max=1000)]),
        "missing": TextLine(),
        "hint": TextLines(),
        "offered": Offered(
            description=_("One to a line: value | words. For example: yes | I have it here"),
        ),
        "known_list": OneOf(words=LISTS),
        "when_key": OneOf(),
        "when_in": Items(
            description=_("Values, a comma between two; yes or no for such questions."),
        ),
        **{name: OneOf() for name in editor_fields.KEYS},
        **{name: _number() for name in editor_fields.NUMBERS},
        **{name: BooleanField() for name in editor_fields.FLAGS},
        **{name: TextLine() for name in editor_fields.TEXTS},
        "pattern": TextLine(
            description=_(
                "A regular expression for the whole answer. For example: [0-9]{2}/[0-9]{4}"
            ),
        ),
        "refuse_in": Items(
            description=_("Values, a comma between two: with one of these the form cannot go on."),
        ),
        "refuse_message": TextLine(),
        "parts": Ticks(
            words=PARTS_OF_A_PERSON,
            description=_("Nothing ticked: all of it."),
        ),
        "optional": Ticks(words=PARTS_OF_A_PERSON),
        "feeds": Ticks(words=FEEDS),
    }
    order_columns = []

    def pre_add(self, item: Question) -> None:
        with db.session.no_autoflush:
            item.version = item.section.version
        super().pre_add(item)

    def pre_update(self, item: Question) -> None:
        """A question may move between sections of its own version only."""
        if item.section.version_id != item.version_id:
            raise Refused(_("This section belongs to another version."), field="section")
        super().pre_update(item)

    def after(self, item: Question) -> Response:
        section = url_for("SectionView.show", pk=item.section_id)
        return redirect(f"{section}#{self.__class__.__name__}")

    def list_of(self, item: Question) -> str:
        """The page of the section, if the question was moved there."""
        if pressed_on("SectionView"):
            return url_for("SectionView.show", pk=item.section_id)
        return page_of(item.version_id)

    def _prefill(self, form: Any) -> None:
        """Preselect the last section when coming from the page of a version."""
        super()._prefill(form)
        key = request.args.get("_flt_0_version", "")
        if form.section.data is None and (version := DRAFTS.find(current_actor(), key)):
            form.section.data = version.sections[-1] if version.sections else None
            form.offer(form._version())


class SectionView(PartView):
    """Phần của tờ khai."""

    datamodel = Interface(Section)
    route_base = "/can-bo/thu-tuc/phan"
    description_columns = {"key": KEY_HINT}
    list_columns = ["title", "intro", "continues"]
    show_columns = ["title", "intro", "continues", "key"]
    edit_columns = ["title", "key", "intro", "continues"]
    add_form_extra_fields = {"intro": TextLines()}
    order_columns = []
    related_views = [QuestionView]
