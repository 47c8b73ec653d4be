"""The proofs of hand-overs, reduced: faults between two offices, and an Excel file."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Barrier
from zipfile import ZipFile

import pytest
from flask import Flask
from openpyxl import Workbook

from app.accounts.roles import Role
from app.handoffs import exports
from app.handoffs.operations import excel_answers
from app.handoffs.operations.excel_answers import AnswerVerdict
from app.handoffs.queries import handovers
from app.handoffs.workflow import LegState
from app.kernel.db import db, transaction
from app.kernel.spreadsheets.reader import NotOurTable, TableTooBig, rows_of
from app.kernel.spreadsheets.writer import harmless, xlsx_pieces
from harness import excel_answers as harness_excel_answers
from harness import reconciliation
from harness.reconciliation.faults import FAULTS
from harness.stage.databases import Database
from harness.stage.factories import a_commune, somebody
from tests.refusals import expect_refusal


def test_every_kind_of_loss_and_duplicate_is_found_and_nothing_else(committed: Database) -> None:
    with committed.connect() as line:
        found = reconciliation.compare(len(FAULTS), line)
    assert found["reconcile_found"] == len(FAULTS), found
    assert found["false_alarms"] == 0


def test_good_rows_are_booked_once_and_bad_ones_named(committed: Database) -> None:
    found = harness_excel_answers.send(packets=14, bad=11)
    assert found["exchange_named"] == 11, found
    assert found["exchange_booked"] == found["exchange_good"] == 3
    assert (found["booked_again"], found["changed_again"]) == (0, False)


def test_of_two_who_bring_in_the_same_file_one_books_each_row(
    app: Flask, committed: Database
) -> None:
    harness_excel_answers.hold(6, a_commune())
    police, start = somebody(Role.POLICE, a_commune()).actor, Barrier(2)
    content = harness_excel_answers.filled_in(
        handovers.for_exchange(police, state=LegState.RECEIVED), {}
    )
    db.session.remove()

    def bring(_n: int) -> int:
        with app.app_context():
            rows = exports.answers(BytesIO(content))
            start.wait()
            with transaction():
                booked = excel_answers.book(rows, actor=police)
            db.session.remove()
        return sum(each.verdict is AnswerVerdict.BOOK for each in booked)

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(bring, range(2))) == 6


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
    with expect_refusal("The file has macros"):
        exports.answers(with_program)


def test_text_that_begins_like_a_formula_stays_text() -> None:
    for typed in ("=1+1", "+84", "-1", "@x", "\tx"):
        assert harmless(typed) == f"'{typed}"
    heads, rows = ["Mã", "Xã"], [["=cmd|'/c calc'!A0", "xã Ba Trại"]]
    content = b"".join(xlsx_pieces("Đối chiếu", heads, rows))
    [row] = rows_of(BytesIO(content), heads, most=5)
    assert row.values[0] == "=cmd|'/c calc'!A0"
    assert not row.formulas
