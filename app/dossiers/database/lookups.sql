-- Who may look somebody up from which dossier or draft, and who reads that it was done.

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
