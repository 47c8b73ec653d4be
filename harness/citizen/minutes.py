"""How long a mother needs for the linked birth on a telephone: a model over the pages as they are.

She reads what can be seen, types what is asked, chooses, and takes photos of the papers that must
be sent. What a page offers rightly she leaves as it is, what may be left out she leaves out. The
first form page counts whole, with its head and foot; of the following ones the main part.
"""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page

from app.kernel.text.folding import fold
from harness.stage import databases, family
from harness.stage.live import chromium
from harness.stage.person import CONTROLS
from harness.stage.running_system import a_system

WORDS_A_MINUTE = 200
CHARACTERS_A_MINUTE = 120
SECONDS_A_CHOICE, SECONDS_A_PHOTO = 2.0, 20.0
SMALL_LETTERS = 2
"""A letter with marks needs two touches."""
WIDTH = 375
BEFORE = Path(__file__).with_name("minutes_before.json")
FORM = (
    f"/nop-ho-so/xa/{family.COMMUNE_CODE}/khai-sinh"
    "?child=on_time&parents=married&residence=permanent&wish=all_three"
)
OPTIONAL = "(không bắt buộc)"
PAPERS = ("birth_notification", "household_book")
TEXT = """within => {
  const seen = each => each.getClientRects().length && each.checkVisibility()
    && !each.closest('.govuk-visually-hidden, .govuk-skip-link, [hidden], select, script, style');
  const walker = document.createTreeWalker(document.querySelector(within), NodeFilter.SHOW_TEXT);
  const said = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.data.trim() && seen(node.parentElement)) said.push(node.data);
  }
  for (const each of document.querySelectorAll(`${within} select`)) {
    if (each.getClientRects().length && each.selectedOptions.length)
      said.push(each.selectedOptions[0].text);
  }
  return said.join(' ');
}"""
"""What is there to be read; of a drop-down the chosen line, nothing of what is folded."""


@dataclass
class Effort:
    """What the form has cost so far."""

    pages: list[dict[str, Any]] = field(default_factory=list)
    """What each page has cost, to see where the time goes."""
    inputs: int = 0
    words: int = 0
    touches: int = 0
    choices: int = 0
    photos: int = 0

    @property
    def minutes(self) -> float:
        """All of it as time."""
        acts = self.choices * SECONDS_A_CHOICE + self.photos * SECONDS_A_PHOTO
        return self.words / WORDS_A_MINUTE + self.touches / CHARACTERS_A_MINUTE + acts / 60

    def read(self, page: Page) -> None:
        """A page that has opened."""
        within = "main" if self.pages else "body"
        text = str(page.evaluate(TEXT, within)).split()
        words = len(text)
        self.words += words
        self.inputs += int(page.evaluate(CONTROLS))
        heading = page.locator("h1").inner_text().replace("\n", " ")
        self.pages.append({"page": heading, "words": words, "text": " ".join(text)})

    def read_rest(self, page: Page) -> None:
        """What her answers have brought to the page."""
        within = "main" if len(self.pages) > 1 else "body"
        more = len(str(page.evaluate(TEXT, within)).split()) - self.pages[-1]["words"]
        self.words += max(more, 0)

    def type(self, text: str) -> None:
        """Letter by letter."""
        self.touches += sum(map(_touches, unicodedata.normalize("NFC", text)))

    def press(self, page: Page, button: str) -> None:
        """A button that leads to the next page, which is one choice among several."""
        self.choices += 1
        with page.expect_navigation():
            page.locator(button).first.click()


def _touches(letter: str) -> int:
    plain = unicodedata.normalize("NFD", letter) == letter and letter not in "đĐ"
    return 1 if plain else SMALL_LETTERS


def figures() -> dict[str, Any]:
    """Steps, inputs, words and minutes of the form, beside the minutes before."""
    with a_system() as system, telephone(system.address) as page:
        effort = _send(page, answers(databases.day_of(system.database)))
    for each in effort.pages:
        sys.stderr.write(f"{each['words']:4} words  {each['page']}\n")
        if "SAY" in os.environ:
            sys.stderr.write(f"      {each['text']}\n")
    sys.stderr.write(
        f"{effort.touches} touches, {effort.choices} choices, {effort.photos} photos\n"
    )
    return {
        "steps": len(effort.pages),
        "inputs": effort.inputs,
        "words": effort.words,
        "minutes": round(effort.minutes, 1),
        "minutes_before": json.loads(BEFORE.read_text())["minutes"],
    }


@contextmanager
def telephone(address: str) -> Iterator[Page]:
    with chromium() as running:
        size: Any = {"width": WIDTH, "height": 800}
        context = running().new_context(base_url=address, viewport=size, locale="vi-VN")
        yield context.new_page()
        context.close()


def answers(today: date) -> dict[str, str]:
    """The mother's answers, for a child born eleven days ago."""
    born = today - timedelta(days=11)
    days = {"child_born": born, "birth_proof_date": born + timedelta(days=1)}
    said = family.answers("0912003375")
    for key, day in days.items():
        parts = {"d": day.day, "m": day.month, "y": day.year}
        said |= {f"{key}-{part}": str(number) for part, number in parts.items()}
        said[key] = f"{day:%d/%m/%Y}"
    return said


def declare(page: Page, said: Mapping[str, str]) -> Effort:
    """From the first page of the form to that of the documents."""
    page.goto(FORM)
    with page.expect_navigation():
        page.locator("form[action$='/nop-ho-so/bat-dau'] button").first.click()
    effort = Effort()
    while _path(page).startswith("/nop-ho-so/khai/"):
        here = page.url
        effort.read(page)
        for name, word in said.items():
            _answer(page, effort, name, word)
        effort.read_rest(page)
        effort.press(page, family.GO_ON)
        if page.url == here:
            raise RuntimeError(page.locator(".govuk-error-summary").inner_text())
    return effort


def _send(page: Page, said: Mapping[str, str]) -> Effort:
    """From the first page of the form to the receipt."""
    effort = declare(page, said)
    effort.read(page)
    _send_photos(page, effort)
    effort.press(page, "button[name=tiep]")
    effort.read(page)
    effort.choices += 1
    page.locator("#declared").check(force=True)
    effort.press(page, family.SEND)
    if _path(page) != "/nop-ho-so/bien-nhan":
        raise RuntimeError(page.locator("main").inner_text())
    return effort


def _answer(page: Page, effort: Effort, name: str, word: str) -> None:
    """Answer a question if it is there to be seen, unless what it offers is right."""
    controls = page.locator(f'main [name="{name}"]')
    if controls.count() == 0:
        return
    shown = "each => each.labels[0]?.getClientRects().length ? each.labels[0].innerText : ''"
    asked = controls.first.evaluate(shown)
    if not asked or OPTIONAL in asked:
        return
    kind = controls.first.evaluate("each => each.type")
    if kind in {"radio", "checkbox"}:
        wanted = page.locator(f'main [name="{name}"][value="{word}"]')
        if not wanted.is_checked():
            effort.choices += 1
            wanted.check(force=True)
    elif kind == "select-one":
        _choose(controls, effort, word)
    elif controls.input_value() != word and not _is_same_address(page, name):
        _write(controls, effort, word)


def _choose(control: Locator, effort: Effort, word: str) -> None:
    """Another line of a drop-down, unless the one it offers is right; all live at one address.

    In a long list of places the name is typed, without accents, unless it is one of the first.
    """
    same = control.locator("option[value^='same:']")
    fitting = {word} | ({str(same.first.get_attribute("value"))} if same.count() else set())
    if control.input_value() not in fitting:
        wanted = max(fitting)
        effort.choices += 1
        if control.get_attribute("data-places") and wanted == word:
            name = control.locator(f"option[value='{word}']").inner_text()
            effort.type(fold(name.partition(" ")[2]))
        control.select_option(wanted)


def _is_same_address(page: Page, name: str) -> bool:
    """Whether the place is chosen as that of another address, so that no street is asked."""
    place = page.locator(f'main select[name="{name.removesuffix("-detail")}-place"]')
    return bool(place.count()) and place.input_value().startswith("same:")


def _write(control: Locator, effort: Effort, word: str) -> None:
    """Type, or touch the line that the field offers for the word."""
    offers = "each => [...(each.list?.options || [])].map(one => one.value)"
    if word in control.evaluate(offers):
        effort.choices += 1
    else:
        effort.type(word)
    control.fill(word)


def _send_photos(page: Page, effort: Effort) -> None:
    with TemporaryDirectory() as folder:
        for key in PAPERS:
            photo = Path(folder) / f"{key}.jpg"
            Image.effect_noise((800, 600), 60).convert("RGB").save(photo, "JPEG")
            effort.photos += 1
            page.set_input_files(f"#{key}", photo)
            button = page.locator(f"button[name=gui][value={key}]")
            if button.is_visible():
                effort.press(page, f"button[name=gui][value={key}]")
            page.locator(f"[data-files={key}]").get_by_text(photo.name).first.wait_for()


def _path(page: Page) -> str:
    return "/" + page.url.split("/", 3)[3].partition("?")[0]
