-- Functions and triggers of dossiers: search by name, moves between communes and states.

create function mc_named(head text, inside text, most integer) returns uuid[] language plpgsql
  volatile set enable_seqscan = off set enable_indexscan = off security definer as $$
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
$$;

create function mc_oversees(commune integer) returns boolean language sql stable as $$
  -- whether the person reads the dossiers of the commune, or answers for its people
  select coalesce(mc_city(), false) or commune = any (
    coalesce(mc_reads(), '{}') || coalesce(mc_manages(), '{}') || coalesce(mc_people(), '{}'))
$$;

create function mc_record_code(kind text, key text) returns text language plpgsql stable security
  definer as $$
begin  -- what people call a record of the logs: the code of a dossier; of others, nothing
  if kind = 'dossier' and key ~ '^[0-9a-f-]{36}$' then
    return (select d.code from dossier d where d.id = key::uuid and mc_oversees(d.commune_id));
  end if;
  return null;
end
$$;

create function mc_record_key(whole_code text) returns text language plpgsql stable security
  definer as $$
begin  -- the key that the logs have for the dossier with this code
  return (
    select d.id::text from dossier d where d.code = whole_code and mc_oversees(d.commune_id)
  );
end
$$;

create function mc_pass_on(of_passing uuid, on_day date) returns void language plpgsql volatile
  security definer as $$
declare
  it record;
begin  -- nobody moves a dossier to another commune but like this
  select p.dossier_id, p.to_commune_id into it
  from commune_transfer p
    join dossier d on d.id = p.dossier_id and d.commune_id = p.from_commune_id
    join procedure_version v on v.id = d.procedure_version_id
    join procedure r on r.id = v.procedure_id
    join unit u on u.id = p.to_commune_id and u.kind = '{UnitKind.COMMUNE}' and u.id <> d.commune_id
  where p.id = of_passing and p.agreed and p.passed_at is null
    and d.state = '{State.SUBMITTED}' and d.accepted_at is null
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
$$;

create function mc_refuse_untold_move() returns trigger language plpgsql security definer as $$
begin
  if exists (
    select from dossier_event e join workflow_step w using (action, source, target)
    where w.subject = tg_argv[0] and e.source = old.state and e.target = new.state
      and case tg_argv[0]
        when 'leg' then e.leg_id = new.id
        else e.dossier_id = new.id and e.leg_id is null
      end
      and age(e.xmin) <= 0  -- written by this transaction
  ) then
    return null;
  end if;
  raise exception '% %: moved from % to % without a step of the workflow in the journal',
    tg_table_name, new.id, old.state, new.state using errcode = 'insufficient_privilege';
end
$$;

create function mc_note_numbers() returns trigger language plpgsql security definer as $$
begin
  insert into dossier_person (number, dossier_id)
  select distinct said.value, new.id from jsonb_each_text(new.answers) said
  where said.value ~ '^([0-9]{9}|[0-9]{12}|[A-Z]{1,2}[0-9]{6,8})$'
  on conflict do nothing;
  return null;
end
$$;
