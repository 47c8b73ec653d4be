-- A function that counts the readiness of a commune; it returns no names.
--
-- Those responsible for a commune do not read its staff, and the city reads no dossiers: this
-- function counts for them. It covers the communes that the user works in, reads or manages; for
-- the worker, which computes every night, all of them. Another tells those who see the whole city
-- whether anything has changed since they counted last.

create function mc_readiness(of_units integer[], on_day date) returns table (unit_id integer, people
  jsonb, readings jsonb, rehearsal jsonb, sms bigint, posted bigint, points bigint, verdict text)
  language plpgsql stable security definer as $$
declare
  works_as text := coalesce(nullif(current_setting('role'), 'none'), session_user);
  everywhere boolean := coalesce(mc_city(), false) or works_as in ('mc_worker', 'mc_loader');
  near integer[] := coalesce(mc_own(), '{}') || coalesce(mc_reads(), '{}')
    || coalesce(mc_manages(), '{}');
begin
  return query
  with asked as materialized (
    select u.id, u.district_id from unit u
    where u.kind = '{UnitKind.COMMUNE}' and u.id = any (of_units) and (everywhere or u.id = any (near))
  ),
  seat as materialized (  -- its own people, and those of the agencies of its district
    select a.id as commune, a.id as at from asked a
    union all
    select a.id, u.id from asked a
      join unit u on u.district_id = a.district_id and u.kind in ('{UnitKind.POLICE}', '{UnitKind.INSURANCE}')
      and u.during @> on_day
  ),
  person as materialized (
    select p.unit_id as at, p.role, p.staff_id, coalesce(w.active, false) as active,
      coalesce(w.active and w.last_login is not null, false) as came
    from posting p
      join staff s on s.id = p.staff_id
      left join ab_user w on w.id = s.user_id
    where p.during @> on_day and p.stands_for_id is null
    union all
    select l.unit_id, l.role, l.staff_id, false, false
    from staff_list_line l
      join staff_list f on f.id = l.list_id and f.state = '{ListState.APPROVED}'
    where l.staff_id is not null
  ),
  passed as materialized (
    select distinct a.staff_id, k.role
    from attendance a
      join training_class c on c.id = a.class_id
      join training_course k on k.id = c.course_id
    where a.outcome = 'passed'
  ),
  single as (
    select p.at, p.role, p.staff_id, bool_or(p.active) as active, bool_or(p.came) as came
    from person p where p.at in (select s.at from seat s)
    group by p.at, p.role, p.staff_id
  ),
  counted as (
    select o.at, o.role, count(t.staff_id) as trained,
      count(*) filter (where o.active) as active, count(*) filter (where o.came) as came,
      count(*) as registered
    from single o left join passed t on t.staff_id = o.staff_id and t.role = o.role
    group by o.at, o.role
  ),
  people as (
    select s.commune, jsonb_object_agg(
      c.role, jsonb_build_array(c.trained, c.active, c.came, c.registered)) as found
    from seat s join counted c on c.at = s.at group by s.commune
  ),
  newest as (
    select distinct on (c.unit_id, c.kind) c.unit_id as commune, c.kind, c.met, c.checked_on
    from site_condition c where c.unit_id in (select a.id from asked a)
    order by c.unit_id, c.kind, c.at desc, c.id desc
  ),
  site as (
    select n.commune, jsonb_object_agg(n.kind, jsonb_build_array(n.met, n.checked_on)) as found
    from newest n group by n.commune
  ),
  furthest as (
    select r.commune_id as commune, r.code, r.receipt_at is not null as receipt,
      r.police_answered_at is not null and r.insurance_answered_at is not null
        and r.collected_at is not null as through
    from mc_rehearsals((select array_agg(a.id) from asked a)) r
  ),
  said as (
    select distinct on (v.unit_id) v.unit_id as commune, v.verdict
    from readiness_decision v
    where v.verdict in ('go', 'no_go') and v.unit_id in (select a.id from asked a)
    order by v.unit_id, v.id desc
  ),
  heard as (
    select m.unit_id as commune, count(*) as n from sms_check m
    where m.confirmed_at is not null group by m.unit_id
  ),
  announced as (
    select o.unit_id as commune, count(distinct o.kind) as n from public_notice o
    where o.posted_on <= on_day and coalesce(o.removed_on > on_day, true)
    group by o.unit_id
  ),
  helped as (
    select h.unit_id as commune, count(*) as n from assisted_point h
    where h.active and h.computers > 0
      and exists (select from assisted_duty t where t.point_id = h.id)
    group by h.unit_id
  )
  select a.id, coalesce(p.found, '{}'), coalesce(s.found, '{}'),
    case when f.code is not null
      then jsonb_build_array(f.code, f.receipt, f.through) end,
    coalesce(m.n, 0), coalesce(o.n, 0), coalesce(h.n, 0), v.verdict::text
  from asked a
    left join people p on p.commune = a.id
    left join site s on s.commune = a.id
    left join furthest f on f.commune = a.id
    left join said v on v.commune = a.id
    left join heard m on m.commune = a.id
    left join announced o on o.commune = a.id
    left join helped h on h.commune = a.id;
end
$$;
