-- What an account reaches, and what others have decided.

-- : facts
select 'works in ' || u from unnest(mc_own()) u
union all select 'reads ' || u from unnest(mc_reads()) u
union all select 'manages ' || u from unnest(mc_manages()) u
union all select 'sees people of ' || u from unnest(mc_people()) u
union all select 'is ' || r from unnest(mc_roles()) r
union all select 'reads the city' where mc_city();

-- : postings
-- who holds what on which days
select p.id::text, p.staff_id::text, s.id_number, p.unit_id, p.role,
  coalesce(lower(p.during), '-infinity'::date)::text,
  coalesce(upper(p.during), 'infinity'::date)::text, l.unit_id, s.unit_id
from posting p join staff s on s.id = p.staff_id left join posting l on l.id = p.stands_for_id
where not isempty(p.during);

-- : cleared
-- person or number, unit and role of what others have decided: by list, by waiver, by a posting
select unnest(array_remove(array[l.staff_id::text, l.id_number], null)), l.unit_id, l.role
  from staff_list_line l
  join staff_list t on t.id = l.list_id and t.state in ('submitted', 'approved')
  where not %(me)s::uuid = any (t.writers || t.made_by_id)
union select w.staff_id::text, w.unit_id, w.role from clearance_waiver w
  where w.by_id is distinct from %(me)s::uuid
union select p.staff_id::text, p.unit_id, p.role from posting p where not isempty(p.during);

-- : opened
-- the accounts that these secrets open; not by slips which somebody else has printed
select k.user_id from one_use_link k where k.used_at is null
  and k.expires_at > clock_timestamp()
  and k.token_hash = any (select sha256(convert_to(s, 'UTF8')) from unnest(%(secrets)s::text[]) s)
  and not exists (select from sealed_slip l where l.token_hash = k.token_hash
    and l.given_by is distinct from l.opened_by);

-- : session
-- of an account, as choosing a password with its link would open it
insert into session
  (token_hash, id, user_id, created, seen, level, device, address, is_rehearsal)
  values (sha256(convert_to(%(token)s, 'UTF8')), gen_random_uuid(), %(user)s, now(), now(), 'full',
  '', '', false);

-- : key staff
select id::text from staff order by id;
-- : key posting
select id::text from posting order by id;
-- : key user
select id from ab_user order by id;
-- : key list
select id from staff_list where state <> 'approved' order by id;
-- : key line
select id::text from staff_list_line order by id;
-- : key class
select id from training_class order by id;
-- : key session
select id from training_session order by id;
-- : key attendance
select id::text from attendance order by id;
-- : key slip
select id::text from sealed_slip order by id;
-- : key decided
-- person, unit and role for which somebody is cleared, or on the way there
select jsonb_build_array(staff_id, unit_id, role) from clearance_waiver
  union select jsonb_build_array(staff_id, unit_id, role) from staff_list_line
  where staff_id is not null order by 1;
