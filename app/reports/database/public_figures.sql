-- How long dossiers like one's own usually take, from what is published.

create function mc_usual_days(of_commune integer, of_version integer) returns integer[]
  language plpgsql stable as $$
begin  -- working days in which half, and nine of ten, were settled in the last twelve months
  return (
    select array[f.median_days, f.most_days]
    from public_figure f join procedure_version v on v.procedure_id = f.procedure_id
    where v.id = of_version and f.unit_id = of_commune and f.year = 0
      and f.most_days is not null
  );
end
$$;
