"""The model of `make load`: demand, cores and share."""

from __future__ import annotations

import math
from random import Random

import pytest

from harness.load.model import FILE, MORNING, TRACK, UTILISATION, Model, Request, arrivals, quantile

pytestmark = pytest.mark.quick


def a_model(cpu: float, own: float = 0.0, afterwards: float = 0.0) -> Model:
    """Every journey is one request of so many seconds of CPU."""
    request = Request("GET /", cpu + own, cpu, own)
    return Model({kind: [[request]] for kind in MORNING}, afterwards, cores=2)


def test_cores_are_what_all_journeys_compute_and_room_for_peaks() -> None:
    model = a_model(0.11)
    busy = 0.11 * (4000 / 600 + 3 * 416_000 / 28_800)
    assert sum(model.demand.values()) == pytest.approx(busy)
    assert model.cores_needed == math.ceil(busy / UTILISATION)
    assert model.share == pytest.approx(2 * UTILISATION / busy)


def test_work_after_a_dossier_and_the_clients_take_their_part() -> None:
    plain, model = a_model(0.1), a_model(0.1, own=0.1, afterwards=1.0)
    assert model.demand[FILE] == pytest.approx(plain.demand[FILE] + MORNING[FILE])
    assert model.demand[TRACK] == pytest.approx(plain.demand[TRACK])
    clients = 0.1 * sum(MORNING.values())
    busy = sum(model.demand.values()) + clients
    assert model.share == pytest.approx(2 * UTILISATION / busy)


def test_a_median_counts_weights() -> None:
    assert quantile([(1.0, 1.0), (2.0, 5.0), (3.0, 1.0)], 0.5) == 2.0
    assert quantile([(1.0, 9.0), (2.0, 1.0)], 0.95) == 2.0


def test_arrivals_keep_their_rate_and_repeat_with_their_seed() -> None:
    first, again = (list(arrivals(2.0, 5000, Random(3))) for _n in range(2))
    assert first == again
    assert len(first) == pytest.approx(10_000, rel=0.05)
