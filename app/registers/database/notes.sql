-- What notes on entries tell beyond the commune whose book they stand in.

create function mc_legs_to_correct(of_dossier uuid) returns table (leg_id uuid, kind text,
  holder_unit_id integer, subject_name text, text text, basis text)
  language plpgsql stable security definer as $$
begin  -- the commune that corrects may read neither the entry nor the agencies of another one
  return query
    select l.id, l.kind::text, l.holder_unit_id, e.subject_name::text, n.text::text, n.basis::text
    from register_entry s
      join entry_note n on n.source_entry_id = s.id
        -- what another office decided has no entry of its own and no other dossier
        or (n.entry_id = s.id and n.source_entry_id is null)
      join register_entry e on e.id = n.entry_id join leg l on l.dossier_id = e.dossier_id
    where s.dossier_id = of_dossier
      and (
        s.unit_id = any (mc_own())
        or coalesce(nullif(current_setting('role'), 'none'), session_user) = 'mc_loader'
      )
      and l.kind in ('police', 'insurance')
      and (l.corrects_id is not null or l.state not in ('recalled', 'refused'))
      and not exists (
        select from leg later where later.corrects_id = l.id and later.dossier_id = l.dossier_id
      )
      and n.kind in ('{NoteKind.CHANGE}', '{NoteKind.CORRECTION}', '{NoteKind.SUPPLEMENT}',
        '{NoteKind.RECOGNITION}', '{NoteKind.COURT}')
    order by l.seq, n.at, n.id;
end
$$;

create function mc_noted_elsewhere(of_dossier uuid) returns table (unit_id integer, says text,
  text text) language plpgsql stable security definer as $$
begin  -- whose books they are; of the entry only what the officer was shown
  return query
    select e.unit_id, d.says::text, n.text::text
    from register_entry s join entry_note n on n.source_entry_id = s.id
      join register_entry e on e.id = n.entry_id
      join earlier_entry d on d.dossier_id = s.dossier_id and d.entry_id = e.id
    where s.dossier_id = of_dossier and e.unit_id <> s.unit_id
      and (
        s.unit_id = any (mc_own())
        or coalesce(nullif(current_setting('role'), 'none'), session_user) = 'mc_loader'
      )
    order by e.unit_id, d.at, n.at, n.id;
end
$$;
