"""The city's justice department imports a file of the police that has errors in it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from harness.stage.person import Person
from tests.e2e.conftest import Arrive
from tests.residents.police_files import a_row, as_csv

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LIST = "/can-bo/du-lieu-dan-cu/list/"
PEOPLE = (
    a_row(number="001190777001", old_number=""),
    a_row(number="00119077700", name="Người Có Số Sai"),
    a_row(number="001190777003", old_number="", sex="Nam"),
)


def when(person: Person, words: str) -> None:
    """Load the page again until the worker is done, as it does by itself."""
    for _try in range(60):
        if words in person.words:
            person.examine()
            return
        person.page.wait_for_timeout(500)
        person.page.reload()
    raise AssertionError(person.words[:1000])


def send(person: Person, path: Path) -> None:
    person.open(LIST)
    person.press(person.page.locator("a[href$='/du-lieu-dan-cu/add']").first)
    person.fill("file", path)
    person.fill("source", "Công an TP Hà Nội")
    person.fill("as_of", "2016-11-01")
    person.press("main button[type=submit]")


@pytest.mark.parametrize(("width", "script"), [(1280, True), (375, False)])
def test_a_file_with_mistakes_is_checked_put_right_and_brought_in(
    somebody: Arrive, tmp_path: Path, width: int, *, script: bool
) -> None:
    wrong, right = tmp_path / "tệp sai.csv", tmp_path / "tệp đúng.csv"
    wrong.write_bytes(as_csv(*PEOPLE, keys=("number", "name")))
    right.write_bytes(as_csv(*PEOPLE))
    officer = somebody("sotuphap", width=width, javascript=script)
    send(officer, wrong)
    officer.sees("Thiếu cột", "“Ngày sinh”")
    send(officer, right)
    when(officer, "Đã kiểm tra, chưa đưa vào")
    officer.sees(
        "Dòng bị loại", "Dòng 3", "Số của một người có 9 hoặc 12 chữ số",
        "Dòng 4", "Số này không khớp giới tính đã khai",
    )  # fmt: skip
    link = officer.page.locator("a[href$='dong-bi-loai.csv']").get_attribute("href")
    rows = list(csv.reader(officer.fetch(str(link)).decode("utf-8-sig").splitlines()))
    assert [row[3] for row in rows[1:]] == ["00119077700", "001190777003"]
    officer.press("form[action$='/dua-vao'] button")
    when(officer, "Đã đưa vào")
    officer.does_not_see("001190777001")
    officer.open(LIST)
    officer.sees("tệp đúng.csv", "Đã đưa vào")
