-- Who has opened a dossier, for its citizen: offices and roles, no names.

create function mc_access_history(most integer) returns table (on_day date, office text, is_own boolean,
  role text, action text, page text, times bigint) language plpgsql stable security definer as $$
begin  -- of the dossier in scope alone; nobody reads the log of accesses
  return query
    with looked_at (subject, key) as (
      select 'dossier', d.id::text from dossier d where d.id = mc_dossier()
      union all select 'paper', p.id::text from paper p where p.dossier_id = mc_dossier()
      union all select 'slip', s.id::text from slip s where s.dossier_id = mc_dossier()
      union all select 'leg', l.id::text from leg l where l.dossier_id = mc_dossier()
      union all select 'packet', k.id::text
      from packet k join leg l on l.id = k.leg_id where l.dossier_id = mc_dossier()
    )
    select (a.at at time zone 'Asia/Ho_Chi_Minh')::date, u.name::text, u.id = d.commune_id,
      p.role::text, a.action::text, split_part(a.page, '.', 1), count(*)
    from looked_at t
      join access_entry a on a.key = t.key and a.subject = t.subject
      join posting p on p.id = a.posting_id
      join unit u on u.id = a.unit_id
      join dossier d on d.id = mc_dossier()
    where a.action not in ('{AccessKind.REFUSED}', '{AccessKind.SIGN_IN_REFUSED}')
    group by 1, 2, 3, 4, 5, 6
    order by 1 desc, 3 desc, 2, 4, 5
    limit most;
end
$$;
