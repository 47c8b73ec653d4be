"""A citizen takes the sealed result as a file; whoever is shown it verifies it, on any screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.dossiers.workflow import State
from harness.stage import family
from harness.stage.person import Person
from tests.e2e.conftest import Arrive, Standing
from tests.registers.test_verification import ALTERED, IN_FORCE, NOT_OURS, code_on

pytestmark = pytest.mark.browser

PAGE, SEND = "/xac-thuc/", "main form button[type=submit]"


@pytest.mark.parametrize(("width", "javascript"), [(375, False), (1280, True)])
def test_a_citizen_takes_the_file_and_a_school_verifies_it(
    standing: Standing, somebody: Arrive, tmp_path: Path, width: int, javascript: bool
) -> None:
    dossier, receipt = standing(State.RETURNED)
    citizen = somebody(width=375, javascript=False)
    family.follow(citizen, receipt)
    address = citizen.page.locator("a[href^='/tra-cuu/ket-qua/']").first.get_attribute("href")
    assert address
    sealed = citizen.fetch(address)
    altered = bytearray(sealed)
    altered[5000] ^= 1

    school = somebody(width=width, javascript=javascript)
    for content, words in (
        (sealed, IN_FORCE), (bytes(altered), ALTERED), (b"%PDF-1.7", NOT_OURS),
    ):  # fmt: skip
        verify_file(school, tmp_path / "giay-khai-sinh.pdf", content)
        school.sees(words)
    for code, words in ((code_on(sealed), IN_FORCE), ("0000-1111-2222-3333", NOT_OURS)):
        school.open(PAGE)
        school.page.locator("[name=ma]").fill(code)
        school.press(SEND)
        school.sees(words)
    school.does_not_see(dossier.subject_name)


def verify_file(person: Person, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    person.open(PAGE)
    person.page.locator("[name=tep]").set_input_files(path)
    person.press(SEND)
