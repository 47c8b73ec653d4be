"""SQL functions that derive the scope from a session and read it in policies.

``mc_enter`` identifies the user by the session token and by what the browser holds, and stores the
signed result in the transaction (``mc.scope``); the others read it there. A scope that ``mc_enter``
did not set in this very transaction is refused, so that even SQL injected into a web process
reaches no further than the session of its request. Without a scope nothing is visible.
"""

from __future__ import annotations

from app.kernel.row_security.triggers import Function

KEY_TABLE = "scope_key"
"""Table of the signing key; created by a migration, read by the owner's functions alone."""


def _fact(name: str, key: str, kind: str, comment: str) -> Function:
    """A function that returns one value of the scope, in a type that policies compare with."""
    body = f"\n  select (mc_scope() ->> '{key}')::{kind}  -- {comment}\n"
    return Function(name, f"() returns {kind} language sql stable parallel safe", body)


SCOPE_FUNCTIONS = (
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
    _fact("mc_user", "user", "integer", "the account"),
    _fact("mc_staff", "staff", "uuid", "the person whose account it is"),
    _fact("mc_own", "own", "integer[]", "units in which the person is posted today"),
    _fact("mc_reads", "reads", "integer[]", "units whose dossiers the person reads"),
    _fact("mc_manages", "manages", "integer[]", "units whose staff the person changes"),
    _fact("mc_people", "people", "integer[]", "units whose staff the person sees"),
    _fact("mc_roles", "roles", "text[]", "roles of today"),
    _fact("mc_practice", "practice", "boolean", "is at work on rehearsals, and on nothing else"),
    _fact("mc_city", "city", "boolean", "reads dossiers of every unit"),
    _fact("mc_draft", "draft", "uuid", "the draft that this browser holds"),
    _fact("mc_draft_commune", "commune", "integer", "where that draft will be sent"),
    _fact("mc_dossier", "dossier", "uuid", "the dossier whose citizen this is"),
    Function(
        "mc_session_scope",
        "(on_day date, of_token text) returns jsonb language plpgsql stable",
        """
declare
  minted jsonb;
begin
  with who as (
    select s.user_id, s.is_rehearsal, st.id as staff_id
    from session s
      join ab_user u on u.id = s.user_id and u.active
      left join staff st on st.user_id = u.id
    where s.token_hash = sha256(convert_to(of_token, 'UTF8'))
      and s.level = 'full'
      and s.seen > clock_timestamp() - interval '30 minutes'
      and s.created > clock_timestamp() - interval '10 hours'
  ),
  seat as (
    select p.role, unit.id, unit.district_id, r.reads, r.manages
    from who
      join posting p on p.staff_id = who.staff_id and p.during @> on_day
      join unit on unit.id = p.unit_id
      join role_reach r on r.role = p.role
  ),
  own as (select coalesce(array_agg(distinct id), '{}') as ids from seat),
  reads as (
    select coalesce(array_agg(distinct near.id), '{}') as ids
    from seat join unit near on case seat.reads
      when 'unit' then near.id = seat.id
      when 'district' then near.district_id = seat.district_id end
  ),
  manages as (
    select coalesce(array_agg(distinct near.id), '{}') as ids
    from seat join unit near on case seat.manages
      when 'unit' then near.id = seat.id
      when 'district' then near.district_id = seat.district_id
      when 'city' then true end
  )
  select jsonb_build_object(
    'user', who.user_id,
    'staff', who.staff_id,
    'practice', who.is_rehearsal,
    'own', own.ids::text,
    'reads', reads.ids::text,
    'manages', manages.ids::text,
    'people', (own.ids || manages.ids)::text,
    'roles', (select coalesce(array_agg(distinct role), '{}') from seat)::text,
    'city', exists (select from seat where seat.reads = 'city'))
  into minted
  from who, own, reads, manages;
  return coalesce(minted, '{}');
end
""",
        guarded=True,
        closed=True,
    ),
    Function(
        "mc_enter",
        "(on_day date, of_token text, of_draft uuid, draft_token text, of_dossier uuid, door text)"
        " returns void language plpgsql volatile",
        """
declare
  scope jsonb := jsonb_build_object('here', mc_here());
  held jsonb;
  since bigint := substring(door from '^[0-9]{1,15}');
begin
  if of_token <> '' then
    scope := scope || mc_session_scope(on_day, of_token);
  end if;
  if of_draft is not null then
    select jsonb_build_object('draft', id, 'commune', commune_id) into held
    from draft where id = of_draft and secret_hash = sha256(decode(draft_token, 'hex'));
    scope := scope || coalesce(held, '{}');
  end if;
  if since > (extract(epoch from clock_timestamp()) - 4 * 3600) * 1000
     and door = mc_door(of_dossier, since) then  -- no visit lasts longer than four hours
    scope := scope || jsonb_build_object('dossier', of_dossier);
  end if;
  perform set_config('mc.scope', mc_seal(scope::text) || scope::text, true);
end
""",
        guarded=True,
    ),
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
    Function(
        "mc_roles_of",
        "(of_user integer, on_day date) returns text[] language plpgsql stable",
        """
begin  -- whether somebody has to take a second step must be known before anybody is in
  return array(
    select distinct p.role::text from staff st join posting p on p.staff_id = st.id
    where st.user_id = of_user and p.during @> on_day
  );
end
""",
        guarded=True,
    ),
    Function(
        "mc_opens_on",
        "(of_user integer, on_day date) returns date language plpgsql stable",
        """
begin  -- whoever is turned away is told from which day on the door opens
  return (
    select min(lower(p.during)) from staff st join posting p on p.staff_id = st.id
    where st.user_id = of_user and lower(p.during) > on_day
  );
end
""",
        guarded=True,
    ),
    Function(
        "mc_named",
        "(head text, inside text, most integer) returns uuid[] language plpgsql volatile"
        " set enable_seqscan = off set enable_indexscan = off",
        """
declare
  city boolean := coalesce(mc_city(), false);
  units integer[] := coalesce(mc_reads(), '{}');
  asked text := 'select id from dossier where '
    || format('is_rehearsal = %L and ', coalesce(mc_practice(), false))
    || case when head = inside then format('subject_folded like %L', head)
       else format('(subject_folded like %L or subject_folded like %L)', head, inside) end;
  rare float := most;
  plan json;
  found uuid[];
begin  -- behind a policy no index answers LIKE: it might tell of rows that nobody may see
  if city then
    rare := greatest(rare, (select reltuples from pg_class where oid = 'dossier'::regclass) / 200);
  else
    asked := asked || format(' and commune_id = any (%L::integer[])', units);
  end if;
  execute 'explain (format json) ' || asked into plan;
  if (plan -> 0 -> 'Plan' ->> 'Plan Rows')::float > rare then
    return null;  -- so many that any list meets a page of them soon
  end if;
  execute format('select array(%s limit %s)', asked, most + 1) into found;
  return case when cardinality(found) <= most then found end;
end
""",
        guarded=True,
    ),
    Function(
        "mc_pass_on",
        "(of_passing uuid, on_day date) returns void language plpgsql volatile",
        """
declare
  it record;
begin  -- nobody moves a dossier to another commune but like this
  select p.dossier_id, p.to_commune_id into it
  from commune_transfer p
    join dossier d on d.id = p.dossier_id and d.commune_id = p.from_commune_id
    join procedure_version v on v.id = d.procedure_version_id
    join procedure r on r.id = v.procedure_id
    join unit u on u.id = p.to_commune_id and u.kind = 'commune' and u.id <> d.commune_id
  where p.id = of_passing and p.agreed and p.passed_at is null
    and d.state = 'submitted' and d.accepted_at is null
    and (d.id = (select mc_dossier()) or d.commune_id = any ((select mc_own())::integer[]))
    and exists (  -- the citizen agreed just now, or somebody wrote down that they did
      select from dossier_event e
      where e.dossier_id = d.id and e.leg_id is null and e.action = 'agree_passing'
        and e.at = p.answered_at and age(e.xmin) <= 0
    )
    and exists (
      select from opening o
      where o.unit_id = p.to_commune_id and o.during @> on_day
        and coalesce(o.procedure_code = r.code, true)
    )
  for update of d, p;
  if not found then
    raise exception 'dossier of passing %: not to be passed on', of_passing
      using errcode = 'insufficient_privilege';
  end if;
  update commune_transfer set passed_at = answered_at where id = of_passing;
  update dossier set commune_id = it.to_commune_id, row_version = row_version + 1
  where id = it.dossier_id;
  update call_task set unit_id = it.to_commune_id  -- whoever has the dossier telephones
  where about = it.dossier_id and done_at is null;
end
""",
        guarded=True,
    ),
    Function(
        "mc_leads",
        "(of_posting uuid, of_unit integer) returns boolean language plpgsql stable",
        """
begin  -- whoever leads a commune, and nobody who only stands in, names who stands in there
  return exists (
    select from posting p
    where p.id = of_posting and p.unit_id = of_unit and p.role = 'commune_leader'
      and p.stands_for_id is null and p.staff_id = mc_staff() and of_unit = any(mc_own())
  );
end
""",
        guarded=True,
    ),
    Function(
        "mc_stands_in",
        "(of_posting uuid, of_unit integer, of_staff uuid) returns boolean language plpgsql stable",
        """
begin  -- somebody of the commune for its leader, who is another
  return exists (
    select from posting p join staff s on s.id = of_staff and s.unit_id = of_unit
    where p.id = of_posting and p.unit_id = of_unit and p.role = 'commune_leader'
      and p.stands_for_id is null and p.staff_id <> of_staff
  );
end
""",
        guarded=True,
    ),
    Function(
        "mc_units_of",
        "(of_staff uuid, on_day date) returns integer[] language plpgsql stable",
        """
begin  -- whose door one opens may also work where one sees nothing
  return array(
    select distinct p.unit_id from posting p
    where p.staff_id = of_staff and coalesce(upper(p.during) > on_day, true)
  );
end
""",
        guarded=True,
    ),
    Function(
        "mc_staff_name",
        "(of_staff uuid) returns text language plpgsql stable",
        """
begin  -- names of officers stand in journals that more people read than their telephone
  return (select s.full_name from staff s where s.id = of_staff);
end
""",
        guarded=True,
    ),
    Function(
        "mc_account_posted",
        "(of_posting uuid) returns integer language plpgsql stable",
        """
begin  -- who keeps the postings of a unit ends sessions of people whose own unit is another
  return (
    select st.user_id from posting p join staff st on st.id = p.staff_id
    where p.id = of_posting and p.unit_id = any (mc_manages())
  );
end
""",
        guarded=True,
    ),
    Function(
        "mc_numbered_at",
        "(of_dossier uuid) returns timestamptz language plpgsql stable",
        """
begin  -- the citizen reads that the child has its number, and not the number
  return (
    select min(n.at) from entry_number n join register_entry e on e.id = n.entry_id
    where e.dossier_id = of_dossier and of_dossier = mc_dossier()
  );
end
""",
        guarded=True,
    ),
    Function(
        "mc_people_at_work",
        "(of_number text) returns jsonb language plpgsql stable",
        """
begin  -- for the request of a person: those whose number it is, and nobody else
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'full_name', s.full_name,
      'phone', s.phone,
      'id_number', s.id_number,
      'unit', u.name,
      'postings', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'title', p.title, 'role', p.role, 'unit', there.name, 'during', p.during::text)), '[]')
        from posting p join unit there on there.id = p.unit_id where p.staff_id = s.id),
      'courses', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'course', c.name, 'held_on', c.held_on, 'outcome', a.outcome, 'note', a.note)), '[]')
        from attendance a join training_class c on c.id = a.class_id where a.staff_id = s.id),
      'certificates', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'number', t.n, 'year', t.year, 'course', t.course_name, 'role', t.role,
          'score', t.score, 'issued_on', t.issued_on)), '[]')
        from training_certificate t join attendance a on a.id = t.attendance_id
        where a.staff_id = s.id)
    )), '[]')
    from staff s join unit u on u.id = s.unit_id
    where s.id_number = of_number and (select mc_city())
  );
end
""",
        guarded=True,
    ),
)
