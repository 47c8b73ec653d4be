-- Functions that open one dossier to its citizen: by the secret of its receipt, or its draft.
--
-- What they give is a door: a moment and a seal, made with a key that only the database has.
-- ``mc_enter`` compares it in each transaction.

create function mc_enter(on_day date, of_token text, of_draft uuid, draft_token text, of_dossier
  uuid, door text) returns void language plpgsql volatile security definer as $$
declare
  scope jsonb := jsonb_build_object('here', mc_here());
  held jsonb;
  since bigint := substring(door from '^[0-9]{1,15}');
begin
  if of_token <> '' then
    scope := scope || mc_session_scope(on_day, of_token);
  end if;
  if of_draft is not null then
    select jsonb_build_object('draft', id, 'commune', commune_id) into held
    from draft where id = of_draft and secret_hash = sha256(decode(draft_token, 'hex'));
    scope := scope || coalesce(held, '{}');
  end if;
  if since > (extract(epoch from clock_timestamp()) - 4 * 3600) * 1000
     and door = mc_door(of_dossier, since) then  -- no visit lasts longer than four hours
    scope := scope || jsonb_build_object('dossier', of_dossier);
  end if;
  perform set_config('mc.scope', mc_seal(scope::text) || scope::text, true);
end
$$;

create function mc_hashed(secret text) returns text language sql volatile as $$
  select crypt(secret, gen_salt('bf', 8))  -- forty random bits, tried ten times a day
$$;

create function mc_door(of_dossier uuid, since bigint) returns text language plpgsql stable security
  definer as $$
declare
  bound text;
begin  -- what opens a dossier to its citizen, from a moment on (milliseconds); another secret of
       -- the receipt and leaving make it void, and only the database has the key
  select since || '/' || d.id || '/' || d.secret_hash into bound
  from dossier d where d.id = of_dossier and d.secret_hash <> ''
    and since > coalesce(extract(epoch from d.doors_from) * 1000, 0);
  return since || '.' || mc_seal('door ' || bound);
end
$$;
revoke execute on function mc_door from public;

create function mc_new_door(of_dossier uuid) returns text language sql volatile
  security definer as $$
  select mc_door(of_dossier, (extract(epoch from clock_timestamp()) * 1000)::bigint)
$$;
revoke execute on function mc_new_door from public;

create function mc_open_dossier(of_code text, secret text) returns table (id uuid, door text)
  language plpgsql volatile security definer as $$
declare  -- the secret of a receipt opens its dossier; an unknown code takes as long to refuse
  it record;
begin
  select d.id, d.secret_hash into it
  from dossier d where d.code = of_code and d.secret_hash like '$2_$%';
  if crypt(secret, coalesce(it.secret_hash, '$2a$08$abcdefghijklmnopqrstuu')) = it.secret_hash then
    return query select it.id, mc_new_door(it.id);
  end if;
end
$$;

create function mc_open_receipt(of_draft uuid) returns table (id uuid, door text) language plpgsql
  volatile security definer as $$
begin  -- the key of a draft is random and known to the browser that filled it in
  return query select k.dossier_id, mc_new_door(k.dossier_id)
  from submission_key k where k.key = of_draft;
end
$$;

create function mc_is_just_sent(of_dossier uuid) returns boolean language plpgsql stable security
  definer as $$
begin  -- by this very transaction: else whoever has a draft could name it as that of any dossier
  return exists (
    select from dossier d
    where d.id = of_dossier and pg_xact_status(
      ((pg_current_xact_id()::text::bigint & -4294967296) | d.xmin::text::bigint)::text::xid8
    ) = 'in progress'
  );
end
$$;

create function mc_close_doors() returns void language plpgsql volatile security definer as $$
begin  -- whoever leaves ends all visits to the dossier, also those with a copied cookie
  update dossier set doors_from = clock_timestamp() where id = (select mc_dossier());
end
$$;

create function mc_taken_visits(of_states text[], since timestamptz, until timestamptz)
  returns table (at timestamptz, taken bigint) language plpgsql stable security definer as $$
begin  -- how many are expected in each slot at the desk of the dossier whose citizen this is, and
       -- nothing of who they are: they choose among what is left
  return query
    select d.visit_at, count(*)
    from dossier it
      join dossier d on d.commune_id = it.commune_id and d.is_rehearsal = it.is_rehearsal
    where it.id = (select mc_dossier())
      and d.visit_at >= since and d.visit_at < until and d.state = any (of_states)
    group by d.visit_at;
end
$$;
