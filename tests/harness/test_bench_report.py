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


WORK = {"statements": 4, "planning_ms": 6.0, "rows_read": 26, "rows_found": 26}


def measured(*forms: str, first: float = 30, **others: Any) -> dict[str, Any]:
    """A page of 20 ms in each of the forms."""
    return report.page({form: times(10) for form in forms}, [first]) | WORK | others


def test_figures_are_those_that_others_read() -> None:
    pages = {
        "list_admin": measured(*FORMS),
        "tracking": measured(*FORMS[1:]),
        "sign_in": report.page({"ours": times(10)}, [30]),
    }
    report.keep(1_000, pages=pages)
    kept = json.loads(report.FIGURES.read_text())
    assert set(kept) == {"rows", "pages", "growth"}
    names = {f"{form}_p50_ms" for form in FORMS} | {"ours_p95_ms", "ours_first_ms", "bytes", *WORK}
    assert all(set(page) == names for page in kept["pages"].values())
    assert kept["pages"]["list_admin"]["ours_p50_ms"] == 20
    assert kept["pages"]["list_admin"]["ours_first_ms"] == 30
    assert kept["pages"]["tracking"]["stock_p50_ms"] is None
    assert kept["pages"]["sign_in"]["floor_p50_ms"] is None
    assert "list_admin" in report.DRAWING.read_text()
    assert "list_admin" in report.table(pages)


def test_each_limit_is_held() -> None:
    slow = times(50)
    spread = times(10) | {"ms": [10, 10, 10, 21, 21]}
    floor = report.page({"ours": slow, "floor": times(15)}, [100])
    pages = {
        "quick": measured("ours", "floor"),
        "dossier": floor,
        "list_officer": floor,
        "desk": measured("ours", first=81),
        "late": report.page({"ours": spread}, [10]),
        "planned": measured("ours", planning_ms=10),
        "counted": measured("ours", rows_read=1_000, rows_found=49),
        "empty": measured("ours", rows_read=500, rows_found=0),
        "list_admin": measured("ours", "stock"),
    }
    growth = {
        "dossier": {"10": report.form(times(10)), "100": report.form(times(13))},
        "desk": {"10": report.form(times(10)), "100": report.form(times(12))},
    }
    over = [line.partition(",")[0] for line in report.over_limits(1_000_000, pages, growth)]
    assert over == [
        "dossier: ours/floor is 3.33",
        "desk: first/p50 is 4.05",
        "late: p95/p50 is 2.1",
        "planned: planning/first is 0.33",
        "counted: read/found is 20.4",
        "list_admin: 1 times as fast as stock",
        "dossier: growth is 1.3",
    ]
    assert len(report.over_limits(10_000, pages, {})) == 5
    guarded = report.over_limits(10_000, pages, {}, guard=True)
    assert [line.partition(":")[0] for line in guarded] == ["counted"]
    assert [key for key, of in pages.items() if report.too_slow(key, of)] == [
        "dossier", "desk", "late", "planned"
    ]  # fmt: skip


def test_a_guard_finds_what_is_much_slower_and_spares_a_slow_machine() -> None:
    page: dict[str, list[float]] = {"cpu": [1], "bytes": [40_000]}
    floor = page | {"ms": [10, 10, 10]}
    pages = {
        "disturbed": report.page({"ours": page | {"ms": [40, 59, 900]}, "floor": floor}, [470]),
        "slower": report.page({"ours": page | {"ms": [61, 61, 61]}, "floor": floor}, [70]),
        "planned_anew": report.page({"ours": page | {"ms": [11, 11, 11]}, "floor": floor}, [90]),
    }
    assert report.over_limits(10_000, pages, {}, guard=True) == [
        "slower: ours/floor is 6.1, at most 6",
        "planned_anew: first/p50 is 8.18, at most 8",
    ]


def test_a_run_that_was_broken_off_is_gone_on_with() -> None:
    first = {"list_admin": measured(*FORMS)}
    report.keep(1_000, pages=first)
    growth = {"list_admin": {"10": report.form(times(10)), "1000": report.form(times(12))}}
    report.keep(1_000, growth=growth)
    kept = json.loads(report.FIGURES.read_text())
    assert (set(kept["pages"]), kept["growth"]) == ({"list_admin"}, {"list_admin": 1.2})
    assert "| `list_admin` | 20 | 24 | 1.2 |" in report.WORDS.read_text()
    report.keep(2_000, growth=growth)
    assert json.loads(report.FIGURES.read_text())["pages"] == {}
