"""Uploaded files of people: stored as parsed cells, their columns confirmed, applied once."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import uuid4

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import insert, update

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit import change_log
from app.kernel.db import db
from app.kernel.errors import NotAllowed, NotFound, Refused
from app.kernel.files.file_names import shown_name
from app.kernel.spreadsheets.reader import Sheet
from app.kernel.text.folding import fold
from app.rollout.models.staff_lists import ListLine, ListUpload, StaffList
from app.rollout.operations.line_validation import judge_rows, must_be_open
from app.rollout.operations.staff_lists import note
from app.rollout.queries import staff_lists as queries
from app.rollout.rules import list_columns
from app.rollout.rules import staff_lists as rules
from app.rollout.rules.checked_list import ASKED, GOOD, CheckedList, CheckedListRow, KeptList
from app.rollout.rules.checked_list import ListRowVerdict as Verdict
from app.rollout.rules.list_columns import FoundSheets, SourceSheet, TakenColumns
from app.rollout.rules.list_diff import COMPARED
from app.rollout.rules.list_headings import HEAD_OF, best_heads
from app.rollout.rules.list_rows import FIELDS, NEEDED
from app.rollout.rules.staff_lists import ListAction

EDITION = 1
"""Counted up when the kept form of a validation changes."""


COLUMNS_MISSING = _("Say which column of the sheet “%(sheet)s” has: %(heads)s.")


class Applied(NamedTuple):
    """The result of applying the valid rows."""

    made: int
    changed: int
    same: int


def keep_upload(
    staff_list: StaffList, file_name: str, sheets: Sequence[Sheet], *, by: Actor
) -> ListUpload:
    """Store a parsed file for validation; nothing else is written.

    The columns of the template need no confirmation.

    Raises:
        Refused: no sheet has headings by which its columns are known.
        NotAllowed: this user does not edit the list.
        Refused: the list has been submitted.
    """
    _must_keep(staff_list, by)
    found = list_columns.find_sheets(sheets)
    if len(found.left_out) == len(found.sheets):
        raise Refused(
            _("No row of the file has the headings of the list. Missing: %(heads)s."),
            status=422,
            field="file",
            heads=_heads(NEEDED - best_heads(sheets)),
        )
    stored = [asdict(sheet) for sheet in found.sheets]
    upload = ListUpload(
        id=uuid4(),
        staff_list=staff_list,
        file_name=shown_name(file_name),
        sha256=sha256(json.dumps(stored).encode()).hexdigest(),
        sheets=stored,
        columns=[list(each) for each in found.columns],
        at=clock.now(),
        by_id=by.staff_id,
    )
    db.session.add(upload)
    if found.is_template:
        _keep(upload)
    db.session.flush()
    return upload


def found_in(upload: ListUpload) -> FoundSheets:
    """The sheets of the file, and what their columns are taken for."""
    return FoundSheets(
        [SourceSheet.stored(sheet) for sheet in upload.sheets],
        [TakenColumns(*each) for each in upload.columns],
    )


def choose_columns(upload: ListUpload, columns: Sequence[TakenColumns], *, by: Actor) -> None:
    """Say what the columns of the sheets are taken for, and validate the rows.

    Raises:
        Refused: the columns do not make a list.
        NotAllowed, Refused: as for ``keep_upload``.
    """
    _must_keep(upload.staff_list, by)
    for sheet, each in zip(upload.sheets, columns, strict=True):
        if each.taken and each.missing:
            raise Refused(
                COLUMNS_MISSING, status=422, sheet=sheet["name"], heads=_heads(each.missing)
            )
        if each.taken and each.twice:
            raise Refused(
                _("Several columns of the sheet “%(sheet)s” are taken for: %(heads)s. Keep one."),
                status=422,
                sheet=sheet["name"],
                heads=_heads(each.twice),
            )
    if not any(each.taken for each in columns):
        raise Refused(_("Take at least one sheet of the file."), status=422)
    upload.columns = [list(each) for each in columns]
    _keep(upload)


def judge(upload: ListUpload) -> CheckedList:
    """Validate each row now; nothing is changed."""
    rows = list_columns.list_rows(found_in(upload))
    return judge_rows(upload.staff_list, rows, writer=upload.by_id)


def judged(upload: ListUpload) -> KeptList:
    """The validation as it was kept; done again when the list has changed since, or the day.

    Raises:
        NotFound: the columns are not confirmed.
    """
    kept = upload.judgement
    if kept is None:
        raise NotFound
    if kept["of"] != _basis(upload):
        kept = _keep(upload)
    return KeptList(kept["rows"])


def _keep(upload: ListUpload) -> dict[str, Any]:
    kept = {"of": _basis(upload), "rows": judge(upload).kept()}
    upload.judgement = kept
    return kept


def _basis(upload: ListUpload) -> str:
    return f"{EDITION} {clock.today()} {queries.fingerprint(upload.list_id)}"


def apply(upload: ListUpload, *, by: Actor, also: Collection[Verdict] = ()) -> Applied:
    """Write the valid rows; idempotent, also for the same file again.

    Rows to look at and hidden ones are written only if their verdict is in ``also``. Nobody is
    removed from the list for not being in a file.

    Raises:
        NotFound: the file is another user's, or its columns are not confirmed.
        NotAllowed, Refused: as for ``keep_upload``.
    """
    staff_list = upload.staff_list
    if upload.by_id != by.staff_id or upload.judgement is None:
        raise NotFound
    db.session.refresh(staff_list, with_for_update={"of": StaffList})
    _must_keep(staff_list, by)
    found = judge(upload)
    taken = found.of(*GOOD, *(verdict for verdict in ASKED if verdict in also))
    made = [row for row in taken if row.line is None]
    changed = [row for row in taken if row.line is not None]
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
    return Applied(len(made), len(changed), found.counts[Verdict.SAME])


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
            "unit_id": row.values["unit_id"],
            "role": row.values["role"],
            "id_number": row.values["id_number"],
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
    """The values of a line; what the file has no column for stays as it is."""
    said = {column: row.values.get(column, getattr(row.line, column, None)) for column in COMPARED}
    return {**said, "folded": fold(row.values["full_name"])}


def _heads(columns: Collection[str]) -> str:
    return ", ".join(HEAD_OF[column] for column in FIELDS if column in columns)
