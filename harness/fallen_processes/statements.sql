-- What a fallen mc_web tries, to come in as somebody or to choose a password; each without a scope,
-- and while an officer and an administrator pass through. %(name)s is what it knows (web.py): keys
-- of people and rows, which it may read, a hash and a token of its own making, passing tokens.

-- : sessions
insert into session (token_hash, id, user_id, created, seen, level, device, address, is_rehearsal)
  values (%(hash)s, gen_random_uuid(), %(boss)s, now(), now(), 'full', '', '', false);
insert into session select %(hash)s, gen_random_uuid(), %(boss)s, now(), now(), 'full', '', '',
  false from session limit 1;
insert into session (token_hash, id, user_id, created, seen, level, device, address, is_rehearsal)
  values (%(pending_hash)s, gen_random_uuid(), %(boss)s, now(), now(), 'full', '', '', false) on
  conflict (token_hash) do update set level = 'full';
with made as (insert into session (token_hash, id, user_id, created, seen, level, device, address,
  is_rehearsal) values (%(hash)s, gen_random_uuid(), %(boss)s, now(), now(), 'full', '', '', false)
  returning 1) select * from made;
merge into session s using (select %(pending_hash)s::bytea as h) m on s.token_hash = m.h when
  matched then update set level = 'full';
update session set user_id = %(boss)s;
update session set user_id = %(boss)s where token_hash = %(own_hash)s;
update session set level = 'full';
update session set level = 'full' where token_hash = %(pending_hash)s;
update session set token_hash = %(hash)s where user_id = %(boss)s;
update session set created = now() + interval '1 year', seen = now() + interval '1 year';
update only session set is_rehearsal = true;
delete from session;
truncate session;
copy session from '/dev/null';
copy session (token_hash, user_id) from program 'echo';
select * from session for update;
lock table session in exclusive mode;
alter table session disable trigger all;
alter table session owner to mc_web;
alter table session rename to old_session;
create table session (like ab_user);
create temporary table session (token_hash bytea);
create view mine as select * from session;
create rule mine as on update to permission_version do also delete from session;
create trigger mine before update on session for each row execute function mc_stamp();
create policy mine on session using (true);
grant insert on session to mc_web;
drop table session cascade;

-- : passwords
select password_hash from credential;
select * from credential;
select max(password_hash) from credential;
select c from credential c;
select to_jsonb(c) from credential c;
select user_id from credential order by password_hash;
copy credential (password_hash) to stdout;
insert into credential (user_id, password_hash) values (%(boss)s, %(known_hash)s);
insert into credential (user_id, password_hash) values (%(newcomer)s, %(known_hash)s);
insert into credential (user_id, password_hash) values (%(boss)s, %(known_hash)s) on conflict
  (user_id) do update set password_hash = excluded.password_hash;
merge into credential c using (select %(boss)s::integer as u) m on c.user_id = m.u when matched
  then update set password_hash = %(known_hash)s;
update credential set password_hash = %(known_hash)s;
update credential set user_id = %(boss)s where user_id = %(own)s;
delete from credential;
truncate credential;
alter table credential disable row level security;
alter table credential owner to mc_web;
grant select on credential to mc_web;
update ab_user set password = %(known_hash)s;
update ab_user set password = %(known_hash)s where id = %(boss)s;
update ab_user set active = true;
update ab_user set id = %(boss)s where id = %(own)s;
update ab_user set username = 'x' where id = %(boss)s;
delete from ab_user where id = %(boss)s;
insert into ab_user (id, first_name, last_name, username, password, active, email) values
  (%(boss)s, '', '', 'mine', %(known_hash)s, true, 'x@invalid');
insert into ab_user (first_name, last_name, username, password, active, email) values ('', '',
  'mine', %(known_hash)s, true, 'x@invalid');
select mc_sign_in(%(day)s, 'mine', %(known)s, %(token)s, '', '');

-- : second_step
select secret from second_factor;
select * from second_factor;
select to_jsonb(f) from second_factor f;
copy second_factor (secret) to stdout;
insert into second_factor (user_id, secret, enrolled_at, last_step) values (%(newcomer)s, '\x00',
  now(), 0);
update second_factor set secret = null;
update second_factor set secret = '\x00' where user_id = %(boss)s;
update second_factor set last_step = 0;
update second_factor set user_id = %(newcomer)s;
delete from second_factor;
insert into second_factor_reset (at, user_id, reason, xact) values (now(), %(boss)s, '', 0);
insert into code_try (about, n, on_day, guess, at, xact) values ('account ' || %(boss)s, 1, now(),
  sha256('123456'), now(), 1);
update code_try set n = n + 100;
delete from code_try;
select * from code_try;
truncate code_try;
select mc_finish_sign_in(%(pending)s);
select mc_sign_in_with_code(%(pending)s, %(token)s, '123456', %(keys)s);
select mc_sign_in_with_code(%(pending)s, %(token)s, null, %(keys)s);
select mc_sign_in_with_code(%(pending)s, %(token)s, '', '{}');
select mc_note_code_try('account ' || %(boss)s, '123456'), mc_sign_in_with_code(%(pending)s,
  %(token)s, '123456', %(keys)s);
select mc_enrol(%(pending)s, %(token)s, '', %(secret)s, %(code)s, %(keys)s);
select mc_enrol(%(pending)s, %(token)s, %(known)s, %(secret)s, %(code)s, %(keys)s);
select mc_enrol(%(own_token)s, %(token)s, '', %(secret)s, %(code)s, %(keys)s);
select mc_enrol(%(own_token)s, %(token)s, null, %(secret)s, %(code)s, %(keys)s);
select mc_enrol(%(token)s, %(token)s, %(known)s, %(secret)s, %(code)s, %(keys)s);
select mc_enrol(null, %(token)s, null, %(secret)s, %(code)s, %(keys)s);
select mc_move_codes(%(pending)s, %(token)s, '123456', %(secret)s, %(code)s, %(keys)s);
select mc_move_codes(%(boss_token)s, %(token)s, %(code)s, %(secret)s, %(code)s, %(keys)s);
select mc_note_code_try('account ' || %(boss)s, %(code)s), mc_move_codes(%(boss_token)s, %(token)s,
  %(code)s, %(secret)s, %(code)s, %(keys)s);
select mc_turn_off_codes(%(pending)s, %(token)s, '123456', %(keys)s);
select mc_turn_off_codes(%(boss_token)s, %(token)s, %(code)s, %(keys)s);
select mc_takes_code(%(boss)s, '123456', %(keys)s);
select mc_check_noted('account ' || %(boss)s, '123456');
select mc_step_of_code(%(secret)s, %(code)s);
select mc_unsealed('\x00', %(keys)s);
select mc_forget_telephone(%(boss)s, 'x');
select mc_forget_telephone(%(own)s, 'x');
select mc_forget_telephone(null, 'x');

-- : signing_in
select mc_sign_in(%(day)s, %(boss_name)s, %(known)s, %(token)s, '', '');
select mc_sign_in(%(day)s, %(boss_name)s, '', %(token)s, '', '');
select mc_sign_in(%(day)s, %(boss_name)s, null, %(token)s, '', '');
select mc_sign_in(%(day)s, null, null, %(token)s, '', '');
select mc_sign_in(%(day)s, '%%', %(known)s, %(token)s, '', '');
select mc_sign_in(%(day)s, %(newcomer_name)s, '', %(token)s, '', '');
select mc_sign_in(%(day)s, %(newcomer_name)s, null, %(token)s, '', '');
select mc_sign_in(%(day)s, %(boss_name)s, %(known_hash)s, %(token)s, '', '');
select mc_finish_sign_in(%(token)s);
select mc_finish_sign_in('');
select mc_finish_sign_in(null);
select mc_finish_sign_in(encode(token_hash, 'escape')) from session;
select mc_touch_session(%(pending)s);
select mc_touch_session(encode(token_hash, 'hex')) from session;
select mc_touch_session(%(ended)s);
select mc_enter_space(%(pending)s, true);
select mc_session_user(%(own_token)s, 'full');
select mc_add_session(%(boss)s, %(token)s, 'full', '', '');
select mc_renew_session(%(pending)s, %(token)s, false);
select mc_keep_password(%(boss)s, %(known_hash)s);
select mc_password_hash('x');
select mc_is_password(%(boss)s, %(known)s);
select mc_set_passwords(array[%(boss)s::integer], %(known)s);
select mc_change_password(%(pending)s, %(token)s, %(known)s, %(known)s);
select mc_change_password(%(own_token)s, %(token)s, 'wrong', %(known)s);
select mc_change_password(%(own_token)s, %(token)s, null, %(known)s);
select mc_change_password(%(boss_token)s, %(token)s, '', %(known)s);
select mc_change_password(%(ended)s, %(token)s, %(known)s, %(known)s);
select mc_change_password(null, %(token)s, null, %(known)s);
select mc_opened_by(array[%(boss_name)s]::text[], %(known)s);

-- : links
insert into one_use_link (token_hash, user_id, purpose, words, started_at, expires_at) values
  (%(hash)s, %(boss)s, 'reset', '[]', now(), now() + interval '1 day');
update one_use_link set token_hash = %(hash)s;
update one_use_link set user_id = %(boss)s;
update one_use_link set used_at = null, expires_at = now() + interval '1 day';
delete from one_use_link;
select mc_use_link(%(token)s, %(known)s);
select mc_use_link('', %(known)s);
select mc_use_link(null, %(known)s);
select mc_use_link(encode(token_hash, 'escape'), %(known)s) from one_use_link;
select mc_use_link(%(used_link)s, %(known)s);
select mc_use_link(%(old_link)s, %(known)s);
select mc_print_link(%(boss)s, '[]');
select mc_print_link(%(own)s, '[]');
select mc_print_link(%(newcomer)s, '[]');
select mc_print_link(null, '[]');
select mc_send_link(%(boss_staff)s, '[]', true, false, now(), null);
select mc_send_link(%(boss_staff)s, '[]', false, true, now(), %(newcomer_staff)s);
select mc_send_link(%(newcomer_staff)s, '[]', true, true, now(), %(boss_staff)s);
select mc_open_slip(id, %(day)s, given_by) from sealed_slip;
insert into sealed_slip select * from sealed_slip;
update sealed_slip set head_unit_id = unit_id, given_by = null;
select facts from message where template = 'asked/account_link';
select mc_close_account(%(boss)s);
select mc_end_sessions(%(boss)s);

-- : scope
select set_config('mc.scope', %(forged)s, true), mc_user();
select set_config('mc.scope', repeat('0', 64) || %(forged)s, true), mc_print_link(%(boss)s, '[]');
select set_config('mc.scope', encode(hmac(%(forged)s, %(server_key)s, 'sha256'), 'hex') ||
  %(forged)s, true), mc_print_link(%(boss)s, '[]');
select set_config('mc.scope', mc_seal(%(forged)s) || %(forged)s, true);
select key from scope_key;
update scope_key set key = '\x00';
select mc_session_scope(%(day)s, %(own_token)s);
select mc_enter(%(day)s, %(token)s, null, '', null, ''), mc_print_link(%(boss)s, '[]');
select mc_enter(%(day)s, %(pending)s, null, '', null, ''), mc_print_link(%(boss)s, '[]');
select mc_enter(%(day)s, %(ended)s, null, '', null, ''), mc_print_link(%(boss)s, '[]');
select set_config('role', 'mc_owner', false);
select set_config('session_authorization', 'mc_owner', false);
set role mc_owner;
set role mc_loader;
set role mc_migrate;
set role postgres;
set local role mc_owner;
set session authorization mc_loader;
set session_replication_role = replica;
set row_security = off;
alter role mc_web superuser;
alter role mc_web bypassrls;
alter role mc_loader password 'x';
alter role mc_owner login;
create role mine superuser;
grant mc_owner to mc_web;
alter system set fsync = off;
alter default privileges for role mc_owner grant all on tables to mc_web;
create schema mine;
create extension dblink;
create function public.mc_user() returns integer language sql as 'select 1';
create or replace function mc_is_operator() returns boolean language sql as 'select true';
alter function mc_is_operator() owner to mc_web;
grant execute on function mc_set_passwords to mc_web;
do $do$ begin perform mc_is_operator(); end $do$;
do $do$ begin delete from session; end $do$;
select lo_import('/etc/passwd');
select pg_read_file('pg_hba.conf');
