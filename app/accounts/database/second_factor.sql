-- Functions that enrol a telephone for one-time codes (TOTP, RFC 6238) and check its codes.
--
-- The secret is sealed with a key that the web process hands over and the database does not keep;
-- the web process may not read what is sealed. So neither of them alone has the secret. Each try is
-- written down before it is compared (``code_tries.sql``).

create function mc_unsealed(sealed bytea, keys text[]) returns text language plpgsql immutable as $$
declare
  key text;
begin
  foreach key in array keys loop
    begin
      return pgp_sym_decrypt(sealed, key);
    exception when external_routine_invocation_exception then
      null;  -- an older key may fit
    end;
  end loop;
  raise exception 'a second factor cannot be opened: was SECRET_KEY replaced?';
end
$$;
revoke execute on function mc_unsealed from public;

create function mc_step_of_code(secret text, code text) returns bigint language plpgsql
  volatile as $$
declare  -- the clock of a telephone may be half a minute off
  here bigint := floor(extract(epoch from clock_timestamp()) / 30);
  key bytea;
  mac bytea;
  at integer;
  fitting bigint;
begin
  select decode(string_agg(lpad(to_hex(substr(bits, n * 8 + 1, 8)::bit(8)::integer), 2, '0'), ''
    order by n), 'hex') into key
  from (
    select string_agg((strpos('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', letter) - 1)::bit(5)::text, ''
      order by i) as bits
    from regexp_split_to_table(secret, '') with ordinality as s(letter, i)
  ) base32, generate_series(0, length(bits) / 8 - 1) n;
  for step in here - 1 .. here + 1 loop
    mac := hmac(int8send(step), key, 'sha1');
    at := get_byte(mac, 19) & 15;
    if code = lpad(((((get_byte(mac, at) & 127) << 24) | (get_byte(mac, at + 1) << 16)
      | (get_byte(mac, at + 2) << 8) | get_byte(mac, at + 3)) % 1000000)::text, 6, '0')
    then
      fitting := step;
    end if;
  end loop;
  return fitting;
end
$$;
revoke execute on function mc_step_of_code from public;

create function mc_takes_code(of_user integer, code text, keys text[]) returns boolean language
  plpgsql volatile security definer as $$
declare
  step bigint;
begin
  perform mc_check_noted('account ' || of_user, code);
  select mc_step_of_code(mc_unsealed(f.secret, keys), code) into step
  from second_factor f where f.user_id = of_user and f.secret is not null;
  update second_factor f set last_step = step where f.user_id = of_user and f.last_step < step;
  return found;
end
$$;
revoke execute on function mc_takes_code from public;

create function mc_sign_in_with_code(of_token text, new_token text, code text, keys text[]) returns
  boolean language plpgsql volatile security definer as $$
declare
  who integer := mc_session_user(of_token, 'password');
begin
  if who is null or not mc_takes_code(who, code, keys) then
    return false;
  end if;
  perform mc_renew_session(of_token, new_token, false);
  return true;
end
$$;

create function mc_enrol(of_token text, new_token text, password text, secret text, code text, keys
  text[]) returns text language plpgsql volatile security definer as $$
declare  -- says what was wrong; who is in already proves the password once more
  who integer := mc_session_user(of_token, 'password');
  step bigint := mc_step_of_code(secret, code);
begin
  if who is null then
    who := mc_session_user(of_token, 'full');
    if who is null or not mc_is_password(who, password) then
      return 'password';
    end if;
  end if;
  if step is null then
    return 'code';
  end if;
  insert into second_factor as f (user_id, secret, enrolled_at, last_step)
  values (who, pgp_sym_encrypt(secret, keys[1]), clock_timestamp(), step)
  on conflict (user_id) do update
    set secret = excluded.secret, enrolled_at = excluded.enrolled_at, last_step = excluded.last_step
    where f.secret is null;
  if not found then
    return 'enrolled';
  end if;
  perform mc_renew_session(of_token, new_token, true);
  return null;
end
$$;

create function mc_move_codes(of_token text, new_token text, before text, secret text, code text,
  keys text[]) returns text language plpgsql volatile security definer as $$
declare  -- says which code was wrong
  who integer := mc_session_user(of_token, 'full');
  step bigint := mc_step_of_code(secret, code);
begin
  if who is null or not mc_takes_code(who, before, keys) then
    return 'before';
  end if;
  if step is null then
    return 'code';
  end if;
  update second_factor f set secret = pgp_sym_encrypt(mc_move_codes.secret, keys[1]),
    enrolled_at = clock_timestamp(), last_step = step
  where f.user_id = who;
  perform mc_renew_session(of_token, new_token, true);
  return null;
end
$$;

create function mc_turn_off_codes(of_token text, new_token text, code text, keys text[]) returns
  boolean language plpgsql volatile security definer as $$
declare
  who integer := mc_session_user(of_token, 'full');
begin
  if who is null or not mc_takes_code(who, code, keys) then
    return false;
  end if;
  delete from second_factor f where f.user_id = who;
  perform mc_renew_session(of_token, new_token, true);
  return true;
end
$$;

create function mc_forget_telephone(of_user integer, of_reason text) returns boolean language
  plpgsql volatile security definer as $$
begin  -- whoever lost the telephone enrols again at the next sign-in
  if not mc_manages_account(of_user) then
    raise exception 'account %: its codes are not to be reset', of_user
      using errcode = 'insufficient_privilege';
  end if;
  update second_factor f set secret = null where f.user_id = of_user and f.secret is not null;
  if not found then
    return false;
  end if;
  insert into second_factor_reset (at, user_id, by_id, reason, xact)
  values (clock_timestamp(), of_user, mc_staff(), of_reason, 0);
  delete from session s where s.user_id = of_user;
  return true;
end
$$;
