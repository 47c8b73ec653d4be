-- Functions that compare, choose and reset the passwords of officers.
--
-- The web process may neither read the hash of a password nor write one. It hands over what
-- somebody typed, digested (``accounts.rules.password_digest``): bcrypt reads no more than 72
-- bytes. Each try costs bcrypt; how many are made for nothing is counted before
-- (``accounts.views.sign_in``).

create function mc_password_hash(password text) returns text language sql volatile as $$
  select crypt(password, gen_salt('bf', 10))
$$;
revoke execute on function mc_password_hash from public;

create function mc_is_password(of_user integer, password text) returns boolean language plpgsql
  stable security definer as $$
declare  -- takes as long where there is no account or no password
  kept text := (select c.password_hash from credential c where c.user_id = of_user);
begin
  if session_user = 'mc_public' then
    raise exception 'nobody signs in on the public surface'
      using errcode = 'insufficient_privilege';
  end if;
  return coalesce(
    crypt(password, coalesce(kept, '$2a$10$abcdefghijklmnopqrstuu')) = kept, false);
end
$$;
revoke execute on function mc_is_password from public;

create function mc_keep_password(of_user integer, hash text) returns void language plpgsql volatile
  security definer as $$
begin
  insert into credential as c (user_id, password_hash) values (of_user, hash)
  on conflict (user_id) do update set password_hash = excluded.password_hash;
  delete from session s where s.user_id = of_user;
end
$$;
revoke execute on function mc_keep_password from public;

create function mc_set_passwords(of_users integer[], password text) returns void language plpgsql
  volatile security definer as $$
declare  -- hashed once: that is slow by design
  hash text := mc_password_hash(password);
begin
  if not mc_is_operator() then
    raise exception 'passwords are chosen by their owners' using errcode = 'insufficient_privilege';
  end if;
  perform mc_keep_password(u, hash) from unnest(of_users) u;
end
$$;

create function mc_sign_in(on_day date, of_name text, password text, of_token text, device text,
  address text) returns integer language plpgsql volatile security definer as $$
declare  -- the account, if the password is right; whoever holds a role today gets a session, which
         -- waits for its second step
  who integer := (select u.id from ab_user u where lower(u.username) = of_name and u.active);
begin
  if not mc_is_password(who, password) then
    return null;
  end if;
  if mc_roles_of(who, on_day) <> '{}' then
    perform mc_add_session(who, of_token, 'password', device, address);
  end if;
  return who;
end
$$;

create function mc_change_password(of_token text, new_token text, old_password text, new_password
  text) returns boolean language plpgsql volatile security definer as $$
declare
  who integer := mc_session_user(of_token, 'full');
begin
  if who is null or not mc_is_password(who, old_password) then
    return false;
  end if;
  perform mc_renew_session(of_token, new_token, true);
  update credential set password_hash = mc_password_hash(new_password) where user_id = who;
  return true;
end
$$;

create function mc_opened_by(of_names text[], asked text) returns text[] language plpgsql stable
  security definer as $$
begin  -- production asks whether the printed password of the demonstration opens any of these
  return array(
    select u.username from ab_user u
    where u.username = any (of_names) and u.active and mc_is_password(u.id, asked)
  );
end
$$;

create function mc_close_account(of_user integer) returns void language plpgsql volatile security
  definer as $$
begin
  if not mc_manages_account(of_user) then
    raise exception 'account %: not to be closed', of_user using errcode = 'insufficient_privilege';
  end if;
  update ab_user set active = false where id = of_user;
  delete from session s where s.user_id = of_user;
end
$$;

create function mc_use_link(of_token text, password text) returns integer language plpgsql volatile
  security definer as $$
declare  -- the account whose password is chosen, null if the link opens nothing
  who integer;
begin
  update one_use_link l set used_at = clock_timestamp(), words = '[]'
  from ab_user u
  where l.token_hash = sha256(convert_to(of_token, 'UTF8')) and l.used_at is null
    and l.expires_at > clock_timestamp() and u.id = l.user_id and u.active
  returning l.user_id into who;
  if found then
    perform mc_keep_password(who, mc_password_hash(password));
  end if;
  return who;
end
$$;
