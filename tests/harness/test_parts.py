"""Figures measured part after part: what is kept, what is told together, what fails."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from harness import parts
from harness.parts import Part

pytestmark = pytest.mark.quick

Run = Callable[..., tuple[Any, int]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run parts that find the given figures, of which none may be negative."""
    monkeypatch.setattr(parts, "KEPT", tmp_path)

    def told(found: Mapping[str, int], wanted: str = "") -> tuple[Any, int]:
        monkeypatch.setenv("PARTS", wanted)
        every = {
            name: Part(lambda n=n, name=name: {name: n}, lambda said: min(said.values()) >= 0)  # type: ignore[misc]
            for name, n in found.items()
        }
        with pytest.raises(SystemExit) as end:
            parts.run("trial", every)
        return json.loads(capsys.readouterr().out.splitlines()[-1]), int(end.value.code or 0)

    return told


def test_the_figures_of_all_parts_are_one_line(run: Run) -> None:
    assert run({"books": 1, "seals": 2}) == ({"books": 1, "seals": 2}, 0)


def test_a_run_that_was_interrupted_is_continued_with_what_it_lacks(run: Run) -> None:
    assert run({"books": 1, "seals": 2}, "books") == ({"books": 1}, 1)
    assert run({"books": 9, "seals": 2}, "seals") == ({"books": 1, "seals": 2}, 0)


@pytest.mark.parametrize("again", ["", "books", "seals"])
def test_a_part_that_is_not_as_it_must_be_fails_the_run_and_those_after_it(
    run: Run, again: str
) -> None:
    assert run({"books": -1, "seals": 2})[1] == 1
    assert run({"books": -1, "seals": 2}, again)[1] == 1
