"""Validators of forms made from how the kernel reads texts."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext
from wtforms import Field
from wtforms.validators import ValidationError

from app.kernel import clock
from app.kernel.errors import DomainError


class ReadBy:
    """What is typed must be what this function reads; its refusal stands at the field."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        self.read = read

    def __call__(self, _form: Any, field: Field) -> None:
        try:
            if field.data:
                self.read(field.data)
        except DomainError as refusal:
            raise ValidationError(str(refusal)) from None


def not_ahead(_form: Any, field: Field) -> None:
    """Refuse a day that is still to come."""
    if field.data and field.data > clock.today():
        raise ValidationError(gettext("This day has not come yet."))
