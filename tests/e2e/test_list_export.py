"""An officer arranges a list, exports it, and finds the same rows in the file."""

from __future__ import annotations

import csv
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.e2e.conftest import Arrive

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.quick]

LIST = "/can-bo/ho-so/list/?_flt_0_state=ready&_oc_DossierView=submitted_at&_od_DossierView=asc"


def test_a_list_is_taken_along_as_it_stands(somebody: Arrive) -> None:
    officer = somebody("motcua.kimchung")
    page = officer.page
    officer.open(LIST)
    heads = [text.strip() for text in page.locator("main thead th").all_inner_texts()]
    names = [text.strip() for text in page.locator("a.mc-rowlink").all_inner_texts()]
    assert names
    files: dict[str, Path] = {}
    for kind in ("Excel", "CSV"):
        with page.expect_download() as download:
            page.get_by_role("link", name=kind, exact=True).click()
        files[kind] = download.value.path()
        assert download.value.suggested_filename.startswith("ho-so-")
    with files["CSV"].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    sheet = load_workbook(BytesIO(files["Excel"].read_bytes())).worksheets[0]
    assert rows[0] == [head for head in heads if head in rows[0]]
    assert [row[0] for row in rows[1:]] == names
    assert [row[0] for row in sheet.iter_rows(values_only=True)] == [row[0] for row in rows]
    officer.examine()
