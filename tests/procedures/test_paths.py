"""Every path of the questions of choice has one end: a procedure, or a refusal that says why."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.procedures import catalogue
from app.procedures.rules.procedure_finder import BIRTH, LINKED_A, LINKED_B, choose
from harness.stage.paths import Path, paths, paths_without_one_end
from tests.procedures.conftest import form_of

ALONE = (BIRTH, "1.001193.2", "1.000689")
"""The procedures that register a birth and nothing else, wherever the parents are not special."""


@pytest.fixture(autouse=True)
def _words(app: Flask) -> Iterator[None]:
    with app.test_request_context(headers={"Accept-Language": "vi"}):
        yield


def ends_of(**said: str) -> set[str]:
    """Where the paths end on which these answers are given."""
    return {path.ends[0] for path in paths() if said.items() <= path.said.items()}


def begun_alone(parents: str) -> list[Path]:
    """Births in this commune that begin in whichever procedure."""
    said = {"parents": parents, "parents_where": "yes", "birth_proof": "notification"}
    return [p for p in paths() if p.begun in ALONE and said.items() <= p.said.items()]


def test_each_path_has_one_end_and_none_goes_in_a_circle() -> None:
    found = paths()
    assert len(found) > 1_000
    assert paths_without_one_end() == []
    assert all(len(path.visited) == len(set(path.visited)) for path in found)
    assert {path.begun for path in found} == {"", *catalogue.CODES}


def test_each_procedure_takes_somebody() -> None:
    assert {path.ends[0] for path in paths()} >= set(catalogue.CODES)


@pytest.mark.parametrize(
    ("parents", "code"),
    [
        ("married", BIRTH),
        ("mother_only", "1.001193.2"),
        ("unmarried", "1.000689"),
        ("father_only", "1.000689"),
        ("unknown", "1.001193.2"),
    ],
)
def test_each_family_has_one_procedure_wherever_it_begins(parents: str, code: str) -> None:
    found = begun_alone(parents)
    assert {path.begun for path in found} == set(ALONE)
    takes = {path.ends[0] for path in found if path.ends[0] in catalogue.CODES}
    assert takes == {code}


@pytest.mark.parametrize("code", [BIRTH, LINKED_A, LINKED_B, "1.003583"])
@pytest.mark.parametrize("parents", ["unmarried", "father_only"])
def test_no_father_is_named_without_marriage_or_recognition(code: str, parents: str) -> None:
    asked = form_of(code).by_key["parents"]
    (refusal,) = [each for each in asked.refusals if parents in each.values]
    assert refusal.procedure == "1.000689"


def test_the_mother_alone_may_still_link_residence_and_card() -> None:
    said = {"child": "on_time", "parents": "mother_only", "residence": "permanent"}
    assert choose({**said, "wish": "all_three"}).code == LINKED_A
    assert choose({**said, "wish": "birth_only"}).code == "1.001193.2"


def test_abandoned_children_and_surrogacy_go_to_their_own_procedure() -> None:
    assert ends_of(parents="abandoned") >= {"1.001193.1"}
    assert not ends_of(parents="abandoned") & {BIRTH, LINKED_A, LINKED_B}
    assert not ends_of(birth_proof="surrogacy") & {BIRTH, LINKED_A, LINKED_B}
    assert "1.001193.3" in ends_of(birth_proof="surrogacy")


@pytest.mark.parametrize("code", [BIRTH, LINKED_A, LINKED_B])
def test_who_resides_elsewhere_or_is_foreign_is_told_at_the_first_question(code: str) -> None:
    first = form_of(code).sections[0].questions[0]
    assert first.key == "parents_where"
    assert {value for refusal in first.refusals for value in refusal.values} == {"no", "foreign"}


def test_a_grown_up_without_papers_applies_for_the_own_birth() -> None:
    lost = {"registered_when": "never", "own_papers": "no", "born_before_2016": "before_2016"}
    assert BIRTH in ends_of(**lost)
    for code in (BIRTH, "1.001193.2"):
        relation = form_of(code).by_key["applicant_relation"]
        assert "self" in dict(relation.choices)
    own = form_of(BIRTH).completed({"applicant_relation": "self", "applicant_name": "Lê Mẫu An"})
    assert own["child_name"] == "Lê Mẫu An"
