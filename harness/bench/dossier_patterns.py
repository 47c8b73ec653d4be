"""Dossiers of the demonstration as patterns for other families and days.

A pattern is all rows of one dossier in the format of COPY, with placeholders (``%(child)s``) where
families, communes and keys differ, and marks for days. New columns of these tables need no change
here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import psycopg
from psycopg import sql

from app.dossiers.workflow import OPEN
from app.kernel.text.folding import fold
from harness.bench.city import Town

TABLES: Mapping[str, str] = {
    "dossier": "id = %s",
    "submission_key": "dossier_id = %s",
    "answers_revision": "dossier_id = %s",
    "paper": "dossier_id = %s",
    "dossier_event": "dossier_id = %s",
    "deadline_pause": "dossier_id = %s",
    "deadline_extension": "dossier_id = %s",
    "supplement_request": "dossier_id = %s",
    "fee": "dossier_id = %s",
    "leg": "dossier_id = %s",
    "dossier_person": "dossier_id = %s",
    "packet": "leg_id in (select id from leg where dossier_id = %s and closed_at is null)",
    "register_entry": "dossier_id = %s",
}
"""Tables with rows of a dossier. Packets that came back are left out: no page lists them, and they
would take half of the disk."""

NUMBERED = {"dossier_event", "deadline_pause", "deadline_extension"}
"""Tables with numeric keys."""
KEPT_WHEN_THIN: Mapping[str, frozenset[str]] = {
    "dossier": frozenset(),
    "leg": frozenset(),
    "dossier_event": frozenset({"submit", "accept", "sign", "return_result"}),
}
"""What remains of an old dossier in a city too large for the disk: see ``filing_plan.WHOLE``."""
OF_AN_EVENT = {"proof_event_id", "resumed_event_id"}
NOTHING = r"\N"
LATEST = timedelta(days=250)
"""Earlier dates are birthdays of parents and the like, and are not shifted."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_DAY = re.compile(r"(?<![\d-])(\d{4})-(\d\d)-(\d\d)(?![\d-])|(?<![\d/])(\d\d)/(\d\d)/(\d{4})(?!\d)")
_WHOLE_MINUTE = re.compile(r"(?<=\d\d:\d[1-9]:)00(?=\+07)|(?<=\d\d:[1-5]0:)00(?=\+07)")

Piece = str | tuple[int, str]
"""Text, or a day: how many days after submission, and its format."""


@dataclass(frozen=True)
class Pattern:
    """One dossier as a pattern."""

    submitted: date
    registered: int | None
    """How many days after submission the entry was signed."""
    is_open: bool
    pieces: Mapping[str, tuple[Piece, ...]]
    thin: Pattern | None = None
    """The same without most of its rows."""

    @lru_cache(maxsize=4096)  # noqa: B019  # patterns live as long as the process
    def on(self, day: date) -> Mapping[str, str]:
        """The rows of each table for a dossier submitted on this day."""
        return {
            table: "".join(
                p if isinstance(p, str) else f"{day + timedelta(p[0]):{p[1]}}" for p in pieces
            )
            for table, pieces in self.pieces.items()
        }

    def __hash__(self) -> int:
        return id(self)


def patterns(connection: psycopg.Connection[Any], towns: Mapping[int, Town]) -> list[Pattern]:
    """Every dossier of the database as a pattern, in the order of their codes."""
    rows = connection.execute(
        "select d.id, d.commune_id, d.code, d.subject_name, d.applicant_name, d.applicant_phone,"
        " d.applicant_id, d.answers ->> 'father_name', d.state, e.number, e.book_id,"
        " (d.submitted_at at time zone 'Asia/Ho_Chi_Minh')::date, e.registered_on"
        " from dossier d left join register_entry e on e.dossier_id = d.id"
        " where not d.is_rehearsal order by d.code"
    ).fetchall()
    return [_pattern(connection, towns[row[1]], row) for row in rows]


def _pattern(connection: psycopg.Connection[Any], town: Town, row: tuple[Any, ...]) -> Pattern:
    key, _commune, code, child, mother, phone, number, father, state, entry, book, day, signed = row
    cutter = Cutter(
        town=town,
        day=day,
        words={
            code: "code",
            child: "child",
            child.upper(): "child_upper",
            fold(child): "child_folded",
            mother: "mother",
            **({father: "father"} if father else {}),
            phone: "phone",
            number: "identity",
        },
        columns=town.columns
        | {"number": {str(entry): "number"}, "book_id": {str(book): "book"}}
        | {"year": {str(signed.year): "year"} if signed else {}},
    )
    written = {table: list(_rows(connection, table, key)) for table in TABLES}
    cutter.learn_keys(written)
    whole = Pattern(
        submitted=day,
        registered=(signed - day).days if signed else None,
        is_open=state in OPEN,
        pieces={t: tuple(cutter.cut(t, rows)) for t, rows in written.items() if rows},
    )
    thinned = {t: list(_thinned(written[t], kept)) for t, kept in KEPT_WHEN_THIN.items()}
    pieces = {t: tuple(cutter.cut(t, rows)) for t, rows in thinned.items() if rows}
    return replace(whole, thin=replace(whole, pieces=pieces))


def _thinned(rows: Sequence[dict[str, str]], kept: frozenset[str]) -> Iterator[dict[str, str]]:
    """Some steps of the journal, the columns of the dossier without its answers, every leg."""
    for row in rows:
        if not kept or row["action"] in kept:
            yield row | {"answers": "{}"} if "answers" in row else row


def _rows(connection: psycopg.Connection[Any], table: str, key: Any) -> Iterator[dict[str, str]]:
    """The rows of the dossier, each column in the format of COPY."""
    condition = sql.SQL(TABLES[table].replace("%s", "{}")).format(sql.Literal(key))
    statement = sql.SQL("copy (select * from {} where {} order by 1) to stdout with (header)")
    with connection.cursor().copy(statement.format(sql.Identifier(table), condition)) as copy:
        lines = b"".join(bytes(part) for part in copy).decode().splitlines()
    names = lines[0].split("\t")
    for line in lines[1:]:
        yield dict(zip(names, line.split("\t"), strict=True))


@dataclass
class Cutter:
    """Puts placeholders where dossiers differ."""

    town: Town
    day: date
    words: dict[str, str]
    columns: dict[str, dict[str, str]]

    def learn_keys(self, written: Mapping[str, list[dict[str, str]]]) -> None:
        """The dossier's own keys: one common prefix, and a running suffix."""
        own = [
            row["id"]
            for t, rows in written.items()
            for row in rows
            if "id" in row and t not in NUMBERED
        ]
        own += [row["key"] for row in written["submission_key"]]
        numbers = [row["id"] for table in sorted(NUMBERED) for row in written[table]]
        self._numbers = {number: f"%(n)s{n:02d}" for n, number in enumerate(numbers)}
        words = self.words | self.town.places
        places = {word.replace("%", "%%"): f"%({place})s" for word, place in words.items()}
        self._known = places | {key: f"%(key)s{n:04x}" for n, key in enumerate(own)}
        longest_first = sorted(places, key=len, reverse=True)
        # keys are matched whole, lest the digits of a placeholder be found inside
        self._found = re.compile("|".join([_UUID.pattern, *map(re.escape, longest_first)]))

    def cut(self, table: str, rows: list[dict[str, str]]) -> Iterator[Piece]:
        """The rows of one table as text with placeholders and days."""
        for row in rows:
            line = "\t".join(self._column(table, *pair) for pair in row.items()) + "\n"
            yield from self._days(line)

    def _column(self, table: str, name: str, value: str) -> str:
        if name in OF_AN_EVENT or (name == "id" and table in NUMBERED):
            return value if value == NOTHING else self._numbers[value]
        place = self.columns.get(name, {}).get(value)
        if place:
            return f"%({place})s"
        text = value.replace("%", "%%")
        text = self._found.sub(lambda found: self._known.get(found[0], found[0]), text)
        return _WHOLE_MINUTE.sub("%(second)s", text)

    def _days(self, line: str) -> Iterator[Piece]:
        end = 0
        for found in _DAY.finditer(line):
            year, month, day, d, m, y = found.groups()
            try:
                there = date(int(year or y), int(month or m), int(day or d))
            except ValueError:
                continue
            if abs(there - self.day) < LATEST:
                yield line[end : found.start()]
                yield (there - self.day).days, "%Y-%m-%d" if year else "%d/%m/%Y"
                end = found.end()
        yield line[end:]
