"""Random entries, drawn into plain columns first, and what is counted over these columns.

Each book has the numbers from one without gaps, as the real ones have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import psycopg

from app.kernel.text.folding import fold
from harness.bench.families import GIVEN, SURNAMES

COMMON = 16
"""How many times more frequent the first surname is than each other one."""
AT_ONCE = 500_000

DRAW = """
create unlogged table drawn as
select *, row_number() over (partition by kind, unit_id, year)::int as number from (
select n, 2014 + (random() * 4)::int as year, kind, unit_id,
  name, fold as folded, mother_name, mother_folded,
  make_date(2014, 1, 1) + (random() * 1460)::int as registered_on,
  make_date(2014, 1, 1) + (random() * 1460)::int as event_on,
  case when random() < 0.95 then case when random() < 0.5 then 'male' else 'female' end end as sex,
  case when random() < 0.97 then (array['on_time', 'late', 'again'])[1 + (random() * 2)::int] end
    as timing,
  case when random() < 0.9 then case when random() < 0.8 then 'facility' else 'elsewhere' end end
    as place,
  random() < 0.3 as linked,
  case when random() < 0.98 then (random() * random() * 105)::int end as age,
  case when random() < 0.98 then 18 + (random() * random() * 50)::int end as bride_age,
  case when random() < 0.98 then 20 + (random() * random() * 50)::int end as groom_age,
  case when random() < 0.99 then 1 + (random() * random() * 3)::int end as bride_marriages,
  case when random() < 0.99 then 1 + (random() * random() * 3)::int end as groom_marriages,
  case when random() < 0.9
    then (array['illness', 'traffic', 'accident', 'suicide', 'other'])[1 + (random() * 4)::int] end
    as cause
from generate_series(1, %(entries)s) n
cross join lateral (
  select (array['birth', 'birth', 'birth', 'marriage', 'marriage', 'death', 'change', 'practice'])
      [1 + (random() * 7)::int] as kind,
    (%(units)s::int[])[1 + floor(random() * cardinality(%(units)s::int[]))::int] as unit_id,
    1 + floor(random() * cardinality(%(surnames)s::text[]))::int as s,
    1 + floor(random() * cardinality(%(given)s::text[]))::int as a,
    1 + floor(random() * cardinality(%(given)s::text[]))::int as b,
    1 + floor(random() * cardinality(%(surnames)s::text[]))::int as m,
    1 + floor(random() * cardinality(%(given)s::text[]))::int as c
  where n > 0
) picked
cross join lateral (
  select concat_ws(' ', (%(surnames)s::text[])[s], (%(given)s::text[])[a], (%(given)s::text[])[b])
      as name,
    concat_ws(' ', (%(surnames_folded)s::text[])[s], (%(given_folded)s::text[])[a],
      (%(given_folded)s::text[])[b]) as fold,
    concat_ws(' ', (%(surnames)s::text[])[m], 'Thị', (%(given)s::text[])[c]) as mother_name,
    concat_ws(' ', (%(surnames_folded)s::text[])[m], 'thi', (%(given_folded)s::text[])[c])
      as mother_folded
) named
) numbered
"""
FILL = """
insert into register_entry (id, xact, unit_id, kind, year, number, book_id, dossier_id, content,
  subject_name, subject_folded, registered_on, signed_at, signed_by_id, certificate_id, facts,
  event_on, parents_folded)
select gen_random_uuid(), txid_current(), unit_id, kind, year, number, e.book_id,
  gen_random_uuid(),
  jsonb_build_object('answers', jsonb_build_object('mother_name', mother_name), 'signer_name',
    'Lê Quang Đạo', 'signer_title', 'Chủ tịch'),
  name, folded, d.registered_on, d.registered_on + time '10:00', e.signed_by_id,
  gen_random_uuid(),
  jsonb_strip_nulls(case kind
    when 'birth' then jsonb_build_object('sex', sex, 'timing', timing, 'place', place,
      'linked', linked)
    when 'marriage' then jsonb_build_object('timing', timing, 'bride_age', bride_age,
      'groom_age', groom_age, 'bride_marriages', bride_marriages,
      'groom_marriages', groom_marriages)
    else jsonb_build_object('sex', sex, 'timing', timing, 'age', age, 'cause', cause) end),
  d.event_on, mother_folded
from drawn d, (select book_id, signed_by_id from register_entry limit 1) e
where n between %s and %s
"""
_INDEXES = """
select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index
where indrelid = 'register_entry'::regclass and not indisunique
"""


def draw(line: psycopg.Connection[Any], entries: int) -> None:
    """Fill the books in place of the one entry that is there.

    The triggers, which would look for each dossier, paper and book, are off.
    """
    units = [row[0] for row in line.execute("select id from unit where kind = 'commune'")]
    surnames = [SURNAMES[0]] * COMMON + [*SURNAMES]
    line.execute("set session_replication_role = replica")
    line.execute(
        DRAW,
        {
            "entries": entries,
            "units": units,
            "surnames": surnames,
            "surnames_folded": [fold(each) for each in surnames],
            "given": [*GIVEN],
            "given_folded": [fold(each) for each in GIVEN],
        },
    )
    indexes = line.execute(_INDEXES).fetchall()
    for name, _definition in indexes:
        line.execute(f"drop index {name}")
    for first in range(1, entries + 1, AT_ONCE):
        line.execute(FILL, [first, first + AT_ONCE - 1])
    line.execute("delete from register_entry where dossier_id in (select id from dossier)")
    line.execute("set maintenance_work_mem = '512MB'")
    for _name, definition in indexes:
        line.execute(definition)
    line.execute("set session_replication_role = default")
    line.execute("vacuum analyze register_entry")
    line.execute("analyze drawn")


def _among(key: str, condition: str, fact: str, values: Mapping[str, str]) -> Iterator[Any]:
    """Conditions of a group of columns; what none of them holds is unknown."""
    for value, holds in values.items():
        yield f"{key}.{fact}.{value}", f"{condition} and {holds}"
    yield f"{key}.{fact}.unknown", f"{condition} and {fact} is null"


def _same(fact: str, *values: str) -> dict[str, str]:
    return {value: f"{fact} = '{value}'" for value in values}


def _between(fact: str, *bounds: tuple[str, int, int]) -> dict[str, str]:
    return {key: f"{fact} between {least} and {most}" for key, least, most in bounds}


_DEATH_AGES = _between(
    "age", ("under_1", 0, 0), ("1_4", 1, 4), ("5_14", 5, 14), ("15_59", 15, 59), ("60", 60, 200)
)
_BIRTH, _MARRIAGE, _DEATH = (f"kind = '{kind}'" for kind in ("birth", "marriage", "death"))


def _spouse(who: str) -> Iterator[Any]:
    times = {"first": f"{who}_marriages = 1", "again": f"{who}_marriages >= 2"}
    yield from _among(who, _MARRIAGE, f"{who}_marriages", times)
    bounds = (("20_24", 20, 24), ("25_29", 25, 29), ("30_34", 30, 34), ("35_39", 35, 39))
    ages = _between(f"{who}_age", ("under_20", 0, 19), *bounds, ("40", 40, 200))
    yield from _among(who, _MARRIAGE, f"{who}_age", ages)


COUNTS: Mapping[str, str] = {
    "birth": _BIRTH,
    "birth.linked": f"{_BIRTH} and linked",
    **dict(_among("birth", _BIRTH, "sex", _same("sex", "male", "female"))),
    **dict(_among("birth", _BIRTH, "timing", _same("timing", "on_time", "late", "again"))),
    **dict(_among("birth", _BIRTH, "place", _same("place", "facility", "elsewhere"))),
    "marriage": _MARRIAGE,
    **dict(_among("marriage", _MARRIAGE, "timing", _same("timing", "on_time", "again"))),
    **dict(_spouse("bride")),
    **dict(_spouse("groom")),
    "death": _DEATH,
    **dict(_among("death", _DEATH, "sex", _same("sex", "male", "female"))),
    **dict(_among("death", _DEATH, "timing", _same("timing", "on_time", "late", "again"))),
    **dict(_among("age", _DEATH, "age", _DEATH_AGES)),
    **dict(_among("women.female", f"{_DEATH} and sex = 'female'", "age", _DEATH_AGES)),
    **dict(
        _among(
            "cause",
            _DEATH,
            "cause",
            _same("cause", "illness", "traffic", "accident", "suicide", "other"),
        )
    ),
}
"""The condition over the drawn columns for each figure of the application."""
