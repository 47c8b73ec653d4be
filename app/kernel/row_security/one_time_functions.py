"""SQL functions that check a one-time code: five tries, until it expires, used once.

The web process may store that a code was requested and may never read one. A try is written down
and committed before it is compared (``mc_note_code_try``): whoever rolls a comparison back may only
repeat the same guess. Codes from a telephone that computes them (``second_factor_functions.py``)
are tried in the same way, fifty times a day.
"""

from __future__ import annotations

from app.kernel.row_security.triggers import Function

ONE_TIME_FUNCTIONS = (
    Function(
        "mc_note_code_try",
        "(of_what text, code text) returns boolean language plpgsql volatile",
        """
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
""",
        guarded=True,
    ),
    Function(
        "mc_check_noted",
        "(of_what text, code text) returns void language plpgsql stable",
        """
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
""",
        guarded=True,
        closed=True,
    ),
    Function(
        "mc_redeem_code",
        "(of_id uuid, hashed bytea) returns table (fits boolean, tries_left integer, dossier uuid,"
        " door text, draft uuid, phone text) language plpgsql volatile",
        """
declare
  it record;
  fitting boolean;
begin
  perform mc_check_noted('code ' || of_id, encode(hashed, 'hex'));
  update one_time_code c set tries = c.tries + 1
  where c.id = of_id and c.tries < 5 and c.used_at is null and c.expires > clock_timestamp()
  returning c.* into it;
  if it.id is null then
    return query select false, 0, null::uuid, null::text, null::uuid, null::text;
    return;
  end if;
  fitting := coalesce(it.code_hash = hashed, false);
  if fitting then
    update one_time_code c set used_at = clock_timestamp() where c.id = of_id;
    return query select true, 5 - it.tries, it.dossier_id, mc_new_door(it.dossier_id), it.draft_id,
      it.new_phone::text;
  else
    return query select false, 5 - it.tries, null::uuid, null::text, null::uuid, null::text;
  end if;
end
""",
        guarded=True,
    ),
    Function(
        "mc_replace_secret",
        "(of_code uuid, of_dossier uuid, secret text) returns text language plpgsql volatile",
        """
begin  -- nobody writes the secret of a receipt but like this: once, by a code right just now
  update one_time_code c set code_hash = null
  where c.id = of_code and c.dossier_id = of_dossier and c.purpose = 'new_secret'
    and c.used_at > clock_timestamp() - interval '5 minutes' and c.code_hash is not null
    and of_dossier = (select mc_dossier());
  if not found then
    raise exception 'secret of dossier %: not to be renewed', of_dossier
      using errcode = 'insufficient_privilege';
  end if;
  update dossier d set secret_hash = mc_hashed(secret)
  where d.id = of_dossier and d.secret_hash <> '';
  return mc_new_door(of_dossier);
end
""",
        guarded=True,
    ),
)
