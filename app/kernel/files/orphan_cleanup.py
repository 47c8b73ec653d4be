"""Removes files that no row refers to after a day, and leftovers in quarantine.

A class names its files by ``__names_files__``: columns of storage keys, or of papers with theirs.
If row-level security hid those rows, no file would be known: then nothing is removed and an error
is logged.
"""

import logging
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ARRAY, Column, Select, Text, cast, exists, func, select
from sqlalchemy.dialects.postgresql import JSONB

from app.kernel.db import db, metadata
from app.kernel.files import pieces_in_bucket
from app.kernel.files.storage import TIME_FOR_A_ROW, Store
from app.kernel.row_security import triggers

logger = logging.getLogger(__name__)

ASKED_AT_ONCE = 2000


def known_keys(keys: Iterable[str]) -> set[str]:
    """Those of the keys that a row refers to, in any column of ``__names_files__``."""
    unknown, known = set(keys), set[str]()
    for table, columns in triggers.marked("__names_files__").items():
        for name in columns:
            known |= set(db.session.scalars(_named(metadata.tables[table].c[name], unknown)))
            unknown -= known
    return known


def _named(column: Column[Any], keys: set[str]) -> Select[str]:
    if not isinstance(column.type, JSONB):
        return select(column).where(column.in_(keys))
    key = func.unnest(cast(list(keys), ARRAY(Text))).column_valued("key")
    named = func.jsonb_build_array(func.jsonb_build_object("storage_key", key))
    return select(key).where(exists().where(column.contains(named)))


def sweep(store: Store) -> int:
    """Remove unreferenced files; returns their number."""
    left = store.empty_quarantine(TIME_FOR_A_ROW)
    if store.bucket:
        left += pieces_in_bucket.sweep(store.bucket, TIME_FOR_A_ROW)
    known, orphans = 0, list[str]()
    for keys in _in_pieces(store):
        unknown = set(keys) - known_keys(keys)
        known += len(keys) - len(unknown)
        orphans += unknown
    if len(orphans) > known:
        logger.error("%s of %s files have no row: none removed", len(orphans), known + len(orphans))
        return left
    for key in orphans:
        store.remove(key)
    logger.info("%s files without a row and %s in quarantine removed", len(orphans), left)
    return left + len(orphans)


def _in_pieces(store: Store) -> Iterator[list[str]]:
    for keys in store.kept_before(TIME_FOR_A_ROW):
        for start in range(0, len(keys), ASKED_AT_ONCE):
            yield keys[start : start + ASKED_AT_ONCE]
