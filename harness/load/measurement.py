"""The two measurements: one person at a time, and everybody at random moments."""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from app.accounts.roles import Role
from harness.load import journeys
from harness.load.journeys import Asked, Fault, HttpBrowser, SentDossier
from harness.load.model import (
    BEGINNING,
    FILE,
    MORNING,
    SIGN_IN,
    THINK_SECONDS,
    TRACK,
    WORK,
    Journeys,
    Request,
    arrivals,
)
from harness.load.people import Account, Family
from harness.load.system import System

PAUSE_AT_REST_SECONDS = 0.1
"""After each request at rest, so that what follows a response does not slow the next one."""
IDLE_SECONDS = 10
"""How long the system is left alone, to know what it computes when nobody comes."""
LEAD_IN_SECONDS = 45
"""How long the longest journey takes: until then fewer people are on their way than later."""
AT_ONCE = 1000
"""Threads, so many that no journey waits for one."""
OFFICES, SIGNING_IN = 200_000, 300_000
"""Network addresses: families have those below, officers at work and at sign-in those above."""


Watch = Callable[[HttpBrowser], HttpBrowser]
"""Sets what happens around the requests of a browser."""


@dataclass
class Participants:
    """Everybody who takes part; each signs in, or sends, once."""

    port: int
    accounts: Iterator[Account]
    families: Iterator[Family]
    sessions: dict[int, str] = field(default_factory=dict)
    """The cookie of an officer of the desk, by commune."""
    _signed_in: int = 0

    def open_desks(self, accounts: Sequence[Account], communes: Sequence[int]) -> None:
        """One officer of each desk signs in."""
        desks = {a.commune: a for a in accounts if a.role is Role.COMMUNE_RECEPTION}
        for commune in communes:
            browser = HttpBrowser(self.port, OFFICES + commune)
            journeys.sign_in(browser, desks[commune].username)
            self.sessions[commune] = browser.cookie

    def sign_in(self, watch: Watch) -> None:
        """The next officer signs in."""
        self._signed_in += 1
        browser = watch(HttpBrowser(self.port, SIGNING_IN + self._signed_in))
        journeys.sign_in(browser, next(self.accounts).username)

    def file(self, watch: Watch) -> SentDossier:
        """The next family sends."""
        family = next(self.families)
        return journeys.file(watch(HttpBrowser(self.port, family.n)), family)

    def work(self, watch: Watch, receipt: SentDossier) -> None:
        """The desk that received the dossier accepts it."""
        number, cookie = OFFICES + receipt.commune, self.sessions[receipt.commune]
        journeys.work(watch(HttpBrowser(self.port, number, cookie=cookie)), receipt)

    def track(self, watch: Watch, receipt: SentDossier) -> None:
        """Its citizen looks it up."""
        journeys.track(watch(HttpBrowser(self.port, receipt.family)), receipt)


def unwatched(browser: HttpBrowser) -> HttpBrowser:
    """A browser of which nothing is recorded."""
    return browser


class AtRest(NamedTuple):
    """Journeys of one person at a time."""

    journeys: Journeys
    afterwards: float
    """Seconds of CPU for each dossier sent, apart from the requests."""


def at_rest(system: System, people: Participants, times: int, sign_ins: int) -> AtRest:
    """Each request of each journey: how long it takes, how long it computes."""
    found = defaultdict[str, list[list[Request]]](list)
    before = 0.0

    def start() -> None:
        nonlocal before
        before = system.answering()

    def watch(kind: str) -> Watch:
        asked: list[Request] = []
        found[kind].append(asked)

        def note(one: Asked) -> None:
            cpu = system.answering() - before
            asked.append(Request(one.rule, one.wall, cpu, one.own))
            time.sleep(PAUSE_AT_REST_SECONDS)

        def watched(browser: HttpBrowser) -> HttpBrowser:
            browser.before, browser.note = start, note
            return browser

        return watched

    idle = system.everything()
    time.sleep(IDLE_SECONDS)
    idle = (system.everything() - idle) / IDLE_SECONDS
    started, since = system.everything(), time.monotonic()
    for _n in range(times):
        receipt = people.file(watch(FILE))
        people.work(watch(WORK), receipt)
        people.track(watch(TRACK), receipt)
    for _n in range(sign_ins):
        people.sign_in(watch(SIGN_IN))
    counted = sum(r.cpu for some in found.values() for each in some for r in each)
    idle *= time.monotonic() - since
    return AtRest(found, max(0.0, system.everything() - started - counted - idle) / times)


@dataclass
class UnderLoad:
    """Everybody at once: what happened between the lead-in and the end."""

    seconds: float
    asked: list[tuple[str, float]] = field(default_factory=list)
    """Kind of journey and response time of each request."""
    faults: Counter[str] = field(default_factory=Counter)
    """What went wrong, also before and afterwards."""
    done: Counter[str] = field(default_factory=Counter)
    """Journeys that came to their end."""
    cpu: float = 0.0
    """Seconds of CPU of the system."""
    own: float = 0.0
    """Those of the clients."""

    def of(self, kinds: frozenset[str]) -> list[float]:
        """Response times of these journeys."""
        return [seconds for kind, seconds in self.asked if kind in kinds]


class Arrivals:
    """Journeys begin at their moments whatever the earlier ones take, each in a thread."""

    def __init__(self, people: Participants, seconds: float, seed: int) -> None:
        self.people, self.found = people, UnderLoad(seconds)
        self._rng, self._end = Random(seed), LEAD_IN_SECONDS + seconds  # to be repeated
        self._started = 0.0

    def run(self, system: System, share: float) -> UnderLoad:
        """Begin all journeys of a morning's share, and wait for their end."""
        planned = [
            (moment, kind)
            for kind in BEGINNING
            for moment in arrivals(MORNING[kind] * share, self._end, self._rng)
        ]
        begin = {SIGN_IN: self._sign_in, FILE: self._file}
        self._started = time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            running = [pool.submit(self._take_cpu, system)]
            for moment, kind in sorted(planned):
                self._sleep_until(moment)
                running.append(pool.submit(begin[kind]))
            for each in running:
                each.result()
        return self.found

    def _take_cpu(self, system: System) -> None:
        """CPU between the lead-in and the end."""
        self._sleep_until(LEAD_IN_SECONDS)
        before = system.everything(), time.process_time()
        self._sleep_until(self._end)
        self.found.cpu = system.everything() - before[0]
        self.found.own = time.process_time() - before[1]

    def _sign_in(self) -> None:
        with self._journey(SIGN_IN):
            self.people.sign_in(self._watch(SIGN_IN))

    def _file(self) -> None:
        """A dossier is sent, accepted, and looked up meanwhile."""
        receipt: SentDossier | None = None
        with self._journey(FILE):
            receipt = self.people.file(self._watch(FILE))
        if receipt is not None:
            officer = threading.Thread(target=self._work, args=(receipt,))
            officer.start()
            self._pause()
            with self._journey(TRACK):
                self.people.track(self._watch(TRACK), receipt)
            officer.join()

    def _work(self, receipt: SentDossier) -> None:
        self._pause()
        with self._journey(WORK):
            self.people.work(self._watch(WORK), receipt)

    @contextmanager
    def _journey(self, kind: str) -> Iterator[None]:
        """Count its end, or what went wrong."""
        try:
            yield
        except Fault as fault:
            self.found.faults[f"{kind}: {fault}"] += 1
        else:
            if self._counts(time.perf_counter()):
                self.found.done[kind] += 1

    def _watch(self, kind: str) -> Watch:
        def note(one: Asked) -> None:
            if self._counts(one.began):
                self.found.asked.append((kind, one.wall))

        def watched(browser: HttpBrowser) -> HttpBrowser:
            browser.pause, browser.note = self._pause, note
            return browser

        return watched

    def _counts(self, moment: float) -> bool:
        return LEAD_IN_SECONDS <= moment - self._started < self._end

    def _pause(self) -> None:
        time.sleep(self._rng.expovariate(1 / THINK_SECONDS))

    def _sleep_until(self, moment: float) -> None:
        time.sleep(max(0.0, self._started + moment - time.perf_counter()))
