"""SQL conditions over the scope of the transaction, the parts of ``policies.py``."""

from __future__ import annotations

from dataclasses import dataclass

NEVER = "false"
ANYBODY = "true"


@dataclass(frozen=True)
class Rows:
    """Conditions for the rows that people may see and write."""

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
    return f"({in_units(column, 'mc_reads')} or (select mc_city()))"


def own(column: str) -> str:
    """The person works in the unit today."""
    return in_units(column, "mc_own")


def there(table: str, condition: str, name: str = "there") -> str:
    """A related row exists in another table and is visible to the user."""
    return f"exists (select from {table} {name} where {condition})"


KEEPS_THE_SYSTEM = "'city_admin' = any ((select mc_roles())::text[])"
"""The user administers the whole system (``city_admin``)."""


ABOUT_ANOTHER = "staff_id is distinct from (select mc_staff())"
"""The row is not about the user (``kernel.own_affairs``)."""


def everywhere_or(condition: str) -> str:
    """Those who administer the whole system see every row, others those of the condition.

    For rows of units: the administrator has all of them, and a comparison of each row with hundreds
    of units takes longer than the rest of the statement.
    """
    return f"({KEEPS_THE_SYSTEM} or {condition})"
