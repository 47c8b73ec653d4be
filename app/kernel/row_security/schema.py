"""What a database is brought to: rows, privileges and triggers of tables, functions of packages.

A class says who sees and writes its rows by ``__rows__``, or by ``__without_rows__`` why no policy
limits them; the rest is in ``grants.py`` and ``triggers.py``. The queries have their own filter to
find the rows; the policy is the second check. ``app/database.py`` collects what the packages
declare, ``sync.py`` brings a database there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.kernel.db import metadata
from app.kernel.row_security import triggers
from app.kernel.row_security.conditions import ANYBODY, NEVER, Rows
from app.kernel.row_security.functions import Function
from app.kernel.row_security.grants import (
    ADD,
    ALL,
    LOADER,
    NOTHING,
    OUTSIDE_THE_MODELS,
    OWNER,
    PUBLIC,
    READ,
    WEB,
    WORKER,
    Granted,
)

PEOPLE = (WEB, PUBLIC)
"""Roles that serve people, officers or citizens; their grants limit the second further."""


@dataclass(frozen=True)
class Policy:
    """A policy of one table, as passed to PostgreSQL."""

    table: str
    name: str
    roles: tuple[str, ...]
    command: str
    using: str | None
    check: str | None

    @property
    def definition(self) -> str:
        """The part after ``create policy``."""
        using = f" using ({self.using})" if self.using else ""
        check = f" with check ({self.check})" if self.check else ""
        roles = ", ".join(self.roles)
        return f"{self.name} on {self.table} for {self.command} to {roles}{using}{check}"


@dataclass(frozen=True)
class Schema:
    """The declared state: the classes of tables, and what packages say besides."""

    functions: tuple[Function, ...]
    further_rows: Mapping[str, Rows] = field(default_factory=dict)
    """Of tables of the kernel, which knows no roles."""
    further_grants: Mapping[str, Granted] = field(default_factory=dict)
    """Of tables that the framework brings along."""

    @property
    def rows(self) -> dict[str, Rows]:
        """The tables with policies. The worker is limited by its grants; it serves no request."""
        return {**triggers.marked("__rows__"), **self.further_rows}

    def policies(self) -> Iterator[Policy]:
        for table, rows in self.rows.items():
            yield Policy(table, "mc_see", PEOPLE, "select", rows.see, None)
            if rows.add != NEVER:
                yield Policy(table, "mc_add", PEOPLE, "insert", None, rows.add)
            if rows.change != NEVER:
                yield Policy(table, "mc_change", PEOPLE, "update", rows.change, rows.change)
            if rows.remove != NEVER:
                yield Policy(table, "mc_remove", PEOPLE, "delete", rows.remove, None)
            yield Policy(table, "mc_work", (WORKER,), "all", ANYBODY, ANYBODY)
            yield Policy(table, "mc_keep", (OWNER,), "all", ANYBODY, ANYBODY)

    def privileges(self, table: str, role: str) -> frozenset[str]:
        """Privileges of a role on a table, such as ``SELECT`` or ``UPDATE(state)``."""
        words, once = self._words(table, role), triggers.marked("__set_once__").get(table)
        if role in PEOPLE and once and "UPDATE" in words:
            moving = {column.name for column in metadata.tables[table].columns} - {*once}
            return words - {"UPDATE"} | {f"UPDATE({column})" for column in moving}
        return words

    def _words(self, table: str, role: str) -> frozenset[str]:
        if table in OUTSIDE_THE_MODELS:
            return OUTSIDE_THE_MODELS[table].get(role, NOTHING)
        granted: dict[str, Granted] = {**triggers.marked("__granted__"), **self.further_grants}
        given = granted.get(table, Granted()).to(role)
        if given is not None:
            words = given
        elif role in {PUBLIC, WORKER} and table in catalogues():
            words = READ
        elif role in {WEB, WORKER, LOADER}:
            words = ADD if table in triggers.journals() else ALL
        else:
            words = NOTHING
        return words | READ if role == WORKER and table in triggers.sealed() else words


def catalogues() -> frozenset[str]:
    """The tables that every role may read."""
    return frozenset(triggers.marked("__is_catalogue__"))
