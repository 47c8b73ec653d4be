-- Functions that say who somebody is today: roles, units and what a session may reach.

create function mc_session_scope(on_day date, of_token text) returns jsonb language plpgsql stable
  security definer as $$
declare
  minted jsonb;
begin
  with who as (
    select s.user_id, s.is_rehearsal, st.id as staff_id
    from session s
      join ab_user u on u.id = s.user_id and u.active
      left join staff st on st.user_id = u.id
    where s.token_hash = sha256(convert_to(of_token, 'UTF8'))
      and s.level = 'full'
      and s.seen > clock_timestamp() - interval '30 minutes'
      and s.created > clock_timestamp() - interval '10 hours'
  ),
  seat as (
    select p.role, unit.id, unit.district_id, r.reads, r.manages
    from who
      join posting p on p.staff_id = who.staff_id and p.during @> on_day
      join unit on unit.id = p.unit_id
      join role_reach r on r.role = p.role
  ),
  own as (select coalesce(array_agg(distinct id), '{}') as ids from seat),
  reads as (
    select coalesce(array_agg(distinct near.id), '{}') as ids
    from seat join unit near on case seat.reads
      when 'unit' then near.id = seat.id
      when 'district' then near.district_id = seat.district_id end
  ),
  manages as (
    select coalesce(array_agg(distinct near.id), '{}') as ids
    from seat join unit near on case seat.manages
      when 'unit' then near.id = seat.id
      when 'district' then near.district_id = seat.district_id
      when 'city' then true end
  )
  select jsonb_build_object(
    'user', who.user_id,
    'staff', who.staff_id,
    'practice', who.is_rehearsal,
    'own', own.ids::text,
    'reads', reads.ids::text,
    'manages', manages.ids::text,
    'people', (own.ids || manages.ids)::text,
    'roles', (select coalesce(array_agg(distinct role), '{}') from seat)::text,
    'city', exists (select from seat where seat.reads = 'city'))
  into minted
  from who, own, reads, manages;
  return coalesce(minted, '{}');
end
$$;
revoke execute on function mc_session_scope from public;

create function mc_roles_of(of_user integer, on_day date) returns text[] language plpgsql stable
  security definer as $$
begin  -- whether somebody has to take a second step must be known before anybody is in
  return array(
    select distinct p.role::text from staff st join posting p on p.staff_id = st.id
    where st.user_id = of_user and p.during @> on_day
  );
end
$$;

create function mc_opens_on(of_user integer, on_day date) returns date language plpgsql stable
  security definer as $$
begin  -- whoever is turned away is told from which day on the door opens
  return (
    select min(lower(p.during)) from staff st join posting p on p.staff_id = st.id
    where st.user_id = of_user and lower(p.during) > on_day
  );
end
$$;

create function mc_leads(of_posting uuid, of_unit integer) returns boolean language plpgsql stable
  security definer as $$
begin  -- whoever leads a commune, and nobody who only stands in, names who stands in there
  return exists (
    select from posting p
    where p.id = of_posting and p.unit_id = of_unit and p.role = '{Role.COMMUNE_LEADER}'
      and p.stands_for_id is null and p.staff_id = mc_staff() and of_unit = any(mc_own())
  );
end
$$;

create function mc_is_deputy_title(title text) returns boolean language sql immutable as $$
  -- the deputy chairman of a people's committee, and of no council, front or association
  select vn_fold(title)
    ~ '^pho chu tich($|[ ,]+(ubnd|uy ban nhan dan|thuong truc|phu trach|xa|phuong|thi tran))'
$$;

create function mc_is_deputy_chairman(of_staff uuid, of_unit integer, on_days daterange)
  returns boolean language plpgsql stable security definer as $$
begin  -- by the title of a posting in the commune, on all these days
  return exists (
    select from posting p
    where p.staff_id = of_staff and p.unit_id = of_unit and p.stands_for_id is null
      and p.during @> on_days and mc_is_deputy_title(p.title)
  );
end
$$;

create function mc_stands_in(of_posting uuid, of_unit integer, of_staff uuid) returns boolean
  language plpgsql stable security definer as $$
begin  -- somebody of the commune for its leader, who is another
  return exists (
    select from posting p join staff s on s.id = of_staff and s.unit_id = of_unit
    where p.id = of_posting and p.unit_id = of_unit and p.role = '{Role.COMMUNE_LEADER}'
      and p.stands_for_id is null and p.staff_id <> of_staff
  );
end
$$;

create function mc_units_of(of_staff uuid, on_day date) returns integer[] language plpgsql stable
  security definer as $$
begin  -- whose door one opens may also work where one sees nothing
  return array(
    select distinct p.unit_id from posting p
    where p.staff_id = of_staff and coalesce(upper(p.during) > on_day, true)
  );
end
$$;

create function mc_staff_name(of_staff uuid) returns text language plpgsql stable security definer
  as $$
begin  -- names of officers stand in journals that more people read than their telephone
  return (select s.full_name from staff s where s.id = of_staff);
end
$$;

create function mc_account_posted(of_posting uuid) returns integer language plpgsql stable security
  definer as $$
begin  -- who keeps the postings of a unit ends sessions of people whose own unit is another
  return (
    select st.user_id from posting p join staff st on st.id = p.staff_id
    where p.id = of_posting and p.unit_id = any (mc_manages())
  );
end
$$;

create function mc_keeps_people() returns boolean language plpgsql stable as $$
begin  -- whoever manages units or leads a commune; and who works past the walls
  return coalesce(cardinality(mc_manages()), 0) > 0
    or coalesce('{Role.COMMUNE_LEADER}' = any (mc_roles()), false)
    or coalesce(nullif(current_setting('role'), 'none'), session_user) = 'mc_loader';
end
$$;
revoke execute on function mc_keeps_people from public;
