-- Functions for looking up people in the population database (tra cứu dân cư).
--
-- The web process may not read the table of residents. It logs who asks, from which dossier and why
-- (``mc_note_look_up``); only a committed log entry permits one answer (``mc_look_up``), and that
-- answer has only the fields of its purpose. Whatever a page does wrong, nobody is looked up
-- without a log entry, twice for one entry, or more than thirty times an hour.

create function mc_look_up(of_id uuid, asked text) returns boolean language plpgsql volatile
  security definer as $$
declare
  line record;
  who record;
  told jsonb;
begin
  select * into line from population_lookup l where l.id = of_id;
  if line.id is null
    or line.subject <> mc_seal('resident ' || asked)
    or line.xact = pg_current_xact_id()::text::bigint  -- it must outlive what follows
    or exists (select from population_answer a where a.lookup_id = of_id)
    or not (
      line.staff_id is not distinct from mc_staff()
      and line.at > clock_timestamp() - interval '1 minute'
      or exists (select from population_question q where q.lookup_id = of_id and q.number = asked)
      and session_user = 'mc_worker')
  then
    raise exception 'no look-up without its line in the log'
      using errcode = 'insufficient_privilege';
  end if;
  select * into who from resident r where r.number = asked;
  if who.id is null and length(asked) = 9
    and (select count(*) from resident r where r.old_number = asked) = 1 then
    select * into who from resident r where r.old_number = asked;
  end if;
  select jsonb_object_agg(facts.key, facts.value) into told
  from lookup_purpose p, jsonb_each(
      coalesce((select to_jsonb(h) from household h where h.code = who.household_code), '{}')
      || to_jsonb(who)) facts
  where p.code = line.purpose and p.fields ? facts.key
    and facts.value not in ('null', '""');
  insert into population_answer (id, lookup_id, at, found, content, source, as_of, xact)
  values (gen_random_uuid(), of_id, clock_timestamp(), who.id is not null,
    case when who.id is null then '{}' else coalesce(told, '{}') end, who.source, who.as_of, 0);
  if who.decoy then
    insert into population_alarm (lookup_id, kind, at) values (of_id, 'decoy', clock_timestamp());
  end if;
  return who.id is not null;
end
$$;

create function mc_look_ups_about(of_number text) returns setof uuid language plpgsql stable
  security definer as $$
begin  -- for the request of a person: the seal of a number says nothing to anybody else
  if (select mc_city()) then
    return query
      select l.id from population_lookup l where l.subject = mc_seal('resident ' || of_number);
  end if;
end
$$;

create function mc_look_up_outcome(of_id uuid) returns text language plpgsql stable security definer
  as $$
begin  -- whoever reads the log learns whether there was an answer, and nothing of it
  return case (select a.found from population_answer a where a.lookup_id = of_id)
    when true then 'found'
    when false then 'not_found'
    else case
      when exists (select from population_question q where q.lookup_id = of_id) then 'waiting'
      else 'unanswered'
    end
  end;
end
$$;
