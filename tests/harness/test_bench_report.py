"""Which page is too dear is found."""

from __future__ import annotations

from typing import Any

from harness.bench import report
from harness.bench.report import FORMS


def times(ms: float) -> dict[str, Any]:
    return {"ms": [ms, ms * 2, ms * 3], "cpu": [1.0], "bytes": [40_000]}


WORK = {"statements": 4, "nowhere_statements": 1, "planning_ms": 5.0}
WORK |= {"rows_read": 26, "rows_found": 26}


def measured(*, first: float = 20, **others: Any) -> dict[str, Any]:
    """A page of 20 ms over a floor of 10, without stock."""
    forms = {"ours": times(10), "nowhere": times(2.5), "sql": times(2.5)}
    return report.page(forms, [first]) | WORK | others


def test_the_floor_is_the_404_page_and_the_own_statements() -> None:
    page = measured()
    assert report.floor_ms(page) == 10
    assert report.ratios(page)["ours/floor"] == 2
    assert report.figures({"list": page})["list"]["floor_p50_ms"] == 10
    assert report.ratios(report.page({"ours": times(10)}, [30]))["ours/floor"] is None


def test_each_limit_is_held() -> None:
    spread = times(10) | {"ms": [10, 10, 10, 21, 21]}
    slow = {"ours": times(50), "nowhere": times(2.5), "sql": times(5)}
    pages = {
        "quick": measured(),
        "dossier": report.page(slow, [100]),
        "desk": measured(first=81),
        "late": report.page({"ours": spread}, [10]),
        "planned": measured(planning_ms=10),
        "counted": measured(rows_read=1_000, rows_found=49),
        "empty": measured(rows_read=500, rows_found=0),
        "asking": measured(nowhere_statements=3),
        "list_admin": report.page({form: times(10) for form in FORMS}, [30]),
    }
    growth = {
        "dossier": {"10": report.form(times(10)), "100": report.form(times(13))},
        "desk": {"10": report.form(times(10)), "100": report.form(times(12))},
    }
    over = [line.partition(",")[0] for line in report.over_limits(1_000_000, pages, growth)]
    assert over == [
        "dossier: ours/floor is 6.67",
        "desk: first/p50 is 4.05",
        "late: p95/p50 is 2.1",
        "planned: planning/first is 0.5",
        "counted: read/found is 20.4",
        "asking: the 404 page asks 3 statements",
        "list_admin: 1 times as fast as stock",
        "dossier: growth is 1.3",
    ]
    assert len(report.over_limits(10_000, pages, {})) == 6
    guarded = report.over_limits(10_000, pages, {}, guard=True)
    assert [line.partition(":")[0] for line in guarded] == ["dossier", "counted", "asking"]
    assert [key for key, of in pages.items() if report.too_slow(of)] == [
        "dossier", "desk", "late", "planned"
    ]  # fmt: skip


def test_nobody_gains_by_a_slow_404_page() -> None:
    forms = {"ours": times(10), "nowhere": times(3.1), "sql": times(2.5)}
    told = report.over_limits(10_000, {"list": report.page(forms, [20])}, {})
    assert told == ["the 404 page: 6.2 ms, at most 6"]
