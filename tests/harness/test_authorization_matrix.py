"""The matrix, reduced: a few users run a part of it, and one mutant is detected."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from werkzeug.routing import Rule

from harness.authorization_matrix import calls, citizens, world
from harness.authorization_matrix.configurations import BOTH
from harness.authorization_matrix.mutants import FILTERS, MUTANTS
from harness.authorization_matrix.people import PEOPLE
from harness.authorization_matrix.stages import Found, stage
from tests.mutants import HERE, ROOT

WALKERS = ("commune reception", "far reception")
SLICE = r"GET .*/(mot-cua|ho-so|giay-to|nhan-su|ho-so-lien-thong)/(\?|list/$|show|ho-so/[^/]*$)"
MUTANT = next(each for each in FILTERS if each.patch == "matrix_page_of_any_dossier.patch")


@pytest.fixture(scope="module")
def met() -> Iterator[tuple[Found, Found]]:
    """The findings of the users, and those with the mutant."""
    slice_ = {"configuration": BOTH, "people": WALKERS, "only": SLICE, "share": 1}
    people = [person for person in PEOPLE if person.name in WALKERS]
    with stage(world.FEW, people) as made, ThreadPoolExecutor(2) as pool:
        clean = pool.submit(made.walk, {**slice_, "citizens": False, "twins": False})
        mistaken = pool.submit(made.mutant, MUTANT)
        yield clean.result(), mistaken.result()


def test_nobody_meets_what_is_not_theirs(met: tuple[Found, Found]) -> None:
    found, _mistaken = met
    assert found["findings"] == []
    assert found["calls"] > 80
    assert found["own_canaries"] > 20


def test_a_page_without_scope_is_found_out(met: tuple[Found, Found]) -> None:
    _clean, found = met
    assert {each["what"] for each in found["findings"]} & MUTANT.found_by


@pytest.mark.quick
def test_the_matrix_can_fill_every_address(app: Flask) -> None:
    """A new page is in the matrix from the start; the message says where to put it."""
    assert [*calls.unknown(app), *citizens.unknown(app)] == []
    rules = list(app.url_map.iter_rules())
    assert [r.rule for r in rules if {*calls.ARGUMENT.findall(r.rule)} != r.arguments] == []
    grown = Flask(__name__)
    grown.url_map.add(Rule("/can-bo/moi/<uuid:key>/<thing>", endpoint="New.page"))
    grown.url_map.add(Rule("/moi/<thing>", endpoint="New.public"))
    told = [*calls.unknown(grown), *citizens.unknown(grown)]
    assert [line.partition(" ")[2] for line in told] == [
        "(New.page): say in KEYS of harness/authorization_matrix/calls.py what <key> is",
        "(New.page): say in _VALUES of harness/authorization_matrix/calls.py what <thing> is",
        "(New.public): say in VALUES of harness/authorization_matrix/citizens.py what <thing> is",
    ]


def test_every_mistake_can_still_be_made() -> None:
    """A patch that no longer applies would prove nothing, unnoticed."""
    stale = [
        each.patch
        for each in MUTANTS
        if subprocess.run(
            ["git", "apply", "--check", str(HERE / each.patch)], cwd=ROOT, check=False
        ).returncode
    ]
    assert stale == []
