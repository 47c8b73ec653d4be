"""Trying a one-time code, inside the database: five times, within its minutes, once.

The pages may write down that a code was asked for and may never read one. A try is counted before
it is compared, in one statement, so that racers share the same five.
"""

from __future__ import annotations

from app.kernel.triggers import Function

ONE_TIME_FUNCTIONS = (
    Function(
        "mc_try_code",
        "(of_id uuid, hashed bytea) returns table (fits boolean, tries_left integer, dossier uuid,"
        " draft uuid, phone text) language plpgsql volatile",
        """
declare
  it record;
  fitting boolean;
begin
  update one_time_code c set tries = c.tries + 1
  where c.id = of_id and c.tries < 5 and c.used_at is null and c.expires > clock_timestamp()
  returning c.* into it;
  if it.id is null then
    return query select false, 0, null::uuid, null::uuid, null::text;
    return;
  end if;
  fitting := coalesce(it.code_hash = hashed, false);
  if fitting then
    update one_time_code c set used_at = clock_timestamp() where c.id = of_id;
    return query select true, 5 - it.tries, it.dossier_id, it.draft_id, it.new_phone::text;
  else
    return query select false, 5 - it.tries, null::uuid, null::uuid, null::text;
  end if;
end
""",
        guarded=True,
    ),
)
