"""Functions and triggers by which the database refuses invalid changes.

A table declares its rules by class attributes: ``__append_only__ = True`` for a journal,
``__frozen__`` for rows that are immutable once published, ``__moved_by_steps_of__`` for rows whose
state changes only with a journal entry in the same transaction, ``__needs_clearance__`` for
postings, whose days must not exceed the person's clearance, ``__notes_writers__`` for lines
whose list keeps who wrote them, ``__notes_submitter__`` for the list, which keeps who handed it
in, ``__notes_phone_writers__`` for staff, whose telephone keeps who wrote it down,
``__notes_numbers_of__`` for the column whose identity numbers are indexed in ``dossier_person``,
``__is_reference_data__`` for rows that processes keep (``kernel.reference_data``), and
``__formerly__`` for the name that its table had in older rows of the journals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask_appbuilder import Model


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """Rows that are immutable once published; set as ``__frozen__`` on a class.

    A row can be changed while its ``state`` column equals ``open_word``; afterwards only the
    columns of ``may_change``. With ``parent``, the row is a part: it can be changed while the row
    of that table which ``key`` refers to can be changed. ``purged``: it is removed after its
    retention period, by whom the grants allow to delete it.
    """

    state: str = "state"
    open_word: str = "draft"
    may_change: tuple[str, ...] = ("state",)
    parent: str | None = None
    key: str = "version_id"
    purged: bool = False

    @property
    def when(self) -> str:
        """The operations before which the trigger fires, as formatted by PostgreSQL."""
        if self.purged:
            return "UPDATE"
        return "INSERT OR DELETE OR UPDATE" if self.parent else "DELETE OR UPDATE"

    def call(self) -> str:
        """The trigger function with its arguments, as formatted by PostgreSQL."""
        if self.parent:
            words = (self.parent, self.key, self.state, self.open_word)
            return f"mc_refuse_frozen_part({_quoted(words)})"
        return f"mc_refuse_frozen({_quoted((self.state, self.open_word, *self.may_change))})"


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
        "mc_refuse_untold_move",
        _TRIGGER,
        """
begin
  if exists (
    select from dossier_event e join workflow_step w using (action, source, target)
    where w.subject = tg_argv[0] and e.source = old.state and e.target = new.state
      and case tg_argv[0]
        when 'leg' then e.leg_id = new.id
        else e.dossier_id = new.id and e.leg_id is null
      end
      and age(e.xmin) <= 0  -- written by this transaction
  ) then
    return null;
  end if;
  raise exception '% %: moved from % to % without a step of the workflow in the journal',
    tg_table_name, new.id, old.state, new.state using errcode = 'insufficient_privilege';
end
""",
        guarded=True,
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
    Function(
        "mc_note_numbers",
        _TRIGGER,
        """
begin
  insert into dossier_person (number, dossier_id)
  select distinct said.value, new.id from jsonb_each_text(new.answers) said
  where said.value ~ '^([0-9]{9}|[0-9]{12}|[A-Z]{1,2}[0-9]{6,8})$'
  on conflict do nothing;
  return null;
end
""",
        guarded=True,
    ),
)


_MARKED_ALONE = {
    "__needs_clearance__": ("mc_cleared", "BEFORE UPDATE", "ROW", "mc_refuse_uncleared()"),
    "__notes_writers__": (
        "mc_writers",
        "AFTER INSERT OR DELETE OR UPDATE",
        "ROW",
        "mc_note_writer()",
    ),
    "__notes_submitter__": ("mc_submitter", "BEFORE UPDATE", "ROW", "mc_note_submitter()"),
    "__notes_phone_writers__": (
        "mc_phone_writers",
        "BEFORE INSERT OR UPDATE",
        "ROW",
        "mc_note_phone_writer()",
    ),
    "__is_reference_data__": (
        "mc_reference",
        "AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE",
        "STATEMENT",
        "mc_renew_reference_version()",
    ),
}
"""Name, moment, rows and function of the triggers that need to know nothing but their table."""


def triggers() -> Iterator[tuple[tuple[str, str], str]]:
    """Each declared trigger: table and name, and its definition as formatted by PostgreSQL."""
    for table in sorted(journals()):
        yield _trigger(table, "mc_append_only", "DELETE OR UPDATE", "ROW", "mc_refuse_change()")
        yield _trigger(table, "mc_never_emptied", "TRUNCATE", "STATEMENT", "mc_refuse_change()")
    for table in sorted(sealed()):
        yield _trigger(table, "mc_stamped", "INSERT", "ROW", "mc_stamp()")
    for table, frozen in sorted(_marked("__frozen__").items()):
        yield _trigger(table, "mc_frozen", frozen.when, "ROW", frozen.call())
    for table, subject in sorted(_marked("__moved_by_steps_of__").items()):
        yield (
            (table, "mc_told"),
            f"CREATE CONSTRAINT TRIGGER mc_told AFTER UPDATE OF state ON public.{table} DEFERRABLE"
            " INITIALLY DEFERRED FOR EACH ROW"
            " WHEN (((old.state)::text IS DISTINCT FROM (new.state)::text))"
            f" EXECUTE FUNCTION mc_refuse_untold_move('{subject}')",
        )
    for table, column in sorted(_marked("__notes_numbers_of__").items()):
        yield (
            (table, "mc_numbers"),
            f"CREATE TRIGGER mc_numbers AFTER INSERT OR UPDATE OF {column} ON public.{table}"
            " FOR EACH ROW EXECUTE FUNCTION mc_note_numbers()",
        )
    for attribute, (name, when, each, call) in _MARKED_ALONE.items():
        for table in sorted(_marked(attribute)):
            text = f"CREATE TRIGGER {name} {when} ON public.{table} FOR EACH {each}"
            yield (table, name), f"{text} EXECUTE FUNCTION {call}"


def former_names() -> dict[str, str]:
    """What renamed tables were called, by the name of today: older seals and logs say so."""
    return _marked("__formerly__")


def _trigger(table: str, name: str, when: str, each: str, call: str) -> tuple[tuple[str, str], str]:
    return (table, name), (
        f"CREATE TRIGGER {name} BEFORE {when} ON public.{table} FOR EACH {each}"
        f" EXECUTE FUNCTION {call}"
    )


def journals() -> frozenset[str]:
    return frozenset(table for table, marked in _marked("__append_only__").items() if marked)


def sealed() -> frozenset[str]:
    """The journals whose rows are sealed: all but the seals themselves."""
    return frozenset(table for table in journals() if "xact" in Model.metadata.tables[table].c)


@cache
def reference_tables() -> frozenset[str]:
    """The tables whose rows processes keep (``kernel.reference_data``)."""
    return frozenset(_marked("__is_reference_data__"))


def _marked(attribute: str) -> dict[str, Any]:
    """Values of a class attribute by table; inherited attributes do not count."""
    return {
        mapper.local_table.name: vars(mapper.class_)[attribute]
        for mapper in Model.registry.mappers
        if attribute in vars(mapper.class_)
    }


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)
