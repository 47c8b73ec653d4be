-- Functions that give the secret of an account to its owner, never to who opened the account.
--
-- The secret of a link is made here. It goes into a short message that only the worker reads, or is
-- made when the head of the person's unit prints the sealed slip; the process of the administrator
-- who gives the link receives neither.

create function mc_acts(said uuid) returns uuid language plpgsql stable as $$
begin  -- the user; whoever works past the walls says for whom
  if coalesce(nullif(current_setting('role'), 'none'), session_user) = 'mc_loader' then
    return said;
  end if;
  return mc_staff();
end
$$;
revoke execute on function mc_acts from public;

create function mc_keeps_account(of_staff uuid, who uuid, on_day date) returns boolean language
  plpgsql stable security definer as $$
begin  -- another person's, who works nowhere but in units that the user manages
  if who is null or who = of_staff then
    return false;
  end if;
  return coalesce(nullif(current_setting('role'), 'none'), session_user) = 'mc_loader' or exists (
    select from staff s
    where s.id = of_staff and s.unit_id = any (mc_manages())
      and mc_units_of(of_staff, on_day) <@ mc_manages()
  );
end
$$;
revoke execute on function mc_keeps_account from public;

create function mc_head_of(of_staff uuid, giver uuid, on_day date) returns integer language plpgsql
  stable security definer as $$
begin  -- the nearest unit with a leader other than these two
  return (with recursive above as (
    select u.id, u.parent_id, 0 as n from staff s join unit u on u.id = s.unit_id
    where s.id = of_staff
    union all
    select u.id, u.parent_id, a.n + 1 from above a join unit u on u.id = a.parent_id
  ), leader as (
    select p.staff_id, p.unit_id from posting p
    where p.role in ('{Role.COMMUNE_LEADER}', '{Role.DISTRICT_LEADER}') and p.stands_for_id is null
      and not isempty(p.during) and coalesce(upper(p.during) > on_day, true)
  )
  select a.id from above a
  where exists (select from leader l
      where l.unit_id = a.id and l.staff_id <> of_staff and l.staff_id is distinct from giver)
    and not exists (select from leader l where l.unit_id = a.id and l.staff_id = of_staff)
  order by a.n limit 1);
end
$$;
revoke execute on function mc_head_of from public;

create function mc_new_link(of_user integer, of_purpose text, guessable jsonb, who uuid) returns
  text language plpgsql volatile security definer as $$
declare
  secret text := translate(rtrim(encode(gen_random_bytes(32), 'base64'), '='), '+/', '-_');
begin  -- the newest link of an account is the only one
  update one_use_link set expires_at = clock_timestamp(), words = '[]'
  where user_id = of_user and used_at is null and expires_at > clock_timestamp();
  insert into one_use_link
    (token_hash, user_id, purpose, words, started_at, started_by, expires_at)
  select sha256(convert_to(secret, 'UTF8')), of_user, of_purpose, guessable, t.now, who,
    t.now + interval '72 hours'
  from (select clock_timestamp() as now) t;
  return secret;
end
$$;
revoke execute on function mc_new_link from public;

create function mc_empty_account(of_user integer) returns void language plpgsql volatile security
  definer as $$
begin  -- an open account whose password opens nothing any more
  update ab_user set active = true where id = of_user and not active;
  delete from credential c where c.user_id = of_user;
  delete from session s where s.user_id = of_user;
end
$$;
revoke execute on function mc_empty_account from public;

create function mc_print_link(of_user integer, of_words jsonb) returns table (secret text, purpose
  text, until timestamptz) language plpgsql volatile security definer as $$
declare  -- a closed account opens again, and only with a new password; earlier links are void
  word text;
begin
  if not mc_is_operator() then
    raise exception 'links are printed by operators' using errcode = 'insufficient_privilege';
  end if;
  if exists (select from ab_user u where u.id = of_user and not u.active) then
    perform mc_empty_account(of_user);
  end if;
  update sealed_slip s set expires_at = clock_timestamp(), words = '[]'
  where s.user_id = of_user and s.expires_at > clock_timestamp();
  word := case when exists (select from credential c where c.user_id = of_user)
    then 'reset' else 'activate' end;
  return query select mc_new_link(of_user, word, of_words, null), word,
    clock_timestamp() + interval '72 hours';
end
$$;

create function mc_takes_link(of_staff uuid, giver uuid) returns boolean language plpgsql stable
  security definer as $$
begin  -- a telephone that the giver neither wrote down nor has, and that is not lost
  return exists (
    select from staff s
    where s.id = of_staff and s.phone is not null and not giver = any (s.phone_writers)
      and not exists (select from staff me where me.id = giver and me.phone = s.phone)
      and not exists (
        select from second_factor f where f.user_id = s.user_id and f.secret is null)
      and not exists (
        select from message m
        where m.template = 'asked/account_link' and m.subject_id = s.id and m.recipient = s.phone
          and m.state in ('temporary_failure', 'permanent_failure', 'technical_failure'))
  );
end
$$;
revoke execute on function mc_takes_link from public;

create function mc_send_link(of_staff uuid, guessable jsonb, by_sms boolean, anew boolean, at_moment
  timestamptz, said uuid) returns table (way text, purpose text, until timestamptz, head integer)
  language plpgsql volatile security definer as $$
declare
  who uuid := mc_acts(said);
  on_day date := (at_moment at time zone 'Asia/Ho_Chi_Minh')::date;
  it record;
  sealed record;
  aim text;
begin  -- ``anew``: the password of before opens nothing any more
  select s.*, u.active and not anew
    and exists (select from credential c where c.user_id = u.id) as opens into it
  from staff s join ab_user u on u.id = s.user_id
  where s.id = of_staff and mc_keeps_account(of_staff, who, on_day) for update of u;
  if not found then
    raise exception 'account of %: not to be opened by this user', of_staff
      using errcode = 'insufficient_privilege';
  end if;
  aim := case when it.opens then 'reset' else 'activate' end;
  if not it.opens then
    perform mc_empty_account(it.user_id);
  end if;
  update sealed_slip set expires_at = clock_timestamp(), words = '[]'
  where user_id = it.user_id and expires_at > clock_timestamp();
  if by_sms and not anew and mc_takes_link(of_staff, who) then
    insert into message (id, channel, recipient, template, facts, subject_id, unit_id, language,
      is_rehearsal, urgent, state, due_at, attempts, rejections, created)
    values (gen_random_uuid(), 'sms', it.phone, 'asked/account_link',
      jsonb_build_object('link', mc_new_link(it.user_id, aim, guessable, who)), of_staff,
      it.unit_id, 'vi', false, true, 'created', at_moment, 0, 0, at_moment);
    return query select 'sms', aim, clock_timestamp() + interval '72 hours', null::integer;
    return;
  end if;
  update one_use_link set expires_at = clock_timestamp(), words = '[]'
  where user_id = it.user_id and used_at is null and expires_at > clock_timestamp();
  insert into sealed_slip (id, user_id, staff_id, full_name, unit_id, head_unit_id, purpose, words,
    given_at, given_by, expires_at)
  select gen_random_uuid(), it.user_id, it.id, it.full_name, it.unit_id,
    mc_head_of(it.id, who, on_day), aim, guessable, t.now, who, t.now + interval '14 days'
  from (select clock_timestamp() as now) t
  returning * into sealed;
  return query select 'sealed', aim, sealed.expires_at, sealed.head_unit_id;
end
$$;

create function mc_open_slip(of_slip uuid, on_day date, said uuid) returns table (secret text, until
  timestamptz) language plpgsql volatile security definer as $$
declare
  who uuid := mc_acts(said);
  it record;
  token text;
begin  -- only the head hands a slip over: neither who gave it nor the person; nothing once used
  select l.* into it from sealed_slip l
  where l.id = of_slip and l.given_by is distinct from who and l.staff_id is distinct from who
    and exists (
      select from posting p
      where p.staff_id = who and p.during @> on_day and p.stands_for_id is null
        and ((p.unit_id = l.head_unit_id and p.role in ('{Role.COMMUNE_LEADER}', '{Role.DISTRICT_LEADER}'))
          or (l.head_unit_id is null and p.role = '{Role.CITY_ADMIN}')))
  for update;
  if not found then
    raise exception 'slip %: not to be opened by this user', of_slip
      using errcode = 'insufficient_privilege';
  end if;
  if it.expires_at <= clock_timestamp() or (it.token_hash is not null and not exists (
    select from one_use_link k where k.token_hash = it.token_hash and k.used_at is null
  )) then
    return;  -- used links are removed after three days
  end if;
  token := mc_new_link(it.user_id, it.purpose, it.words, it.given_by);
  update sealed_slip set opened_at = clock_timestamp(), opened_by = who,
    token_hash = sha256(convert_to(token, 'UTF8'))
  where id = of_slip;
  return query select token, clock_timestamp() + interval '72 hours';
end
$$;

create function mc_note_phone_writer() returns trigger language plpgsql security definer as $$
declare
  who uuid := mc_staff();
begin  -- whose pen a telephone is from: of an approved list that others wrote, or of the user; and
       -- an account stays its person's
  if who is null then
    return new;
  end if;
  if tg_op = 'UPDATE' and old.user_id is not null and new.user_id is distinct from old.user_id
     or tg_op = 'INSERT' and new.user_id is not null
     or new.user_id is distinct from old.user_id and exists (
       select from credential c where c.user_id = new.user_id) then
    raise exception 'staff %: an account stays its person''s', new.id
      using errcode = 'insufficient_privilege';
  end if;
  if tg_op = 'UPDATE' and new.phone is not distinct from old.phone then
    new.phone_writers := old.phone_writers;
    return new;
  end if;
  new.phone_writers := coalesce((
    select array_remove(t.writers || t.made_by_id, null)
    from staff_list_line l join staff_list t on t.id = l.list_id
    where l.phone = new.phone and l.id_number = new.id_number
      and t.state in ('submitted', 'approved')
      and not who = any (array_remove(t.writers || t.made_by_id, null))
    order by t.id desc limit 1), array[who]);
  return new;
end
$$;
