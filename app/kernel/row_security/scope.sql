-- Functions that derive the scope from a session and read it in policies.
--
-- ``mc_enter`` identifies the user by the session token and by what the browser holds, and stores
-- the signed result in the transaction (``mc.scope``); the others read it there. A scope that
-- ``mc_enter`` did not set in this very transaction is refused, so that even SQL injected into a
-- web process reaches no further than the session of its request. Without a scope nothing is
-- visible.

create function mc_here() returns text language sql stable parallel safe as $$
  select pg_backend_pid() || '/' || extract(epoch from transaction_timestamp())
$$;

create function mc_seal(words text) returns text language plpgsql stable security definer as $$
begin
  return encode(hmac(convert_to(words, 'UTF8'), (select key from scope_key), 'sha256'), 'hex');
end
$$;
revoke execute on function mc_seal from public;

create function mc_scope() returns jsonb language plpgsql stable security definer as $$
declare
  kept text := coalesce(current_setting('mc.scope', true), '');
  words text := substr(kept, 65);
begin
  if kept = '' then
    return '{}';
  end if;
  if left(kept, 64) is distinct from mc_seal(words) or words::jsonb ->> 'here' <> mc_here() then
    raise exception 'this scope was not minted here' using errcode = 'insufficient_privilege';
  end if;
  return words::jsonb;
end
$$;

create function mc_policy_words(policy oid) returns text language plpgsql stable as $$
begin  -- how PostgreSQL itself writes a policy down, for the comparison with the map
  return (
    select concat_ws(' | ', p.polcmd::text, p.polpermissive::text,
      array(select r::regrole::text from unnest(p.polroles) r order by 1)::text,
      pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
    from pg_policy p where p.oid = policy
  );
end
$$;
