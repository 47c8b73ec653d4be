"""Personal numbers in forms: masked until they are revealed, and kept where nobody changes them."""

from collections.abc import Iterable
from typing import Any

from flask import request
from flask_babel import gettext
from wtforms import Field, StringField
from wtforms.fields.core import UnboundField

from app.kernel.text import phone_numbers
from app.kernel.text.parsing import line

REVEAL = "reveal"
"""Name of the buttons that show a number in full; their value is the field's name."""


class Masked:
    """Mixin for text fields; the mask that comes back means that the number stays as it is."""

    object_data: Any
    data: Any
    untouched = True
    revealed = False

    @property
    def is_masked(self) -> bool:
        return bool(self.object_data) and self.untouched and not self.revealed

    @property
    def mask(self) -> str:
        return phone_numbers.masked(str(self.object_data))

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep the stored number where its mask, or nothing, was sent; else read what was typed.

        Raises:
            ValueError: it is neither the mask nor a number; some papers have one of any form.
        """
        typed = line(str(valuelist[0])) if valuelist else ""
        self.untouched = not valuelist or (bool(self.object_data) and typed == self.mask)
        if self.untouched:
            return
        if phone_numbers.HIDDEN[0] in typed:
            self.data = typed
            raise ValueError(gettext("Write the whole number, or leave it as the page shows it."))
        super().process_formdata(valuelist)  # type: ignore[misc]  # of the field

    def populate_obj(self, obj: Any, name: str) -> None:
        if not self.untouched:
            super().populate_obj(obj, name)  # type: ignore[misc]  # of the field

    def _value(self) -> str:
        return self.mask if self.is_masked else super()._value()  # type: ignore[misc]  # of the field


class MaskedField(Masked, StringField):
    """A number in a generated form."""


def hide_number(made: UnboundField) -> None:
    """Let a text field that is part of no form yet mask its number."""
    made.field_class = type(made.field_class.__name__, (Masked, made.field_class), {})


def masked_fields(form: Iterable[Field]) -> list[Any]:
    return [field for field in form if isinstance(field, Masked) and field.is_masked]


def reveal(form: Iterable[Field]) -> list[str]:
    """Show the number whose button was pressed; the fields to log, none where nothing is shown."""
    wanted = request.form.get(REVEAL, "")
    shown = [field for field in masked_fields(form) if field.name == wanted]
    for field in shown:
        field.revealed = True
    return [field.name for field in shown]
