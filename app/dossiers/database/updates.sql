-- What happened to the dossiers of an officer.

create function mc_own_updates(of_actions text[]) returns table (event_id integer, unread boolean)
  language plpgsql stable set plan_cache_mode = force_generic_plan security definer as $$
declare  -- asked by every page: planned once in each connection
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
    from dossier d
      cross join lateral (  -- "offset 0": by the index of each dossier, never through all events
        select o.id, o.xact from dossier_event o
        where o.dossier_id = d.id and o.action = any (of_actions)
          and o.staff_id is distinct from me
        offset 0
      ) e
    where d.ended_at is null and d.commune_id = any (here)
      and d.is_rehearsal = coalesce(mc_practice(), false)
      and (d.assigned_to_id = me or d.prepared_by_id = me or d.id in (
        select a.dossier_id from dossier_event a
        where a.staff_id = me and a.action = '{Action.ASK_SUPPLEMENT}'
      ));
end
$$;
