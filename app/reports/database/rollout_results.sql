-- A function that sums what became of dossiers, by unit and month; it returns no names.
--
-- Those who answer for the roll-out read no dossier, and so none of the kept counts either: this
-- function sums for them. It covers the communes that the user works in, reads or manages; for those
-- of the whole city and the administrators of the whole system all of them, or the districts. In the
-- rehearsal space, none.

create function mc_results(first_month date, last_month date, of_districts boolean) returns table
  (unit_id integer, month date, online bigint, assisted bigint, on_behalf bigint, from_paper bigint,
  in_time bigint, late bigint, overdue bigint) language plpgsql stable security definer as $$
declare
  everywhere boolean := coalesce(mc_city(), false)
    or coalesce('{Role.CITY_ADMIN}' = any (mc_roles()), false);
  near integer[] := coalesce(mc_own(), '{}') || coalesce(mc_reads(), '{}')
    || coalesce(mc_manages(), '{}');
begin
  return query
  select c.at, c.of_month,
    coalesce(sum(c.received) filter (where c.channel = '{Channel.SELF}'), 0)::bigint,
    coalesce(sum(c.received) filter (where c.channel = '{Channel.ASSISTED}'), 0)::bigint,
    coalesce(sum(c.received) filter (where c.channel = '{Channel.ON_BEHALF}'), 0)::bigint,
    coalesce(sum(c.received) filter (where c.channel = '{Channel.FROM_PAPER}'), 0)::bigint,
    sum(c.in_time)::bigint, sum(c.late)::bigint, sum(c.overdue)::bigint
  from (
    select p.commune_id as at, p.month as of_month, p.channel, p.received, p.in_time, p.late,
      p.overdue
    from procedure_count p
    where not of_districts and p.month between first_month and last_month
      and (everywhere or p.commune_id = any (near))
    union all
    select d.district_id, d.month, d.channel, d.received, d.in_time, d.late, d.overdue
    from district_procedure_count d
    where of_districts and everywhere and d.month between first_month and last_month
  ) c
  where not coalesce(mc_practice(), false)
  group by c.at, c.of_month;
end
$$;
