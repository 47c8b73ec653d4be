"""The form for the offset of one kind of blank."""

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DecimalField, HiddenField, IntegerField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import HiddenInput, TextInput

from app.kernel.web.forms.fields import ReadFirst
from app.registers.models.overprint import MOST_MM
from app.registers.slips.overprint import Offset

TENTHS = 10
NEAR = NumberRange(-MOST_MM, MOST_MM, _("Enter millimetres from -30 to 30, for example 1,5."))


class MillimetreField(ReadFirst, DecimalField):
    """Millimetres with one decimal, written with a comma or a point."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata([str(each).strip().replace(",", ".") for each in valuelist])

    def _value(self) -> str:
        return str(super()._value()).replace(".", ",")


class OffsetForm(FlaskForm):
    commune = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    blank = HiddenField(validators=[InputRequired()])
    right = MillimetreField(
        _("To the right, in mm"),
        description=_("Minus moves to the left"),
        places=1,
        validators=[InputRequired(_("Enter millimetres, 0 for none.")), NEAR],
    )
    down = MillimetreField(
        _("Down, in mm"),
        description=_("Minus moves up"),
        places=1,
        validators=[InputRequired(_("Enter millimetres, 0 for none.")), NEAR],
    )

    @property
    def offset(self) -> Offset:
        right, down = (self.right.data or Decimal(), self.down.data or Decimal())
        return Offset(round(right * TENTHS), round(down * TENTHS))

    def show(self, offset: Offset) -> None:
        self.right.data = Decimal(offset.right) / TENTHS
        self.down.data = Decimal(offset.down) / TENTHS
