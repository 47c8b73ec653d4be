"""How many cores a morning needs: what journeys, measured at rest, compute all together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

OFFICERS, SIGN_IN_WITHIN_SECONDS = 4_000, 600
DOSSIERS_A_DAY, OFFICE_HOURS = 20 * 20_800, 8
SIGN_IN, FILE, WORK, TRACK = "sign_in", "file", "work", "track"
DOSSIERS_A_SECOND = DOSSIERS_A_DAY / (OFFICE_HOURS * 3600)
MORNING: Mapping[str, float] = {
    SIGN_IN: OFFICERS / SIGN_IN_WITHIN_SECONDS,
    FILE: DOSSIERS_A_SECOND,
    WORK: DOSSIERS_A_SECOND,
    TRACK: DOSSIERS_A_SECOND,
}
"""Journeys a second in the whole city. Each dossier sent is accepted by an officer and looked up
once by its citizen."""
BEGINNING = (SIGN_IN, FILE)
"""Journeys that begin by themselves; the others follow one of them."""
OFFICIALS, CITIZENS = frozenset({SIGN_IN, WORK}), frozenset({FILE, TRACK})
MOST_TIMES_REST = 5.0
"""How many times the median at rest 95 of 100 requests may take, of officers and of citizens."""
UTILISATION = 0.4
"""The part of the cores that may be used on average; the rest is for peaks. The measurement says
whether everybody is then answered in time."""
THINK_SECONDS = 1.0
"""Mean of the pauses in which a person reads or types. People take longer; the number of requests
a second is the same, and nothing but the number of open pages depends on it."""


class Request(NamedTuple):
    """One request at rest; seconds."""

    rule: str
    """Method and address."""
    wall: float
    cpu: float
    """Of web workers and database."""
    own: float
    """CPU of the client, which computes on the same cores."""


Journeys = Mapping[str, Sequence[Sequence[Request]]]
"""Measured journeys, each a series of requests, by kind."""


@dataclass(frozen=True)
class Model:
    """What a morning takes of the cores."""

    journeys: Journeys
    afterwards: float
    """Seconds of CPU that follow each dossier sent, apart from its requests."""
    cores: int
    """Of this machine."""

    @property
    def demand(self) -> dict[str, float]:
        """Cores that each kind of journey keeps busy in the whole city."""
        found = {
            kind: MORNING[kind] * _mean(sum(r.cpu for r in each) for each in some)
            for kind, some in self.journeys.items()
        }
        found[FILE] += MORNING[FILE] * self.afterwards
        return found

    @property
    def cores_needed(self) -> int:
        """Cores of the whole city."""
        return math.ceil(sum(self.demand.values()) / UTILISATION)

    @property
    def share(self) -> float:
        """The part of a morning that this machine carries together with the clients."""
        clients = sum(
            MORNING[kind] * _mean(sum(r.own for r in each) for each in some)
            for kind, some in self.journeys.items()
        )
        return self.cores * UTILISATION / (sum(self.demand.values()) + clients)

    def at_rest(self, *kinds: str) -> list[tuple[float, float]]:
        """Response times of these journeys at rest, each with its weight in a morning."""
        return [
            (request.wall, MORNING[kind] / len(self.journeys[kind]))
            for kind in kinds
            for each in self.journeys[kind]
            for request in each
        ]


def arrivals(rate: float, seconds: float, rng: Random) -> Iterator[float]:
    """Moments of a Poisson process."""
    moment = rng.expovariate(rate)
    while moment < seconds:
        yield moment
        moment += rng.expovariate(rate)


def quantile(weighed: Iterable[tuple[float, float]], q: float) -> float:
    """The value below which this part of all weight lies."""
    ordered = sorted(weighed)
    left = q * sum(weight for _value, weight in ordered)
    for value, weight in ordered:
        left -= weight
        if left <= 0:
            return value
    return ordered[-1][0]


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)
