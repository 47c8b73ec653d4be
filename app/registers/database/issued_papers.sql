-- What anybody who holds an issued paper may learn of it: by the hash of its code, or of its file.

create function mc_issued_paper(of_code text, of_file text) returns table (name text, number text,
  office text, issued_on date, initials text, birth_year integer,
  status text, since date, successor text) language plpgsql stable security definer as $$
begin
  return query
    select i.name::text, i.number::text, i.office::text, i.issued_on, i.initials::text,
      i.birth_year, e.status::text, e.since, s.number::text
    from issued_paper i
      left join issued_paper_end e on e.issued_id = i.id
      left join issued_paper s on s.id = e.by_id
    where i.code_hash = of_code or i.sha256 = of_file;
end
$$;

create function mc_papers_in_force(of_entry uuid) returns setof uuid
  language plpgsql stable security definer as $$
begin  -- a note ends the papers that state an entry, in whichever commune the entry stands
  return query
    select i.id from issued_paper i
    where (i.source_entry_id = of_entry
        or i.paper_id = (select e.certificate_id from register_entry e where e.id = of_entry))
      and not exists (select from issued_paper_end d where d.issued_id = i.id);
end
$$;
