"""Counts, reports and published figures in the data of the matrix: each number is a canary.

So are the sums of several communes: a page that counts one commune too many shows another number,
which is one of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations
from typing import Any
from uuid import uuid4

import psycopg
from psycopg.types.json import Jsonb

from app.kernel import clock
from app.kernel.db import Base, transaction
from app.kernel.spreadsheets.writer import xlsx_pieces
from app.reports.operations import public_figures
from app.reports.rules.public_figures import last_day_published
from app.reports.vocabulary import ReportKind, ReportPeriod, ReportSpan
from harness.authorization_matrix.canaries import Canaries
from harness.stage.factories import a_pdf

Line = psycopg.Connection[Any]
Facts = Mapping[str, Any]
PARTS = ("whole", "police", "insurance", "commune")
LEGS_TOO = [{"part": part} for part in PARTS]
COUNTED: tuple[tuple[str, str, Iterable[Mapping[str, Any]], str], ...] = (
    ("monthly_count", "month", LEGS_TOO, "received in_time overdue"),
    (
        *("procedure_count", "month", [{"channel": "self"}]),
        "received in_time refused supplemented supplemented_twice",
    ),
    ("weekly_count", "week", [{"channel": "self"}], "received"),
    ("stage_days", "month", [{"stage": part} for part in PARTS], "days dossiers"),
    ("daily_flow", "day", [{}], "received settled refused became_late supplements_asked"),
)
"""Tables that pages read, their day, further keys of their rows, and numbers that are canaries."""
OF_DISTRICTS = ("monthly_count", "procedure_count", "weekly_count", "stage_days")
"""Tables that are summed by district too."""
HIDDEN_MONTH, FEW = 5, 3
"""So many months ago a commune had too few dossiers to publish them, so that its neighbour's are
not published either."""


def plant(line: Line, canaries: Canaries, facts: Facts) -> None:
    """Counts of today's week and month, and reports of the month before."""
    today = clock.today()
    days = {
        "day": today,
        "week": today - timedelta(days=today.weekday()),
        "month": today.replace(day=1),
    }
    for table, day, further, names in COUNTED:
        for keys in further:
            row = {day: days[day], **keys}
            _count(line, canaries, facts["places"], table, row, names.split())
    line.execute(
        "insert into counting_mark (id, upto, at, calendar) values (1, 0, now(), '{}')"
        " on conflict (id) do update set at = now()"
    )
    _too_few(line, canaries, facts, today)
    _issue(line, canaries, facts, today)
    _look_at_dossiers(line)


def _count(
    line: Line,
    canaries: Canaries,
    places: Facts,
    table: str,
    keys: Mapping[str, Any],
    names: Iterable[str],
) -> None:
    """A row of each commune, and of each district where districts are kept."""
    about = keys.get("part", keys.get("stage", ""))
    counted: dict[str, dict[str, int]] = {place: {} for place in places}
    for name in names:
        said = f"{table}.{name} {about}".strip()
        for place in places:
            counted[place][name] = canaries.count(place, said)
        for several in _several(places):
            number = sum(counted[place][name] for place in several)
            canaries.known[str(number)] = ["figure", "+".join(several), said]
    for place, numbers in counted.items():
        _insert(line, table, {"commune_id": places[place]["unit"], **keys, **numbers})
    if table in OF_DISTRICTS:
        for district in {place["district"] for place in places.values()}:
            own = [row for n, row in counted.items() if places[n]["district"] == district]
            numbers = {name: sum(row[name] for row in own) for name in own[0]}
            if table == "stage_days":
                numbers["days"] = own[0]["days"]
            _insert(line, f"district_{table}", {"district_id": district, **keys, **numbers})


def _several(rows: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for size in range(2, len(rows) + 1):
        yield from combinations(rows, size)


def _insert(line: Line, table: str, values: Mapping[str, Any]) -> None:
    """A row with these values, 0 in the other columns, and the first procedure."""
    row: dict[str, Any] = {**dict.fromkeys(Base.metadata.tables[table].c.keys(), 0), **values}
    if "procedure_id" in row:
        row["procedure_id"] = line.execute("select min(id) from procedure").fetchall()[0][0]
    marks = ", ".join(f"%({name})s" for name in row)
    line.execute(f"insert into {table} ({', '.join(row)}) values ({marks})".encode(), row)


# ---- published ----------------------------------------------------------------------------------


def _too_few(line: Line, canaries: Canaries, facts: Facts, today: date) -> None:
    month = last_day_published(today).replace(day=1)
    for _ in range(HIDDEN_MONTH):
        month = (month - timedelta(days=1)).replace(day=1)
    for n, (name, place) in enumerate(facts["places"].items()):
        said = "procedure_count.received published"
        number = canaries.count(name, said) if n else FEW
        counts = {"received": number, "in_time": number, "month": month, "channel": "self"}
        _insert(line, "procedure_count", {"commune_id": place["unit"], **counts})


def publish(line: Line, canaries: Canaries) -> None:
    """Publish as the worker does; what is published is no canary any more."""
    with transaction():
        public_figures.publish(last_day_published(clock.today()))
    for numbers in line.execute("select received, settled, in_time from public_figure").fetchall():
        for number in numbers:
            canaries.known.pop(str(number), None)


# ---- reports ------------------------------------------------------------------------------------


def _issue(line: Line, canaries: Canaries, facts: Facts, today: date) -> None:
    """Reports of both kinds of each commune and district, with canaries in words and files."""
    period = ReportPeriod.of(ReportSpan.MONTH, today).before
    signed_by = line.execute("select id from posting limit 1").fetchall()[0][0]
    units = {place[key] for place in facts["places"].values() for key in ("unit", "district")}
    for unit in sorted(units):
        for kind in ReportKind:
            pdf, cell, name, title = (
                canaries.word("report", unit, f"statistics_report.{column} {kind}")
                for column in ("pdf", "xlsx", "signer_name", "signer_title")
            )
            line.execute(
                "insert into statistics_report (id, unit_id, kind, n, issued_on, issue_year, at,"
                " year, span, ordinal, signed_by_id, signer_name, signer_title, figures, pdf, xlsx,"
                " xact)"
                " values (%s, %s, %s, 1, %s, %s, now(), %s, %s, %s, %s, %s, %s, %s, %s, %s, 1)",
                [
                    *(uuid4(), unit, str(kind), today, today.year, period.year, str(period.span)),
                    *(period.ordinal, signed_by, f"Người Ký {name}", f"Chủ tịch {title}"),
                    *(Jsonb({}), a_pdf() + f"\n{pdf}\n".encode()),
                    b"".join(xlsx_pieces("Báo cáo", ["Xã"], [[cell]])),
                ],
            )


def _look_at_dossiers(line: Line) -> None:
    """Every officer has opened every dossier: citizens read of offices, never of names."""
    line.execute(
        b"insert into access_entry"
        b" (at, staff_id, posting_id, unit_id, action, subject, key, fields, page, xact)"
        b" select now(), p.staff_id, p.id, p.unit_id, 'read', 'dossier', d.id::text, '[]',"
        b" 'Desk.dossier', 1 from posting p cross join dossier d"
    )
