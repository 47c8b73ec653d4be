"""How ``make city`` signs in, what it calls a fault, and that its mutants apply."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from demo import people
from harness.city import page
from harness.city.mutants import MUTANTS
from harness.stage.live import Live
from harness.stage.mutants import PATCHES
from harness.stage.visitor import START, Account, Visitor

pytestmark = pytest.mark.quick


def test_an_account_known_by_its_password_alone_signs_in(live: Live) -> None:
    visitor = Visitor(live.address, Account("quantri", people.PASSWORD))
    assert visitor.get(visitor.sign_in()).address == START


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        ("<p>Xóa hoặc Delete</p>", "English: Delete"),
        ("<p>Kết quả: None</p>", "English: None"),
        ("<p>not_needed</p>", "raw key: not_needed"),
        ("<p>ce90228a-dcb1-4c41-b61e-629275eb4c31</p>", "UUID: "),
        ("<p>%(name)s</p>", "object: "),
        ("<p>&lt;q lang='vi'>Tin</p>", "markup: <q lang='vi'>"),
        ("<a href='/x'><svg></svg></a>", "nothing to read on <a href='/x'>"),
        ("<p lang='en'>Save</p><script>None</script>", ""),
    ],
)
def test_what_nobody_should_read_is_named(bad: str, fault: str) -> None:
    root = document_fromstring(f"<html lang='vi'><p>Hồ sơ</p>{bad}</html>")
    found = list(page.faults(root, "citizen.home"))
    assert [each.startswith(fault) for each in found] == ([True] if fault else [])


def test_every_mutant_of_the_city_has_its_patch() -> None:
    patches = [f"city_{each.name}.patch" for each in MUTANTS]
    assert sorted(patches) == sorted(each.name for each in PATCHES.glob("city_*.patch"))
