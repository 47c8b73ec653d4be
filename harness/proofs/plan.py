"""Which proofs there are, and which of them may share the machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ProofPlan:
    """Make targets by how they run."""

    beside: tuple[str, ...]
    """Two at once. The first and longest times slips at its end, when the others are over or wait;
    of the second's times the nearest to its limit took 1.5 of 2 s alone."""
    alone: tuple[str, ...]
    """They measure time or memory, or use every core themselves."""

    @property
    def targets(self) -> tuple[str, ...]:
        """All of them; the longest of those beside one another begins first."""
        return (*self.beside, *self.alone)


PROOFS = ProofPlan(
    beside=("figures-handoffs", "figures-trust", "figures-procedures", "figures-notices"),
    alone=(
        "figures-rollout",
        "figures-lists",
        "figures-residents",
        "figures-walls",
        "figures-book",
        "figures-kills",
        "fuzz",
        "matrix",
    ),
)
LIMITS: Mapping[str, int] = {"matrix": 1_000, "fuzz": 900}
"""Seconds within which these must end to count as passed."""
ALL_WITHIN = 80 * 60
"""Seconds for everything."""
