"""The results are stored in the format that others read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness.bench import report
from harness.bench.report import FORMS


def times(ms: float) -> dict[str, Any]:
    return {"ms": [ms, ms * 2, ms * 3], "cpu": [1.0], "bytes": [40_000]}


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("FIGURES", "DETAILS", "DRAWING", "WORDS"):
        monkeypatch.setattr(report, name, tmp_path / name)


def test_figures_have_six_numbers_and_say_where_stock_has_no_page() -> None:
    pages = {
        "list_admin": report.page({form: times(10) for form in FORMS}) | {"statements": 4},
        "tracking": report.page({form: times(10) for form in FORMS[1:]}) | {"statements": 5},
    }
    report.keep(1_000, pages=pages)
    kept = json.loads(report.FIGURES.read_text())
    assert set(kept) == {"rows", "pages", "growth"}
    six = {f"{form}_p50_ms" for form in FORMS} | {"statements", "bytes"}
    assert all(set(page) == six for page in kept["pages"].values())
    assert kept["pages"]["list_admin"]["ours_p50_ms"] == 20
    assert kept["pages"]["tracking"]["stock_p50_ms"] is None
    assert "list_admin" in report.DRAWING.read_text()
    assert "list_admin" in report.table(pages)


def test_a_run_that_was_broken_off_is_gone_on_with() -> None:
    first = {"list_admin": report.page({form: times(10) for form in FORMS}) | {"statements": 4}}
    report.keep(1_000, pages=first)
    growth = {"list_admin": {"10": report.form(times(10)), "1000": report.form(times(12))}}
    report.keep(1_000, growth=growth)
    kept = json.loads(report.FIGURES.read_text())
    assert (set(kept["pages"]), kept["growth"]) == ({"list_admin"}, {"list_admin": 1.2})
    assert "| `list_admin` | 20 | 24 | 1.2 |" in report.WORDS.read_text()
    report.keep(2_000, growth=growth)
    assert json.loads(report.FIGURES.read_text())["pages"] == {}
