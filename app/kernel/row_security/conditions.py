"""What the lines of ``policies.py`` are made of: conditions over the scope of the transaction."""

from __future__ import annotations

from dataclasses import dataclass

NEVER = "false"
ANYBODY = "true"


@dataclass(frozen=True)
class Rows:
    """Which rows people may see, and which they may write."""

    see: str
    add: str = NEVER
    change: str = NEVER
    remove: str = NEVER

    @classmethod
    def written(cls, see: str, write: str) -> Rows:
        """One condition for every kind of writing."""
        return cls(see, write, write, write)


def among(column: str, units: str) -> str:
    """The unit in the column is one of those that a function of the scope names."""
    return f"{column} = any ((select {units}())::integer[])"


def read(column: str) -> str:
    """The person reads records of the unit."""
    return f"({among(column, 'mc_reads')} or (select mc_city()))"


def own(column: str) -> str:
    """The person works in the unit today."""
    return among(column, "mc_own")


def there(table: str, condition: str, name: str = "there") -> str:
    """A row of another table stands behind, and is seen by whoever asks."""
    return f"exists (select from {table} {name} where {condition})"


KEEPS_THE_SYSTEM = "'city_admin' = any ((select mc_roles())::text[])"
"""Whoever administers the whole system (``city_admin``)."""
