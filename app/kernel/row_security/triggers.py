"""Triggers by which the database refuses invalid changes.

A table declares its rules by class attributes: ``__append_only__ = True`` for a journal,
``__frozen__`` for rows that are immutable once published, ``__is_reference_data__`` for rows that
processes keep (``kernel.reference_data``), ``__triggers__`` for rules of its own, and
``__formerly__`` for the name that its table had in older rows of the journals.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask_appbuilder import Model

from app.kernel.row_security.conditions import quoted


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """Rows that are immutable once published; set as ``__frozen__`` on a class.

    A row can be changed while its ``state`` column equals ``open_word``; afterwards only the
    columns of ``may_change``. With ``parent``, the row is a part: it can be changed while the row
    of that table which ``key`` refers to can be changed. ``purged``: it is removed after its
    retention period, by whom the grants allow to delete it.
    """

    open_word: str
    state: str = "state"
    may_change: tuple[str, ...] = ("state",)
    parent: str | None = None
    key: str = "version_id"
    purged: bool = False

    @property
    def trigger(self) -> Trigger:
        """The trigger that refuses changes."""
        moment, call = "DELETE OR UPDATE", "mc_refuse_frozen"
        words = (self.state, self.open_word, *self.may_change)
        if self.parent:
            moment, call = "INSERT OR DELETE OR UPDATE", "mc_refuse_frozen_part"
            words = (self.parent, self.key, self.state, self.open_word)
        when = "BEFORE UPDATE" if self.purged else f"BEFORE {moment}"
        return Trigger("mc_frozen", when, f"{call}({quoted(*words)})")


@dataclass(frozen=True)
class Trigger:
    """A trigger of one table, in the words of PostgreSQL; ``__triggers__`` of a class."""

    name: str
    when: str
    call: str
    each: str = "ROW"
    at_commit: bool = False

    def definition(self, table: str) -> str:
        """The statement as PostgreSQL formats it."""
        kind, moment = "TRIGGER", ""
        if self.at_commit:
            kind, moment = "CONSTRAINT TRIGGER", " DEFERRABLE INITIALLY DEFERRED"
        return (
            f"CREATE {kind} {self.name} {self.when} ON public.{table}{moment}"
            f" FOR EACH {self.each} EXECUTE FUNCTION {self.call}"
        )


_APPEND_ONLY = (
    Trigger("mc_append_only", "BEFORE DELETE OR UPDATE", "mc_refuse_change()"),
    Trigger("mc_never_emptied", "BEFORE TRUNCATE", "mc_refuse_change()", "STATEMENT"),
)
_STAMPED = Trigger("mc_stamped", "BEFORE INSERT", "mc_stamp()")
_REFERENCE = Trigger(
    "mc_reference",
    "AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE",
    "mc_renew_reference_version()",
    "STATEMENT",
)


def triggers() -> Iterator[tuple[tuple[str, str], str]]:
    """Each declared trigger: table and name, and its definition as formatted by PostgreSQL."""
    declared = [
        *((table, each) for table in journals() for each in _APPEND_ONLY),
        *((table, _STAMPED) for table in sealed()),
        *((table, frozen.trigger) for table, frozen in marked("__frozen__").items()),
        *((table, _REFERENCE) for table in reference_tables()),
        *((table, each) for table, own in marked("__triggers__").items() for each in own),
    ]
    for table, trigger in sorted(declared, key=lambda each: (each[0], each[1].name)):
        yield (table, trigger.name), trigger.definition(table)


def former_names() -> dict[str, str]:
    """What renamed tables were called, by the name of today: older seals and logs say so."""
    return marked("__formerly__")


def journals() -> frozenset[str]:
    return frozenset(marked("__append_only__"))


def sealed() -> frozenset[str]:
    """The journals whose rows are sealed: all but the seals themselves."""
    return frozenset(table for table in journals() if "xact" in Model.metadata.tables[table].c)


@cache
def reference_tables() -> frozenset[str]:
    """The tables whose rows processes keep (``kernel.reference_data``)."""
    return frozenset(marked("__is_reference_data__"))


def marked(attribute: str) -> dict[str, Any]:
    """Values of a class attribute by table; inherited attributes do not count."""
    return {
        mapper.local_table.name: vars(mapper.class_)[attribute]
        for mapper in Model.registry.mappers
        if attribute in vars(mapper.class_)
    }
