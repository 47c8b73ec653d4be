-- Which paper took the place of another: the newest note on its entry that replaces it.

create function mc_replaced(of_paper uuid) returns table (since date, by_paper uuid)
  language plpgsql stable security definer as $$
begin  -- whoever verifies a paper learns that it is out of date, and not what the note says
  return query
    select n.made_on, s.certificate_id
    from register_entry e join entry_note n on n.entry_id = e.id
      left join register_entry s on s.id = n.source_entry_id
    where e.certificate_id = of_paper and n.kind in ('{NoteKind.CHANGE}', '{NoteKind.CORRECTION}',
      '{NoteKind.SUPPLEMENT}', '{NoteKind.RECOGNITION}')
    order by n.at desc limit 1;
end
$$;
