-- Functions that count the legs of the user's own agency, by commune; they return no names.
--
-- Police and insurance read the packets that they hold, and no others: what they have answered is
-- out of their sight. These functions add up what is counted of it. Rehearsals are not counted.

create function mc_agency_counts(since date, until date) returns table (commune_id integer, received
  bigint, in_time bigint, late bigint, closed bigint, open bigint, overdue bigint, paused bigint)
  language plpgsql stable rows 30 security definer as $$
begin
  return query
  select m.commune_id,
    coalesce(sum(m.received) filter (where m.month between since and until), 0)::bigint,
    coalesce(sum(m.in_time) filter (where m.month between since and until), 0)::bigint,
    coalesce(sum(m.late) filter (where m.month between since and until), 0)::bigint,
    coalesce(sum(m.closed) filter (where m.month between since and until), 0)::bigint,
    sum(m.running + m.overdue + m.paused)::bigint, sum(m.overdue)::bigint, sum(m.paused)::bigint
  from monthly_count m
    join unit c on c.id = m.commune_id
    join unit a on a.district_id = c.district_id and a.kind = m.part
  where a.id = any (mc_own()) and not coalesce(mc_practice(), false)
    and m.part in ('{StatisticsSubject.POLICE}', '{StatisticsSubject.INSURANCE}')
    and (m.month between since and until or m.running + m.overdue + m.paused > 0)
  group by m.commune_id;
end
$$;

create function mc_agency_days(since date, until date) returns table (days integer, legs bigint)
  language plpgsql stable rows 60 security definer as $$
begin
  return query
  select s.days, sum(s.dossiers)::bigint
  from stage_days s
    join unit c on c.id = s.commune_id
    join unit a on a.district_id = c.district_id and a.kind = s.stage
  where a.id = any (mc_own()) and not coalesce(mc_practice(), false)
    and s.month between since and until
    and s.stage in ('{StatisticsSubject.POLICE}', '{StatisticsSubject.INSURANCE}')
  group by s.days;
end
$$;
