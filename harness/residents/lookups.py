"""Lookups among many people: the whole page, and the statement alone.

Several officers press the button on the desk's page, each within the limit of thirty an hour; every
lookup is logged. The same numbers are then queried in the table by its owner.
"""

from __future__ import annotations

import math
import random
import re
import time
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import psycopg
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.kernel.db import db
from app.kernel.security.rate_limits import LOOK_UP
from harness.stage.application import Client
from harness.stage.factories import ADossier, AnOfficer, browser_of
from harness.stage.factories.residents import AResident
from harness.stage.running_system import at_work

WARM = 5
"""Lookups of each officer before those that are measured."""
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
FILL = """
insert into resident (id, number, name, born, sex, ethnicity, nationality, residence_place,
  residence, household_code, source, as_of, import_id, digest, decoy)
select gen_random_uuid(), lpad((1190000000 + n)::text, 12, '0'), 'Nguyễn Văn ' || n,
  to_char(date '1930-01-01' + ((n::bigint * 7919) %% 30000)::int, 'YYYY-MM-DD'), 'male', '01',
  'VN', '00475',
  'Thôn ' || n %% 12 || ', xã Ba Trại, huyện Ba Vì', 'HN' || n / 4, 'Công an TP Hà Nội',
  date '2016-11-01', i.id, sha256(n::text::bytea), false
from generate_series(1, %s) n, (select id from resident_import limit 1) i
on conflict do nothing
"""
BARE = "select * from resident where number = %s"


def measure(rows: int = 300_000, look_ups: int = 300) -> dict[str, Any]:
    with at_work("lookups") as (app, database), database.connect() as line:
        app.test_client_class = Client
        return look_people_up(app, line, rows, look_ups)


def look_people_up(
    app: Flask, line: psycopg.Connection[Any], rows: int, look_ups: int
) -> dict[str, Any]:
    """Fill the table, let officers look people up, and query the table itself."""
    AResident("001190000000")
    dossier = ADossier(State.ACCEPTED)
    each = LOOK_UP.amount - WARM
    officers = [
        AnOfficer(Role.COMMUNE_JUSTICE, dossier.commune) for _n in range(-(-look_ups // each))
    ]
    browsers = [browser_of(app, officer) for officer in officers]
    dossier_id = dossier.id
    db.session.remove()
    line.execute(FILL, [rows])
    line.execute("vacuum analyze resident")
    chance = random.Random(rows)  # which of the invented people, no secret
    asked = [f"{1190000000 + chance.randint(1, rows):012d}" for _n in range(look_ups)]
    pages = _pages(browsers, dossier_id, asked)
    bare = [_bare(line, number) for number in asked]
    told = line.execute("select count(*) from population_answer where found").fetchone()
    return {
        "lookup_rows": rows,
        "lookups": len(pages),
        "lookups_found": told and told[0],
        "lookup_p50_ms": _percentile(pages, 0.5),
        "lookup_p95_ms": _percentile(pages, 0.95),
        "lookup_sql_ms": _percentile(bare, 0.95),
    }


def _pages(browsers: list[FlaskClient], dossier_id: UUID, numbers: list[str]) -> list[float]:
    """The seconds of each lookup: from the button to the answer."""
    address, seconds = f"/can-bo/mot-cua/ho-so/{dossier_id}/dan-cu", []
    left = iter(numbers)
    for browser in browsers:
        token = TOKEN.findall(browser.get(address).text)[0]
        for n in range(LOOK_UP.amount):
            number = numbers[n] if n < WARM else next(left, None)
            if number is None:
                break
            fields = {"csrf_token": token, "person": "mother", "purpose": "person",
                      "number": number}  # fmt: skip
            begun = time.perf_counter()
            answer = browser.post(address, data=fields)
            taken = time.perf_counter() - begun
            if answer.status_code != 302:
                raise RuntimeError(answer.text)
            if n >= WARM:
                seconds.append(taken)
    return seconds


def _bare(line: psycopg.Connection[Any], number: str) -> float:
    """The seconds of the statement alone."""
    begun = time.perf_counter()
    line.execute(BARE, [number]).fetchall()
    return time.perf_counter() - begun


def _percentile(seconds: Iterable[float], share: float) -> float:
    ordered = sorted(seconds)
    return round(ordered[math.ceil(share * len(ordered)) - 1] * 1000, 3)
