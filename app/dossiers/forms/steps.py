"""Forms of the steps that officers take with a dossier."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.dossiers.models.dossier import PaperVerdict
from app.dossiers.operations.notes import NOTE_LONGEST
from app.dossiers.operations.paper_verdicts import WHY_LONGEST
from app.dossiers.operations.supplements import ITEMS_AT_MOST, SAID_LONGEST
from app.dossiers.rules.duplicates import DECISION_LABELS
from app.dossiers.rules.supplements import How
from app.kernel.web.forms.fields import DayField

REASON_LONGEST = 1000


ITEMS = 1
"""Rows shown at first; a button adds as many again."""


ITEM_LONGEST = 300


class Checks(SelectMultipleField):
    """Checkboxes, one per line."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class SeenForm(FlaskForm):
    """A form that carries the version of the dossier that was shown."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])


class ReasonForm(SeenForm):
    reason = TextAreaField(_("Reason"), validators=[DataRequired(), Length(max=REASON_LONGEST)])


class WithArticleForm(ReasonForm):
    """A step that ends a dossier without a result, or the written answer to it."""

    article = StringField(
        _("Article of the law"),
        description=_("The letter to the citizen prints it"),
        validators=[DataRequired(), Length(max=ITEM_LONGEST)],
    )


class UrgingForm(SeenForm):
    reason = TextAreaField(
        _("What the commune is asked to do"),
        validators=[DataRequired(), Length(max=REASON_LONGEST)],
    )


class ApologyForm(ReasonForm):
    new_day = DayField(
        _("New day for the result"), validators=[InputRequired(_("Choose the new day"))]
    )


class LetterForm(ReasonForm):
    place = RadioField(
        _("Which place was asked"), validators=[InputRequired(_("Choose the place"))]
    )
    how = RadioField(
        _("Result of it"),
        choices=[
            SelectChoice("answered", _("It has answered by letter")),
            SelectChoice(
                "undertaken", _("No answer in the time of the law: the person undertakes it")
            ),
        ],
        validators=[InputRequired(_("Choose the result"))],
    )


class ItemForm(Form):
    about = SelectField(_("Document or answer"), default="")
    wrong = StringField(_("What is wrong"), validators=[Length(max=ITEM_LONGEST)])
    todo = StringField(_("What the citizen is to do"), validators=[Length(max=ITEM_LONGEST)])

    @property
    def is_empty(self) -> bool:
        return not any(str(field.data or "").strip() for field in self)

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if self.is_empty:
            return sound
        for field, sentence in (
            (self.about, _("Choose the document or the answer that this is about")),
            (self.wrong, _("Write what is wrong with it")),
            (self.todo, _("Write what the citizen is to do")),
        ):
            if not str(field.data or "").strip():
                field.errors = [str(sentence)]
                sound = False
        return sound


class VerdictForm(FlaskForm):
    verdict = SelectField(
        _("Finding"), choices=[SelectChoice(each, each.label) for each in PaperVerdict]
    )
    note = StringField(_("What is wrong"), validators=[Length(max=WHY_LONGEST)])


class SupplementForm(SeenForm):
    items = FieldList(
        FormField(ItemForm), _("What is missing"), min_entries=ITEMS, max_entries=ITEMS_AT_MOST
    )


class SecondSupplementForm(SupplementForm):
    """A second request, although the law wants a single list."""

    again = BooleanField(
        _("I have read the earlier list; what I ask for now could not be seen then"),
        validators=[InputRequired(_("Tick this to ask the citizen once more"))],
    )


class CameForm(Form):
    n = IntegerField(widget=HiddenInput())
    how = SelectField(_("What came"), default="", validators=[Optional()])
    said = StringField(_("What the citizen says"), validators=[Length(max=SAID_LONGEST)])

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if self.how.data == How.SAID and not str(self.said.data or "").strip():
            self.said.errors = [str(_("Write what the citizen says"))]
            return False
        return sound


class AnswersForm(SeenForm):
    items = FieldList(FormField(CameForm), _("The list"), max_entries=ITEMS_AT_MOST)


class ReturnForm(SeenForm):
    collected_by = StringField(
        _("Who comes to collect"), validators=[DataRequired(), Length(max=200)]
    )
    collected_with = StringField(
        _("Identity document shown"), validators=[DataRequired(), Length(max=200)]
    )
    originals = Checks(_("Originals handed over, and signed by"))


class PostForm(SeenForm):
    """The results go by post; or whoever asked for that comes after all."""

    way = RadioField(
        _("How are the results given?"),
        choices=[
            SelectChoice("post", _("By post")),
            SelectChoice("desk", _("At the desk, somebody has come")),
        ],
        default="post",
    )
    parcel = StringField(_("Number of the parcel"), validators=[Length(max=40)])
    postage = IntegerField(
        _("Postage that the receiver pays, in đồng"),
        validators=[Optional(), NumberRange(min=0, max=1_000_000)],
    )
    collected_by = StringField(_("Who comes to collect"), validators=[Length(max=200)])
    collected_with = StringField(_("Identity document shown"), validators=[Length(max=200)])


class PassingForm(ReasonForm):
    to = SelectField(_("The commune where it belongs"), validators=[InputRequired()])


class EvidenceForm(SeenForm):
    reason = TextAreaField(
        _("How the citizen answered"), validators=[DataRequired(), Length(max=REASON_LONGEST)]
    )


class AssignForm(SeenForm):
    to = SelectField(_("Officer"), validators=[InputRequired(_("Choose an officer"))])


class TakeOverForm(SeenForm):
    reason = TextAreaField(
        _("Why you take it over"),
        validators=[
            DataRequired(_("Write why you take it over: your colleague reads it here.")),
            Length(max=REASON_LONGEST),
        ],
    )


class JudgementForm(SeenForm):
    decision = RadioField(
        _("What did you find?"),
        choices=[SelectChoice(str(word), label) for word, label in DECISION_LABELS.items()],
        validators=[InputRequired(_("Choose what you found"))],
    )
    reason = TextAreaField(
        _("How you know"),
        validators=[
            DataRequired(_("Write how you know: whom you rang up, which documents you compared.")),
            Length(max=REASON_LONGEST),
        ],
    )


class NoteForm(SeenForm):
    text = TextAreaField(
        _("Note for your colleagues"),
        validators=[
            DataRequired(_("Write what your colleagues should know.")),
            Length(max=NOTE_LONGEST),
        ],
    )


class RuleForm(FlaskForm):
    unit = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    in_turn = BooleanField(_("Give each accepted dossier to the justice officer who has least"))


class StepForm(SeenForm):
    action = HiddenField(validators=[InputRequired()])


class ReceiptForm(FlaskForm):
    fee = RadioField(
        _("Money that was passed on"),
        validators=[InputRequired(_("Choose which money the receipt is for."))],
    )
    receipt_no = StringField(
        _("Number of the agency’s receipt"),
        validators=[
            DataRequired(_("Enter the number of the agency’s receipt.")),
            Length(max=40),
        ],
    )


class PeriodForm(FlaskForm):
    commune = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    since = DayField(_("Accepted from"), validators=[InputRequired(_("Enter the first day."))])
    until = DayField(_("Accepted until"), validators=[InputRequired(_("Enter the last day."))])


class TreasuryForm(FlaskForm):
    """What was paid into the treasury."""

    commune = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    fund = SelectField(_("What was handed over"), validators=[DataRequired()])
    amount = IntegerField(
        _("Sum handed over, in đồng"),
        validators=[InputRequired(_("Enter the amount.")), NumberRange(min=1)],
        description=_("Digits only, as on the payment document: 24000"),
    )
    paper_no = StringField(
        _("Number of the payment document"),
        validators=[
            DataRequired(_("Enter the number of the payment document.")),
            Length(max=40),
        ],
        description=_("The treasury’s or bank’s document for money paid into the state budget"),
    )
    paid_on = DayField(
        _("Day of payment"), validators=[InputRequired(_("Enter the day of payment."))]
    )


class CancelPaymentForm(FlaskForm):
    """Taking a mistaken record of a payment back."""

    commune = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    reason = StringField(
        _("Why is it wrong?"),
        validators=[DataRequired(_("Write why the record is cancelled.")), Length(max=300)],
    )
