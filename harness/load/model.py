"""How many cores a morning needs, and how long responses then take: a simulated queue.

Everything is derived from journeys measured at rest. A request waits for one of the web workers,
computes on the cores, which all that compute share equally, then waits for the disk without
computing. What the system does after a response (messages, searches for duplicates) computes
beside them.
"""

from __future__ import annotations

import heapq
import math
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
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
AFTER: Mapping[str, tuple[str, ...]] = {FILE: (WORK, TRACK)}
OFFICIALS, CITIZENS = frozenset({SIGN_IN, WORK}), frozenset({FILE, TRACK})
MOST_TIMES_REST = 5.0
"""How many times the median at rest 95 of 100 requests may take, of officers and of citizens."""
RESERVE = 0.6
"""The part of this limit that the model may use up: of slow requests it expects too few, by up to
a third where half of the cores is used."""
UTILISATIONS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
"""Parts of the cores that may be used on average; the rest is for peaks."""
SIMULATED_SECONDS, TRIED_SECONDS = 3600, 600
"""Of the morning that is predicted, and of each that is tried for the use of the cores."""
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
    leads_on: bool
    """Whether the next one follows without a pause, as after a redirect."""


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
    workers: int
    """Web workers: so many requests are in progress at once."""

    @property
    def demand(self) -> dict[str, float]:
        """Cores that each kind of journey keeps busy in the whole city."""
        found = {
            kind: MORNING[kind] * _mean(sum(r.cpu for r in each) for each in some)
            for kind, some in self.journeys.items()
        }
        found[FILE] += MORNING[FILE] * self.afterwards
        return found

    @cached_property
    def utilisation(self) -> float:
        """The highest use of the cores at which everybody is expected to be answered in time."""
        found = UTILISATIONS[0]
        for each in UTILISATIONS:
            expected = self.predicted(self.share_at(each), TRIED_SECONDS)
            if not all(self._is_in_time(expected, kinds) for kinds in (OFFICIALS, CITIZENS)):
                break
            found = each
        return found

    def _is_in_time(self, expected: Sequence[tuple[str, float]], kinds: frozenset[str]) -> bool:
        """Whether 95 of 100 of these requests keep the limit, less the reserve."""
        waits = [(seconds, 1.0) for kind, seconds in expected if kind in kinds]
        limit = MOST_TIMES_REST * quantile(self.at_rest(*kinds), 0.5)
        return quantile(waits, 0.95) <= RESERVE * limit

    @property
    def cores_needed(self) -> int:
        """Cores of the whole city."""
        return math.ceil(sum(self.demand.values()) / self.utilisation)

    @property
    def share(self) -> float:
        """The part of a morning that this machine carries together with the clients."""
        return self.share_at(self.utilisation)

    def share_at(self, utilisation: float) -> float:
        """The part of a morning that uses so much of this machine, clients included."""
        clients = sum(
            MORNING[kind] * _mean(sum(r.own for r in each) for each in some)
            for kind, some in self.journeys.items()
        )
        return self.cores * utilisation / (sum(self.demand.values()) + clients)

    def at_rest(self, *kinds: str) -> list[tuple[float, float]]:
        """Response times of these journeys at rest, each with its weight in a morning."""
        return [
            (request.wall, MORNING[kind] / len(self.journeys[kind]))
            for kind in kinds
            for each in self.journeys[kind]
            for request in each
        ]

    def predicted(self, share: float, seconds: float, seed: int = 1) -> list[tuple[str, float]]:
        """Kind of journey and response time of each request, simulated."""
        queue = _Queue(self, Random(seed), seconds)  # to be repeated
        for kind in (each for each in BEGINNING if each in self.journeys):
            for moment in arrivals(MORNING[kind] * share, seconds, queue.rng):
                queue.begin(kind, moment)
        return queue.run()


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


@dataclass
class _Journey:
    """A person on a journey."""

    kind: str
    left: deque[Request]
    asked: float = 0.0


@dataclass
class _Queue:
    """The simulation: who waits, who computes, what happens next."""

    model: Model
    rng: Random
    until: float
    now: float = 0.0
    _events: list[tuple[float, int, str, _Journey]] = field(default_factory=list)
    _waiting: deque[_Journey] = field(default_factory=deque)
    _computing: dict[int, tuple[float, _Journey | None]] = field(default_factory=dict)
    """Seconds of CPU that are left, and for whom; None for work after a response."""
    _free: int = 0
    _done: list[tuple[str, float]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def begin(self, kind: str, moment: float) -> None:
        measured = self.rng.choice(self.model.journeys[kind])
        self._at(moment, "ask", _Journey(kind, deque(measured)))

    def run(self) -> list[tuple[str, float]]:
        self._free = self.model.workers
        while self._events or self._computing:
            left, first = min(
                ((left, n) for n, (left, _visit) in self._computing.items()),
                default=(math.inf, -1),
            )
            speed = min(1.0, self.model.cores / max(len(self._computing), 1))
            ends = self.now + left / speed
            moment = min(ends, self._events[0][0] if self._events else math.inf)
            if moment > self.until:
                break
            worked = (moment - self.now) * speed
            self._computing = {n: (c - worked, v) for n, (c, v) in self._computing.items()}
            self.now = moment
            if ends <= moment:
                self._computed(first)
            else:
                self._happens(*heapq.heappop(self._events)[2:])
        return self._done

    def _happens(self, what: str, journey: _Journey) -> None:
        if what == "ask":
            journey.asked = self.now
            self._waiting.append(journey)
        else:
            self._answered(journey)
        while self._free and self._waiting:
            self._free -= 1
            served = self._waiting.popleft()
            self._compute(_busy(served.left[0]), served)

    def _computed(self, n: int) -> None:
        journey = self._computing.pop(n)[1]
        if journey is not None:
            request = journey.left[0]
            self._at(self.now + request.wall - _busy(request), "answer", journey)

    def _answered(self, journey: _Journey) -> None:
        self._free += 1
        self._done.append((journey.kind, self.now - journey.asked))
        request = journey.left.popleft()
        if journey.left:
            pause = 0.0 if request.leads_on else self.rng.expovariate(1 / THINK_SECONDS)
            self._at(self.now + pause, "ask", journey)
            return
        if journey.kind == FILE:
            self._compute(self.model.afterwards, None)
        for kind in AFTER.get(journey.kind, ()):
            self.begin(kind, self.now + self.rng.expovariate(1 / THINK_SECONDS))

    def _compute(self, seconds: float, journey: _Journey | None) -> None:
        self._computing[next(self._numbers)] = (seconds, journey)

    def _at(self, moment: float, what: str, journey: _Journey) -> None:
        heapq.heappush(self._events, (moment, next(self._numbers), what, journey))


def _busy(request: Request) -> float:
    """Seconds in which the request occupies a core."""
    return min(request.cpu + request.own, request.wall)


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)
