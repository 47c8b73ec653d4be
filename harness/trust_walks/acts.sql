-- Acts as statements of the web process: what a page would send, and what only an attacker would.
-- Of several statements of an act one is drawn; the number behind its name says how often the act
-- is. Words in braces are drawn by a walker (statements.py). Making sessions and passwords is no act
-- of these walks: harness/fallen_processes tries that.

-- : post 2
insert into posting (id, staff_id, unit_id, role, title, during)
  values ({new posting}, {seat}, 'x', {period});

-- : appoint_deputy
insert into posting (id, staff_id, unit_id, role, title, during, stands_for_id, because)
  values ({new posting}, {somebody}, {one unit}, 'commune_leader', 'x', '[2016-11-01,2030-01-01)',
  {one posting}, 'x');

-- : prolong 2
update posting set during = {period} where staff_id = {me};
update posting set during = {period} where id = {one posting};

-- : further_role
update posting set further_id = (select min(id) from ab_role) where staff_id = {somebody};

-- : change_seat
update posting set role = {role} where id = {one posting};
update posting set unit_id = {one unit} where id = {one posting};
update posting set staff_id = {me} where id = {one posting};

-- : waive 2
insert into clearance_waiver (id, staff_id, unit_id, role, reason, at, by_id, xact)
  values ({new waiver}, {seat}, 'x', now(), {mostly me}, 0);

-- : hire
insert into staff (id, full_name, folded, unit_id, phone, id_number, phone_writers)
  values ({new staff}, 'Người Bịa', 'nguoi bia', {one unit}, '0987654321', {number}, '{}');

-- : change_person 2
update staff set phone = '0987654321' where id = {somebody};
update staff set phone = null where id = {somebody};
update staff set id_number = '001000000000' where id = {somebody};
update staff set id_number = '001180009999' where id = {somebody};
update staff set unit_id = {one unit} where id = {somebody};
update staff set user_id = {one user} where id = {somebody};
update staff set user_id = null where id = {somebody};
update staff set phone_writers = '{}' where id = {somebody};

-- : begin_list
insert into staff_list (unit_id, phase, n, state, version, made_at, made_by_id, writers)
  values ({one unit}, 1, {small}, {state}, 1, now(), {mostly me}, '{}') returning 'list', id;

-- : write_line 2
insert into staff_list_line
  (id, list_id, n, full_name, folded, unit_id, role, title, phone, id_number, staff_id)
  values ({new line}, {one list}, 77, 'Người Bịa', 'nguoi bia', {one unit}, {role}, 'x',
  '0987654321', '001180009999', null);
insert into staff_list_line
  (id, list_id, n, full_name, folded, unit_id, role, title, phone, id_number, staff_id)
  values ({new line}, {one list}, 77, 'Người Bịa', 'nguoi bia', {one unit}, {role}, 'x',
  '0987654321', '001180009999', {somebody});

-- : change_line
update staff_list_line set role = {role} where id = {one line};
update staff_list_line set unit_id = {one unit} where id = {one line};
update staff_list_line set id_number = '001180009999' where id = {one line};
update staff_list_line set staff_id = {somebody} where id = {one line};
update staff_list_line set remark = 'x' where id = {one line};
update staff_list_line set list_id = {one list} where id = {one line};

-- : remove_line
delete from staff_list_line where id = {one line};

-- : move_list 2
update staff_list set state = {state}, version = version + 1 where id = {one list};

-- : take_people_in
-- what approving a list does for its lines
update staff_list_line l set staff_id = s.id from staff s
  where l.list_id = {one list} and s.id_number = l.id_number;

-- : note_event
insert into staff_list_event (list_id, at, by_id, action, xact)
  values ({one list}, now(), {one staff}, 'submit', 0);

-- : nominate
insert into attendance (id, class_id, staff_id, outcome, nominated_at)
  values ({new attendance}, {one class}, {somebody}, {outcome}, now());

-- : record_outcome
update attendance set outcome = {outcome} where staff_id = {me};
update attendance set outcome = {outcome} where id = {one attendance};

-- : check_in
insert into training_check_in (id, attendance_id, session_id, at, by_id, way)
  values ({new check_in}, {one attendance}, {one session}, now(), {me}, 'hand');

-- : open_account 2
with u as (insert into ab_user (first_name, last_name, username, email, password, active)
  select '', '', name, name || '@invalid', '', true from (select 'u' || {word} as name) n
  returning id),
  s as (update staff set user_id = u.id from u where staff.id = {somebody} returning u.id)
  select 'user', id from s;

-- : give_link 3
select way, purpose from mc_send_link({somebody}, '[]', {often}, {seldom}, now(), {one staff});

-- : open_slip 3
select o.secret from (select id from sealed_slip where expires_at > clock_timestamp()
  order by given_at desc limit 1) l, mc_open_slip(l.id, current_date, {one staff}) o;

-- : make_link
insert into one_use_link (token_hash, user_id, purpose, words, started_at, expires_at)
  values (sha256('mine'), {one user}, 'reset', '[]', now(), now() + interval '1 day');

-- : look_for_secrets
select facts ->> 'link' from message where template = 'asked/account_link';

-- : move_unit
update unit set parent_id = {one unit} where id = {one unit};
update unit set district_id = {one unit} where id = {one unit};
