"""A photo taken askew is cut to the paper and made straight, by finger and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageStat
from playwright.sync_api import Locator, expect

from harness.stage import family
from harness.stage.person import Person
from tests.e2e.conftest import Arrive

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTH, HEIGHT = 1600, 1200
CORNERS = ((0.15, 0.20), (0.80, 0.25), (0.85, 0.85), (0.10, 0.75))
"""Of the paper, clockwise from the left at the top, in shares of the photo."""
AT_FIRST = ((0.06, 0.06), (0.94, 0.06), (0.94, 0.94), (0.06, 0.94))
PAPER = "household_book"
PATIENCE = 30_000
"""Milliseconds in which the cut photo is sent."""
FILE = f"[data-files={PAPER}] .mc-file"
TABLE, WHITE = (60, 50, 40), (250, 250, 250)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A white paper on a dark table, seen from the side."""
    image = Image.new("RGB", (WIDTH, HEIGHT), TABLE)
    ImageDraw.Draw(image).polygon([(x * WIDTH, y * HEIGHT) for x, y in CORNERS], fill=WHITE)
    found = tmp_path / "sổ hộ khẩu.jpg"
    image.save(found)
    return found


def by_finger(dots: Locator, frame: Locator) -> None:
    """Drag each dot onto the corner of the paper."""
    mouse, box = dots.page.mouse, frame.bounding_box()
    assert box is not None
    for dot, (x, y) in zip(dots.all(), CORNERS, strict=True):
        dot.hover()
        mouse.down()
        mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        mouse.up()


def by_keyboard(dots: Locator, _frame: Locator) -> None:
    """Move each dot a hundredth at a time."""
    for dot, start, end in zip(dots.all(), AT_FIRST, CORNERS, strict=True):
        dot.focus()
        for low, high, way in zip(start, end, (("Left", "Right"), ("Up", "Down")), strict=True):
            for _ in range(abs(round(100 * (high - low)))):
                dot.press(f"Arrow{way[high > low]}")


def stored(mother: Person) -> bytes:
    """The one photo that is there."""
    assert mother.page.locator(FILE).count() == 1
    address = mother.page.locator(f"{FILE} [data-act=crop]").get_attribute("data-src")
    return mother.fetch(str(address))


@pytest.mark.parametrize("move", [by_finger, by_keyboard])
def test_a_photo_is_cut_to_the_paper(
    somebody: Arrive, photo: Path, move: Callable[[Locator, Locator], None]
) -> None:
    mother = somebody(width=375)
    family.find_the_form(mother)
    mother.open("/nop-ho-so/giay-to")
    mother.page.set_input_files(f"#{PAPER}", photo)
    crop = mother.page.locator(f"{FILE} [data-act=crop]")
    crop.click()
    dialog = mother.page.get_by_role("dialog", name="Cắt ảnh theo tờ giấy")
    mother.examine()
    dialog.get_by_role("button", name="Dùng cả ảnh").click()
    whole = stored(mother)
    assert crop.evaluate("each => each === document.activeElement")

    crop.click()
    address = str(crop.get_attribute("data-src"))
    expect(dialog).to_be_visible()
    move(dialog.locator(".mc-crop__corner"), dialog.locator("canvas"))
    dialog.get_by_role("button", name="Cắt ảnh theo tờ giấy").click()
    expect(crop).not_to_have_attribute("data-src", address, timeout=PATIENCE)
    with Image.open(BytesIO(whole)) as before, Image.open(BytesIO(stored(mother))) as after:
        assert before.size == (WIDTH, HEIGHT)
        assert after.width < WIDTH
        assert after.height < HEIGHT
        assert ImageStat.Stat(after.convert("L")).mean[0] > 0.98 * max(WHITE), "the table shows"
