"""SQL functions that derive the scope from a session and read it in policies.

``mc_enter`` identifies the user by the session token and by what the browser holds, and stores the
signed result in the transaction (``mc.scope``); the others read it there. A scope that ``mc_enter``
did not set in this very transaction is refused, so that even SQL injected into a web process
reaches no further than the session of its request. Without a scope nothing is visible.
"""

from __future__ import annotations

from app.kernel.row_security.functions import Function, fact

FUNCTIONS = (
    Function(
        "mc_here",
        "() returns text language sql stable parallel safe",
        """
  select pg_backend_pid() || '/' || extract(epoch from transaction_timestamp())
""",
    ),
    Function(
        "mc_seal",
        "(words text) returns text language plpgsql stable",
        """
begin
  return encode(hmac(convert_to(words, 'UTF8'), (select key from scope_key), 'sha256'), 'hex');
end
""",
        guarded=True,
        closed=True,
    ),
    Function(
        "mc_scope",
        "() returns jsonb language plpgsql stable",
        """
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
""",
        guarded=True,
    ),
    fact("mc_user", "user", "integer", "the account"),
    fact("mc_staff", "staff", "uuid", "the person whose account it is"),
    fact("mc_own", "own", "integer[]", "units in which the person is posted today"),
    fact("mc_reads", "reads", "integer[]", "units whose dossiers the person reads"),
    fact("mc_manages", "manages", "integer[]", "units whose staff the person changes"),
    fact("mc_people", "people", "integer[]", "units whose staff the person sees"),
    fact("mc_roles", "roles", "text[]", "roles of today"),
    fact("mc_practice", "practice", "boolean", "is at work on rehearsals, and on nothing else"),
    fact("mc_city", "city", "boolean", "reads dossiers of every unit"),
    Function(
        "mc_policy_words",
        "(policy oid) returns text language plpgsql stable",
        """
begin  -- how PostgreSQL itself writes a policy down, for the comparison with the map
  return (
    select concat_ws(' | ', p.polcmd::text, p.polpermissive::text,
      array(select r::regrole::text from unnest(p.polroles) r order by 1)::text,
      pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
    from pg_policy p where p.oid = policy
  );
end
""",
    ),
)
