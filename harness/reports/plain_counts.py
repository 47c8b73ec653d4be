"""Every figure of the kept counts, counted by plain SQL from dossiers, legs, pauses and journal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg

_WORKING_DAYS = """
create temporary table working_day on commit drop as
select day::date, sum(case
    when c.kind is null then (extract(isodow from day) < 6)::int
    else (c.kind in ('make_up', 'half'))::int
  end) over (order by day)::int as n
from generate_series(date '2015-01-01', date '2035-01-01', interval '1 day') day
left join calendar_day c on c.date = day::date
"""
_CLOCKS = """
create temporary table clock_of on commit drop as
select 'whole' as part, d.id, d.commune_id, (d.submitted_at at time zone 'Asia/Ho_Chi_Minh')::date
    as received_on, d.due_at, d.ended_at is not null as over,
  d.state in ('ready', 'returned', 'refused') as decided, d.state = 'supplementing' as waits,
  d.clock_started_at as starts, d.ended_at as ends
from dossier d where not d.is_rehearsal
union all
select l.kind, l.id, d.commune_id, (d.submitted_at at time zone 'Asia/Ho_Chi_Minh')::date,
  l.due_at, coalesce(l.answered_at, l.closed_at) is not null, l.answered_at is not null,
  l.state = 'completing', case l.kind when 'commune' then l.sent_at else l.received_at end,
  l.answered_at
from leg l join dossier d on d.id = l.dossier_id
where l.sent_at is not null and not d.is_rehearsal
"""
_LATE = """
create temporary table said_late on commit drop as
select distinct on (coalesce(leg_id, dossier_id)) coalesce(leg_id, dossier_id) as id,
  (facts ->> 'late')::boolean as late
from dossier_event where facts ? 'late' order by coalesce(leg_id, dossier_id), id desc
"""
_PAUSES = """
create temporary table waited on commit drop as
select c.id, c.part = 'whole' and bool_or(p.resumed_event_id is null) as is_open,
  coalesce(sum(b.n - a.n) filter (where lower(p.during) >= c.starts), 0) as days
from clock_of c join deadline_pause p on p.subject_id = c.id
left join working_day a on a.day = (lower(p.during) at time zone 'Asia/Ho_Chi_Minh')::date
left join working_day b on b.day = (upper(p.during) at time zone 'Asia/Ho_Chi_Minh')::date
group by c.id, c.part
"""
_OUTCOMES = """
create temporary table outcome on commit drop as
select c.part, c.commune_id, c.received_on,
  case
    when over and decided then case when coalesce(s.late, false) then 'late' else 'in_time' end
    when over then 'closed'
    when waits or coalesce(w.is_open, false) then 'paused'
    when due_at < %(now)s then 'overdue' else 'running'
  end as word,
  case when over and decided then b.n - a.n - coalesce(w.days, 0) end as days
from clock_of c left join said_late s on s.id = c.id left join waited w on w.id = c.id
left join working_day a on a.day = (c.starts at time zone 'Asia/Ho_Chi_Minh')::date
left join working_day b on b.day = (c.ends at time zone 'Asia/Ho_Chi_Minh')::date
"""
_FIGURES = """
  sum(1)::int as received, sum((word = 'in_time')::int)::int as in_time,
  sum((word = 'late')::int)::int as late, sum((word = 'closed')::int)::int as closed,
  sum((word = 'running')::int)::int as running, sum((word = 'overdue')::int)::int as overdue,
  sum((word = 'paused')::int)::int as paused, coalesce(sum(days), 0)::int as days,
  count(days)::int as measured
from outcome group by 2, 3, 4
"""
_PLAIN = f"""
create temporary table plain on commit drop as
select 'day' as grain, part, commune_id, received_on as on_day, {_FIGURES}
union all
select 'month', part, commune_id, date_trunc('month', received_on)::date as on_day, {_FIGURES}
"""
NUMBERS = (
    *("received", "in_time", "late", "closed", "running", "overdue", "paused"),
    *("days", "measured"),
)
_DIFFERING = f"""
with kept as (
  select 'day' as grain, part, commune_id, received_on as on_day, {", ".join(NUMBERS)}
  from daily_count
  union all
  select 'month', part, commune_id, month, {", ".join(NUMBERS)} from monthly_count
)
select count(*) * {len(NUMBERS)},
  coalesce(sum({" + ".join(f"(k.{n} is distinct from p.{n})::int" for n in NUMBERS)}), 0)
from kept k full join plain p using (grain, part, commune_id, on_day)
"""


def compare(line: psycopg.Connection[Any], now: datetime) -> tuple[int, int]:
    """How many figures are kept, and how many differ from a plain count as of ``now``."""
    with line.transaction():
        for statement in (_WORKING_DAYS, _CLOCKS, _LATE, _PAUSES):
            line.execute(statement.encode())
        line.execute(_OUTCOMES.encode(), {"now": now})
        line.execute(_PLAIN.encode())
        [(checked, wrong)] = line.execute(_DIFFERING.encode()).fetchall()
    return checked, wrong
