-- A function for the progress of rehearsals: times and a code, no names and no dossiers.

create function mc_rehearsals(of_units integer[]) returns table (commune_id integer, code text,
  submitted_at timestamptz, accepted_at timestamptz, receipt_at timestamptz, signed_at timestamptz,
  police_sent_at timestamptz, police_answered_at timestamptz, insurance_sent_at timestamptz,
  insurance_answered_at timestamptz, collected_at timestamptz, returned_at timestamptz) language
  plpgsql stable security definer as $$
begin  -- how far communes got is told to people who read no dossier; the worker asks for everybody
  return query
  with told as materialized (  -- the order below asks for each moment again
    select d.commune_id as place, d.code::text as named, d.submitted_at as t1, d.accepted_at as t2,
      (select min(s.issued_at) from slip s where s.dossier_id = d.id and s.kind = 'receipt') as t3,
      d.registered_at as t4, legs.t5, legs.t6, legs.t7, legs.t8, legs.t9,
      (
        select max(e.at) from dossier_event e
        where e.dossier_id = d.id and e.leg_id is null and e.target = 'returned'
      ) as t10
    from dossier d
      cross join lateral (
        select min(l.sent_at) filter (where l.kind = '{LegKind.POLICE}') as t5,
          min(l.answered_at) filter (where l.kind = '{LegKind.POLICE}') as t6,
          min(l.sent_at) filter (where l.kind = '{LegKind.INSURANCE}') as t7,
          min(l.answered_at) filter (where l.kind = '{LegKind.INSURANCE}') as t8,
          case when bool_and(l.closed_at is not null) then max(l.closed_at) end as t9
        from leg l where l.dossier_id = d.id and l.kind in ('{LegKind.POLICE}', '{LegKind.INSURANCE}')
      ) legs
    where d.is_rehearsal and d.commune_id = any (of_units)
      and (
        coalesce(nullif(current_setting('role'), 'none'), session_user)
          in ('mc_worker', 'mc_loader')
        or (select mc_city())
        or d.commune_id = any ((select mc_reads())::integer[])
        or d.commune_id = any ((select mc_manages())::integer[])
      )
  )
  select distinct on (t.place) t.place, t.named, t.t1, t.t2, t.t3, t.t4, t.t5, t.t6, t.t7, t.t8,
    t.t9, t.t10
  from told t
  order by t.place, num_nonnulls(t.t2, t.t3, t.t4, t.t5, t.t6, t.t7, t.t8, t.t9, t.t10) desc,
    t.t1 desc;
end
$$;
