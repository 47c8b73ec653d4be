-- Functions that check a one-time code: five tries, until it expires, used once. The web process may
-- store that a code was requested and may never read one.

create function mc_redeem_code(of_id uuid, hashed bytea) returns table (fits boolean, tries_left
  integer, dossier uuid, door text, draft uuid, phone text) language plpgsql volatile security
  definer as $$
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
$$;

create function mc_replace_secret(of_code uuid, of_dossier uuid, secret text) returns text language
  plpgsql volatile security definer as $$
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
$$;
