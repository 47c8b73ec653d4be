-- Functions for looking up people in the population database (tra cứu dân cư).
--
-- The web process may not read the table of residents. It logs who asks, from which dossier and why
-- (``mc_note_look_up``); only a committed log entry permits one answer (``mc_look_up``), and that
-- answer has only the fields of its purpose. Whatever a page does wrong, nobody is looked up
-- without a log entry, twice for one entry, or more than thirty times an hour.

create function mc_note_look_up(of_id uuid, of_dossier uuid, of_draft uuid, of_person text,
  of_purpose text, of_posting uuid, asked text) returns void language plpgsql volatile security
  definer as $$
declare
  asker uuid := mc_staff();
  place integer;
begin
  if of_dossier is not null then
    select d.commune_id into place from dossier d
    where d.id = of_dossier and of_draft is null
      and not d.is_rehearsal  -- nobody real belongs into a rehearsal
      and d.state in (
        '{State.SUBMITTED}', '{State.SUPPLEMENTING}', '{State.ACCEPTED}', '{State.PREPARED}', '{State.TO_SIGN}', '{State.REGISTERED}',
        '{State.AT_AGENCIES}')
      and (d.assigned_to_id is null or d.assigned_to_id = asker);
  else
    select d.commune_id into place from draft d
    where d.id = of_draft and d.id = mc_draft() and d.entered_by_id = asker and not d.is_rehearsal;
  end if;
  if place is null or asker is null or not place = any (mc_own()) or not exists (
    select from posting p
    where p.id = of_posting and p.staff_id = asker and p.unit_id = place
      and p.role in ('{Role.COMMUNE_RECEPTION}', '{Role.COMMUNE_JUSTICE}', '{Role.COMMUNE_LEADER}')
      and p.role = any (mc_roles())  -- of today
  ) then
    raise exception 'no open dossier in these hands' using errcode = 'insufficient_privilege';
  end if;
  if asked !~ '^([0-9]{9}|[0-9]{12})$' then
    raise exception 'no number of a person' using errcode = 'invalid_parameter_value';
  end if;
  perform pg_advisory_xact_lock(hashtext('look_up ' || asker));
  if (
    select count(*) from population_lookup l
    where l.staff_id = asker and l.at > clock_timestamp() - interval '1 hour'
  ) >= 30 then
    raise exception 'thirty look-ups in an hour' using errcode = 'MC030';
  end if;
  insert into population_lookup
    (id, at, staff_id, posting_id, unit_id, dossier_id, draft_id, person, purpose, subject, xact)
  values
    (of_id, clock_timestamp(), asker, of_posting, place, of_dossier, of_draft, of_person,
     of_purpose, mc_seal('resident ' || asked), 0);
end
$$;

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

create function mc_sees_look_up(of_dossier uuid, of_draft uuid) returns boolean language plpgsql
  stable as $$
begin
  -- in the scope of whoever asks; a policy with these conditions would plan those of both tables
  -- for every statement, and might read all dossiers into memory
  return case
    when of_dossier is not null then
      exists (select from public.dossier d where d.id = of_dossier)
    else exists (select from public.submission_key k where k.key = of_draft)
  end;
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
