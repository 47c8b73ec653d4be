"""The words of procedures: states, kinds of questions, papers, fees, legs and limits."""

from __future__ import annotations

from enum import StrEnum


class VersionState(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class Kind(StrEnum):
    """How a question is asked and its answer kept."""

    NAME = "name"
    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    YEAR_OR_DATE = "year_or_date"
    IDENTITY = "identity"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    CHOICE = "choice"
    NUMBER = "number"
    YES_NO = "yes_no"
    FACILITY = "facility"


class Must(StrEnum):
    """Whether a paper has to come; ``made`` papers are printed here and signed at the visit."""

    REQUIRED = "required"
    IF_ANY = "if_any"
    PRESENTED = "presented"
    MADE = "made"


class Original(StrEnum):
    """In which form a paper comes: original kept, copy kept, or only shown."""

    ORIGINAL = "original"
    COPY = "copy"
    SHOWN = "shown"


class FeeKind(StrEnum):
    """A fee of the commune, or one held for another agency (tạm thu)."""

    FEE = "fee"
    HELD = "held"


class FeeWhen(StrEnum):
    """When a fee is due."""

    ALWAYS = "always"
    LATE = "late"
    COPIES = "copies"


class LegKind(StrEnum):
    """The other agency of a leg (cơ quan phối hợp)."""

    POLICE = "police"
    INSURANCE = "insurance"


class Step(StrEnum):
    """What a time limit is for."""

    TOTAL = "total"
    REGISTER = "register"
    POLICE = "police"
    INSURANCE = "insurance"
