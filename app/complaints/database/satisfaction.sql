-- Satisfaction, which nobody at an office reads row by row.

create function mc_satisfaction() returns table (commune_id integer, good integer, fair integer,
  poor integer, words text[]) language plpgsql stable security definer as $$
begin  -- of the communes that the user reads, for the heads and for who oversees them. Counted by
       -- fives: who looks before and after one dossier was returned learns nothing of its citizen
  if not mc_roles() && array['{Role.COMMUNE_LEADER}', '{Role.DISTRICT_LEADER}',
      '{Role.DISTRICT_OFFICE}', '{Role.DISTRICT_JUSTICE}', '{Role.CITY_JUSTICE}'] then
    return;
  end if;
  return query
    with told as (
      select s.commune_id, s.face, s.words,
        row_number() over (partition by s.commune_id order by s.at, s.id) as nth,
        count(*) over (partition by s.commune_id) as n
      from satisfaction s
      where mc_city() or s.commune_id = any (mc_reads())
    )
    select t.commune_id,
      (count(*) filter (where t.face = '{Satisfied.GOOD}'))::integer,
      (count(*) filter (where t.face = '{Satisfied.FAIR}'))::integer,
      (count(*) filter (where t.face = '{Satisfied.POOR}'))::integer,
      coalesce(array_agg(t.words::text order by md5(t.words)) filter (where t.words <> ''), '{}')
    from told t
    where t.nth <= t.n - t.n % 5
    group by t.commune_id;
end
$$;
