"""What the ledger of a clock does not hold: pauses and extensions that cannot be.

The tables refuse them by constraints; whoever computes from other sources asks here first.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import pairwise

from app.kernel.deadlines.deadline import DAYS, Extension, Pause
from app.kernel.deadlines.explanation import ExplanationKind

LONGEST_FOR_DISTANCE = 5
"""Working days that the limit of a linked dossier gets for a remote commune (TTLT 05/2015)."""

LONGEST_COMPLETION = 2
"""Working days that all completions together may add to the limit of a dossier (TTLT 05/2015)."""

_AT_MOST: Mapping[ExplanationKind, int] = {
    ExplanationKind.MORE_FOR_DISTANCE: LONGEST_FOR_DISTANCE,
    ExplanationKind.MORE_FOR_COMPLETION: LONGEST_COMPLETION,
}
"""In all; what other communes and verification add stands in the version of the procedure."""


def check(
    received_at: datetime, pauses: Iterable[Pause] = (), extensions: Iterable[Extension] = ()
) -> None:
    """Refuse what no dossier's or leg's ledger can hold.

    Pauses that touch do not overlap, nor does one of length zero. An extension that gives no reason
    may be that for a remote commune, and is no longer.

    Raises:
        ValueError: with the reason.
    """
    _check_pauses(received_at, sorted(pauses, key=lambda pause: pause.start))
    _check_extensions(tuple(extensions))


def _check_pauses(received_at: datetime, pauses: list[Pause]) -> None:
    if pauses and pauses[0].start < received_at:
        raise ValueError(
            f"A pause cannot start before the receipt: {pauses[0].start.isoformat()} is earlier."
        )
    for earlier, later in pairwise(each for each in pauses if each.end != each.start):
        if earlier.end is None or later.start < earlier.end:
            raise ValueError(
                f"Pauses cannot overlap: the one that starts at {later.start.isoformat()} starts "
                f"during the one of {earlier.start.isoformat()}."
            )


def _check_extensions(extensions: tuple[Extension, ...]) -> None:
    added = Counter[ExplanationKind]()
    for each in extensions:
        if not each.amount:
            raise ValueError("An extension cannot be of no time.")
        if each.told_as is not None:
            added[each.told_as] += each.amount
        elif each.unit in DAYS:
            _check_amount(each.amount, LONGEST_FOR_DISTANCE)
    for why, most in _AT_MOST.items():
        _check_amount(added[why], most)


def _check_amount(amount: int, most: int) -> None:
    if amount > most:
        raise ValueError(f"The law adds at most {most} days here, not {amount}.")
