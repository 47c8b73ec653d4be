"""Two ways to show a refusal: on the form that caused it, or on a page of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import flash
from flask_babel import gettext
from psycopg import errors as postgres
from sqlalchemy.exc import IntegrityError

from app.kernel.errors import DomainError
from app.kernel.web import access_log


class RefusalFlag:
    """Whether the watched block was refused."""

    def __init__(self) -> None:
        self.happened = False

    def __bool__(self) -> bool:
        return self.happened


@contextmanager
def refusals(form: Any = None) -> Iterator[RefusalFlag]:
    """Show refusals of the block on the form, so that the input is preserved.

    The caller opens its transaction inside the block and afterwards checks whether it was refused.
    Without a form, or when the refusal belongs to no field of it, the sentence is flashed.
    """
    refused = RefusalFlag()
    try:
        yield refused
    except DomainError as refusal:
        refused.happened = True
        access_log.note_refusal(refusal.status)
        for part in refusal.parts:
            field = part.field and form is not None and form._fields.get(part.field)
            if field:
                field.errors = [*field.errors, str(part)]
            else:
                flash(str(part), "danger")
    except IntegrityError as error:
        refused.happened = True
        flash(sentence(error), "danger")


def sentence(error: IntegrityError) -> str:
    """Advice for a violated database constraint; never any SQL."""
    if isinstance(error.orig, postgres.UniqueViolation | postgres.ExclusionViolation):
        return gettext("There is already such a record.")
    if isinstance(error.orig, postgres.ForeignKeyViolation | postgres.RestrictViolation):
        return gettext("Other records depend on this one. Remove or end those first.")
    return gettext("What you wrote does not fit together. Look at it again.")
