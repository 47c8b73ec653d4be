"""Removes files that no row refers to after a day, and leftovers in quarantine.

Other packages report which files their rows refer to. If row-level security hid those rows, no file
would be known: then nothing is removed and an error is logged.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from enum import StrEnum

from flask_babel import lazy_gettext as _

from app.kernel.files import storage
from app.kernel.files.storage import Store
from app.kernel.hooks import Hook
from app.kernel.jobs import queue

logger = logging.getLogger(__name__)

TIME_FOR_A_ROW = timedelta(days=1)
ASKED_AT_ONCE = 2000


class Keeper(StrEnum):
    """Tables whose rows refer to files (nơi ghi tên tệp)."""

    PAPERS = "papers"
    PACKETS = "packets"
    SLIPS = "slips"
    SHEETS = "sheets"
    RESIDENTS = "residents"
    POSTINGS = "postings"
    GUIDANCE = "guidance"


Known = Callable[[Sequence[str]], set[str]]
"""Returns the subset of the keys that a row refers to."""

keepers: Hook[Keeper, Known] = Hook(Keeper)


@queue.periodic(
    "kernel.sweep_files", "41 18 * * *", _("Remove files that no record names any more")
)
def sweep_files() -> None:
    """Runs every night (01:41 in Hanoi)."""
    sweep(storage.default_store())


def sweep(store: Store) -> int:
    """Remove unreferenced files; returns their number."""
    left = store.empty_quarantine(TIME_FOR_A_ROW)
    known, orphans = 0, list[str]()
    for keys in _in_pieces(store):
        unknown = set(keys)
        for keeper in Keeper:
            unknown -= keepers[keeper](sorted(unknown)) if unknown else set()
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
