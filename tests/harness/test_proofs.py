"""The registry of proofs and its runner: what is recorded, what fails, what is not run again."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from harness import figures_page
from harness.proof import Part, Proof, When
from harness.registry import PROOFS, WITHIN_SECONDS
from harness.runner import Record, Runner

pytestmark = pytest.mark.quick

ONE = Proof("one", "…", (Part("rows", "x:y"), Part("more", "x:y")), ("rows > 0",), minutes=1)
TIMED = Proof("timed", "…", (Part("ms", "x:y", alone=True),), ("ms <= 3",), minutes=1)
RunOf = Callable[..., Record]


def says(**figures: object) -> str:
    return f"print('so far'); print({json.dumps(figures)!r})"


WELL = {"rows": says(rows=1), "more": says(lists=2), "ms": says(ms=3)}


@pytest.fixture
def run(tmp_path: Path) -> RunOf:
    """Run programs of the given source as the parts of two proofs."""

    def record_of(sources: dict[str, str], commit: str = "c1", *only: str) -> Record:
        record = Record.of(tmp_path / "proofs.json", commit)
        command = lambda _proof, part: (sys.executable, "-c", sources[part.name])  # noqa: E731
        Runner(record, command, tmp_path / "logs").run((ONE, TIMED), only)
        return record

    return record_of


def test_the_figures_of_all_parts_are_one_object(run: RunOf) -> None:
    record = run(WELL)
    assert record.figures(ONE) == {"rows": 1, "lists": 2, "seconds": 0}
    assert record.figures(TIMED) == {"ms": 3, "seconds": 0}


@pytest.mark.parametrize(
    "source",
    [f"{says(rows=1)}; raise SystemExit(3)", "print('no figures')", "1 / 0", says(rows=0)],
)
def test_what_fails_says_nothing_or_misses_its_bar_is_an_error(run: RunOf, source: str) -> None:
    record = run(WELL | {"rows": source})
    assert "error" in record.figures(ONE)
    assert "error" not in record.figures(TIMED)


def test_a_bar_over_a_figure_that_is_missing_is_missed(run: RunOf) -> None:
    assert "ms" in run(WELL | {"ms": says(s=1)}).figures(TIMED)["error"]


def test_a_proof_that_never_ends_is_ended_with_what_it_started(
    run: RunOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.runner.MINUTE", 0.01)
    child = "import subprocess; subprocess.run(['sleep', '4198'])"
    assert "no end" in run(WELL | {"ms": child}).figures(TIMED)["error"]
    running = [p.read_bytes() for p in Path("/proc").glob("[0-9]*/cmdline") if p.exists()]
    assert b"sleep\x004198\x00" not in running


def test_an_interrupted_run_goes_on_with_what_is_missing(run: RunOf) -> None:
    run(WELL | {"ms": "1 / 0"})
    again = run({"rows": "1 / 0", "more": "1 / 0", "ms": says(ms=2)})
    assert again.figures(ONE)["rows"] == 1
    assert again.figures(TIMED)["ms"] == 2


def test_a_part_that_is_named_is_measured_again(run: RunOf) -> None:
    run(WELL)
    assert run({"rows": says(rows=7)}, "c1", "rows").figures(ONE)["rows"] == 7


def test_another_commit_throws_away_what_was_kept(run: RunOf) -> None:
    run(WELL)
    assert run(WELL | {"rows": says(rows=7)}, "c2").figures(ONE)["rows"] == 7


def test_every_part_of_every_proof_is_a_function_with_sizes() -> None:
    for proof in PROOFS.values():
        names = [part.name for part in proof.parts]
        assert len(set(names)) == len(names)
        assert all(part.sizes({}) == {} for part in proof.parts)


def test_what_is_proved_at_each_change_ends_in_time() -> None:
    """Limits of single proofs leave room for a slow hour; the sum of all has its own limit."""
    assert WITHIN_SECONDS == 3_000
    release = [each for each in PROOFS.values() if each.when is When.BEFORE_RELEASE]
    assert max(each.minutes for each in release) <= 75


def test_the_page_of_figures_is_written_from_what_is_kept() -> None:
    kept = json.loads(figures_page.KEPT.read_text())
    assert figures_page.PAGE.read_text() == figures_page.page(kept)
    assert figures_page.lines() <= 150
