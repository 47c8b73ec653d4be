"""Imports of the police: validated first, applied as a whole, and never over newer data."""

from __future__ import annotations

import csv
from datetime import date
from io import TextIOWrapper
from typing import Any

import psycopg
import pytest
from sqlalchemy import select, update

from app.accounts.roles import Role
from app.kernel.audit.change_log import AuditEntry
from app.kernel.db import db, transaction
from app.kernel.errors import DomainError
from app.kernel.files import storage
from app.kernel.files.orphan_cleanup import known_keys
from app.residents.models.residents import Household, ImportState, Resident
from app.residents.operations import file_reader, import_apply, import_validation, imports
from app.residents.operations.import_progress import BeingWorkedOn
from harness.stage.databases import Database
from harness.stage.factories import AnOfficer
from harness.stage.factories.people import seat_of
from tests.residents.police_files import (
    KEYS,
    a_row,
    as_csv,
    as_xlsx,
    brought_in,
    checked,
    counts,
    now,
    rows_of,
    taken,
)

pytestmark = pytest.mark.usefixtures("committed")

MARKED = b"\xef\xbb\xbf"
CHILD = {"number": "001316009999", "born": "05/09/2016", "old_number": "", "name": "Lê Thị Bé"}


def residents() -> dict[str, Resident]:
    db.session.remove()
    return {each.number: each for each in db.session.scalars(select(Resident))}


def versions(committed: Database) -> list[Any]:
    """The place of every row, to detect rewritten rows."""
    with committed.connect() as line:
        people = line.execute("select ctid::text, xmin::text, number from resident order by 3")
        houses = line.execute("select ctid::text, xmin::text, code from household order by 3")
        return [*people.fetchall(), *houses.fetchall()]


def verdicts(key: Any) -> list[list[str]]:
    file = now(key)
    kept = storage.open_stored(file.refused_key or "")
    with TextIOWrapper(kept, "utf-8-sig", newline="") as stored:
        return list(csv.reader(stored))


@pytest.mark.parametrize(
    "content",
    [
        as_csv(a_row(), a_row(**CHILD)),
        MARKED + as_csv(a_row(), a_row(**CHILD), split=";"),
        as_xlsx(rows_of(a_row(), a_row(**CHILD))),
    ],
    ids=["csv", "semicolons", "xlsx"],
)
def test_a_file_is_checked_before_anything_changes_and_then_brought_in(content: bytes) -> None:
    file = checked(content)
    assert (file.state, counts(file)) == (ImportState.CHECKED, {"rows": 2, "new": 2})
    assert residents() == {}
    with transaction():
        imports.order(file.id)
    import_apply.apply_file(file.id)
    assert now(file.id).state is ImportState.APPLIED
    assert {each.name for each in residents().values()} == {"Nguyễn Thị Mẫu", "Lê Thị Bé"}
    who = residents()["001190012345"]
    assert (who.born, who.sex, who.ethnicity, who.source) == (
        "1990-03-27", "female", "01", "Công an TP Hà Nội",
    )  # fmt: skip
    assert db.session.scalar(select(Household.head_name)) == "Lê Văn Thử"


def test_excel_keeps_days_and_figures_as_what_they_are() -> None:
    headings, cells = rows_of(a_row(number="112345678"))
    row: list[Any] = [*cells]
    row[KEYS.index("number")], row[KEYS.index("born")] = 112345678, date(1990, 3, 27)
    brought_in(as_xlsx([headings, row]))
    assert residents()["112345678"].born == "1990-03-27"


def test_the_same_file_again_touches_no_row(committed: Database) -> None:
    content = as_csv(a_row(), a_row(**CHILD))
    brought_in(content)
    before = versions(committed)
    again = brought_in(content)
    assert counts(again) == {"rows": 2, "same": 2}
    assert versions(committed) == before


def test_what_changed_is_changed_and_the_rest_is_left_alone(committed: Database) -> None:
    brought_in(as_csv(a_row(), a_row(**CHILD)))
    before = versions(committed)
    file = brought_in(as_csv(a_row(), a_row(**CHILD | {"name": "Lê Thị Bé Bi"})))
    assert counts(file) == {"rows": 2, "changed": 1, "same": 1}
    assert residents()["001316009999"].import_id == file.id
    assert len({*before} - {*versions(committed)}) == 1


def test_a_file_of_an_earlier_day_changes_nothing_that_is_known_of_a_later_one() -> None:
    brought_in(as_csv(a_row()))
    older = as_csv(a_row(name="Tên Cũ", head_name="Chủ Cũ"), a_row(**CHILD))
    file = brought_in(older, as_of=date(2016, 10, 1))
    assert counts(file) == {"rows": 2, "new": 1, "kept": 1}
    assert residents()["001190012345"].name == "Nguyễn Thị Mẫu"
    assert db.session.scalar(select(Household.head_name)) == "Lê Văn Thử"


def test_what_a_later_file_confirms_is_not_undone_by_one_between() -> None:
    brought_in(as_csv(a_row()), as_of=date(2016, 1, 1))
    brought_in(as_csv(a_row()), as_of=date(2016, 3, 1))
    brought_in(as_csv(a_row(name="Tên Khác")), as_of=date(2016, 2, 1))
    assert residents()["001190012345"].name == "Nguyễn Thị Mẫu"


def test_refused_rows_lie_in_a_file_with_their_line_and_reasons() -> None:
    file = checked(as_csv(a_row(number="12", born="x"), a_row(), a_row(**CHILD | {"sex": "Nam"})))
    assert counts(file) == {"rows": 3, "new": 2, "refused": 1, "warned": 1}
    heads, refused, odd = verdicts(file.id)
    assert heads[:3] == ["Dòng", "Kết quả", "Lý do"]
    assert refused[0] == "2"
    assert "Số định danh/CMND: " in refused[2]
    assert "Ngày sinh: " in refused[2]
    assert refused[3] == "12"
    assert (odd[0], odd[1]) == ("4", "Nhận, nhưng cần xem lại")


def test_what_was_put_right_in_the_file_of_refused_rows_can_be_sent_in() -> None:
    file = checked(as_csv(a_row(born="31/02/1990")))
    with storage.open_stored(file.refused_key or "") as stored:
        again = checked(stored.read().replace(b"31/02/1990", b"27/03/1990"))
    assert counts(again) == {"rows": 1, "new": 1}


def test_a_formula_is_no_formula_in_the_file_of_refused_rows() -> None:
    file = checked(as_csv(a_row(born="x", residence='=HYPERLINK("http://x")', relation="-1")))
    (_heads, row) = verdicts(file.id)
    assert row[3 + KEYS.index("residence")] == '\'=HYPERLINK("http://x")'
    assert row[3 + KEYS.index("relation")] == "'-1"


def test_a_number_that_stands_twice_is_refused_in_every_row() -> None:
    file = checked(as_csv(a_row(), a_row(**CHILD), a_row(name="Người Khác")))
    assert counts(file) == {"rows": 3, "new": 1, "refused": 2}
    told = {row[0]: row[2] for row in verdicts(file.id)[1:]}
    assert told == {
        "2": "Số này còn có ở dòng 4.",
        "4": "Số này còn có ở dòng 2.",
    }


def test_a_row_of_another_width_and_a_cell_with_a_formula_are_refused() -> None:
    short = as_csv(a_row()) + b"001190012346,Ai\r\n"
    assert counts(checked(short)) == {"rows": 2, "new": 1, "refused": 1}
    headings, cells = rows_of(a_row())
    cells[KEYS.index("name")] = "=A1"
    assert counts(checked(as_xlsx([headings, cells]))) == {"rows": 1, "refused": 1}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (as_csv(a_row(), keys=KEYS[1:]), "Thiếu cột: “Số định danh/CMND”"),
        ("Họ và tên,Ngày sinh\nHà,1990\n".encode("utf-16"), "UTF-8"),
        (b"\xd0\xcf\x11\xe0 old Excel", "Không đọc được tệp"),
        (b"PK\x03\x04 no workbook", "Không đọc được tệp"),
        (b"", "Thiếu cột"),
    ],
    ids=["columns", "encoding", "xls", "zip", "empty"],
)
def test_what_is_no_such_file_is_refused_at_once_and_not_kept(
    content: bytes, sentence: str, app: Any
) -> None:
    store = storage.default_store()
    before = sorted(store.directory.rglob("*"))
    with app.test_request_context(), pytest.raises(DomainError) as refused:
        taken(content)
    assert refused.value.field == "file"
    assert sentence in str(refused.value)
    assert sorted(store.directory.rglob("*")) == before


def test_letters_that_turn_out_wrong_later_fail_the_file_with_a_sentence() -> None:
    file = checked(as_csv(*(a_row() for _n in range(2000))) + b"\xff\xfe")
    assert file.state is ImportState.FAILED
    assert "UTF-8" in (file.fault or "")


def test_a_workbook_with_a_row_too_many_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_reader, "MOST_OF_A_SHEET", 3)
    rows = rows_of(*(a_row(number=f"00119001234{n}") for n in range(4)))
    assert checked(as_xlsx(rows[:-1])).state is ImportState.CHECKED
    file = checked(as_xlsx(rows))
    assert file.state is ImportState.FAILED
    assert "nhiều nhất 3 dòng" in (file.fault or "")


def test_rows_that_a_crash_of_the_server_took_are_read_again(committed: Database) -> None:
    by = str(AnOfficer(Role.CITY_JUSTICE, seat_of(Role.CITY_JUSTICE)).staff.id)
    file = checked(as_csv(a_row(), a_row(**CHILD)))
    with committed.connect() as line:
        line.execute("truncate resident_row")
    with transaction():
        imports.order(file.id)
    imports.apply(str(file.id), by)
    assert now(file.id).state is ImportState.CHECKED
    assert residents() == {}
    with transaction():
        imports.order(file.id)
    imports.apply(str(file.id), by)
    assert len(residents()) == 2


def test_nothing_is_brought_in_of_a_file_that_is_given_up() -> None:
    file = checked(as_csv(a_row()))
    with transaction():
        imports.drop(file)
    with pytest.raises(DomainError), transaction():
        imports.order(file.id)
    import_apply.apply_file(file.id)
    assert (now(file.id).state, residents()) == (ImportState.DROPPED, {})


def test_a_file_given_up_while_it_is_brought_in_leaves_nothing(
    committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = checked(as_csv(a_row()))
    with transaction():
        imports.order(file.id)
    whole = import_apply.compared

    def meanwhile(*arguments: Any) -> Any:
        with committed.connect() as line:
            line.execute("update resident_import set state = 'dropped'")
        return whole(*arguments)

    monkeypatch.setattr(import_apply, "compared", meanwhile)
    import_apply.apply_file(file.id)
    assert (now(file.id).state, residents()) == (ImportState.DROPPED, {})


def test_two_workers_never_have_one_file_in_hand(committed: Database) -> None:
    key = taken(as_csv(a_row())).id
    with committed.connect() as other, other.transaction():
        other.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"resident_import {key}",)
        )
        with pytest.raises(BeingWorkedOn):
            import_validation.read_file(key)
    import_validation.read_file(key)
    assert now(key).state is ImportState.CHECKED


def test_the_worker_may_do_all_of_it_and_the_web_process_none(committed: Database) -> None:
    brought_in(as_csv(a_row()))
    with committed.connect("mc_worker") as line:
        assert line.execute("select count(*) from resident").fetchone() == (1,)
        with line.cursor().copy("copy resident_row (import_id, line) from stdin"):
            pass
    with (
        committed.connect("mc_web") as line,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        line.execute("delete from resident_row")


def test_what_was_brought_in_stands_in_the_trail_and_its_files_are_known() -> None:
    file = brought_in(as_csv(a_row(), a_row(number="x")))
    entry = db.session.scalars(select(AuditEntry).filter_by(action="import")).one()
    assert (entry.subject, entry.key) == ("resident_import", str(file.id))
    mine = {file.storage_key or "", file.refused_key or ""}
    assert known_keys([*mine, "0" * 32]) == mine


def test_a_file_whose_bytes_are_gone_says_so() -> None:
    file = taken(as_csv(a_row()))
    storage.remove(file.storage_key or "")
    import_validation.read_file(file.id)
    assert now(file.id).state is ImportState.FAILED


def test_a_decoy_is_one_only_while_a_file_says_so() -> None:
    keys = (*KEYS, "decoy")
    brought_in(as_csv(a_row(decoy="x"), keys=keys))
    assert residents()["001190012345"].decoy
    with transaction():
        db.session.execute(update(Resident).values(decoy=True))
    assert brought_in(as_csv(a_row(decoy=""), keys=keys)).changed == 1
    assert not residents()["001190012345"].decoy
