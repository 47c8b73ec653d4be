-- A function that sums the kept counts of dossiers by commune; it returns no names.
--
-- Those who lead the roll-out read no dossier, and so none of the counts either: this function sums
-- for them. It covers the communes that the user works in, reads or manages; for those of the whole
-- city and the administrators of the whole system, all of them. In the rehearsal space, none.

create function mc_kept_counts(first_month date, last_month date) returns table (commune_id integer,
  received bigint, in_time bigint, late bigint, overdue bigint) language plpgsql stable
  security definer as $$
declare
  everywhere boolean := coalesce(mc_city(), false)
    or coalesce('{Role.CITY_ADMIN}' = any (mc_roles()), false);
  near integer[] := coalesce(mc_own(), '{}') || coalesce(mc_reads(), '{}')
    || coalesce(mc_manages(), '{}');
begin
  return query
  select c.commune_id, sum(c.received), sum(c.in_time), sum(c.late), sum(c.overdue)
  from monthly_count c
  where c.part = '{StatisticsSubject.WHOLE}' and c.month between first_month and last_month
    and not coalesce(mc_practice(), false) and (everywhere or c.commune_id = any (near))
  group by c.commune_id;
end
$$;
