"""The matrix, reduced: a few users run a part of it, and one mutant is detected."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from werkzeug.routing import Rule

from harness.authorization_matrix import calls, canaries, citizens, world
from harness.authorization_matrix.configurations import BOTH
from harness.authorization_matrix.mutants import FILTERS, MUTANTS, groups
from harness.authorization_matrix.people import PEOPLE
from harness.authorization_matrix.report_calls import QUESTIONS
from harness.authorization_matrix.stages import Found, stage
from harness.stage.mutants import PATCHES, ROOT
from harness.stage.world import ARGUMENT

WALKERS = ("commune reception", "far reception", "commune leader")
SLICE = (
    r"GET .*/(mot-cua|ho-so|giay-to|nhan-su|ho-so-lien-thong)/(\?|list/$|show|ho-so/[^/]*$)"
    r"|bang-dieu-hanh/($|\?xa|bieu-do.svg\?.*xa)|/tinh-hinh-giai-quyet/|bao-cao-da-phat-hanh/list/$"
    r"|bao-cao-dinh-ky/da-phat-hanh"
)
FIGURES = {
    "/can-bo/bang-dieu-hanh/",
    "/can-bo/bang-dieu-hanh/bieu-do.svg",
    "/can-bo/tinh-hinh-giai-quyet/",
    "/can-bo/tinh-hinh-giai-quyet/tai-ve.xlsx",
    "/can-bo/bao-cao-da-phat-hanh/list/",
    "/can-bo/bao-cao-dinh-ky/da-phat-hanh/<uuid:key>.<kind>",
}
"""Pages and files with numbers and reports that nobody else may see, in this slice."""
MUTANT = next(each for each in FILTERS if each.patch == "matrix_page_of_any_dossier.patch")


@pytest.fixture(scope="module")
def met() -> Iterator[tuple[Found, Found]]:
    """The findings of the users, and those with the mutant."""
    slice_ = {"configuration": BOTH, "people": WALKERS, "only": SLICE, "share": 1}
    people = [person for person in PEOPLE if person.name in WALKERS]
    with stage(world.FEW, people) as made, ThreadPoolExecutor(2) as pool:
        clean = pool.submit(made.walk, {**slice_, "citizens": ["anonymous"], "twins": False})
        mistaken = pool.submit(made.mutants, (MUTANT,))
        yield clean.result(), mistaken.result()


def test_nobody_meets_what_is_not_theirs(met: tuple[Found, Found]) -> None:
    found, _mistaken = met
    assert found["findings"] == []
    assert found["calls"] > 80
    assert found["own_canaries"] > 20
    assert found["shown"].keys() == FIGURES


def test_a_page_without_scope_is_found_out(met: tuple[Found, Found]) -> None:
    _clean, found = met
    assert MUTANT.detected(found["findings"])


@pytest.mark.quick
def test_the_matrix_can_fill_every_address(app: Flask) -> None:
    """A new page is in the matrix from the start; the message says where to put it."""
    assert [*calls.unknown(app), *citizens.unknown(app)] == []
    rules = list(app.url_map.iter_rules())
    assert [r.rule for r in rules if {*ARGUMENT.findall(r.rule)} != r.arguments] == []
    grown = Flask(__name__)
    grown.url_map.add(Rule("/can-bo/moi/<uuid:key>/<thing>", endpoint="New.page"))
    grown.url_map.add(Rule("/moi/<thing>", endpoint="New.public"))
    told = [*calls.unknown(grown), *citizens.unknown(grown)]
    assert [line.partition(" ")[2] for line in told] == [
        "(New.page): say in KEYS of harness/authorization_matrix/calls.py what <key> is",
        "(New.page): say in _VALUES of harness/authorization_matrix/calls.py what <thing> is",
        "(New.public): say in VALUES of harness/authorization_matrix/citizens.py what <thing> is",
    ]


@pytest.mark.quick
def test_pages_of_figures_are_asked_about_every_place(app: Flask) -> None:
    assert QUESTIONS.keys() <= {rule.rule for rule in app.url_map.iter_rules()}


@pytest.mark.quick
def test_numbers_and_their_sums_are_found_as_people_read_them() -> None:
    one, other, third = map(canaries.count, (12, 345, 6789))
    for number in (one, one + other, one + other + third):
        assert canaries.found_in(f"<td>{number}</td>".encode()) == {str(number)}
        written = f"{number:,}".replace(",", ".")
        assert canaries.found_in(f"{written} hồ sơ".encode()) == {str(number)}


@pytest.mark.quick
def test_mutants_of_one_process_are_told_apart() -> None:
    """Other files, other pages, the same users: none can be found in place of another."""
    for group in groups():
        touched = [
            re.findall(r"^\+\+\+ (.*)", (PATCHES / m.patch).read_text(), re.M) for m in group
        ]
        assert len({name for names in touched for name in names}) == sum(map(len, touched))
        assert len({m.only for m in group}) == len(group)
        assert len({(m.people, m.configuration, m.citizens, m.twins) for m in group}) == 1


def test_every_mistake_can_still_be_made() -> None:
    """A patch that no longer applies would prove nothing, unnoticed."""
    stale = [
        each.patch
        for each in MUTANTS
        if subprocess.run(
            ["git", "apply", "--check", str(PATCHES / each.patch)], cwd=ROOT, check=False
        ).returncode
    ]
    assert stale == []
