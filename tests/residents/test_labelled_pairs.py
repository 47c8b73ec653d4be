"""The labelled pairs are unchanged since before the matcher, and fairly distributed."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from harness.stage.match_score import pairs_of, score
from tests.residents.pairs import generation, spellings
from tests.residents.pairs.corruptions import CORRUPTIONS
from tests.residents.pairs.different import TRAPS

HALVES = tuple(generation.SEEDS)
FIELDS = {"name", "born", "id_number", "mother", "address"}


@pytest.mark.parametrize("half", HALVES)
def test_a_half_made_anew_is_the_file_byte_for_byte(half: str) -> None:
    assert generation.text_of(half).encode() == (generation.HERE / f"{half}.jsonl").read_bytes()


@pytest.mark.parametrize("half", HALVES)
def test_about_half_of_the_pairs_are_one_person(half: str) -> None:
    pairs = pairs_of(half)
    assert 0.45 < sum(pair["same"] for pair in pairs) / len(pairs) < 0.55


@pytest.mark.parametrize("half", HALVES)
def test_every_pair_is_two_whole_records_and_has_a_reason(half: str) -> None:
    for pair in pairs_of(half):
        assert pair["why"], pair["id"]
        for record in (pair["a"], pair["b"]):
            assert record.keys() == FIELDS
            assert record["name"].strip(), pair["id"]
            assert re.fullmatch(r"([\dOl]{9}|[\dOl]{12})?", record["id_number"]), pair["id"]


def test_the_first_record_has_its_date_as_a_register_writes_it() -> None:
    for pair in pairs_of("first"):
        assert re.fullmatch(r"(\d{4}(-\d\d){0,2})?", pair["a"]["born"]), pair["id"]


def test_sixty_pairs_were_thought_out_by_hand_and_stand_in_the_second_half_alone() -> None:
    hard = {
        half: [p["id"] for p in pairs_of(half) if p["id"].startswith("hard-")] for half in HALVES
    }
    assert hard == {"first": [], "second": [f"hard-{n:02d}" for n in range(1, 61)]}


def test_no_pair_stands_twice_nor_in_both_halves() -> None:
    pairs = [pair for half in HALVES for pair in pairs_of(half)]
    told = [json.dumps([pair["a"], pair["b"]], sort_keys=True) for pair in pairs]
    assert len({pair["id"] for pair in pairs}) == len(set(told)) == len(pairs)


@pytest.mark.parametrize("half", HALVES)
def test_every_corruption_and_every_trap_is_met_often_enough_to_count(half: str) -> None:
    words = [word for pair in pairs_of(half) for word in pair["why"].split("+")]
    expected = [word for word, *_ in (*CORRUPTIONS, *TRAPS)]
    assert {word: words.count(word) for word in expected if words.count(word) < 5} == {}


@pytest.mark.parametrize("half", HALVES)
def test_every_third_person_is_a_nguyen_as_in_the_north(half: str) -> None:
    bearers = [pair["a"]["name"] for pair in pairs_of(half) if pair["why"] == "strangers"]
    words = [spellings.without_marks(name).lower().split() for name in bearers]
    assert 0.28 < sum("nguyen" in name for name in words) / len(words) < 0.42


@pytest.mark.parametrize("half", HALVES)
def test_twins_whom_a_mark_tells_apart_keep_that_mark(half: str) -> None:
    for pair in pairs_of(half):
        if pair["why"] == "twins_by_a_mark":
            given = [spellings.joined(pair[side]["name"]).split()[-1].lower() for side in "ab"]
            assert given[0] != given[1], pair["id"]


def _verdicts(half: str, wrong: dict[str, bool]) -> list[str]:
    said: list[dict[str, Any]] = [
        {"id": p["id"], "same": wrong.get(p["id"], p["same"]), "score": 0.5, "reasons": ["name"]}
        for p in pairs_of(half)
    ]
    return [json.dumps(verdict) for verdict in said]


def test_whoever_judges_as_labelled_has_nothing_wrong() -> None:
    figures = score(_verdicts("first", {}), "first")
    assert (figures.precision, figures.recall, figures.wrong) == (1.0, 1.0, [])


def test_a_stranger_taken_for_the_same_costs_precision_a_person_missed_costs_recall() -> None:
    pairs = pairs_of("first")
    same = [p["id"] for p in pairs if p["same"]]
    stranger = next(p["id"] for p in pairs if not p["same"])
    figures = score(_verdicts("first", {stranger: True, same[0]: False, same[1]: False}), "first")
    found = len(same) - 2
    assert figures.precision == found / (found + 1)
    assert figures.recall == found / len(same)
    assert {mistake.id for mistake in figures.wrong} == {stranger, same[0], same[1]}
    assert sum(figures.wrong_by_why.values()) == 3


def test_whoever_calls_nobody_the_same_claims_nothing_wrongly_and_finds_nobody() -> None:
    figures = score(_verdicts("first", {p["id"]: False for p in pairs_of("first")}), "first")
    assert (figures.precision, figures.recall) == (1.0, 0.0)


def test_a_pair_without_verdict_is_no_pair_left_out_in_silence() -> None:
    with pytest.raises(ValueError, match="1 pairs have no verdict"):
        score(_verdicts("first", {})[1:], "first")


def test_a_verdict_counts_once() -> None:
    verdicts = _verdicts("first", {})
    with pytest.raises(ValueError, match="judged twice"):
        score([*verdicts, verdicts[0]], "first")


def test_a_verdict_is_yes_or_no() -> None:
    verdicts = _verdicts("first", {})
    verdicts[0] = verdicts[0].replace("true", '"maybe"').replace("false", '"maybe"')
    with pytest.raises(TypeError, match="neither true nor false"):
        score(verdicts, "first")
