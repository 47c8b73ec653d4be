-- What notes on entries tell beyond the commune whose book they stand in.

create function mc_corrections_for_agency() returns table (note_id uuid, unit_id integer,
  text text, basis text, made_on date, subject_name text, code text, commune text,
  received_at timestamptz) language plpgsql stable security definer as $$
begin  -- an agency reads no book: it learns what changed in what it has settled itself
  return query
    select n.id, l.holder_unit_id, n.text::text, n.basis::text, n.made_on, e.subject_name::text,
      l.code::text, u.name::text, r.at
    from leg l join register_entry e on e.dossier_id = l.dossier_id
      join entry_note n on n.entry_id = e.id join unit u on u.id = e.unit_id
      left join note_receipt r on r.note_id = n.id and r.unit_id = l.holder_unit_id
    where l.holder_unit_id = any (mc_own()) and l.kind in ('police', 'insurance')
      and l.sent_at is not null and l.is_rehearsal = coalesce(mc_practice(), false)
      and n.kind in ('{NoteKind.CHANGE}', '{NoteKind.CORRECTION}', '{NoteKind.SUPPLEMENT}',
        '{NoteKind.RECOGNITION}')
    order by n.at desc;
end
$$;
