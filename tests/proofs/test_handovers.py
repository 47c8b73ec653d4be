"""The proofs of hand-overs in small: faults between two offices, and a file that comes back."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from app.handoffs import exports
from app.kernel.spreadsheets import NotOurTable, TableTooBig, WithMacros, harmless, rows_of
from proofs import exchange, reconciling
from proofs.reconciling.faults import FAULTS
from tests.databases import Database


def test_every_kind_of_loss_and_duplicate_is_found_and_nothing_else(committed: Database) -> None:
    with committed.connect() as line:
        found = reconciling.measure(len(FAULTS), line)
    assert found["reconcile_found"] == len(FAULTS), found
    assert found["false_alarms"] == 0


def test_good_rows_are_booked_once_and_bad_ones_named(committed: Database) -> None:
    found = exchange.measure(packets=22, bad=11)
    assert found["exchange_named"] == 11, found
    assert found["exchange_booked"] == found["exchange_good"] == 11
    assert (found["booked_again"], found["changed_again"]) == (0, False)


def a_book(*heads: str) -> BytesIO:
    book, written = Workbook(), BytesIO()
    book.active.append(heads)
    book.save(written)
    return BytesIO(written.getvalue())


def test_a_file_that_is_not_ours_is_refused_as_a_whole() -> None:
    with pytest.raises(NotOurTable):
        exports.answers(BytesIO(b"%PDF-1.7"))
    with pytest.raises(NotOurTable):
        exports.answers(a_book("Mã", "Tên"))
    with pytest.raises(TableTooBig):
        exports.answers(BytesIO(b"0" * 3_000_000))
    with_program = a_book(*exports.HEADS)
    with ZipFile(with_program, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"program")
    with_program.seek(0)
    with pytest.raises(WithMacros):
        exports.answers(with_program)


def test_text_that_begins_like_a_formula_stays_text() -> None:
    for typed in ("=1+1", "+84", "-1", "@x", "\tx"):
        assert harmless(typed) == f"'{typed}"
    [row] = rows_of(
        BytesIO(exports.as_table([["=cmd|'/c calc'!A0", "xã Ba Trại"]], ["Mã", "Xã"])),
        ["Mã", "Xã"],
        most=5,
    )
    assert row.values[0] == "=cmd|'/c calc'!A0"
    assert not row.formulas
