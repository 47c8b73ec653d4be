-- What the district wrote when it urged on a dossier that an agency holds beyond its limit (đôn đốc).

create function mc_urged_legs(of_legs uuid[]) returns table (leg_id uuid, at timestamptz, reason
  text) language plpgsql stable security definer as $$
begin  -- of packets of the user's own agency, the latest word on each
  return query
    select distinct on (l.id) l.id, e.at, e.reason
    from leg l join dossier_event e on e.dossier_id = l.dossier_id
    where l.id = any (of_legs) and l.holder_unit_id = any (mc_own()) and l.answered_at is null
      and e.action = '{Action.URGE}' and e.leg_id is null and e.at > l.due_at
    order by l.id, e.at desc;
end
$$;
