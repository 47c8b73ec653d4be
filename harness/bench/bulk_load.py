"""Loading of the plan: several processes, one COPY for each table and day, indexes afterwards."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

import psycopg

from harness.bench.city import Town, towns
from harness.bench.dossier_patterns import NUMBERED, TABLES, Pattern, patterns
from harness.bench.families import family
from harness.bench.filing_plan import Day, plan
from harness.stage.databases import Database

AFTER_THE_DEMONSTRATION = 1000
"""First number, so that keys and codes of the demonstration stay unique."""
AT_ONCE = 2
BAR = 30


@dataclass(frozen=True)
class City:
    """State of the loading processes, inherited by fork."""

    database: Database
    seed: int
    towns: Sequence[Town]
    patterns: Sequence[Pattern]
    days: Sequence[Day]
    books: Mapping[tuple[int, int], int]
    """By town and year."""


_city: City


def load(database: Database, rows: int, seed: int, *, processes: int = AT_ONCE) -> None:
    """Fill a database that contains only the demonstration."""
    write(database, rows, seed, processes=processes)
    finish(database)


def write(database: Database, rows: int, seed: int, *, processes: int = AT_ONCE) -> None:
    """The rows alone, without index maintenance."""
    global _city  # inherited by the loading processes
    with database.connect() as connection:
        of_communes = towns(connection)
        forms = patterns(connection, of_communes)
        places = list(of_communes.values())
        days = plan(rows, seed, [town.weight for town in places], forms)
        books = _open_books(connection, places, days, forms)
        _city = City(database, seed, places, forms, days, books)
        _leave_indexes(connection)
        _write(rows, processes)


def _write(rows: int, processes: int) -> None:
    done, bar = 0, Progress(rows)
    with _writers(processes) as write:
        for many in write(range(len(_city.days))):
            done += many
            bar.show(done)
    bar.end()


@contextmanager
def _writers(processes: int) -> Iterator[Callable[[Iterable[int]], Iterator[int]]]:
    """A function that loads days and yields their numbers of dossiers, in processes or in this
    one.
    """
    if processes == 1:
        _connect()
        yield lambda days: map(_write_day, days)
        _line.close()
        return
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_connect) as pool:
        yield lambda days: pool.map(_write_day, days)


# ---- in a loading process ------------------------------------------------------------------------

_line: psycopg.Connection[Any]


def _connect() -> None:
    global _line  # one connection a process
    _line = _city.database.connect()
    _line.execute("set session_replication_role = replica")  # keys are valid by construction


def _write_day(n: int) -> int:
    day = _city.days[n]
    texts: dict[str, list[str]] = {table: [] for table in TABLES}
    for rows in _dossiers(day):
        for table, text in rows.items():
            texts[table].append(text)
    with _line.transaction():
        for table, written in texts.items():
            if written:
                with _line.cursor().copy(f"copy {table} from stdin".encode()) as copy:
                    copy.write("".join(written))
    return len(day.patterns)


def _dossiers(day: Day) -> Iterator[dict[str, str]]:
    """The rows of each dossier of the day, by table."""
    rng = Random(f"{_city.seed} {day.day}")
    filed: dict[int, int] = {}
    each = zip(day.towns, day.patterns, day.numbers, strict=True)
    for n, (place, form, number) in enumerate(each, day.first + AFTER_THE_DEMONSTRATION):
        town, pattern = _city.towns[place], _city.patterns[form]
        if day.is_thin and not pattern.is_open and pattern.thin:
            pattern = pattern.thin
        filed[place] = filed.get(place, AFTER_THE_DEMONSTRATION) + 1
        bits = f"{rng.getrandbits(112):028x}"
        signed = (day.day + timedelta(pattern.registered or 0)).year
        words = {
            **town.words,
            **family(rng, n),
            "key": f"{bits[:8]}-{bits[8:12]}-4{bits[13:16]}-8{bits[17:20]}-{bits[20:28]}",
            "n": n,
            "second": f"{n % 60:02d}",
            "code": f"{town.words['agency']}-{day.day:%y%m%d}-{filed[place]:04d}",
            "number": number + AFTER_THE_DEMONSTRATION,
            "year": signed,
            "book": _city.books.get((place, signed), 0),
        }
        yield {table: text % words for table, text in pattern.on(day.day).items()}


# ---- before and after ----------------------------------------------------------------------------


def _open_books(
    connection: psycopg.Connection[Any],
    places: Sequence[Town],
    days: Sequence[Day],
    forms: Sequence[Pattern],
) -> dict[tuple[int, int], int]:
    """A book and its counter for each town and year with entries."""
    last: dict[tuple[int, int], int] = {}
    for day in days:
        for place, form, number in zip(day.towns, day.patterns, day.numbers, strict=True):
            if number:
                last[place, _year(day.day, forms[form])] = number
    books = {}
    for (place, year), number in sorted(last.items()):
        unit_id = int(places[place].words["unit"])
        values = {"unit": unit_id, "year": year, "last": number + AFTER_THE_DEMONSTRATION}
        connection.execute(
            "insert into entry_counter (unit_id, kind, year, last)"
            " values (%(unit)s, 'birth', %(year)s, %(last)s)"
            " on conflict (unit_id, kind, year) do update set last = excluded.last",
            values,
        )
        row = connection.execute(
            "insert into register_book (unit_id, kind, year, n, code, first_number, opened_on)"
            " values (%(unit)s, 'birth', %(year)s, 9, '09-TP/HT-' || %(year)s || '-KS', 1,"
            " make_date(%(year)s, 1, 2)) returning id",
            values,
        ).fetchone()
        books[place, year] = int(row[0]) if row else 0
    return books


def _year(day: date, pattern: Pattern) -> int:
    return (day + timedelta(pattern.registered or 0)).year


def _leave_indexes(connection: psycopg.Connection[Any]) -> None:
    """Switch off index maintenance while the tables are filled.

    PostgreSQL writes no entries into an index that is marked as not ready, and REINDEX makes it
    ready again: keys and constraints need not be dropped.
    """
    connection.execute(
        "update pg_index set indisready = false, indisvalid = false"
        " where indrelid = any(%s::regclass[])",
        [list(TABLES)],
    )


def finish(database: Database) -> None:
    """Indexes and statistics; after an interruption it continues, table by table."""
    with database.connect() as connection:
        connection.execute("set maintenance_work_mem = '1GB'")
        rows = connection.execute(
            "select distinct indrelid::regclass::text from pg_index where not indisready"
        )
        for (table,) in rows.fetchall():
            started = time.monotonic()
            connection.execute(f"reindex table {table}".encode())
            _say(f"indexes of {table}: {time.monotonic() - started:.0f} s")
        _tidy(connection)


def _tidy(connection: psycopg.Connection[Any]) -> None:
    """Move sequences past our keys; update statistics and the visibility map."""
    for table in NUMBERED:
        connection.execute(
            f"select setval(pg_get_serial_sequence('{table}', 'id'),"
            f" (select coalesce(max(id), 0) + 1 from {table}))".encode()
        )
    started = time.monotonic()
    connection.execute("vacuum analyze")
    _say(f"statistics: {time.monotonic() - started:.0f} s")


class Progress:
    """A progress bar on a terminal; every tenth in logs."""

    def __init__(self, total: int) -> None:
        self.total, self.started, self._told = total, time.monotonic(), 0

    def show(self, done: int) -> None:
        if not sys.stderr.isatty() and done * 10 // self.total == self._told:
            return
        self._told = done * 10 // self.total
        passed = time.monotonic() - self.started
        full = BAR * done // self.total
        left = passed / done * (self.total - done) if done else 0
        line = f"{'█' * full}{'·' * (BAR - full)} {done:,} of {self.total:,}, {left:.0f} s left"
        sys.stderr.write(f"\r{line}" if sys.stderr.isatty() else f"{line}{os.linesep}")
        sys.stderr.flush()

    def end(self) -> None:
        _say(f" in {time.monotonic() - self.started:.0f} s")


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
