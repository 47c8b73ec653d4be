-- A function that lists the legs behind a number of the agencies' dashboard; it returns no names.
--
-- What was recalled is out of the agency's sight, and so are the day on which the commune received
-- the dossier and the commune that has it now, by which legs are counted. Definitions are those of
-- the counts (processing_counts.py). Rehearsals are not listed.

create function mc_agency_legs(figure text, of_commune integer, since date, until date,
  this_moment timestamptz, most integer, skipped integer) returns table (id uuid, code text,
  commune_id integer, state text, sent_at timestamptz, due_at timestamptz, answered_at timestamptz)
  language plpgsql stable rows 50 security definer as $$
declare
  is_standing boolean := figure in ('open', 'overdue', 'paused');
begin
  return query
  select l.id, l.code::text, d.commune_id, l.state::text, l.sent_at, l.due_at, l.answered_at
  from leg l
    join dossier d on d.id = l.dossier_id
    cross join lateral (
      select l.answered_at is not null as decided,
        l.answered_at is null and l.closed_at is null as is_open,
        l.state = '{LegState.COMPLETING}' as is_paused
    ) f
    cross join lateral (
      select coalesce((
        select (e.facts ->> 'late')::boolean from dossier_event e
        where e.leg_id = l.id and e.facts ? 'late'
        order by e.id desc limit 1
      ), false) as is_late
    ) j
  where l.holder_unit_id = any (mc_own()) and l.sent_at is not null
    and l.kind in ('{LegKind.POLICE}', '{LegKind.INSURANCE}')
    and not d.is_rehearsal and not coalesce(mc_practice(), false)
    and (of_commune is null or d.commune_id = of_commune)
    and (is_standing
      or timezone('Asia/Ho_Chi_Minh', d.submitted_at)::date between since and until)
    and case figure
      when 'received' then true
      when 'decided' then f.decided
      when 'closed' then not f.decided and not f.is_open
      when 'open' then f.is_open
      when 'paused' then f.is_open and f.is_paused
      when 'overdue' then f.is_open and not f.is_paused and coalesce(l.due_at < this_moment, false)
      when 'late' then f.decided and j.is_late
      when 'in_time' then f.decided and not j.is_late
      else false
    end
  order by case when is_standing then l.due_at end nulls last, l.sent_at desc, l.id
  limit most offset skipped;
end
$$;
