"""Labelled pairs: unchanged since before the third verdict, fairly spread, well judged."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from app.cli.person_match import match_line
from harness.residents.matches import judge
from harness.stage.match_score import pairs_of, score
from tests.residents.verdict_pairs import generation, one_person, two_persons, undecidable
from tests.residents.verdict_pairs.records import Truth

HALVES = tuple(generation.SEEDS)
FIELDS = {"name", "born", "id_number", "mother", "address", "father", "sex", "village"}


@pytest.mark.parametrize("half", HALVES)
def test_a_half_made_anew_is_the_file_byte_for_byte(half: str) -> None:
    assert generation.text_of(half).encode() == (generation.HERE / f"{half}.jsonl").read_bytes()


@pytest.mark.parametrize("half", HALVES)
def test_a_half_has_1500_pairs_by_rule_and_100_by_hand(half: str) -> None:
    ids = [pair["id"] for pair in pairs_of(half)]
    assert (len(ids), sum("-hand-" in key for key in ids)) == (1600, 100)


@pytest.mark.parametrize("half", HALVES)
def test_one_pair_in_thirty_is_open_and_most_of_the_rest_are_of_one_person(half: str) -> None:
    truths = Counter(pair["truth"] for pair in pairs_of(half))
    assert 0.02 < truths[Truth.LOOK] / truths.total() < 0.04
    assert 0.5 < truths[Truth.SAME] / truths.total() < 0.62


@pytest.mark.parametrize("half", HALVES)
def test_every_pair_is_two_whole_records_with_a_name_and_has_a_reason(half: str) -> None:
    for pair in pairs_of(half):
        assert pair["why"], pair["id"]
        for side in ("a", "b"):
            assert pair[side].keys() == FIELDS
            assert pair[side]["name"].strip(), pair["id"]


def test_no_pair_stands_twice_nor_in_both_halves() -> None:
    pairs = [pair for half in HALVES for pair in pairs_of(half)]
    told = {json.dumps([pair["a"], pair["b"]], sort_keys=True) for pair in pairs}
    assert len({pair["id"] for pair in pairs}) == len(told) == len(pairs)


def test_every_kind_is_met_in_both_halves_together() -> None:
    met = {pair["why"] for half in HALVES for pair in pairs_of(half)}
    kinds = (*one_person.KINDS, *two_persons.KINDS, *undecidable.KINDS)
    assert {word for word, *_ in kinds} <= met


def _answers(pairs: list[dict[str, str]], otherwise: dict[str, str]) -> list[str]:
    said = [
        {"id": p["id"], "verdict": otherwise.get(p["id"], p["truth"]), "reasons": ["same_name"]}
        for p in pairs
    ]
    return [json.dumps(each) for each in said]


def test_a_stranger_or_an_open_case_called_the_same_is_a_wrong_merge() -> None:
    pairs = pairs_of("seen")
    first = {truth: next(p["id"] for p in pairs if p["truth"] == truth) for truth in Truth}
    wrong = {first[Truth.DIFFERENT]: "same", first[Truth.LOOK]: "same"}
    figures = score(_answers(pairs, wrong), pairs)
    same = sum(p["truth"] == "same" for p in pairs)
    assert (figures.wrong_merges, figures.precision, figures.recall) == (2, same / (same + 2), 1.0)
    assert {each.id for each in figures.wrong} == wrong.keys()


def test_a_person_who_is_only_looked_at_is_not_found() -> None:
    pairs = pairs_of("seen")
    same = [p["id"] for p in pairs if p["truth"] == "same"]
    figures = score(_answers(pairs, {same[0]: "look", same[1]: "different"}), pairs)
    looked = sum(p["truth"] == "look" for p in pairs) + 1
    assert figures.recall == (len(same) - 2) / len(same)
    assert figures.looked_at_percent == 100 * looked / len(pairs)
    assert figures.precision == 1


def test_a_pair_without_an_answer_is_not_left_out_in_silence() -> None:
    pairs = pairs_of("seen")
    answers = _answers(pairs, {})
    with pytest.raises(ValueError, match="1 pairs have no verdict"):
        score(answers[1:], pairs)
    with pytest.raises(ValueError, match="judged twice"):
        score([*answers, answers[0]], pairs)


def test_the_seen_half_is_judged_as_an_officer_would_and_nobody_is_merged_unasked() -> None:
    figures = judge("seen")
    assert figures.pairs == 1600
    assert figures.wrong_merges == 0
    assert min(figures.precision, figures.recall) >= 0.99
    assert figures.looked_at_percent <= 5


@pytest.mark.parametrize("seed", [1, 2])
def test_so_are_pairs_made_anew(seed: int) -> None:
    pairs = [each.as_dict() for each in generation.by_rule("seen", 200, seed)]
    figures = score((json.dumps(match_line(json.dumps(pair))) for pair in pairs), pairs)
    assert figures.wrong_merges == 0
    assert figures.recall >= 0.98
    assert figures.shown_of_open >= 0.9
