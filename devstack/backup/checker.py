"""Compares a restored city with the living one: every dossier, every file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from psycopg import sql
from sqlalchemy.dialects.postgresql import JSONB

from app import models  # noqa: F401  # every table names its files
from app.kernel.db import metadata
from app.kernel.files.drivers import digest_of
from app.kernel.files.folder import Folder
from app.kernel.i18n import catalogues
from app.kernel.row_security import triggers

_ = catalogues.sentence

Line = psycopg.Connection[Any]

_DOSSIERS = """
select d.id, d.code, count(e.id) filter (where pg_visible_in_snapshot(e.xact::text::xid8, %s)),
       count(e.id), (select array_agg(p.id::text) from paper p where p.dossier_id = d.id)
  from dossier d join dossier_event e on e.dossier_id = d.id
 group by d.id
"""
_LATER = """
select distinct dossier_id from dossier_event
 where not pg_visible_in_snapshot(xact::text::xid8, %s)
"""


class Remembered(NamedTuple):
    """A dossier as one of the two databases has it."""

    code: str
    steps: int
    """Lines of its journal that were committed by the moment."""
    all_steps: int
    papers: frozenset[str]


@dataclass
class Verdict:
    """What was compared, and what is wrong, in words for operators."""

    dossiers: int = 0
    files: int = 0
    wrong_dossiers: list[str] = field(default_factory=list)
    wrong_files: list[str] = field(default_factory=list)


class Bounds(NamedTuple):
    """Two snapshots of the living database (``pg_current_snapshot``) around the moment."""

    before: str
    """What it sees was acknowledged by then: all of it must be there."""
    after: str
    """What it does not see was committed later: nothing of it may be there."""


def check_dossiers(live: Line, restored: Line, bounds: Bounds, verdict: Verdict) -> None:
    """Every dossier acknowledged by the moment, once, with its steps and papers; none later.

    Dossiers that were deleted since then are not asked for.
    """
    there = _dossiers(restored, bounds.before)
    for key, wanted in _dossiers(live, bounds.before).items():
        if not wanted.steps:
            continue
        verdict.dossiers += 1
        if fault := _fault(wanted, there.get(key)):
            verdict.wrong_dossiers.append(fault % {"code": wanted.code})
    for (key,) in restored.execute(_LATER, [bounds.after]):
        code = there[key].code if key in there else str(key)
        later = _("Dossier %(code)s has a step that was taken later.")
        verdict.wrong_dossiers.append(later % {"code": code})


def _fault(wanted: Remembered, found: Remembered | None) -> str:
    if found is None:
        return _("Dossier %(code)s is missing.")
    if found.code != wanted.code:
        return _("Dossier %(code)s has another code.")
    if found.steps != wanted.steps:
        return _("Dossier %(code)s has other steps.")
    if wanted.steps == wanted.all_steps and wanted.papers - found.papers:
        return _("Dossier %(code)s lacks documents.")
    return ""


def _dossiers(line: Line, snapshot: str) -> dict[Any, Remembered]:
    rows = line.execute(_DOSSIERS, [snapshot])
    return {
        key: Remembered(code, steps, all_steps, frozenset(papers or ()))
        for key, code, steps, all_steps, papers in rows
    }


def check_files(restored: Line, files: Path, live_files: Path, verdict: Verdict) -> None:
    """Every file that a row names is there, as it was stored.

    Where a row keeps no SHA-256 the file of the living store is what it must equal.
    """
    found, live = Folder(files), Folder(live_files)
    for table, key, sha256 in _named_files(restored):
        verdict.files += 1
        told = {"table": table, "key": key}
        digest = _digest(found, key)
        if not digest:
            verdict.wrong_files.append(_("File %(key)s of %(table)s is missing.") % told)
            continue
        if digest != (sha256 or _digest(live, key) or digest):
            verdict.wrong_files.append(_("File %(key)s of %(table)s is damaged.") % told)


def _digest(folder: Folder, key: str) -> str:
    """The SHA-256 of a file; empty where there is none."""
    path = folder.path_of(key)
    return digest_of(path) if path.exists() else ""


def _named_files(line: Line) -> Iterator[tuple[str, str, str | None]]:
    """Table, storage key and SHA-256, of every class that names files (``__names_files__``)."""
    for table, columns in triggers.marked("__names_files__").items():
        for name in columns:
            for key, sha256 in line.execute(_query(table, name)):
                yield table, key, sha256


def _query(table: str, name: str) -> sql.Composed:
    columns = metadata.tables[table].c
    if isinstance(columns[name].type, JSONB):
        return sql.SQL(
            "select each->>'storage_key', each->>'sha256' from {}, jsonb_array_elements({}) each"
            " where each->>'storage_key' is not null"
        ).format(sql.Identifier(table), sql.Identifier(name))
    digest = {"storage_key": "sha256"}.get(name, name.replace("_key", "_sha256"))
    value = sql.Identifier(digest) if digest in columns else sql.SQL("null::text")
    return sql.SQL("select {0}, {1} from {2} where {0} is not null").format(
        sql.Identifier(name), value, sql.Identifier(table)
    )
