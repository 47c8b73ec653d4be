-- Functions that check a one-time code: five tries, until it expires, used once. The web process may
-- store that a code was requested and may never read one.

create function mc_drafts_opened(of_draft uuid, asked text) returns uuid[] language plpgsql stable
  security definer as $$
begin  -- the draft that a code was sent for; with it others of its phone, if that was named, not a draft
  return array(
    select d.id from draft d where d.id = of_draft or (asked not like '%-%'
      and d.phone_hash = (select f.phone_hash from draft f where f.id = of_draft)
      and d.channel = 'self' and not d.is_rehearsal and d.expires_at > clock_timestamp())
    order by d.saved_at desc, d.id limit 3);
end
$$;
revoke execute on function mc_drafts_opened from public;

create function mc_redeem_code(of_id uuid, hashed bytea) returns table (fits boolean, tries_left
  integer, dossier uuid, door text, drafts uuid[], phone text) language plpgsql volatile security
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
    return query select false, 0, null::uuid, null::text, null::uuid[], null::text;
    return;
  end if;
  fitting := coalesce(it.code_hash = hashed, false);
  if fitting then
    update one_time_code c set used_at = clock_timestamp() where c.id = of_id;
    return query select true, 5 - it.tries, it.dossier_id, mc_new_door(it.dossier_id),
      mc_drafts_opened(it.draft_id, it.asked), it.new_phone::text;
  else
    return query select false, 5 - it.tries, null::uuid, null::text, null::uuid[], null::text;
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
