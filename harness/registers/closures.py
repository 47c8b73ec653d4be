"""Random years of books, closed by the application and counted again without it."""

from __future__ import annotations

import random
from typing import Any

from psycopg import Connection
from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers import rules as dossiers
from app.dossiers.rules import StepActor
from app.dossiers.workflow import State
from app.kernel.db import db, transaction
from app.kernel.errors import Refused
from app.procedures.rules.procedure_finder import BIRTH
from app.registers.models.entries import Book, Entry
from app.registers.operations import closures
from app.registers.operations.closures import NUMBERS_MISSING
from harness.stage import databases
from harness.stage.databases import Database
from harness.stage.factories import ADossier, somebody

YEARS = 1_000
SEED = 20161130
MOST = 30
"""Entries of a volume."""
HOLES = 0.1
"""Share of years in which one entry is taken away: they must not be closed."""
FIRST_YEAR = 2100

_COUNTER = "insert into entry_counter values (%(unit)s, 'birth', %(year)s, %(last)s)"
_BOOK = """
insert into register_book (unit_id, kind, year, n, code, first_number, opened_on)
values (%(unit)s, 'birth', %(year)s, %(n)s, %(n)s || '-' || %(year)s, %(first)s,
  make_date(%(year)s, 1, 2)) returning id
"""
_ENTRIES = """
insert into register_entry
select (jsonb_populate_record(e, jsonb_build_object(
  'id', gen_random_uuid(), 'certificate_id', gen_random_uuid(), 'dossier_id', gen_random_uuid(),
  'book_id', %(book)s::integer, 'year', %(year)s::integer, 'number', n,
  'registered_on', make_date(%(year)s, 1 + n %% 12, 1 + n %% 28)))).*
from register_entry e, generate_series(%(first)s::integer, %(last)s::integer) n
where e.id = %(id)s and n <> %(hole)s
"""
_NOTES = """
insert into entry_note (id, entry_id, kind, text, basis, made_on, unit_id, at, xact)
select gen_random_uuid(), e.id, (array['correction', 'change', 'death'])[1 + e.number %% 3],
  'Ghi chú', 'Căn cứ', e.registered_on, e.unit_id, now(), 0
from register_entry e, generate_series(1, 1 + e.number %% 2)
where e.book_id = %(book)s and e.number %% %(every)s = 0
"""
_COUNT = """
select v.action, v.entries, v.first, v.last, v.pages, v.errors,
  b.first_number, coalesce((select f.first_number - 1 from register_book f
    where (f.unit_id, f.kind, f.year, f.n) = (b.unit_id, b.kind, b.year, b.n + 1)), c.last),
  array_agg(e.number order by e.number) as numbers,
  array_agg(e.number) filter (where exists (
    select from entry_note n where n.entry_id = e.id and n.kind = 'correction')) as corrected
from register_book b
join register_entry e on e.book_id = b.id
join entry_counter c on (c.unit_id, c.kind, c.year) = (b.unit_id, b.kind, b.year)
left join book_event v on v.book_id = b.id and v.action = 'close'
where b.year >= %s group by b.id, v.id, c.last
"""
"""With the numbers that the volume must have: up to the next one's, or to the last given."""


def figures(years: int = YEARS) -> dict[str, Any]:
    """``years_closed``: years whose volumes were tried; ``closing_wrong``: volumes told wrongly."""
    with databases.own_database("closures") as database:
        refused, volumes = _closed(database, years)
        return {"years_closed": years, "volumes": volumes} | _judged(database, refused)


def _closed(database: Database, years: int) -> tuple[int, int]:
    """Fill and close; how many volumes were refused for a missing number, and of how many."""
    chance = random.Random(SEED)  # not a secret
    refused = volumes = 0
    with databases.filler_of(database).app_context(), database.connect() as line:
        with transaction():
            dossier = ADossier(State.READY, procedure=BIRTH)
            entry = db.session.scalars(select(Entry).where(Entry.dossier_id == dossier.id)).one()
            officer, leader = _by(entry, Role.COMMUNE_JUSTICE), _by(entry, Role.COMMUNE_LEADER)
            of = {"id": entry.id, "unit": entry.unit_id}
        line.execute("set session_replication_role = replica")  # dossiers of the copies are none
        for year in range(FIRST_YEAR, FIRST_YEAR + years):
            for book_id in _filled(line, of | {"year": year}, chance):
                volumes += 1
                refused += not _close(book_id, officer, leader)
        db.session.remove()
        db.engine.dispose()
    return refused, volumes


def _by(entry: Entry, role: Role) -> StepActor:
    return dossiers.officer(somebody(role, entry.unit).actor, entry.unit_id)


def _filled(line: Connection[Any], said: dict[str, Any], chance: random.Random) -> list[int]:
    """The volumes of a random year, perhaps with one entry missing."""
    sizes = [chance.randint(2, MOST) for _n in range(chance.randint(1, 3))]
    said["hole"] = chance.randint(2, sizes[0]) if chance.random() < HOLES else 0
    first, made = 1, []
    line.execute(_COUNTER, said | {"last": sum(sizes)})
    for n, size in enumerate(sizes, 1):
        volume = said | {"n": n, "first": first, "last": first + size - 1}
        row = line.execute(_BOOK, volume).fetchone()
        volume |= {"book": row and row[0], "every": chance.randint(2, 9)}
        line.execute(_ENTRIES, volume)
        line.execute(_NOTES, volume)
        made.append(volume["book"])
        first += size
    return made


def _close(book_id: int, officer: StepActor, leader: StepActor) -> bool:
    try:
        with transaction():
            book = db.session.get_one(Book, book_id)
            closures.prepare(book, by=officer)
            closures.close(book, by=leader)
    except Refused as refused:
        if refused.message is not NUMBERS_MISSING:
            raise
        return False
    return True


def _judged(database: Database, refused: int) -> dict[str, Any]:
    """Compare each volume with its entries, as they are read without the application."""
    wrong = with_hole = 0
    with database.connect() as line:
        rows = line.execute(_COUNT, [FIRST_YEAR]).fetchall()
    for action, *stated, first, last, numbers, corrected in rows:
        whole = numbers == list(range(first, last + 1))
        with_hole += not whole
        counted = [len(numbers), numbers[0], numbers[-1], len(numbers), len(corrected or ())]
        wrong += (action is not None) != whole or (whole and stated != counted)
    return {"closing_wrong": wrong + abs(refused - with_hole), "volumes_with_gap": with_hole}
