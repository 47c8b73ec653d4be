"""How the words of a version are said to officers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.kernel.worktime import LimitUnit, Policy
from app.procedures.models import FeeKind, FeeWhen, Kind, Must, Original, Step, VersionState

WORDS: Mapping[StrEnum, LazyString] = {
    VersionState.DRAFT: _("Draft"),
    VersionState.PUBLISHED: _("In force now"),
    VersionState.SUPERSEDED: _("Superseded"),
    Policy.CONTINUE_FROM_ELAPSED: _("After a pause the time goes on"),
    Policy.RESTART: _("After a pause the time starts again"),
    Must.REQUIRED: _("Required"),
    Must.IF_ANY: _("If there is one"),
    Must.PRESENTED: _("To be shown"),
    Must.MADE: _("Made by the system"),
    Original.ORIGINAL: _("Original"),
    Original.COPY: _("Copy"),
    Original.SHOWN: _("Original, shown only"),
    FeeKind.FEE: _("Fee of the commune"),
    FeeKind.HELD: _("Held for another agency"),
    FeeWhen.ALWAYS: _("Always"),
    FeeWhen.LATE: _("When the event is registered late"),
    FeeWhen.COPIES: _("For each copy"),
    FeeWhen.PAGES: _("For each page"),
    Step.TOTAL: _("The whole procedure"),
    Step.REGISTER: _("Registering the event"),
    Step.VERIFY: _("Verification, where it is needed"),
    LimitUnit.SAME_DAY: _("the same day"),
    LimitUnit.WORKING_HOUR: _("working hours"),
    LimitUnit.WORKING_DAY: _("working days"),
    LimitUnit.CALENDAR_DAY: _("days"),
}
VERSION_SHAPES: Mapping[VersionState, str] = {
    VersionState.DRAFT: "new",
    VersionState.PUBLISHED: "ready",
    VersionState.SUPERSEDED: "closed",
}
AGENCIES: Mapping[str, LazyString] = {
    "police": _("District police"),
    "insurance": _("District social insurance"),
    "commune": _("Another commune"),
}
KINDS: Mapping[Kind, LazyString] = {
    Kind.NAME: _("Name of a person"),
    Kind.TEXT: _("Line of text"),
    Kind.LONG_TEXT: _("Text"),
    Kind.DATE: _("Date"),
    Kind.YEAR_OR_DATE: _("Year or date"),
    Kind.IDENTITY: _("Number of an identity paper"),
    Kind.PHONE: _("Telephone"),
    Kind.EMAIL: _("E-mail"),
    Kind.ADDRESS: _("Address"),
    Kind.TIME: _("Time of day"),
    Kind.CHOICE: _("Choice"),
    Kind.CHOICES: _("Several choices"),
    Kind.NUMBER: _("Number"),
    Kind.MONEY: _("Amount of money"),
    Kind.YES_NO: _("Yes or no"),
    Kind.FACILITY: _("First-care facility"),
    Kind.PERSON: _("Particulars of a person"),
}


def said(word: Any) -> Any:
    """The words for a word of a version; steps and legs are named by their agency."""
    return AGENCIES.get(str(word)) or KINDS.get(word) or WORDS.get(word, word)


def saying(*columns: str) -> dict[str, Callable[[Any], Any]]:
    """``words`` of a view: these columns are said by ``said``."""
    return dict.fromkeys(columns, said)
