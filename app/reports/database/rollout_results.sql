-- A function that counts what became of dossiers, by commune and month; it returns no names.
--
-- Those who lead the roll-out answer for its results without reading any dossier: this function
-- counts for them. It covers the communes that the user works in, reads or manages; for the
-- administrators of the whole system, all of them.

create function mc_results(since timestamptz, before timestamptz, this_moment timestamptz) returns
  table (commune_id integer, month date, received bigint, online bigint, in_time bigint, late bigint,
  overdue bigint) language plpgsql stable security definer as $$
declare
  everywhere boolean := coalesce(mc_city(), false)
    or coalesce('{Role.CITY_ADMIN}' = any (mc_roles()), false);
  near integer[] := coalesce(mc_own(), '{}') || coalesce(mc_reads(), '{}')
    || coalesce(mc_manages(), '{}');
begin
  return query
  with counted as (
    select d.commune_id as at,
      date_trunc('month', timezone('Asia/Ho_Chi_Minh', d.submitted_at))::date as of_month,
      d.channel = '{Channel.SELF}' as by_self,
      d.ended_at is not null
        and d.state in ('{State.READY}', '{State.RETURNED}', '{State.REFUSED}') as settled,
      coalesce((
        select (e.facts ->> 'late')::boolean from dossier_event e
        where e.dossier_id = d.id and e.leg_id is null and e.facts ? 'late'
        order by e.id desc limit 1
      ), false) as was_late,
      d.ended_at is null and d.due_at < this_moment as runs_late
    from dossier d
    where not d.is_rehearsal and d.submitted_at >= since and d.submitted_at < before
      and (everywhere or d.commune_id = any (near))
  )
  select c.at, c.of_month, count(*), count(*) filter (where c.by_self),
    count(*) filter (where c.settled and not c.was_late),
    count(*) filter (where c.settled and c.was_late),
    count(*) filter (where c.runs_late)
  from counted c group by c.at, c.of_month;
end
$$;
