-- Functions for administrators to inspect the job queue and retry jobs (hàng đợi).
--
-- The web process may add jobs and read none: arguments are keys of other people's dossiers. These
-- functions count by task, list failed jobs, and put one in the queue again; only administrators of
-- the city may call them.

create function mc_jobs() returns table (task text, waiting bigint, later bigint, running bigint,
  stalled bigint, failed bigint) language plpgsql stable security definer as $$
begin
  if '{Role.CITY_ADMIN}' = any ((select mc_roles())::text[]) then
    return query
      select j.task_name::text,
        count(*) filter (where j.status = 'todo' and coalesce(j.scheduled_at <= now(), true)),
        count(*) filter (where j.status = 'todo' and j.scheduled_at > now()),
        count(*) filter (where j.status = 'doing' and w.last_heartbeat > now() - interval '60 s'),
        count(*) filter (
          where j.status = 'doing'
          and coalesce(w.last_heartbeat <= now() - interval '60 s', true)),
        count(*) filter (where j.status = 'failed')
      from procrastinate_jobs j left join procrastinate_workers w on w.id = j.worker_id
      where j.status in ('todo', 'doing', 'failed')
      group by j.task_name order by j.task_name;
  end if;
end
$$;

create function mc_jobs_failed(most integer) returns table (id bigint, task text, tries integer, at
  timestamptz) language plpgsql stable security definer as $$
begin
  if '{Role.CITY_ADMIN}' = any ((select mc_roles())::text[]) then
    return query
      select j.id, j.task_name::text, j.attempts, (
        select max(e.at) from procrastinate_events e where e.job_id = j.id)
      from procrastinate_jobs j where j.status = 'failed'
      order by j.id desc limit most;
  end if;
end
$$;

create function mc_job_again(of_id bigint) returns text language plpgsql volatile security definer
  as $$
declare
  named text;
begin  -- the task that waits again; nothing for what has not failed, or waits already
  if not coalesce('{Role.CITY_ADMIN}' = any ((select mc_roles())::text[]), false) then
    return null;
  end if;
  select j.task_name into named from procrastinate_jobs j
  where j.id = of_id and j.status = 'failed' for update;
  if named is not null then
    perform procrastinate_retry_job_v2(of_id, null, null, null, null);
  end if;
  return named;
exception when unique_violation then
  return null;
end
$$;
