"""What `make city` says of the database's work for a page."""

from __future__ import annotations

from collections import Counter

import pytest

from harness.city.database_cost import Cost, costly_reads, plans_in

LOG = """mc_web LOG:  duration: 0.031 ms  plan:
\t{
\t  "Query Text": "select id from unit where kind = $1",
\t  "Plan": {
\t    "Node Type": "Seq Scan",
\t    "Relation Name": "unit",
\t    "Plan Rows": 18,
\t    "Actual Rows": 18.00,
\t    "Actual Loops": 1,
\t    "Rows Removed by Filter": 416
\t  }
\t}
mc_worker LOG:  duration: 0.031 ms  plan:
\t{
\t  "Query Text": "select 1",
\t  "Plan": {"Node Type": "Result", "Plan Rows": 1, "Actual Rows": 1, "Actual Loops": 1}
\t}
mc_web LOG:  connection closed
"""


def test_a_page_within_every_limit_is_not_told() -> None:
    cost = Cost(0.1, planning_ms=25, statements=60, rows_read=Counter(unit=500), rows_found=3)
    assert not list(cost.faults())


def test_each_limit_is_told_with_its_figures() -> None:
    read = Counter(unit=434, staff=90)
    cost = Cost(0.1, planning_ms=26, statements=61, rows_read=read, rows_found=3)
    assert list(cost.faults()) == [
        "planning takes 26 of 100 ms on a new connection",
        "21 rows read for each shown: 434 of unit, 90 of staff",
        "61 statements",
    ]


def test_rows_are_counted_from_the_log_for_web_pages_alone() -> None:
    (plan,) = plans_in(LOG)
    assert plan.rows_read() == {"unit": 434}
    assert plan.rows_found() == pytest.approx(18)


def test_a_small_table_may_be_read_whole_but_not_for_each_row() -> None:
    rows = Counter(unit=434, staff=4_000, dossier=4_221)
    assert costly_reads(rows, {"unit": 434, "dossier": 472}) == {"staff": 4_000, "dossier": 4_221}
