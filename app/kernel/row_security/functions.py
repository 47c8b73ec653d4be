"""Functions of the database, as the rooms declare them, and those that every table may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Function:
    """A function of the database.

    ``guarded``: runs with the rights of its owner; ``closed``: only the owner may call it.
    """

    name: str
    head: str
    body: str
    guarded: bool = False
    closed: bool = False

    def create(self) -> str:
        """The statement, also where an earlier version took or returned something else."""
        rights = " security definer set search_path = public, pg_temp" if self.guarded else ""
        made = f"create or replace function {self.name}{self.head}{rights} as $mc${self.body}$mc$"
        return f"""do $do$
declare
  former regprocedure;
begin
  begin
    {made};
  exception when invalid_function_definition then
    drop function {self.name};
    {made};
  end;
  for former in
    select p.oid from pg_proc p
    where p.proname = '{self.name}' and p.pronamespace = 'public'::regnamespace
      and p.prosrc <> $mc${self.body}$mc$
  loop
    execute format('drop function %s', former);
  end loop;
end $do$"""  # noqa: S608  # of our own texts


def fact(name: str, key: str, kind: str, comment: str) -> Function:
    """A function that returns one value of the scope, in a type that policies compare with."""
    body = f"\n  select (mc_scope() ->> '{key}')::{kind}  -- {comment}\n"
    return Function(name, f"() returns {kind} language sql stable parallel safe", body)


_PURE = "(t text) returns text language sql immutable strict parallel safe"
_TRIGGER = "() returns trigger language plpgsql"

FUNCTIONS = (
    Function(
        "vn_fold",
        _PURE,
        r"""
  select replace(regexp_replace(normalize(lower(t), NFD), U&'[\0300-\036F]', '', 'g'), 'đ', 'd')
""",
    ),
    Function(
        "vn_sort_key",
        _PURE,
        r"""
  with n as (select normalize(lower(t), NFD) as s),
       p as (select s, replace(replace(replace(replace(replace(
               translate(s, U&'\0300\0301\0303\0309\0323', ''),
               U&'\0306', '~'), U&'a\0302', 'a~~'), U&'\031B', '^'), U&'\0302', '~'), 'đ', 'd~')
               as prim from n)
  select replace(replace(prim, 'o^', 'o~~'), 'u^', 'u~') || chr(1) ||
         regexp_replace(translate(regexp_replace(s, U&'[\0306\0302\031B]', '', 'g'),
           U&'\0300\0309\0303\0301\0323', '12345'), '[^1-5]', '0', 'g')
  from p
""",
    ),
    Function(
        "mc_refuse_change",
        _TRIGGER,
        """
begin
  raise exception '% is a journal: rows are added, never changed', tg_table_name
    using errcode = 'insufficient_privilege';
end
""",
    ),
    Function(
        "mc_stamp",
        _TRIGGER,
        """
begin
  new.xact := pg_current_xact_id()::text::bigint;
  return new;
end
""",
    ),
    Function(
        "mc_refuse_frozen",
        _TRIGGER,
        """
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
""",
    ),
    Function(
        "mc_refuse_frozen_part",
        _TRIGGER,
        """
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
""",
    ),
    Function(
        "mc_renew_reference_version",
        _TRIGGER,
        """
begin
  update reference_version set value = gen_random_uuid();
  return null;
end
""",
        guarded=True,
    ),
)
