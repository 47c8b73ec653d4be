-- A function that tells a citizen when a birth got its number.

create function mc_numbered_at(of_dossier uuid) returns timestamptz language plpgsql stable security
  definer as $$
begin  -- the citizen reads that the child has its number, and not the number
  return (
    select min(n.at) from entry_number n join register_entry e on e.id = n.entry_id
    where e.dossier_id = of_dossier and of_dossier = mc_dossier()
  );
end
$$;
