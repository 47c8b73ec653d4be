"""``make figures-architecture``: what a change costs, and what the kernel says of rooms.

The places of a change are counted on branches that were thrown away; ``docs/how-to/trail.md`` has
a heading for each, read here. The last line is one JSON object; the command fails when a policy has
changed, a mutant no longer applies, or the kernel names a table, a role or a state.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Iterator
from hashlib import sha256
from statistics import median
from typing import Any

import psycopg

import app.views  # noqa: F401  # every screen must be known
from app.kernel.web.crud.view import HouseView
from harness.project.__main__ import find_mutants
from tests import databases
from tests.architecture.test_kernel import kernel_domain_words
from tests.databases import Database
from tests.mutants import ROOT

PLACES = {
    "step": "A step",
    "state": "A state",
    "role": "A role",
    "print": "A slip",
    "table": "A table with personal data",
}
"""The heading of each kind of change in the trail."""
TRAIL = ROOT / "docs" / "how-to" / "trail.md"
KEPT = ROOT / "tests" / "security" / "policies.sha256"
"""The digest of each table's policies and grants when they were last looked through."""
_HEADING = re.compile(r"^## (.+): (\d+) places$", re.MULTILINE)
_GUARDS = b"""
    select tablename, array['policy', policyname::text, roles::text, cmd, qual, with_check]
      from pg_policies where schemaname = 'public'
    union all
    select table_name, array['grant', grantee::text, privilege_type, column_name, null, null]
      from information_schema.column_privileges
     where table_schema = 'public' and grantee like 'mc\\_%'
    union all
    select table_name, array['grant', grantee::text, privilege_type, null, null, null]
      from information_schema.role_table_grants
     where table_schema = 'public' and grantee like 'mc\\_%' and privilege_type = 'DELETE'
    order by 1, 2
"""


def lines_of_code(*folders: str) -> int:
    """Lines of all Python files in these folders of the project."""
    files = (file for folder in folders for file in (ROOT / folder).rglob("*.py"))
    return sum(len(file.read_bytes().splitlines()) for file in files)


def screens(view: type[HouseView] = HouseView) -> Iterator[type[HouseView]]:
    """The generated screens: the views that name a table of their own."""
    for below in view.__subclasses__():
        yield from screens(below)
        if "datamodel" in vars(below) and below.__module__.startswith("app."):
            yield below


def lines_of_screens() -> dict[str, int]:
    """Lines in the body of each generated screen."""
    return {view.__name__: len(inspect.getsource(view).splitlines()) - 1 for view in screens()}


def places() -> dict[str, int | None]:
    """How many files a change of each kind touched; None where the trail does not say."""
    found = dict(_HEADING.findall(TRAIL.read_text(encoding="utf-8")))
    return {
        f"places_{kind}": int(found[title]) if title in found else None
        for kind, title in PLACES.items()
    }


def guards(line: psycopg.Connection[Any]) -> dict[str, str]:
    """A digest of the policies and grants of each table, as PostgreSQL has understood them."""
    told: dict[str, list[Any]] = {}
    for table, rule in line.execute(_GUARDS):
        told.setdefault(table, []).append(rule)
    return {table: sha256(json.dumps(rules).encode()).hexdigest() for table, rules in told.items()}


def policies_changed(now: dict[str, str]) -> list[str]:
    """The tables whose policies or grants are not those of the list; new tables have none."""
    kept = (row.split() for row in KEPT.read_text().splitlines())
    return sorted(table for digest, table in kept if now.get(table) != digest)


def main() -> int:
    """Measure everything; with ``--keep`` write down the policies of today instead."""
    server = databases.test_server()
    with server.lease(), Database(server, databases.schema_template(server)).connect() as line:
        now = guards(line)
    if "--keep" in sys.argv:
        KEPT.write_text("".join(f"{digest}  {table}\n" for table, digest in sorted(now.items())))
        return 0
    words, changed = kernel_domain_words(), policies_changed(now)
    figures = {
        "app_and_devstack_lines": lines_of_code("app", "devstack"),
        "screen_lines_median": median(lines_of_screens().values()),
        "kernel_domain_words": len(words),
        **places(),
        "policies_changed": len(changed),
        **find_mutants(),
    }
    sys.stderr.write("".join(f"{each}\n" for each in (*words, *changed)))
    sys.stdout.write(json.dumps(figures) + "\n")
    lost = figures["mutants"] != figures["mutants_found"]
    return int(bool(words or changed) or lost)


if __name__ == "__main__":
    sys.exit(main())
