"""Generated pages of a version's papers, fees, limits, legs and results."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.forms.fields import LineWidget, WholeField
from app.procedures.models.versions import (
    FeeRule,
    LegPlan,
    PaperKind,
    ResultPlan,
    StepLimit,
    Version,
)
from app.procedures.models.vocabulary import LegKind
from app.procedures.rules import editor_fields
from app.procedures.views.base import PartView
from app.procedures.views.form_fields import (
    Items,
    OneOf,
    PartForm,
    TextLines,
    Ticks,
    papers_of,
    questions_of,
)
from app.procedures.views.labels import AGENCIES, NEEDS, saying
from app.procedures.views.questions import KEY_HINT

MOST_MONEY = 1_000_000_000


def _whole(*, least: int = 0, needed: bool = False) -> WholeField:
    """An integer field with minimum ``least``."""
    checks = [InputRequired() if needed else Optional(), NumberRange(min=least, max=MOST_MONEY)]
    return WholeField(validators=checks, widget=LineWidget())


class PaperForm(PartForm):
    """A paper; its condition has two fields."""

    def told(self, row: PaperKind) -> dict[str, Any]:
        return editor_fields.condition_fields(row.needed_if)

    def keep(self, row: PaperKind) -> None:
        row.needed_if = editor_fields.condition(self.data)
        row.substitute_of = self.substitute_of.data or None

    def offer(self, version: Version | None) -> None:
        own = self.row.key if self.row else ""
        self.when_key.words = questions_of(version) if version else {}
        papers = {row.key: row.name for row in version.papers} if version else {}
        self.substitute_of.words = {key: name for key, name in papers.items() if key != own}

    def validate_when_in(self, field: Any) -> None:
        if bool(field.data) != bool(self.when_key.data):
            raise ValidationError(_("Choose the question and write the answers, or neither."))


class PaperKindView(PartView):
    """Thành phần hồ sơ."""

    datamodel = Interface(PaperKind)
    route_base = "/can-bo/thu-tuc/giay-to"
    form_base = PaperForm
    label_columns = {
        "when_key": _("Only if this question"),
        "when_in": _("has one of these answers"),
    }
    description_columns = {"key": KEY_HINT}
    words = saying("must", "original")
    list_columns = ["name", "must", "original", "count"]
    show_columns = ["name", "hint", "must", "original", "count", "key"]
    edit_columns = [
        "name", "key", "hint", "must", "original", "count", "substitute_of", "when_key", "when_in",
    ]  # fmt: skip
    add_form_extra_fields = {
        "hint": TextLines(),
        "count": WholeField(
            default=1,
            validators=[InputRequired(), NumberRange(min=1, max=99)],
            widget=LineWidget(),
        ),
        "substitute_of": OneOf(),
        "when_key": OneOf(),
        "when_in": Items(
            description=_("Values, a comma between two; yes or no for such questions."),
        ),
    }
    order_columns = []


class FeeForm(PartForm):
    """A fee; the exempt groups are in one line."""

    def validate_for_leg(self, field: Any) -> None:
        """Fees are collected for agencies, not for other communes."""
        if field.data is LegKind.COMMUNE:
            raise ValidationError(_("Choose the police or the insurance, or nobody."))

    def validate_valid_to(self, field: Any) -> None:
        first = self.valid_from.data
        if field.data and first and field.data < first:
            raise ValidationError(_("The last day is before the first one."))


class FeeRuleView(PartView):
    """Lệ phí."""

    datamodel = Interface(FeeRule)
    route_base = "/can-bo/thu-tuc/le-phi"
    form_base = FeeForm
    description_columns = {"key": KEY_HINT}
    words = saying("kind", "due_when", "for_leg")
    list_columns = ["label", "amount", "kind", "due_when"]
    show_columns = [
        "label", "amount", "kind", "due_when", "for_leg", "valid_from", "valid_to", "basis",
    ]  # fmt: skip
    edit_columns = [
        "label", "key", "kind", "amount", "due_when", "for_leg", "basis", "valid_from", "valid_to",
        "exempt", "beyond", "amount_beyond", "most",
    ]  # fmt: skip
    add_form_extra_fields = {
        "amount": _whole(needed=True),
        "exempt": Items(
            description=_("Answers to the question on exemption, a comma between two."),
        ),
        "beyond": _whole(least=1),
        "amount_beyond": _whole(),
        "most": _whole(),
    }
    order_columns = []


class StepLimitView(PartView):
    """Thời hạn giải quyết."""

    datamodel = Interface(StepLimit)
    route_base = "/can-bo/thu-tuc/thoi-han"
    row_steps = ()
    words = saying("step", "unit")
    list_columns = ["step", "amount", "unit"]
    edit_columns = ["step", "amount", "unit"]
    add_form_extra_fields = {"amount": _whole(needed=True)}
    base_order = ("id", "asc")
    order_columns = []

    def offers(self, action: str, item: StepLimit) -> bool:
        """Limits have no order of their own."""
        return False


class LegForm(PartForm):
    """A leg at another agency; papers and prerequisites are checkboxes."""

    def offer(self, version: Version | None) -> None:
        self.papers.words = papers_of(version) if version else {}

    def validate_after(self, field: Any) -> None:
        if field.data and field.data is self.kind.data:
            raise ValidationError(_("A step cannot begin after itself."))


class LegPlanView(PartView):
    """Bước liên thông."""

    datamodel = Interface(LegPlan)
    route_base = "/can-bo/thu-tuc/lien-thong"
    form_base = LegForm
    words = {
        **dict.fromkeys(("kind", "after"), lambda kind: AGENCIES.get(str(LegKind(kind)), kind)),
        **saying("opens"),
    }
    list_columns = ["kind", "n", "opens", "after"]
    edit_columns = ["kind", "opens", "after", "papers", "needs"]
    add_form_extra_fields = {
        "papers": Ticks(),
        "needs": Ticks(words=NEEDS),
    }
    order_columns = []


class ResultPlanView(PartView):
    """Kết quả của thủ tục."""

    datamodel = Interface(ResultPlan)
    route_base = "/can-bo/thu-tuc/ket-qua"
    description_columns = {"key": KEY_HINT}
    words = saying("book", "layout")
    list_columns = ["name", "book", "layout"]
    show_columns = ["name", "key", "book", "layout", "note"]
    edit_columns = ["name", "key", "book", "layout", "note"]
    order_columns = []
