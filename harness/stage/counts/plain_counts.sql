-- Every figure of the kept counts at one moment, from dossiers, legs, pauses and journal.

create temporary table working_day on commit drop as
select day::date, sum(case
    when c.kind is null then (extract(isodow from day) < 6)::int
    else (c.kind in ('make_up', 'half'))::int
  end) over (order by day)::int as n
from generate_series(date '2015-01-01', date '2035-01-01', interval '1 day') day
left join calendar_day c on c.date = day::date;

create temporary table clock_of on commit drop as
select 'whole' as part, d.id, d.commune_id, (d.submitted_at at time zone 'Asia/Ho_Chi_Minh')::date
    as received_on, d.due_at, d.ended_at is not null as over,
  d.state in ('ready', 'returned', 'refused') as decided, d.state = 'supplementing' as waits,
  d.clock_started_at as starts, d.ended_at as ends, d.channel, v.procedure_id, d.state,
  d.submitted_at, d.accepted_at, d.registered_at, null::timestamptz as sent_at
from dossier d join procedure_version v on v.id = d.procedure_version_id where not d.is_rehearsal
union all
select l.kind, l.id, d.commune_id, (d.submitted_at at time zone 'Asia/Ho_Chi_Minh')::date,
  l.due_at, coalesce(l.answered_at, l.closed_at) is not null, l.answered_at is not null,
  l.state = 'completing', case l.kind when 'commune' then l.sent_at else l.received_at end,
  l.answered_at, null, null, null, null, null, null, l.sent_at
from leg l join dossier d on d.id = l.dossier_id
where l.sent_at is not null and not d.is_rehearsal;

create temporary table said_late on commit drop as
select distinct on (coalesce(leg_id, dossier_id)) coalesce(leg_id, dossier_id) as id,
  (facts ->> 'late')::boolean as late
from dossier_event where facts ? 'late' order by coalesce(leg_id, dossier_id), id desc;

create temporary table waited on commit drop as
select c.id, c.part = 'whole' and bool_or(p.resumed_event_id is null) as is_open,
  coalesce(sum(b.n - a.n) filter (where lower(p.during) >= c.starts), 0) as days
from clock_of c join deadline_pause p on p.subject_id = c.id
left join working_day a on a.day = (lower(p.during) at time zone 'Asia/Ho_Chi_Minh')::date
left join working_day b on b.day = (upper(p.during) at time zone 'Asia/Ho_Chi_Minh')::date
group by c.id, c.part;

create temporary table outcome on commit drop as
select c.id, c.part, c.commune_id, c.received_on, c.channel, c.procedure_id, c.state,
  case
    when over and decided then case when coalesce(s.late, false) then 'late' else 'in_time' end
    when over then 'closed'
    when waits or coalesce(w.is_open, false) then 'paused'
    when due_at < %(now)s then 'overdue' else 'running'
  end as word,
  case when over and decided then b.n - a.n - coalesce(w.days, 0) end as days
from clock_of c left join said_late s on s.id = c.id left join waited w on w.id = c.id
left join working_day a on a.day = (c.starts at time zone 'Asia/Ho_Chi_Minh')::date
left join working_day b on b.day = (c.ends at time zone 'Asia/Ho_Chi_Minh')::date;

create temporary table asked_of on commit drop as
select s.dossier_id as id, count(*)::int as times, coalesce(sum(b.n - a.n) filter (
    where (s.answered_at at time zone 'Asia/Ho_Chi_Minh') <=
      (d.accepted_at at time zone 'Asia/Ho_Chi_Minh')), 0) as days
from supplement_request s join dossier d on d.id = s.dossier_id
left join working_day a on a.day = (s.asked_at at time zone 'Asia/Ho_Chi_Minh')::date
left join working_day b on b.day = (s.answered_at at time zone 'Asia/Ho_Chi_Minh')::date
where s.voided_at is null group by s.dossier_id;

create temporary table stage_of on commit drop as
with passed as (
  select id, commune_id, received_on, 'accept' as stage, submitted_at as begun,
    accepted_at as done from clock_of where part = 'whole'
  union all
  select id, commune_id, received_on, 'register', accepted_at, registered_at
  from clock_of where part = 'whole'
  union all
  select c.id, c.commune_id, c.received_on, 'hand_over', c.ends, max(e.at)
  from clock_of c join dossier_event e on e.dossier_id = c.id and e.leg_id is null
  where c.state = 'returned' and e.target = 'returned' and e.source <> 'returned'
  group by 1, 2, 3, 4, 5
  union all
  select id, commune_id, received_on, part, sent_at, ends from clock_of where part <> 'whole'
)
select p.commune_id, date_trunc('month', p.received_on)::date as month, p.stage,
  b.n - a.n - case p.stage when 'accept' then coalesce(s.days, 0) when 'hand_over' then 0
    else coalesce((
      select sum(y.n - x.n) from deadline_pause w
      join working_day x on x.day = (lower(w.during) at time zone 'Asia/Ho_Chi_Minh')::date
      join working_day y on y.day =
        (least(upper(w.during), p.done) at time zone 'Asia/Ho_Chi_Minh')::date
      where w.subject_id = p.id and lower(w.during) >= p.begun and lower(w.during) < p.done), 0)
    end as days
from passed p left join asked_of s on s.id = p.id
join working_day a on a.day = (p.begun at time zone 'Asia/Ho_Chi_Minh')::date
join working_day b on b.day = (p.done at time zone 'Asia/Ho_Chi_Minh')::date
union all
select commune_id, date_trunc('month', received_on)::date, 'whole', days
from outcome where part = 'whole' and days is not null;

create temporary table happened on commit drop as
select commune_id, (submitted_at at time zone 'Asia/Ho_Chi_Minh')::date as day, 'received' as what
from clock_of where part = 'whole'
union all
select commune_id, (ends at time zone 'Asia/Ho_Chi_Minh')::date, unnest(
    case when state = 'refused' then array['settled', 'refused'] else array['settled'] end)
from clock_of where part = 'whole' and over and decided
union all
select commune_id, (due_at at time zone 'Asia/Ho_Chi_Minh')::date, 'became_late'
from clock_of where part = 'whole' and not over and due_at < %(now)s
union all
select c.commune_id, (s.asked_at at time zone 'Asia/Ho_Chi_Minh')::date, 'supplements_asked'
from supplement_request s join clock_of c on c.id = s.dossier_id where s.voided_at is null;

create temporary table plain_daily_count on commit drop as
select commune_id, received_on, part,
  sum(1)::int as received, sum((word = 'in_time')::int)::int as in_time,
  sum((word = 'late')::int)::int as late, sum((word = 'closed')::int)::int as closed,
  sum((word = 'running')::int)::int as running, sum((word = 'overdue')::int)::int as overdue,
  sum((word = 'paused')::int)::int as paused, coalesce(sum(o.days), 0)::int as days,
  count(o.days)::int as measured
from outcome o group by 1, 2, 3;

create temporary table plain_monthly_count on commit drop as
select commune_id, date_trunc('month', received_on)::date as month, part,
  sum(1)::int as received, sum((word = 'in_time')::int)::int as in_time,
  sum((word = 'late')::int)::int as late, sum((word = 'closed')::int)::int as closed,
  sum((word = 'running')::int)::int as running, sum((word = 'overdue')::int)::int as overdue,
  sum((word = 'paused')::int)::int as paused, coalesce(sum(o.days), 0)::int as days,
  count(o.days)::int as measured
from outcome o group by 1, 2, 3;

create temporary table plain_procedure_count on commit drop as
select commune_id, date_trunc('month', received_on)::date as month, procedure_id, channel,
  sum(1)::int as received, sum((word = 'in_time')::int)::int as in_time,
  sum((word = 'late')::int)::int as late, sum((word = 'closed')::int)::int as closed,
  sum((word = 'running')::int)::int as running, sum((word = 'overdue')::int)::int as overdue,
  sum((word = 'paused')::int)::int as paused, coalesce(sum(o.days), 0)::int as days,
  count(o.days)::int as measured,
  sum((state = 'refused')::int)::int as refused,
  coalesce(sum(s.times), 0)::int as supplement_requests, count(s.id)::int as supplemented,
  coalesce(sum((s.times > 1)::int), 0)::int as supplemented_twice
from outcome o left join asked_of s using (id) where part = 'whole' group by 1, 2, 3, 4;

create temporary table plain_weekly_count on commit drop as
select commune_id, received_on - extract(isodow from received_on)::int + 1 as week,
  channel, count(*)::int as received, sum((word = 'in_time')::int)::int as in_time,
  sum((word = 'late')::int)::int as late
from outcome where part = 'whole' group by 1, 2, 3;

create temporary table plain_stage_days on commit drop as
select commune_id, month, stage, days, count(*)::int as dossiers
from stage_of group by 1, 2, 3, 4;

create temporary table plain_procedure_days on commit drop as
select commune_id, date_trunc('month', received_on)::date as month, procedure_id, days,
  count(*)::int as dossiers
from outcome where part = 'whole' and word in ('in_time', 'late') and days is not null
group by 1, 2, 3, 4;

create temporary table plain_daily_flow on commit drop as
select commune_id, day, sum((what = 'received')::int)::int as received,
  sum((what = 'settled')::int)::int as settled,
  sum((what = 'refused')::int)::int as refused,
  sum((what = 'became_late')::int)::int as became_late,
  sum((what = 'supplements_asked')::int)::int as supplements_asked
from happened
where day > (%(now)s at time zone 'Asia/Ho_Chi_Minh')::date - 35 group by 1, 2;
