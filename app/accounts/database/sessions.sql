-- Functions that begin, prolong and end the sessions of officers.
--
-- The web process may read sessions and write none: a session begins with the right password
-- (``passwords.sql``) and a one-time code (``second_factor.sql``), which the database compares
-- itself.

create function mc_is_operator() returns boolean language sql stable as $$
  select coalesce(nullif(current_setting('role'), 'none'), session_user)
    in ('mc_owner', 'mc_loader')  -- commands on the server, and what seeds a demonstration
$$;
revoke execute on function mc_is_operator from public;

create function mc_manages_account(of_user integer) returns boolean language plpgsql stable security
  definer as $$
begin  -- of everybody whose units are all managed, never the own one
  return mc_is_operator() or exists (
    select from staff s
    where s.user_id = of_user and s.id <> mc_staff()
      and s.unit_id || mc_units_of(s.id, current_date) <@ mc_manages()
  );
end
$$;
revoke execute on function mc_manages_account from public;

create function mc_session_user(of_token text, of_level text) returns integer language plpgsql
  stable security definer as $$
begin  -- whose open session this is: after the password it waits ten minutes for the second step
  return (
    select s.user_id from session s join ab_user u on u.id = s.user_id and u.active
    where s.token_hash = sha256(convert_to(of_token, 'UTF8')) and s.level = of_level
      and s.seen > clock_timestamp() - interval '30 minutes'
      and s.created > clock_timestamp()
        - case of_level when 'full' then interval '10 hours' else interval '10 minutes' end
  );
end
$$;
revoke execute on function mc_session_user from public;

create function mc_add_session(of_user integer, of_token text, of_level text, device text, address
  text) returns void language plpgsql volatile security definer as $$
begin
  insert into session
    (token_hash, id, user_id, created, seen, level, device, address, is_rehearsal)
  values
    (sha256(convert_to(of_token, 'UTF8')), gen_random_uuid(), of_user, clock_timestamp(),
     clock_timestamp(), of_level, left(device, 60), left(address, 45), false);
  if of_level = 'full' then  -- a column of Flask-AppBuilder, without time zone
    update ab_user set last_login = clock_timestamp() at time zone 'UTC',
      login_count = coalesce(login_count, 0) + 1
    where id = of_user;
  end if;
end
$$;
revoke execute on function mc_add_session from public;

create function mc_renew_session(of_token text, new_token text, ends_all boolean) returns void
  language plpgsql volatile security definer as $$
declare  -- the same browser under another token
  before record;
begin
  delete from session s where s.token_hash = sha256(convert_to(of_token, 'UTF8'))
  returning s.user_id, s.device, s.address into strict before;
  if ends_all then
    delete from session s where s.user_id = before.user_id;
  end if;
  perform mc_add_session(before.user_id, new_token, 'full', before.device, before.address);
end
$$;
revoke execute on function mc_renew_session from public;

create function mc_finish_sign_in(of_token text) returns boolean language plpgsql volatile security
  definer as $$
declare  -- the password is enough where nobody has enrolled a telephone
  who integer := mc_session_user(of_token, 'password');
begin
  if who is null or exists (select from second_factor f where f.user_id = who) then
    return false;
  end if;
  perform mc_renew_session(of_token, of_token, false);
  return true;
end
$$;

create function mc_touch_session(of_token text) returns void language plpgsql volatile security
  definer as $$
begin
  update session s set seen = clock_timestamp()
  where s.token_hash = sha256(convert_to(of_token, 'UTF8'))
    and s.user_id = mc_session_user(of_token, 'full');
end
$$;

create function mc_enter_space(of_token text, practises boolean) returns void language plpgsql
  volatile security definer as $$
begin
  update session s set is_rehearsal = practises
  where s.token_hash = sha256(convert_to(of_token, 'UTF8'))
    and s.user_id = mc_session_user(of_token, 'full');
end
$$;

create function mc_end_session(of_token text) returns void language plpgsql volatile security
  definer as $$
begin
  delete from session s where s.token_hash = sha256(convert_to(of_token, 'UTF8'));
end
$$;

create function mc_end_own_session(of_id uuid) returns boolean language plpgsql volatile security
  definer as $$
begin
  delete from session s where s.id = of_id and s.user_id = mc_user();
  return found;
end
$$;

create function mc_end_other_sessions(of_token text) returns void language plpgsql volatile security
  definer as $$
begin
  delete from session s
  where s.user_id = mc_session_user(of_token, 'full')
    and s.token_hash <> sha256(convert_to(of_token, 'UTF8'));
end
$$;

create function mc_end_sessions(of_user integer) returns void language plpgsql volatile security
  definer as $$
begin  -- whoever keeps somebody's postings, those of a deputy included, ends the sessions
  if not mc_is_operator() and not exists (
    select from staff s left join posting p on p.staff_id = s.id
    where s.user_id = of_user and (
      s.unit_id = any (mc_manages())
      or p.unit_id = any (mc_manages())
      or (p.stands_for_id is not null and mc_leads(p.stands_for_id, p.unit_id)))
  ) then
    raise exception 'sessions of account %: not to be ended', of_user
      using errcode = 'insufficient_privilege';
  end if;
  delete from session s where s.user_id = of_user;
end
$$;
