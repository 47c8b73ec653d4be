-- Functions about classes, exam papers and certificates that their callers may not read.

create function mc_keeps_record(of_attendance uuid) returns boolean language plpgsql stable security
  definer as $$
begin  -- whoever manages the person, or the unit of the class, keeps the record; nobody the own one
  return exists (
    select from attendance a
      join staff s on s.id = a.staff_id
      join training_class c on c.id = a.class_id
    where a.id = of_attendance and a.staff_id is distinct from mc_staff()
      and (s.unit_id = any (mc_manages()) or c.unit_id = any (mc_manages()))
  );
end
$$;

create function mc_certificate(of_code text) returns table (year integer, n integer, full_name text,
  unit_name text, course_name text, role text, held_on date, issued_on date) language plpgsql stable
  security definer as $$
begin  -- whoever holds the paper sees that it is genuine: what stands on it, and no more
  return query
    select t.year, t.n, t.full_name::text, t.unit_name::text, t.course_name::text, t.role::text,
      t.held_on, t.issued_on
    from training_certificate t where t.code = of_code;
end
$$;

create function mc_seats_taken(of_class integer) returns integer language plpgsql stable security
  definer as $$
begin  -- how full a class is may be known to whoever sees only some of its people
  return (
    select count(*) from attendance a
    where a.class_id = of_class and a.outcome not in ('waiting', 'cancelled')
  );
end
$$;

create function mc_move_up(of_class integer, at_moment timestamptz) returns integer language plpgsql
  security definer as $$
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
$$;

create function mc_last_certificate(of_year integer) returns integer language plpgsql stable
  security definer as $$
begin  -- numbers run through the whole city, certificates are seen by their districts
  return (select coalesce(max(t.n), 0) from training_certificate t where t.year = of_year);
end
$$;

create function mc_paper(of_token bytea) returns table (class_name text, course_name text, pass_mark
  integer, tries integer) language plpgsql stable security definer as $$
begin  -- whoever holds the token of a paper learns which test it belongs to, and no name
  return query
    select c.name::text, k.name::text, k.pass_mark, k.tries
    from training_exam_paper p
      join attendance a on a.id = p.attendance_id
      join training_class c on c.id = a.class_id
      join training_course k on k.id = c.course_id
    where p.token_hash = of_token;
end
$$;
