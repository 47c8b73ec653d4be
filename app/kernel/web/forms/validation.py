"""Validators of forms made from how the kernel reads texts."""

from collections.abc import Callable
from typing import Any

from wtforms import Field
from wtforms.validators import ValidationError

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
