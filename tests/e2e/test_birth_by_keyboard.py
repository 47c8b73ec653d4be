"""A mother without mouse or touch: the whole linked birth with Tab, Space, Enter, arrows, letters.

At every stop of the Tab key she must see where she is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from app.kernel.text.folding import fold
from harness.stage import family
from harness.stage.person import Person
from tests.e2e.conftest import Arrive, Figure
from tests.e2e.visible_focus import FOCUS_SHOWS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_STOPS = 120
"""Of one page."""
ADVICE = {"child": "on_time", "parents": "married", "residence": "permanent", "wish": "all_three"}
PAPERS = {"birth_notification": "giấy chứng sinh", "household_book": "sổ hộ khẩu"}
LEADS_ON = f"main form[method=post] > button, {family.GO_ON}, main form > .govuk-button"
HERE = f"""() => {{
  const at = document.activeElement;
  const stands = at.labels?.[0] || at;
  const {{top, bottom}} = stands.getBoundingClientRect();
  const list = at.id.endsWith('-ten') && document.getElementById(at.id.slice(0, -4));
  const all = at.type === 'radio' ? at.form.elements[at.name] : list || at;
  return {{
    at: `${{at.localName}} ${{at.id}} ${{stands.innerText}}`, name: all.name || at.name,
    type: list ? 'place' : at.type,
    chosen: at.type === 'checkbox' ? at.checked : all.value,
    href: at.getAttribute('href'), leads: at === document.querySelector({LEADS_ON!r}),
    shows: ({FOCUS_SHOWS})(), inWindow: bottom > 0 && top < innerHeight,
  }};
}}"""


class Typist:
    """A person with a keyboard and nothing else."""

    def __init__(self, person: Person) -> None:
        self.person, self.page = person, person.page
        self.stops = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def lead_to(self, key: str) -> None:
        """A key after which another page is loaded."""
        with self.page.expect_navigation():
            self.press(key)

    def next_stop(self) -> dict[str, Any]:
        """Tab once; she sees where she is."""
        self.press("Tab")
        self.stops += 1
        found: dict[str, Any] = self.page.evaluate(HERE)
        assert found["shows"], f"{self.page.url}: no focus to be seen on {found['at']}"
        assert found["inWindow"], f"{self.page.url}: out of sight: {found['at']}"
        return found

    def go_to(self, is_there: Callable[[dict[str, Any]], bool]) -> None:
        """Tab until something is reached."""
        for _ in range(MOST_STOPS):
            if is_there(self.next_stop()):
                return
        raise AssertionError(f"{self.page.url}: the Tab key does not come there")

    def fill_in(self, said: Mapping[str, str], files: Mapping[str, Path] | None = None) -> None:
        """Stop after stop, answer what is asked, and press the button at the end."""
        for _ in range(MOST_STOPS):
            stop = self.next_stop()
            if stop["leads"]:
                return self.lead_to("Enter")
            if stop["name"] in said:
                self.answer(stop, said[stop["name"]])
            elif files and stop["name"] in files:
                # the browser's own window of files, which keys open and fill, is not the page's
                self.page.set_input_files(f"#{stop['name']}", files[stop["name"]])
                self.page.locator(f"[data-files={stop['name']}] .mc-file").wait_for()
        raise AssertionError(f"{self.page.url}: the Tab key does not come to the button")

    def answer(self, stop: dict[str, Any], word: str) -> None:
        if stop["chosen"] in {word, True} or str(stop["chosen"]).startswith("same:"):
            return
        if stop["type"] == "checkbox":
            self.press("Space")
        elif stop["type"] == "radio":
            self.press("Space")
            self.choose(word)
        elif stop["type"] == "select-one":
            self.press("Home")
            self.choose(word)
        elif stop["type"] == "place":
            self.look_up(str(self.page.locator(f"option[value='{word}']").first.inner_text()))
        else:
            self.press("Control+a")
            self.page.keyboard.insert_text(word)

    def choose(self, word: str) -> None:
        """Down to a line of a list or a button of a group."""
        for _ in range(MOST_STOPS):
            if self.page.evaluate("document.activeElement.value") == word:
                return
            self.press("ArrowDown")
        raise AssertionError(f"{self.page.url}: the arrows do not come to {word}")

    def look_up(self, place: str) -> None:
        """The first suggestion for a name typed without its kind."""
        self.page.keyboard.type(fold(place.partition(" ")[2]))
        self.page.locator("[role=option]:visible").first.wait_for()
        self.press("ArrowDown", "Enter")


def test_a_linked_birth_is_sent_by_keyboard_alone(
    somebody: Arrive, files: dict[str, Path], figure: Figure
) -> None:
    typist = Typist(somebody(width=1280))
    page = typist.page
    page.goto("/")
    typist.go_to(
        lambda stop: page.get_by_role("combobox").evaluate(
            "each => each === document.activeElement"
        )
    )
    page.keyboard.type("kim chun")
    expect(page.get_by_role("option")).to_have_count(2)
    typist.press("ArrowDown")
    typist.lead_to("Enter")
    first = page.locator("main .mc-topic__item--first a").get_attribute("href")
    typist.go_to(lambda stop: stop["href"] == first)
    typist.lead_to("Enter")
    typist.fill_in(ADVICE)
    typist.fill_in({})  # the advice

    typist.go_to(lambda stop: stop["leads"])
    typist.lead_to("Enter")  # nothing is filled in
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    asked = typist.next_stop()["href"]
    typist.press("Enter")
    assert page.evaluate("'#' + document.activeElement.id") == asked
    page.reload()
    while typist.person.path.startswith("/nop-ho-so/khai/"):
        here = page.url
        typist.fill_in(family.answers("0912 345 681"))
        assert page.url != here, page.locator(".govuk-error-summary").inner_text()

    typist.fill_in({}, {key: files[name] for key, name in PAPERS.items()})
    typist.fill_in({"declared": "1"})
    assert typist.person.path == "/nop-ho-so/bien-nhan", typist.person.words[:500]
    figure(f"linked birth by keyboard: {typist.stops} stops of the Tab key")
