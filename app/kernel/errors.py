"""Refusals: errors with a sentence the person can act on. Any other exception is a bug."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

COME_BACK_SECONDS = 30
"""Retry delay while something that we depend on is away."""


class DomainError(Exception):
    """A refusal with a translated sentence; a class of its own is for what somebody catches.

    ``message`` is a whole sentence with named placeholders; the values are given by keyword.
    ``field`` names the form field that the sentence belongs to, if any.
    """

    message: LazyString = _("This cannot be done.")
    status: int = 409

    def __init__(
        self,
        message: LazyString | None = None,
        /,
        *,
        status: int | None = None,
        field: str | None = None,
        **facts: Any,
    ) -> None:
        super().__init__(type(self).__name__)
        if message is not None:
            self.message = message
        if status is not None:
            self.status = status
        self.field = field
        self.facts = facts

    @property
    def headers(self) -> Mapping[str, str]:
        """Additional response headers of a page that shows this refusal."""
        return {"Retry-After": str(COME_BACK_SECONDS)} if self.status == 503 else {}

    @property
    def parts(self) -> Sequence["DomainError"]:
        """The refusals it consists of, each for its field."""
        return (self,)

    def __str__(self) -> str:
        return str(self.message) % self.facts if self.facts else str(self.message)


class Refused(DomainError):
    """A refusal that only a person reads; its sentence stands where it is raised."""


class SeveralRefusals(DomainError):
    """Several fields of a form are refused at once."""

    status = 422

    def __init__(self, parts: Sequence[DomainError]) -> None:
        super().__init__()
        self._parts = parts

    @property
    def parts(self) -> Sequence[DomainError]:
        return self._parts

    def __str__(self) -> str:
        return " ".join(str(part) for part in self._parts)


class NotAllowed(DomainError):
    """The person may not do this here."""

    message = _("You are not allowed to do this with this record.")
    status = 403


class NotFound(DomainError):
    """The thing does not exist, or is not visible to this person."""

    message = _("This record does not exist, or it belongs to another office.")
    status = 404
