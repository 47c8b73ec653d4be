-- What a leader has read before signing it.

create function mc_opened(of_dossiers uuid[]) returns setof uuid language plpgsql stable security
  definer as $$
begin  -- which of them the user has opened since the last step; nobody reads the log of accesses
  return query
    select d.id from unnest(of_dossiers) d(id)
    where exists (
      select from access_entry a
      where a.key = d.id::text and a.subject = 'dossier' and a.staff_id = mc_staff()
        and a.action in ('{AccessKind.READ}', '{AccessKind.PRINT}')
        and a.xact >= (select max(e.xact) from dossier_event e
                       where e.dossier_id = d.id and e.leg_id is null)
    );
end
$$;
