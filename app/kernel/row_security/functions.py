"""Functions of the database: written in the ``*.sql`` of their package, read here.

``security definer`` always comes with a search path of its own; ``revoke … from public`` behind a
function says that only the owner may call it. A word of a vocabulary stands as ``{Role.POLICE}``.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

_FUNCTION = re.compile(r"^create function (\w+)(.*?) as \$\$(.*?)\$\$;\n(revoke )?", re.M | re.S)
_WORD = re.compile(r"\{(\w+)\.(\w+)\}")
_GUARDED = " security definer"


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


def declared(*, beside: str, words: tuple[type[StrEnum], ...] = ()) -> tuple[Function, ...]:
    """The functions of all files of SQL that lie beside a module, with the words of enums."""
    of_name = {vocabulary.__name__: vocabulary for vocabulary in words}
    found = []
    for file in sorted(Path(beside).parent.glob("*.sql")):
        text = _WORD.sub(lambda word: of_name[word[1]][word[2]], file.read_text(encoding="utf-8"))
        for name, head, body, closed in _FUNCTION.findall(text):
            line = " ".join(head.split())
            guarded = line.endswith(_GUARDED)
            line = line.removesuffix(_GUARDED)
            found.append(Function(name, line, body, guarded=guarded, closed=bool(closed)))
    return tuple(found)


def fact(name: str, key: str, kind: str, comment: str) -> Function:
    """A function that returns one value of the scope, in a type that policies compare with."""
    body = f"\n  select (mc_scope() ->> '{key}')::{kind}  -- {comment}\n"
    return Function(name, f"() returns {kind} language sql stable parallel safe", body)


FUNCTIONS = (
    *declared(beside=__file__),
    fact("mc_user", "user", "integer", "the account"),
    fact("mc_staff", "staff", "uuid", "the person whose account it is"),
    fact("mc_own", "own", "integer[]", "units in which the person is posted today"),
    fact("mc_reads", "reads", "integer[]", "units whose dossiers the person reads"),
    fact("mc_manages", "manages", "integer[]", "units whose staff the person changes"),
    fact("mc_people", "people", "integer[]", "units whose staff the person sees"),
    fact("mc_roles", "roles", "text[]", "roles of today"),
    fact("mc_practice", "practice", "boolean", "is at work on rehearsals, and on nothing else"),
    fact("mc_city", "city", "boolean", "reads dossiers of every unit"),
)
