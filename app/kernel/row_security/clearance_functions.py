"""SQL functions that check the clearance of a person by the roll-out: list, training, phase."""

from __future__ import annotations

from app.kernel.row_security.triggers import Function

CLEARING_FUNCTIONS = (
    Function(
        "mc_keeps_record",
        "(of_attendance uuid) returns boolean language plpgsql stable",
        """
begin  -- whoever manages the person, or the unit of the class, keeps the record; nobody the own one
  return exists (
    select from attendance a
      join staff s on s.id = a.staff_id
      join training_class c on c.id = a.class_id
    where a.id = of_attendance and a.staff_id is distinct from mc_staff()
      and (s.unit_id = any (mc_manages()) or c.unit_id = any (mc_manages()))
  );
end
""",
        guarded=True,
    ),
    Function(
        "mc_cleared",
        "(of_staff uuid, of_unit integer, of_role text, on_day date)"
        " returns boolean language plpgsql stable",
        """
begin  -- on an approved list, trained where that is required, and the phase has come; or waived by
       -- somebody else than who gives the role, for a role of the city within the last seven days;
       -- or the roll-out has ended, and the role is none that two people give
  return exists (
    select from role_reach r where r.role = of_role and not r.needs_clearance
  ) or exists (
    select from clearance_waiver w
    where w.staff_id = of_staff and w.unit_id = of_unit and w.role = of_role
      and (w.by_id is null or w.by_id is distinct from mc_staff())
      and (w.role not in ('city_admin', 'city_justice')
        or w.at > clock_timestamp() - interval '7 days')
  ) or exists (
    select from staff_list_line l
      join staff_list s on s.id = l.list_id and s.state = 'approved'
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
""",
        guarded=True,
    ),
    Function(
        "mc_keeps_people",
        "() returns boolean language plpgsql stable",
        """
begin  -- whoever manages units or leads a commune; and who works past the walls
  return coalesce(cardinality(mc_manages()), 0) > 0
    or coalesce('commune_leader' = any (mc_roles()), false)
    or coalesce(nullif(current_setting('role'), 'none'), session_user) = 'mc_loader';
end
""",
        closed=True,
    ),
    Function(
        "mc_known_people",
        "(numbers text[], phones text[], keys text[], names text[], units integer[],"
        " but_list integer)"
        " returns table (at integer, is_staff boolean, staff_id uuid, same boolean,"
        " alike boolean, exact boolean, unit_id integer, role text, approved boolean,"
        " elsewhere boolean, spelling text)"
        " language plpgsql stable",
        """
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
        t.state = 'approved', false, null
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
""",
        guarded=True,
    ),
    Function(
        "mc_refuse_uncleared",
        "() returns trigger language plpgsql",
        """
begin  -- a posting gets no further days without clearance; grants keep who, where and what it is
  if not row_security_active(tg_relid) then
    return new;
  end if;
  if new.stands_for_id is null and not isempty(new.during) and (isempty(old.during)
       or coalesce(lower(new.during), '-infinity') < coalesce(lower(old.during), '-infinity')
       or (new.role in ('city_admin', 'city_justice')
         and coalesce(upper(new.during), 'infinity') > coalesce(upper(old.during), 'infinity')))
     and not mc_cleared(new.staff_id, new.unit_id, new.role,
                        coalesce(lower(new.during), '-infinity')) then
    raise exception 'posting %: the person is not cleared for it', new.id
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end
""",
    ),
    Function(
        "mc_is_listed",
        "(of_list integer) returns boolean language plpgsql stable",
        """
begin  -- whether the user stands on a list, by one of their own numbers
  return exists (
    select from staff me
      join staff_list_line l on l.id_number = me.id_number or l.phone = me.phone
    where me.id = mc_staff() and l.list_id = of_list
  );
end
""",
        guarded=True,
    ),
    Function(
        "mc_note_writer",
        "() returns trigger language plpgsql",
        """
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
      and state <> 'approved';
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
""",
        guarded=True,
    ),
    Function(
        "mc_note_submitter",
        "() returns trigger language plpgsql",
        """
declare
  who uuid := mc_staff();
begin  -- nor does whoever hands it in; and nothing is approved that was not handed in
  if who is null or new.state = old.state then
    return new;
  end if;
  if new.state = 'approved' and old.state <> 'submitted' then
    raise exception 'list %: not handed in', new.id using errcode = 'insufficient_privilege';
  end if;
  if new.state = 'submitted' and not who = any (old.writers) then
    new.writers := old.writers || who;
  end if;
  return new;
end
""",
    ),
    Function(
        "mc_certificate",
        "(of_code text) returns table (year integer, n integer, full_name text, unit_name text,"
        " course_name text, role text, held_on date, issued_on date)"
        " language plpgsql stable",
        """
begin  -- whoever holds the paper sees that it is genuine: what stands on it, and no more
  return query
    select t.year, t.n, t.full_name::text, t.unit_name::text, t.course_name::text, t.role::text,
      t.held_on, t.issued_on
    from training_certificate t where t.code = of_code;
end
""",
        guarded=True,
    ),
    Function(
        "mc_seats_taken",
        "(of_class integer) returns integer language plpgsql stable",
        """
begin  -- how full a class is may be known to whoever sees only some of its people
  return (
    select count(*) from attendance a
    where a.class_id = of_class and a.outcome not in ('waiting', 'cancelled')
  );
end
""",
        guarded=True,
    ),
    Function(
        "mc_move_up",
        "(of_class integer, at_moment timestamptz) returns integer language plpgsql",
        """
declare  -- whoever gives a seat back need not see who has waited for it longest
  seats_free integer;
  moved integer;
begin
  select c.seats - mc_seats_taken(c.id) into seats_free
  from training_class c where c.id = of_class and c.closed_at is null and mc_keeps_people();
  if not found then
    return 0;
  end if;
  update attendance set outcome = 'enrolled', invited_at = case when exists (
      select from attendance i where i.class_id = of_class and i.invited_at is not null
    ) then at_moment end
  where id in (
    select a.id from attendance a where a.class_id = of_class and a.outcome = 'waiting'
    order by a.nominated_at, a.id limit greatest(seats_free, 0));
  get diagnostics moved = row_count;
  return moved;
end
""",
        guarded=True,
    ),
    Function(
        "mc_last_certificate",
        "(of_year integer) returns integer language plpgsql stable",
        """
begin  -- numbers run through the whole city, certificates are seen by their districts
  return (select coalesce(max(t.n), 0) from training_certificate t where t.year = of_year);
end
""",
        guarded=True,
    ),
    Function(
        "mc_paper",
        "(of_token bytea) returns table (class_name text, course_name text, pass_mark integer,"
        " tries integer) language plpgsql stable",
        """
begin  -- whoever holds the token of a paper learns which test it belongs to, and no name
  return query
    select c.name::text, k.name::text, k.pass_mark, k.tries
    from training_exam_paper p
      join attendance a on a.id = p.attendance_id
      join training_class c on c.id = a.class_id
      join training_course k on k.id = c.course_id
    where p.token_hash = of_token;
end
""",
        guarded=True,
    ),
)
