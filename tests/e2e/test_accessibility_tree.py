"""What a screen reader is told: the accessibility tree of Chromium, compared with what is expected.

After a change that is meant, delete the file of the page in ``accessibility_trees`` and run the
test: it writes the file again, and fails once so that somebody reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from devstack.postgres import Server
from harness.stage.family import COMMUNE_CODE
from harness.stage.live import Live, demonstration
from tests.e2e.conftest import Arrive

pytestmark = pytest.mark.browser

EXPECTED = Path(__file__).parent / "accessibility_trees"
COMMUNE = f"/nop-ho-so/xa/{COMMUNE_CODE}"
ANSWERS = "child=on_time&parents=married&residence=permanent&wish=all_three&xem=1"
PAGES = {
    "home": "/",
    "choose_commune": "/nop-ho-so/?viec=death",
    "empty_search": "/nop-ho-so/?tim=",
    "near_names": "/nop-ho-so/?tim=kim trung",
    "all_procedures": "/thu-tuc/",
    "procedure": "/thu-tuc/1.000656",
    "commune": COMMUNE,
    "birth_questions": f"{COMMUNE}/khai-sinh",
    "advice": f"{COMMUNE}/khai-sinh?{ANSWERS}",
    "help": "/huong-dan/",
}
FRAME = "home"
"""The page on which head and foot are listened to as well; the others share them."""
CHANGING = re.compile(r"\b\d{1,2}/\d{1,2}/\d{4}\b|\b\d+ xã\b|\b\d{1,2}:\d\d\b(?!–)")
"""Days and counts of the demonstration."""


@pytest.fixture(scope="module")
def live(server: Server) -> Iterator[Live]:
    """One that no other story has changed."""
    with demonstration(server, "untouched") as running:
        yield running


@pytest.mark.parametrize("name", PAGES)
def test_a_screen_reader_is_told_names_and_order(somebody: Arrive, name: str) -> None:
    reader = somebody(width=375)
    reader.open(PAGES[name])
    part = reader.page.locator("body" if name == FRAME else "main")
    heard = CHANGING.sub("…", part.aria_snapshot()) + "\n"
    file = EXPECTED / f"{name}.yml"
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        file.write_text(heard, encoding="utf-8")
        pytest.fail(f"{file.name} was written: read it, then run the test again")
    assert heard == file.read_text(encoding="utf-8")


def test_suggestions_are_announced_and_chosen_by_keyboard(somebody: Arrive) -> None:
    reader = somebody(width=375)
    reader.open("/nop-ho-so/?viec=death")
    field = reader.page.get_by_role("combobox")
    field.press_sequentially("kim chun")
    reader.page.get_by_role("option").first.wait_for()
    expect(reader.page.get_by_role("status")).to_contain_text("2 gợi ý")
    assert reader.page.get_by_role("option").all_inner_texts() == [
        "Xã Kim Chung, huyện Đông Anh",
        "Xã Kim Chung, huyện Hoài Đức",
    ]
    reader.examine()
    field.press("ArrowDown")
    chosen = reader.page.locator("[role=option][aria-selected=true]")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    with reader.page.expect_navigation():
        field.press("Enter")
    assert reader.page.url.endswith(f"{COMMUNE}?viec=death")


def test_the_place_of_an_address_is_typed_and_kept(somebody: Arrive) -> None:
    reader = somebody(width=375)
    reader.open(f"{COMMUNE}/khai-sinh?{ANSWERS}")
    reader.press("form[action$='/nop-ho-so/bat-dau'] button")
    field = reader.page.get_by_role("combobox", name="Xã, phường, thị trấn")
    field.click()
    field.press_sequentially("kim chung hoai")
    offered = reader.page.get_by_role("listbox").get_by_role("option")
    expect(offered).to_have_text(["Xã Kim Chung, huyện Hoài Đức"])
    reader.examine()
    field.press("Tab")
    assert field.input_value() == "Xã Kim Chung, huyện Hoài Đức"
    reader.press("form[method=post] button:not([name])")
    field = reader.page.get_by_role("combobox", name="Xã, phường, thị trấn")
    assert field.input_value() == "Xã Kim Chung, huyện Hoài Đức"
    field.fill("xứ lạ")
    field.press("Tab")
    assert field.input_value() == ""


def test_a_misspelt_commune_is_suggested_and_escape_closes(somebody: Arrive) -> None:
    reader = somebody(width=320)
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))
    reader.open("/")
    asked.clear()
    field = reader.page.get_by_role("combobox")
    field.press_sequentially("kim trung")
    reader.page.get_by_role("option", name="Xã Kim Chung, huyện Đông Anh").wait_for()
    assert len(asked) == 1, asked  # not one for each letter, of which an early one may come last
    field.press("Escape")
    assert reader.page.get_by_role("option").count() == 0
    assert field.get_attribute("aria-expanded") == "false"
