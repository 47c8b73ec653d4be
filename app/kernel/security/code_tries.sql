-- A try is written down and committed before it is compared: whoever rolls a comparison back may only
-- repeat the same guess. Codes that were sent are tried five times; those that a telephone computes
-- (``account …``), fifty times a day.

create function mc_note_code_try(of_what text, code text) returns boolean language plpgsql volatile
  security definer as $$
declare
  today date := clock_timestamp() at time zone 'UTC';
  most integer := case when of_what like 'account %' then 50 else 5 end;
begin  -- false when there were too many; a number is taken once a day, whatever a snapshot shows
  if session_user = 'mc_public' and of_what not like 'code %' then
    raise exception 'no code of the public surface' using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(hashtext('code_try'), hashtext(of_what));
  insert into code_try as t (about, n, on_day, guess, at, xact)
  select of_what, count(*) + 1, today, sha256(convert_to(code, 'UTF8')), clock_timestamp(),
    pg_current_xact_id()::text::bigint
  from code_try c where c.about = of_what and c.on_day = today having count(*) < most
  on conflict (about, n) do update
    set on_day = excluded.on_day, guess = excluded.guess, at = excluded.at, xact = excluded.xact
    where t.on_day < excluded.on_day;
  return found;
end
$$;

create function mc_check_noted(of_what text, code text) returns void language plpgsql stable
  security definer as $$
begin
  if not exists (
    select from code_try t
    where t.about = of_what and t.guess = sha256(convert_to(code, 'UTF8'))
      and t.at > clock_timestamp() - interval '1 minute'
      and t.xact <> pg_current_xact_id()::text::bigint  -- so another one wrote and committed it
  ) then
    raise exception 'this try was not written down' using errcode = 'insufficient_privilege';
  end if;
end
$$;
revoke execute on function mc_check_noted from public;
