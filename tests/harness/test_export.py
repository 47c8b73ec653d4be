"""Long lists as files, reduced, and a mutant that loses a page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from flask import Flask

from app.kernel.web.crud import datamodel
from harness import export
from harness.stage.databases import Database


def test_a_long_list_is_whole_in_both_files(app: Flask, committed: Database) -> None:
    with committed.connect() as line:
        found = export.measure(app, line, rows=1_200)
    assert (found["export_rows"], found["export_wrong"]) == (1_200, 0), found
    assert max(found["export_xlsx_peak_mb"], found["export_csv_peak_mb"]) < 20, found


def test_a_file_that_lacks_rows_is_found_out(
    app: Flask, committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = datamodel.streamed

    def torn(query: Any) -> Iterator[Any]:
        return islice(whole(query), 25)

    monkeypatch.setattr(datamodel, "streamed", torn)
    with committed.connect() as line:
        found = export.measure(app, line, rows=30)
    assert found["export_wrong"] == 10, found
