"""``make proofs``: what it records, what makes it fail, what it does not run again."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.proofs.plan import PROOFS, ProofPlan
from harness.proofs.record import ProofRecord
from harness.proofs.runs import Runs
from harness.stage.mutants import ROOT

pytestmark = pytest.mark.quick

PLAN = ProofPlan(beside=("one", "other"), alone=("timed",))
RunsOf = Callable[..., ProofRecord]


@pytest.fixture
def record_of(tmp_path: Path) -> RunsOf:
    """Run programs of the given source under the names of a plan."""

    def run(sources: dict[str, str], commit: str = "c1", *, continued: bool = True) -> ProofRecord:
        record = ProofRecord.of(tmp_path / "proofs.json", commit, continued=continued)
        ran = Runs(record, lambda name: (sys.executable, "-c", sources[name]), tmp_path / "logs")
        ran.run(PLAN)
        return record

    return run


def says(**figures: object) -> str:
    return f"print('so far'); print({json.dumps(figures)!r})"


WELL = {"one": says(rows=1), "other": says(rows=2), "timed": says(ms=3)}


def test_the_last_line_of_each_stands_under_its_name(record_of: RunsOf, tmp_path: Path) -> None:
    record_of(WELL)
    stored = json.loads((tmp_path / "proofs.json").read_text())
    assert stored["commit"] == "c1"
    assert {name: said | {"seconds": 0} for name, said in stored["proofs"].items()} == {
        "one": {"rows": 1, "seconds": 0},
        "other": {"rows": 2, "seconds": 0},
        "timed": {"ms": 3, "seconds": 0},
    }


def test_a_target_of_two_programs_keeps_both_lines(record_of: RunsOf) -> None:
    record = record_of(WELL | {"timed": f"{says(kills=1)}; {says(ms=3)}"})
    assert record.proofs["timed"]["ms"] == 3
    assert record.proofs["timed"]["before"] == [{"kills": 1}]


@pytest.mark.parametrize(
    "source", [f"{says(rows=1)}; raise SystemExit(3)", "print('no figures')", "1 / 0"]
)
def test_what_fails_or_says_nothing_is_an_error(record_of: RunsOf, source: str) -> None:
    record = record_of(WELL | {"other": source})
    assert [name for name, said in record.proofs.items() if "error" in said] == ["other"]


def test_a_proof_that_takes_too_long_fails(
    record_of: RunsOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.proofs.runs.STUCK", 0.5)
    record = record_of(WELL | {"timed": "import time; time.sleep(60)"})
    assert "no end" in record.proofs["timed"]["error"]


def test_an_interrupted_run_goes_on_with_what_is_missing(record_of: RunsOf) -> None:
    record_of(WELL | {"timed": "1 / 0"})
    again = record_of({"one": "1 / 0", "other": "1 / 0", "timed": says(ms=4)})
    assert [said.get("error") for said in again.proofs.values()] == [None] * 3
    assert again.proofs["timed"]["ms"] == 4


def test_another_commit_begins_anew(record_of: RunsOf) -> None:
    record_of(WELL)
    assert record_of(WELL | {"one": says(rows=7)}, "c2").proofs["one"]["rows"] == 7


def test_every_proof_is_a_target_of_make() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(PROOFS.targets) - set(targets) == set()
    assert len(set(PROOFS.targets)) == len(PROOFS.targets) == 12
