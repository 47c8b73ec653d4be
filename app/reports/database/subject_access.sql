-- A function for the request of a person about their own data.

create function mc_people_at_work(of_number text) returns jsonb language plpgsql stable security
  definer as $$
begin  -- for the request of a person: those whose number it is, and nobody else
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'full_name', s.full_name,
      'phone', s.phone,
      'id_number', s.id_number,
      'unit', u.name,
      'postings', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'title', p.title, 'role', p.role, 'unit', there.name, 'during', p.during::text)), '[]')
        from posting p join unit there on there.id = p.unit_id where p.staff_id = s.id),
      'courses', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'course', c.name, 'held_on', c.held_on, 'outcome', a.outcome, 'note', a.note)), '[]')
        from attendance a join training_class c on c.id = a.class_id where a.staff_id = s.id),
      'certificates', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'number', t.n, 'year', t.year, 'course', t.course_name, 'role', t.role,
          'score', t.score, 'issued_on', t.issued_on)), '[]')
        from training_certificate t join attendance a on a.id = t.attendance_id
        where a.staff_id = s.id)
    )), '[]')
    from staff s join unit u on u.id = s.unit_id
    where s.id_number = of_number and (select mc_city())
  );
end
$$;
