"""The model of `make load`: demand and share, and its simulated queue against known answers."""

from __future__ import annotations

import math
from random import Random

import pytest

from harness.load.model import (
    FILE,
    MORNING,
    SIGN_IN,
    TRACK,
    UTILISATIONS,
    WORK,
    Model,
    Request,
    arrivals,
    quantile,
)

pytestmark = pytest.mark.quick


def a_model(seconds: float, *, workers: int = 4, cores: int = 2, wait: float = 0.0) -> Model:
    """Every journey is one request of so many seconds of CPU."""
    request = Request("GET /", seconds + wait, seconds, 0.0, leads_on=False)
    return Model({kind: [[request]] for kind in MORNING}, 0.0, cores, workers)


def p95(model: Model, share: float, seconds: float = 1000) -> float:
    found = model.predicted(share, seconds)
    return quantile([(each, 1.0) for _kind, each in found], 0.95)


def test_cores_are_what_all_journeys_compute_at_the_use_that_is_fast_enough() -> None:
    model = a_model(0.11)
    busy = 0.11 * (4000 / 600 + 3 * 416_000 / 28_800)
    assert sum(model.demand.values()) == pytest.approx(busy)
    assert model.utilisation in UTILISATIONS
    assert model.cores_needed == math.ceil(busy / model.utilisation)
    assert model.share == pytest.approx(2 * model.utilisation / busy)


def test_a_city_with_one_slow_page_among_many_is_used_less() -> None:
    """Short requests wait behind long ones: the more they do, the more cores must be free."""
    even = a_model(0.02, workers=2)
    short, long = (Request("GET /", s, s, 0.0, leads_on=False) for s in (0.02, 0.8))
    mixed = {kind: [[short] * 30] for kind in MORNING} | {FILE: [[*[short] * 29, long]]}
    uneven = Model(mixed, 0.0, cores=2, workers=2)
    assert uneven.utilisation < even.utilisation
    assert p95(uneven, uneven.share) <= 5 * 0.02


def test_officers_who_wait_keep_the_use_down_though_citizens_do_not() -> None:
    """A tenth of a sign-in's requests is eight times as long: no use is low enough."""
    even = a_model(0.02, workers=1000)
    short, long = (Request("GET /", s, s, 0.0, leads_on=False) for s in (0.02, 0.16))
    slow = Model({**even.journeys, SIGN_IN: [[*[short] * 9, long]]}, 0.0, cores=2, workers=1000)
    assert slow.utilisation == UTILISATIONS[0] < even.utilisation


def test_work_after_a_dossier_and_the_clients_take_their_part() -> None:
    request = Request("GET /", 0.2, 0.1, 0.1, leads_on=False)
    plain = a_model(0.1)
    model = Model({kind: [[request]] for kind in MORNING}, 1.0, 2, 4)
    assert model.demand[FILE] == pytest.approx(plain.demand[FILE] + MORNING[FILE])
    assert model.demand[TRACK] == pytest.approx(plain.demand[TRACK])
    clients = 0.1 * sum(MORNING.values())
    assert model.share_at(0.5) == pytest.approx(1 / (sum(model.demand.values()) + clients))


def test_a_machine_that_is_hardly_used_answers_as_at_rest() -> None:
    assert p95(a_model(0.1, wait=0.05), share=0.001, seconds=20_000) == pytest.approx(0.15)


@pytest.mark.parametrize(("workers", "mean"), [(1, 1.5), (1000, 2.0)])
def test_one_core_is_the_queue_of_the_textbooks(workers: int, mean: float) -> None:
    """At half use one after the other waits half a service (M/D/1), sharing a whole one (PS)."""
    request = [[Request("GET /", 1.0, 1.0, 0.0, leads_on=False)]]
    model = Model({SIGN_IN: request}, 0.0, cores=1, workers=workers)
    found = model.predicted(0.5 / MORNING[SIGN_IN], 40_000)
    assert sum(each for _kind, each in found) / len(found) == pytest.approx(mean, rel=0.05)


def test_each_dossier_is_accepted_and_looked_up() -> None:
    kinds = [kind for kind, _seconds in a_model(0.01).predicted(0.05, 2000)]
    sent = kinds.count(FILE)
    assert sent == pytest.approx(MORNING[FILE] * 0.05 * 2000, rel=0.1)
    assert kinds.count(WORK) == pytest.approx(sent, rel=0.01)
    assert kinds.count(TRACK) == pytest.approx(sent, rel=0.01)


def test_more_load_is_slower() -> None:
    model = a_model(0.1)
    assert 0.1 < p95(model, model.share) < p95(model, 1.8 * model.share)


def test_a_median_counts_weights() -> None:
    assert quantile([(1.0, 1.0), (2.0, 5.0), (3.0, 1.0)], 0.5) == 2.0
    assert quantile([(1.0, 9.0), (2.0, 1.0)], 0.95) == 2.0


def test_arrivals_keep_their_rate_and_repeat_with_their_seed() -> None:
    first, again = (list(arrivals(2.0, 5000, Random(3))) for _n in range(2))
    assert first == again
    assert len(first) == pytest.approx(10_000, rel=0.05)
