"""SQL conditions over the scope of the transaction: the words in which tables write their policies.

Each scope function is wrapped in ``(select …)`` so that it is called once per statement, not once
per row. Conditions about roles are in ``accounts.conditions``, those about a dossier in
``dossiers.conditions``.
"""

from __future__ import annotations

from dataclasses import dataclass

NEVER = "false"
ANYBODY = "true"


@dataclass(frozen=True)
class Rows:
    """Conditions for the rows that people may see and write; ``__rows__`` of a class."""

    see: str
    add: str = NEVER
    change: str = NEVER
    remove: str = NEVER

    @classmethod
    def written(cls, see: str, write: str) -> Rows:
        """The same condition for insert, update and delete."""
        return cls(see, write, write, write)


def in_units(column: str, units: str) -> str:
    """The column is one of the units returned by a scope function."""
    return f"{column} = any ((select {units}())::integer[])"


def read(column: str) -> str:
    """The person reads records of the unit."""
    return f"({in_units(column, 'mc_reads')} or {WHOLE_CITY})"


def own(column: str) -> str:
    """The person works in the unit today."""
    return in_units(column, "mc_own")


def managed(column: str) -> str:
    """The person changes staff of the unit."""
    return in_units(column, "mc_manages")


def me(column: str) -> str:
    """The column is the person who asks."""
    return f"{column} = (select mc_staff())"


def there(table: str, condition: str, name: str = "there") -> str:
    """A related row exists in another table and is visible to the user."""
    return f"exists (select from {table} {name} where {condition})"


def holds(*roles: str) -> str:
    """The user holds one of the roles today."""
    if len(roles) == 1:
        return f"'{roles[0]}' = any ((select mc_roles())::text[])"
    return f"(select mc_roles())::text[] && array[{quoted(*roles)}]"


def quoted(*words: str) -> str:
    """Words of a vocabulary, as a list of SQL literals."""
    return ", ".join(f"'{word}'" for word in words)


WHOLE_CITY = "(select mc_city())"
IS_USER = "(select mc_user()) is not null"
IS_STAFF = "(select mc_staff()) is not null"
MINE = me("staff_id")
MY_ACCOUNT = "user_id = (select mc_user())"
ABOUT_ANOTHER = "staff_id is distinct from (select mc_staff())"
"""The row is not about the user (``kernel.own_affairs``)."""
PRACTICE = "(select coalesce(mc_practice(), false))"
HERE = f"is_rehearsal = {PRACTICE}"
"""Rehearsals are visible from the practice space only."""
