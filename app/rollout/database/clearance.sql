-- Functions that check the clearance of a person by the roll-out: list, training, phase.

create function mc_cleared(of_staff uuid, of_unit integer, of_role text, on_day date) returns
  boolean language plpgsql stable security definer as $$
begin  -- on an approved list, trained where that is required, and the phase has come; or waived by
       -- somebody else than who gives the role, for a role of the city within the last seven days
  return exists (
    select from clearance_waiver w
    where w.staff_id = of_staff and w.unit_id = of_unit and w.role = of_role
      and (w.by_id is null or w.by_id is distinct from mc_staff())
      and (w.role not in ('{Role.CITY_ADMIN}', '{Role.CITY_JUSTICE}')
        or w.at > clock_timestamp() - interval '7 days')
  ) or exists (
    select from staff_list_line l
      join staff_list s on s.id = l.list_id and s.state = '{ListState.APPROVED}'
      join rollout_phase ph on ph.n = s.phase and ph.accounts_from <= on_day
      left join rollout_need n on n.phase = s.phase and n.role = l.role
    where l.staff_id = of_staff and l.unit_id = of_unit and l.role = of_role
      and (not coalesce(n.training, true) or exists (
        select from attendance a
          join training_class c on c.id = a.class_id
          join training_course k on k.id = c.course_id
        where a.staff_id = of_staff and a.outcome = 'passed' and k.role = of_role))
  );
end
$$;

create function mc_known_people(numbers text[], phones text[], keys text[], names text[], units
  integer[], but_list integer) returns table (at integer, is_staff boolean, staff_id uuid, same
  boolean, alike boolean, exact boolean, unit_id integer, role text, approved boolean, elsewhere
  boolean, spelling text) language plpgsql stable security definer as $$
begin  -- whether somebody of any unit has a number already: never who, where or what else; only
       -- the spelling of the name to whoever knows both, and whether the unit is another
  if not mc_keeps_people() then
    return;
  end if;
  return query
    with asked as (
      select a.* from unnest(numbers, phones, keys, names, units)
        with ordinality as a(number, phone, key, name, unit, at)
    ), people as (
      select true as is_staff, s.id as staff_id, s.id_number::text as number, s.phone::text,
        s.folded::text, s.full_name::text, null::integer as unit_id, null::text as role,
        false as approved, s.user_id is not null as has_account, s.unit_id as home
      from staff s where s.id_number = any (numbers) or s.phone = any (phones)
      union all
      select false, l.staff_id, l.id_number, l.phone, l.folded, l.full_name, l.unit_id, l.role,
        t.state = '{ListState.APPROVED}', false, null
      from staff_list_line l join staff_list t on t.id = l.list_id
      where l.list_id <> but_list and (l.id_number = any (numbers) or l.phone = any (phones))
    ), keyed as (
      select p.*, (select string_agg(w, ' ' order by w collate "C")
        from unnest(string_to_array(p.folded, ' ')) w) as key
      from people p
    ), met as (
      select a.at, k.is_staff, k.staff_id,
        k.number is not distinct from a.number or (k.number is null and k.key = a.key) as same,
        k.key = a.key as alike, k.full_name = a.name as exact, k.unit_id, k.role, k.approved,
        k.has_account, k.home <> a.unit as elsewhere,
        case when k.number = a.number and k.key = a.key then k.full_name end as spelling
      from asked a join keyed k on k.number = a.number
        or (k.phone = a.phone and k.number is distinct from a.number)
    )
    select m.at::integer, m.is_staff, m.staff_id, m.same, m.alike, m.exact, m.unit_id, m.role,
      m.approved, coalesce(m.elsewhere, false), m.spelling
    from met m order by m.at, m.has_account desc, m.staff_id;
end
$$;

create function mc_refuse_uncleared() returns trigger language plpgsql as $$
begin  -- a posting gets no further days without clearance; grants keep who, where and what it is
  if not row_security_active(tg_relid) then
    return new;
  end if;
  if new.stands_for_id is null and not isempty(new.during) and (isempty(old.during)
       or coalesce(lower(new.during), '-infinity') < coalesce(lower(old.during), '-infinity')
       or (new.role in ('{Role.CITY_ADMIN}', '{Role.CITY_JUSTICE}')
         and coalesce(upper(new.during), 'infinity') > coalesce(upper(old.during), 'infinity')))
     and not mc_cleared(new.staff_id, new.unit_id, new.role,
                        coalesce(lower(new.during), '-infinity')) then
    raise exception 'posting %: the person is not cleared for it', new.id
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;

create function mc_is_listed(of_list integer) returns boolean language plpgsql stable security
  definer as $$
begin  -- whether the user stands on a list, by one of their own numbers
  return exists (
    select from staff me
      join staff_list_line l on l.id_number = me.id_number or l.phone = me.phone
    where me.id = mc_staff() and l.list_id = of_list
  );
end
$$;

create function mc_note_writer() returns trigger language plpgsql security definer as $$
declare
  who uuid := mc_staff();
begin  -- whoever writes lines of a list does not decide on it; a remark is no writing, nor is
       -- naming the person of a line, whose numbers it must be
  if who is null then
    return null;
  end if;
  if tg_op <> 'UPDATE'
     or (new.full_name, new.unit_id, new.role, new.title, new.phone, new.id_number)
       is distinct from
       (old.full_name, old.unit_id, old.role, old.title, old.phone, old.id_number) then
    update staff_list set writers = writers || who
    where id = coalesce(new.list_id, old.list_id) and not who = any (writers)
      and state <> '{ListState.APPROVED}';
  end if;
  if new.staff_id is distinct from old.staff_id and new.staff_id is not null and not exists (
    select from staff s
    where s.id = new.staff_id
      and (s.id_number = new.id_number or (s.id_number is null and s.phone = new.phone))
  ) then
    raise exception 'line %: it bears the numbers of somebody else', new.id
      using errcode = 'insufficient_privilege';
  end if;
  return null;
end
$$;

create function mc_note_submitter() returns trigger language plpgsql as $$
declare
  who uuid := mc_staff();
begin  -- nor does whoever hands it in; and nothing is approved that was not handed in
  if who is null or new.state = old.state then
    return new;
  end if;
  if new.state = '{ListState.APPROVED}' and old.state <> '{ListState.SUBMITTED}' then
    raise exception 'list %: not handed in', new.id using errcode = 'insufficient_privilege';
  end if;
  if new.state = '{ListState.SUBMITTED}' and not who = any (old.writers) then
    new.writers := old.writers || who;
  end if;
  return new;
end
$$;
