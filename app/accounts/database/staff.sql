-- Whether a number of a person is in the staff already (trùng số): of any unit, never whose or where.

create function mc_numbers_taken(of_number text, of_phone text, but uuid) returns table (id_number
  boolean, phone boolean) language plpgsql stable security definer as $$
begin
  if mc_keeps_people() then
    return query select
      exists (select from staff s where s.id_number = of_number and s.id <> but),
      exists (select from staff s where s.phone = of_phone and s.id <> but);
  end if;
end
$$;
