-- What happened to the dossiers of an officer.

create function mc_own_updates(of_actions text[]) returns table (event_id integer, unread boolean)
  language plpgsql stable rows 20 set plan_cache_mode = force_generic_plan security definer as $$
declare  -- asked by every bell: planned once in each connection
  me uuid := mc_staff();
  here integer[] := mc_own();
begin  -- steps of others in open dossiers that the user has, prepared or asked to complete; one is
       -- unread until the user opens its dossier, which the log of accesses tells
  return query
    select e.id, not exists (
      select from access_entry a
      where a.key = d.id::text and a.subject = 'dossier' and a.staff_id = me
        and a.action = '{AccessKind.READ}' and a.xact > e.xact
    )
    from dossier d join dossier_event e on e.dossier_id = d.id
    where d.ended_at is null and d.commune_id = any (here)
      and d.is_rehearsal = coalesce(mc_practice(), false)
      and (d.assigned_to_id = me or d.prepared_by_id = me or exists (
        select from dossier_event a
        where a.dossier_id = d.id and a.staff_id = me and a.action = '{Action.ASK_SUPPLEMENT}'
      ))
      and e.action = any (of_actions) and e.staff_id is distinct from me;
end
$$;
