"""The conditions on dossiers that the desk offers, beyond one column with one value."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, select
from wtforms import IntegerField, SelectMultipleField

from app.dossiers.models.dossier import Dossier
from app.dossiers.views.admin.dossiers import CHANNELS, DossierView
from app.dossiers.workflow import OPEN, State
from app.kernel.text.parsing import InvalidInput
from app.kernel.web.lists.conditions import ALL, ConditionGroup, ListCondition, is_sayable
from app.kernel.web.lists.filters import ColumnFilter, InLastDays, InNextDays, OneOf
from app.procedures import queries as procedures
from app.procedures.models.versions import Version

PROCEDURE, STATE, CHANNEL = "procedure", "state", "channel"
DUE_WITHIN, SENT_WITHIN = "due_within", "submitted_within"
LABELS = {
    PROCEDURE: _("Procedure"),
    DUE_WITHIN: _("Due within days from today"),
    SENT_WITHIN: _("Submitted within the last days"),
}


class OfProcedures(OneOf):
    """Of one of several procedures, in whichever version."""

    @property
    def column(self) -> Any:
        return Dossier.procedure_version_id

    def read(self, value: Any) -> list[int]:
        words = [word for word in str(value).split(",") if word]
        if not words or not all(word.isascii() and word.isdecimal() for word in words):
            raise InvalidInput
        return [int(word[:9]) for word in words]

    def clause(self, column: Any, value: Any) -> ColumnElement[bool]:
        return column.in_(select(Version.id).where(Version.procedure_id.in_(value)))


def offers_with(register: Any) -> Mapping[str, Sequence[ColumnFilter]]:
    """The comparisons of the register of dossiers, and those of the desk."""
    data, plain = register.datamodel, register.search_filters()
    return {
        PROCEDURE: (OfProcedures(PROCEDURE, data),),
        **plain,
        STATE: (OneOf(STATE, data), *plain[STATE]),
        CHANNEL: (OneOf(CHANNEL, data),),
        DUE_WITHIN: (_of(InNextDays, "due_at", data),),
        SENT_WITHIN: (_of(InLastDays, "submitted_at", data),),
    }


def _of(kind: type[ColumnFilter], column: str, data: Any) -> ColumnFilter:
    return kind(column, data)


@cache
def form_with(register: DossierView) -> Any:
    """The search form of the register with the controls of these conditions."""
    days = {"class": "form-control", "min": 0, "max": 999}
    return type(
        "DossierConditions",
        (register.search_form,),
        {
            PROCEDURE: _several(procedure_choices),
            STATE: _several(lambda: [(str(state), state.label) for state in State]),
            CHANNEL: _several(lambda: [(str(key), label) for key, label in CHANNELS.items()]),
            DUE_WITHIN: IntegerField(render_kw=days),
            SENT_WITHIN: IntegerField(render_kw=days),
        },
    )


def _several(choices: Callable[[], Sequence[tuple[str, Any]]]) -> Any:
    look = {"class": "form-control mc-several", "size": 6}
    return SelectMultipleField(choices=choices, validate_choice=False, render_kw=look)


def procedure_choices() -> list[tuple[str, str]]:
    return [(str(key), name) for key, name in procedures.procedure_names()]


# ---- at hand above the list ---------------------------------------------------------------------

AT_HAND = {"thu_tuc": PROCEDURE, "trang_thai": STATE, "kenh": CHANNEL}
"""The conditions above the list, each of one value: argument of the address and column."""


def with_those_at_hand(where: ConditionGroup, args: Mapping[str, str]) -> ConditionGroup:
    """The conditions with those that were chosen above the list, which replace their like."""
    asked = {column: args[name] for name, column in AT_HAND.items() if name in args}
    if not asked:
        return where
    parts = where.parts if where.how == ALL else ()
    kept = [each for each in parts if not _is_on(each, asked)]
    new = [
        ListCondition(column, OneOf.arg_name, value)
        for column, value in asked.items()
        if is_sayable(value) and value
    ]
    return ConditionGroup(ALL, (*kept, *new))


def chosen_at_hand(where: ConditionGroup) -> dict[str, str]:
    """What is chosen above the list, by argument."""
    single = {
        part.column: part.value
        for part in where.parts
        if where.how == ALL and isinstance(part, ListCondition)
    }
    return {name: single.get(column, "") for name, column in AT_HAND.items()}


def choices_at_hand() -> dict[str, list[tuple[str, Any]]]:
    """The choices of each, by argument."""
    return {
        "thu_tuc": procedure_choices(),
        "trang_thai": [(str(state), state.label) for state in State if state in OPEN],
        "kenh": [(str(key), label) for key, label in CHANNELS.items()],
    }


def _is_on(part: ListCondition | ConditionGroup, columns: Collection[str]) -> bool:
    return isinstance(part, ListCondition) and part.column in columns
