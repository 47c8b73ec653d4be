"""Uploaded files of people: stored as parsed cells, validated on each view, applied once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import uuid4

from flask_babel import gettext
from sqlalchemy import insert, update

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit import change_log
from app.kernel.db import db
from app.kernel.errors import NotAllowed, NotFound
from app.kernel.files.file_names import shown_name
from app.kernel.spreadsheets.workbook import Cells
from app.kernel.text.folding import fold
from app.kernel.text.parsing import line
from app.rollout.models import ListLine, ListUpload, StaffList
from app.rollout.operations.line_validation import judge_cells, must_be_open
from app.rollout.operations.staff_lists import note
from app.rollout.queries import staff_lists as queries
from app.rollout.rules import staff_lists as rules
from app.rollout.rules.list_diff import COMPARED, CheckedList, CheckedListRow, ListRowVerdict
from app.rollout.rules.list_rows import A_FORMULA
from app.rollout.rules.staff_lists import ListAction

LONGEST_CELL = 400
PHONE = 4
"""The phone column: spreadsheets tend to drop its leading zero."""


class Applied(NamedTuple):
    """The result of applying the valid rows."""

    made: int
    changed: int
    same: int


def keep_upload(
    staff_list: StaffList, file_name: str, cells: Iterable[Cells], *, by: Actor
) -> ListUpload:
    """Store a parsed file for validation; nothing else is written.

    Raises:
        NotAllowed: this user does not edit the list.
        NotOpen: the list has been submitted.
    """
    _must_keep(staff_list, by)
    rows = [[each.number, *_texts(each)] for each in cells]
    upload = ListUpload(
        id=uuid4(),
        staff_list=staff_list,
        file_name=shown_name(file_name),
        sha256=sha256(json.dumps(rows).encode()).hexdigest(),
        rows=rows,
        at=clock.now(),
        by_id=by.staff_id,
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def judge(upload: ListUpload) -> CheckedList:
    """Validate each row now; nothing is changed."""
    rows = ((number, cells) for number, *cells in upload.rows)
    return judge_cells(upload.staff_list, rows, writer=upload.by_id)


def apply(upload: ListUpload, *, by: Actor) -> Applied:
    """Write the valid rows; idempotent, also for the same file again.

    Nobody is removed from the list for not being in a file.

    Raises:
        NotFound: the file is another user's.
        NotAllowed, NotOpen: as for ``keep_upload``.
    """
    staff_list = upload.staff_list
    if upload.by_id != by.staff_id:
        raise NotFound
    db.session.refresh(staff_list, with_for_update={"of": StaffList})
    _must_keep(staff_list, by)
    judged = judge(upload)
    made, changed = judged.of(ListRowVerdict.NEW), judged.of(ListRowVerdict.CHANGED)
    _insert(staff_list, made)
    _update(changed)
    if upload.applied_at is None:
        upload.applied_at = clock.now()
    if made or changed:
        told = gettext(
            "%(file)s: %(made)s added, %(changed)s changed",
            file=upload.file_name,
            made=len(made),
            changed=len(changed),
        )
        note(staff_list, ListAction.BRING_IN, by, told)
        change_log.imported(
            by, ListLine.__tablename__, [f"made={len(made)}", f"changed={len(changed)}"]
        )
    db.session.flush()
    db.session.expire(staff_list, ["lines"])
    return Applied(len(made), len(changed), judged.counts[ListRowVerdict.SAME])


def _must_keep(staff_list: StaffList, by: Actor) -> None:
    if not rules.keeps(by, staff_list.unit):
        raise NotAllowed
    must_be_open(staff_list)


def _insert(staff_list: StaffList, rows: Sequence[CheckedListRow]) -> None:
    last = queries.last_line(staff_list.id)
    found = [
        {
            "id": uuid4(),
            "list_id": staff_list.id,
            "n": last + at,
            "unit_id": row.entry.values["unit_id"],
            "role": row.entry.values["role"],
            "id_number": row.entry.values["id_number"],
            **_compared(row),
        }
        for at, row in enumerate(rows, 1)
    ]
    if found:
        db.session.execute(insert(ListLine), found)


def _update(rows: Sequence[CheckedListRow]) -> None:
    found = [{"id": row.line.id, "remark": None, **_compared(row)} for row in rows if row.line]
    if found:
        db.session.execute(update(ListLine), found)


def _compared(row: CheckedListRow) -> dict[str, Any]:
    said = {column: row.entry.values.get(column) for column in COMPARED}
    return {**said, "folded": fold(row.entry.values["full_name"])}


def _texts(cells: Cells) -> list[str]:
    texts = [_text(value)[:LONGEST_CELL] for value in cells.values]
    if isinstance(cells.values[PHONE], int | float) and len(texts[PHONE]) in {9, 10}:
        texts[PHONE] = f"0{texts[PHONE]}"
    return [
        f"{A_FORMULA}{text.removeprefix(A_FORMULA)}" if at in cells.formulas else text
        for at, text in enumerate(texts)
    ]


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return line("" if value is None else str(value))
