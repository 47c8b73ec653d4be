-- Finding the entry of another commune by its number, for a note on it.

create function mc_find_entry(in_unit integer, of_kind text, of_year integer, of_number integer)
  returns table (id uuid, subject_name text, book text, registered_on date)
  language plpgsql stable security definer as $$
begin  -- only who keeps a commune's books learns the name that stands under the number
  return query
    select e.id, e.subject_name::text, b.code::text, e.registered_on
    from register_entry e join register_book b on b.id = e.book_id
    where e.unit_id = in_unit and e.kind = of_kind and e.year = of_year and e.number = of_number
      and '{Role.COMMUNE_JUSTICE}' = any (mc_roles())
      and (e.kind = '{RegisterKind.PRACTICE}') = coalesce(mc_practice(), false);
end
$$;
