"""An officer's mouse and keyboard; each click, each key and each turn of the wheel is counted.

Choosing from a list is two clicks, a window of scrolling is one turn of the wheel, and a letter of
a text is one key. Who opens a page does not read it: what has to be read is scrolled through.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

TURN = 0.8
"""Share of the window by which an officer scrolls at once, so that no line is missed."""
BELOW = "each => each.getBoundingClientRect().bottom - window.innerHeight"
ABOVE = "each => each.getBoundingClientRect().top"


@dataclass
class MouseAndKeyboard:
    """One officer at a window of 1280 × 800."""

    page: Page
    clicks: int = 0
    keys: int = 0
    scrolls: int = 0

    def click(self, found: Locator) -> None:
        """Bring it into the window and click."""
        self._reach(found)
        found.click()
        self.clicks += 1

    def lead_to(self, found: Locator) -> None:
        """Click what opens another page."""
        self._reach(found)
        with self.page.expect_navigation():
            found.click()
        self.clicks += 1

    def press(self, key: str) -> None:
        """One key that is no part of a text."""
        self.page.keyboard.press(key)
        self.keys += 1

    def tick(self, box: Locator) -> None:
        """Tick a box unless it is ticked."""
        if not box.is_checked():
            self._reach(box)
            box.check()
            self.clicks += 1

    def choose(self, field: Locator, index: int) -> None:
        """Choose from a list, unless something has been chosen for the officer."""
        if field.input_value() == "":
            self._reach(field)
            field.select_option(index=index)
            self.clicks += 2

    def type(self, field: Locator, text: str) -> None:
        """Write into an empty field; one that is filled in is left."""
        if field.input_value() == "":
            self._reach(field)
            field.fill(text)
            self.clicks += 1
            self.keys += len(text)

    def read(self, part: Locator) -> None:
        """Scroll until the end of a part of the page has been in the window."""
        self._scroll(float(part.evaluate(BELOW)))

    def distance_to(self, found: Locator) -> float:
        """By how many pixels the page has to be scrolled before it is in the window."""
        return abs(self._far(found))

    def _reach(self, found: Locator) -> None:
        self._scroll(self._far(found))

    def _far(self, found: Locator) -> float:
        above = float(found.evaluate(ABOVE))
        return above if above < 0 else max(0.0, float(found.evaluate(BELOW)))

    def _scroll(self, far: float) -> None:
        size = self.page.viewport_size
        if size is None or abs(far) < 1:
            return
        before = self.page.evaluate("() => window.scrollY")
        self.page.evaluate("far => window.scrollBy(0, far)", far)
        moved = abs(self.page.evaluate("() => window.scrollY") - before)
        self.scrolls += math.ceil(moved / (TURN * size["height"]))
