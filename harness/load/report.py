"""What is printed: requests at rest, the model, the measurement, and whether it is good enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from harness.load.measurement import UnderLoad
from harness.load.model import (
    CITIZENS,
    FILE,
    MOST_TIMES_REST,
    OFFICIALS,
    SIGN_IN,
    UTILISATION,
    Model,
    quantile,
)

EVERYBODY = OFFICIALS | CITIZENS
GROUPS = {"officers": OFFICIALS, "citizens": CITIZENS, "everybody": EVERYBODY}


def of_rest(model: Model) -> Iterator[str]:
    """Each kind of request, the demand of each kind of journey, and what follows from it."""
    for kind, some in model.journeys.items():
        rules = defaultdict(list)
        for request in (request for each in some for request in each):
            rules[request.rule].append(request)
        for rule, same in rules.items():
            wall, cpu = (1000 * fmean(getattr(r, name) for r in same) for name in ("wall", "cpu"))
            yield f"{kind:8} {rule:42} {wall:6.1f} ms, {cpu:6.1f} ms of CPU ({len(same)})"
    yield f"after each dossier sent: {1000 * model.afterwards:.0f} ms of CPU"
    demand = ", ".join(f"{kind} {cores:.1f}" for kind, cores in model.demand.items())
    yield f"cores kept busy in the whole city: {demand}"
    needed = f"{model.cores_needed} cores at {UTILISATION:.0%} use"
    yield f"{needed}; {model.share:.1%} of a morning here, with the clients"


@dataclass(frozen=True)
class Report:
    """The model beside the measurement."""

    model: Model
    found: UnderLoad
    officers: int
    share: float

    def lines(self) -> Iterator[str]:
        """Response times of officers, citizens and everybody."""
        for name, kinds in GROUPS.items():
            rest = [quantile(self.model.at_rest(*kinds), q) for q in (0.5, 0.95)]
            measured = _quantiles(self.found.asked, kinds)
            yield (
                f"{name:9} at rest p50, p95 {_ms(rest)}; measured p50, p95, p99 {_ms(measured)} ms"
            )
        cpu, own, seconds = self.found.cpu, self.found.own, self.found.seconds
        used = (cpu + own) / seconds / self.model.cores
        rate = len(self.found.asked) / seconds
        yield f"{rate:.1f} requests a second; the system {cpu / seconds:.2f} cores, clients" + (
            f" {own / seconds:.2f}; {used:.0%} of {self.model.cores}"
        )
        yield from (f"{n} × {fault}" for fault, n in self.found.faults.most_common(10))

    def facts(self) -> dict[str, Any]:
        """The figures."""
        asked, done = self.found.asked, self.found.done
        carried = len(asked) / self.found.cpu * UTILISATION
        return {
            "officers": self.officers,
            "sign_ins": done[SIGN_IN],
            "dossiers": done[FILE],
            "errors": self.found.faults.total(),
            "cores_needed": self.model.cores_needed,
            "p50_rest_ms": _milliseconds(quantile(self.model.at_rest(*EVERYBODY), 0.5)),
            "officers_p95_ms": _milliseconds(_quantiles(asked, OFFICIALS)[1]),
            "citizens_p95_ms": _milliseconds(_quantiles(asked, CITIZENS)[1]),
            "p99_ms": _milliseconds(_quantiles(asked, EVERYBODY)[2]),
            "requests_per_second_per_core": round(carried, 1),
        }

    def failures(self) -> Iterator[str]:
        """What is not good enough."""
        if self.found.faults:
            yield f"{self.found.faults.total()} errors"
        for name in ("officers", "citizens"):
            rest = quantile(self.model.at_rest(*GROUPS[name]), 0.5)
            measured = _quantiles(self.found.asked, GROUPS[name])[1]
            if measured > MOST_TIMES_REST * rest:
                yield f"{name}: p95 is {measured / rest:.1f} times the median at rest"


def _quantiles(asked: list[tuple[str, float]], kinds: frozenset[str]) -> list[float]:
    """p50, p95, p99."""
    weighed = [(seconds, 1.0) for kind, seconds in asked if kind in kinds]
    return [quantile(weighed, q) for q in (0.5, 0.95, 0.99)]


def _milliseconds(seconds: float) -> float:
    return round(1000 * seconds, 1)


def _ms(some: list[float]) -> str:
    return " ".join(f"{1000 * seconds:.0f}" for seconds in some)
