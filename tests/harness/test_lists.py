"""Long lists, reduced; and mutants that check no version, lose a page, or keep half of a file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from flask import Flask

from app.accounts.roles import Role
from app.kernel.db import db
from app.kernel.web.crud import datamodel
from app.kernel.workflow import engine
from app.organisation.models import UnitKind
from app.rollout.operations import list_uploads
from harness.lists.bulk import step_for_many
from harness.lists.export import export_rows
from harness.lists.layouts import mistakes
from harness.stage.databases import Database
from harness.stage.factories.people import AnOfficer
from harness.stage.factories.places import agency
from harness.stage.factories.staff_lists import a_list
from harness.stage.staff_list_layouts import LAYOUTS, Layout
from tests.rollout import test_list_uploads


def test_what_changed_meanwhile_and_what_is_foreign_is_named_and_left_alone(
    app: Flask, committed: Database
) -> None:
    with committed.connect() as line:
        found = step_for_many(app, line, rows=12, changed=4, foreign=2)
    assert (found["bulk_done"], found["bulk_named"]) == (6, 6), found
    assert (found["bulk_wrong"], found["bulk_told_of_others"]) == (0, 0), found


@pytest.mark.mutant
def test_a_run_that_looks_at_no_version_is_found_out(
    app: Flask, committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "check_version", lambda _dossier, _seen: None)
    with committed.connect() as line:
        found = step_for_many(app, line, rows=6, changed=2, foreign=1)
    assert found["bulk_wrong"] == 1, found


def test_a_long_list_is_whole_in_both_files(app: Flask, committed: Database) -> None:
    with committed.connect() as line:
        found = export_rows(app, line, rows=1_200)
    assert (found["export_rows"], found["export_wrong"]) == (1_200, 0), found
    assert max(found["export_xlsx_peak_mb"], found["export_csv_peak_mb"]) < 20, found


@pytest.mark.mutant
def test_a_file_that_lacks_rows_is_found_out(
    app: Flask, committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = datamodel.streamed

    def torn(query: Any) -> Iterator[Any]:
        return islice(whole(query), 25)

    monkeypatch.setattr(datamodel, "streamed", torn)
    with committed.connect() as line:
        found = export_rows(app, line, rows=30)
    assert found["export_wrong"] == 10, found


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_every_row_of_a_staff_list_becomes_what_was_written_beforehand(layout: Layout) -> None:
    district = AnOfficer(Role.DISTRICT_IT, agency(UnitKind.DISTRICT))
    staff_list = a_list(district.staff.unit, district)
    assert mistakes(layout, staff_list, district) == []


@pytest.mark.mutant
@pytest.mark.usefixtures("database")
def test_work_that_keeps_half_of_a_list_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    insert = list_uploads._insert

    def insert_and_keep(*rows: Any) -> None:
        insert(*rows)
        db.session.commit()

    monkeypatch.setattr(list_uploads, "_insert", insert_and_keep)
    district = AnOfficer(Role.DISTRICT_IT, agency(UnitKind.DISTRICT))
    staff_list = a_list(district.staff.unit, district)
    with pytest.raises(AssertionError):
        test_list_uploads.test_nothing_is_half_done_when_writing_breaks_off(
            staff_list, district, monkeypatch
        )
