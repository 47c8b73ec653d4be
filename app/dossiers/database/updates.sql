-- What happened to the dossiers of an officer.

create function mc_own_updates(of_actions text[]) returns table (event_id integer, unread boolean)
  language plpgsql stable security definer as $$
begin  -- steps of others in open dossiers that the user has, prepared or asked to complete; one is
       -- unread until the user opens its dossier, which the log of accesses tells
  return query
    with mine as (
      select d.id from dossier d where d.assigned_to_id = mc_staff() and d.ended_at is null
      union
      select d.id from dossier d where d.prepared_by_id = mc_staff() and d.ended_at is null
      union
      select a.dossier_id from dossier_event a
      where a.staff_id = mc_staff() and a.action = '{Action.ASK_SUPPLEMENT}'
    )
    select e.id, not exists (
      select from access_entry a
      where a.key = d.id::text and a.subject = 'dossier' and a.staff_id = mc_staff()
        and a.action = '{AccessKind.READ}' and a.xact > e.xact
    )
    from mine join dossier d using (id) join dossier_event e on e.dossier_id = d.id
    where d.ended_at is null and d.commune_id = any (mc_own())
      and d.is_rehearsal = coalesce(mc_practice(), false)
      and e.action = any (of_actions) and e.staff_id is distinct from mc_staff();
end
$$;
