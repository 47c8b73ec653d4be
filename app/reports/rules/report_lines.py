"""The lines of reports: counts that can be added up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class ReportLine:
    """The counts of one line; every field is a number of which the total is the sum."""

    def __add__(self, other: Self) -> Self:
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        return type(self)(*(mine + theirs for mine, theirs in pairs))

    @property
    def counts(self) -> dict[str, int]:
        """The numbers by the key of the figure."""
        return dict(vars(self))
