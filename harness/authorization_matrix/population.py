"""The population database in the data of the matrix: residents, lookups, answers, duplicates.

No page may show a resident, except the answers to lookups within a dossier: those are for readers
of the dossier, and for no citizen and no agency.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import Jsonb

from harness.authorization_matrix.canaries import Canaries

Line = psycopg.Connection[Any]
SOURCE = "Công an TP Hà Nội"


def plant(line: Line, canaries: Canaries, facts: Mapping[str, Any]) -> dict[str, int]:
    """For each dossier of each place: a resident, a lookup with its answer, a duplicate candidate.

    Returns:
        The unit of each alarm, by its key.
    """
    alarms: dict[str, int] = {}
    brought = _file(line, canaries)
    for name, place in facts["places"].items():
        asker = _officer_of(line, place["unit"])
        dossiers = [*place["dossiers"].values()]
        for n, dossier in enumerate(dossiers):
            _resident(line, canaries, dossier, brought)
            asked = _look_up(line, canaries, dossier, place["unit"], asker)
            if n == 0:
                finding = canaries.word("alarm", name, "population_alarm.finding")
                alarms[str(_alarm(line, asked, finding))] = place["unit"]
        for dossier, other in pairwise(dossiers):
            _duplicate_candidate(line, canaries, dossier, other)
    for dossier, other in _across(facts):
        _duplicate_candidate(line, canaries, dossier, other)
    return alarms


def _file(line: Line, canaries: Canaries) -> UUID:
    key = uuid4()
    line.execute(
        "insert into resident_import (id, file_name, sha256, source, as_of, state, at, size, done,"
        " rows, new, changed, same, kept, refused, warned, version)"
        " values (%s, %s, '', %s, '2016-11-01', 'applied', now(), 1, 1, 1, 1, 0, 0, 0, 0, 0, 1)",
        [key, f"{canaries.word('import', key, 'resident_import.file_name')}.csv", SOURCE],
    )
    return key


def _officer_of(line: Line, unit: int) -> tuple[UUID, UUID]:
    """An officer of the desk with the posting; of another unit where few users walk."""
    found = line.execute(
        "select staff_id, id from posting order by unit_id = %s desc, role = 'commune_reception'"
        " desc, upper(during) nulls first, id limit 1",
        [unit],
    ).fetchall()
    return found[0][0], found[0][1]


def _resident(line: Line, canaries: Canaries, dossier: str, brought: UUID) -> None:
    """The resident with the number that the dossier's applicant declared."""
    line.execute(
        "insert into resident (id, number, name, born, sex, residence, decoy, source, as_of,"
        " import_id, digest) select gen_random_uuid(), answers ->> 'applicant_id', %s,"
        " '1990-03-27', 'female', %s, false, %s, '2016-11-01', %s, '' from dossier where id = %s"
        " on conflict do nothing",
        [
            f"Nguyễn Thị {canaries.word('answer', dossier, 'resident.name')}",
            f"thôn {canaries.word('answer', dossier, 'resident.residence')}",
            SOURCE,
            brought,
            dossier,
        ],
    )


def _look_up(
    line: Line, canaries: Canaries, dossier: str, unit: int, asker: tuple[UUID, UUID]
) -> UUID:
    key, (staff, posting) = uuid4(), asker
    line.execute(
        "insert into population_lookup (id, at, staff_id, posting_id, unit_id, dossier_id, person,"
        " purpose, subject, xact)"
        " values (%s, now() - interval '2 hours', %s, %s, %s, %s, 'applicant_id', 'person', %s, 1)",
        [key, staff, posting, unit, dossier, key.hex],
    )
    said = {
        "name": f"Nguyễn Thị {canaries.word('answer', dossier, 'population_answer.name')}",
        "residence": f"xóm {canaries.word('answer', dossier, 'population_answer.residence')}",
    }
    line.execute(
        "insert into population_answer (id, lookup_id, at, found, content, source, as_of, xact)"
        " values (gen_random_uuid(), %s, now(), true, %s, %s, '2016-11-01', 1)",
        [key, Jsonb(said), SOURCE],
    )
    return key


def _alarm(line: Line, asked: UUID, finding: str) -> int:
    made = line.execute(
        "insert into population_alarm (lookup_id, kind, at, settled_at, finding)"
        " values (%s, 'decoy', now(), now(), %s) returning id",
        [asked, finding],
    )
    return int(made.fetchall()[0][0])


def _duplicate_candidate(line: Line, canaries: Canaries, dossier: str, other: str) -> None:
    """The two dossiers are duplicate candidates, wherever the other one is."""
    line.execute(
        "insert into duplicate_candidate"
        " (id, dossier_id, other_id, other_code, other_commune_id, kind, score, reasons,"
        " found_at, decision, decided_at, why)"
        " select gen_random_uuid(), %s, id, code, commune_id, 'same_subject', 97,"
        " '[\"same_number\"]', now(), 'different', now(), %s from dossier where id = %s"
        " on conflict do nothing",
        [dossier, canaries.word("answer", dossier, "duplicate_candidate.why"), other],
    )


def _across(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """A dossier of each place, and one of the next place."""
    first = [next(iter(place["dossiers"].values())) for place in facts["places"].values()]
    yield from zip(first, [*first[1:], first[0]], strict=True)
