-- Sorting of Vietnamese text, and what triggers of every table call.

create function vn_fold(t text) returns text language sql immutable strict parallel safe as $$
  select replace(regexp_replace(normalize(lower(t), NFD), U&'[\0300-\036F]', '', 'g'), 'đ', 'd')
$$;

create function vn_sort_key(t text) returns text language sql immutable strict parallel safe as $$
  with n as (select normalize(lower(t), NFD) as s),
       p as (select s, replace(replace(replace(replace(replace(
               translate(s, U&'\0300\0301\0303\0309\0323', ''),
               U&'\0306', '~'), U&'a\0302', 'a~~'), U&'\031B', '^'), U&'\0302', '~'), 'đ', 'd~')
               as prim from n)
  select replace(replace(prim, 'o^', 'o~~'), 'u^', 'u~') || chr(1) ||
         regexp_replace(translate(regexp_replace(s, U&'[\0306\0302\031B]', '', 'g'),
           U&'\0300\0309\0303\0301\0323', '12345'), '[^1-5]', '0', 'g')
  from p
$$;

create function mc_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is a journal: rows are added, never changed', tg_table_name
    using errcode = 'insufficient_privilege';
end
$$;

create function mc_stamp() returns trigger language plpgsql as $$
begin
  new.xact := pg_current_xact_id()::text::bigint;
  return new;
end
$$;

create function mc_refuse_frozen() returns trigger language plpgsql as $$
declare
  was jsonb := to_jsonb(old);
begin
  if was ->> tg_argv[0] = tg_argv[1] then
    return case when tg_op = 'DELETE' then old else new end;
  end if;
  if tg_op = 'UPDATE' and was - tg_argv[2:] = to_jsonb(new) - tg_argv[2:]
     and to_jsonb(new) ->> tg_argv[0] <> tg_argv[1] then  -- never back to a draft
    return new;
  end if;
  raise exception '% %: published, it no longer changes', tg_table_name, was ->> 'id'
    using errcode = 'insufficient_privilege';
end
$$;

create function mc_refuse_frozen_part() returns trigger language plpgsql as $$
declare
  part jsonb;
  word text;
begin
  foreach part in array array[
    case when tg_op <> 'INSERT' then to_jsonb(old) end,
    case when tg_op <> 'DELETE' then to_jsonb(new) end]
  loop
    execute format('select %I from %I where id::text = $1', tg_argv[2], tg_argv[0])
      into word using part ->> tg_argv[1];
    if word <> tg_argv[3] then
      raise exception '% of % %: published, it no longer changes',
        tg_table_name, tg_argv[0], part ->> tg_argv[1] using errcode = 'insufficient_privilege';
    end if;
  end loop;
  return case when tg_op = 'DELETE' then old else new end;
end
$$;

create function mc_renew_reference_version() returns trigger language plpgsql security definer as $$
begin
  update reference_version set value = gen_random_uuid();
  return null;
end
$$;
