"""A mother who sees badly, or whom motion disturbs: the same pages large, in her colours, at rest.

She walks once through the linked birth, with an error on the way, and opens the pages around it;
every page is looked at under each of ``PREFERENCES``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page

from app.dossiers.workflow import State
from harness.stage import family
from harness.stage.page_examination import is_too_wide
from harness.stage.person import Person
from tests.e2e.conftest import Arrive, Standing
from tests.e2e.visible_focus import FOCUS_SHOWS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTH, HEIGHT = 375, 800
WIDE = 1280
ZOOM = 2
MORE_PAGES = ("/thu-tuc/", "/thu-tuc/1.000656", "/nop-ho-so/?tim=kim trung", "/huong-dan/",
              "/bao-mat/")  # fmt: skip
PAGES = 15
CLOSING = 400
"""Milliseconds in which a list of suggestions closes once its field is left."""
PAPER = "birth_notification"

WORDS = "document.body.innerText.split(/\\s+/).filter(Boolean).sort().join(' ')"
TEXTS = """
  const told = each => `<${each.localName} class="${each.getAttribute('class') || ''}">`;
  const hidden = 'script, style, svg, option, .govuk-visually-hidden, .govuk-skip-link';
  const texts = [...document.querySelectorAll('body *')].filter(each => !each.closest(hidden)
    && each.checkVisibility({opacityProperty: true})
    && [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
"""
CUT_OFF = f"""() => {{
  {TEXTS}
  const clips = ({{overflowX, overflowY}}) => [overflowX, overflowY].some(
    each => ['hidden', 'clip'].includes(each));
  return texts.filter(each => {{
    const range = document.createRange();
    const last = [...each.childNodes].findLast(node => node.nodeType === 3 && node.data.trim());
    range.selectNodeContents(last);
    const said = range.getBoundingClientRect();
    for (let box = each; box; box = box.parentElement) {{
      const {{right, bottom}} = box.getBoundingClientRect();
      if (clips(getComputedStyle(box)) && (said.right > right + 1 || said.bottom > bottom + 1))
        return true;
    }}
    return false;
  }}).map(each => `${{told(each)}} is cut off`);
}}"""
SIZES = f"""() => {{
  {TEXTS}
  return texts.map(each => {{
    const {{fontSize, lineHeight}} = getComputedStyle(each);
    return [told(each), parseFloat(fontSize), parseFloat(lineHeight) || Infinity];
  }});
}}"""
INVISIBLE = """() => {
  const told = each => `<${each.localName} class="${each.getAttribute('class') || ''}">`;
  const shown = all => [...document.querySelectorAll(all)].filter(
    each => each.checkVisibility({opacityProperty: true}));
  const line = (each, side, pseudo) => {
    const style = getComputedStyle(each, pseudo);
    return style[`border${side}Style`] !== 'none' && parseFloat(style[`border${side}Width`]) > 0;
  };
  const light = colour => (colour.match(/[\\d.]+/g) || []).slice(0, 3).reduce(
    (sum, one, n) => sum + one / 255 * [0.21, 0.72, 0.07][n], 0);
  const isForced = each => getComputedStyle(each).forcedColorAdjust === 'auto';
  const ground = light(getComputedStyle(document.body).backgroundColor);
  const isSeen = colour => colour !== 'none' && Math.abs(light(colour) - ground) > 0.4;
  const lost = {
    'has no border': shown('.govuk-button, .govuk-input, .govuk-select, .mc-drop__choose')
      .filter(each => !line(each, 'Top')),
    'is marked by colour alone': shown('[role=option][aria-selected=true]').filter(
      each => getComputedStyle(each).outlineStyle === 'none'),
    'has no place among the steps': shown('.mc-steps__item').filter(each => !line(each, 'Top')),
    'does not look chosen': [...document.querySelectorAll('.govuk-radios__input:checked'
      + ', .govuk-checkboxes__input:checked')].map(each => each.labels[0]).filter(
      each => !line(each, 'Left', '::after') || getComputedStyle(each, '::after').opacity !== '1'),
    'does not look wrong': shown('.govuk-error-summary, .govuk-form-group--error').filter(
      each => !line(each, 'Left')),
    'is drawn in the colour of the ground': shown('svg:not(.mc-mark) :is(path, rect, circle)')
      .filter(each => isForced(each) && !['stroke', 'fill'].some(
        name => isSeen(getComputedStyle(each)[name]))),
    'is a picture in a colour of its own': shown('select, .mc-combo').filter(
      each => getComputedStyle(each).backgroundImage !== 'none'),
    'lies on a dark ground': shown('.mc-qr').filter(
      each => light(getComputedStyle(each).backgroundColor) < 0.9),
  };
  return Object.entries(lost).flatMap(([what, all]) => all.map(each => `${told(each)} ${what}`));
}"""
MOVING = """() => [...document.querySelectorAll('*')].filter(each => {
  const style = getComputedStyle(each);
  const lasts = [style.transitionDuration, style.animationDuration].some(
    all => all.split(',').some(one => parseFloat(one) > 0.01));
  return lasts || style.scrollBehavior === 'smooth';
}).map(each => `<${each.localName} class="${each.getAttribute('class') || ''}"> moves`)"""
UNFOCUSED = f"""() => {{
  const controls = [...document.querySelectorAll(
    'main :is(a[href], button, input, select, textarea, summary)')].filter(
    each => each.checkVisibility() && !each.disabled && each.tabIndex >= 0);
  const lost = controls.filter(each => (each.focus(), !({FOCUS_SHOWS})()));
  document.activeElement.blur();
  return lost.map(each => `<${{each.localName}} ${{each.id || each.innerText}}> hides its focus`);
}}"""


def at_double_zoom(page: Page) -> list[str]:
    """A window of 1280 pixels at 200 % is laid out as one of 640."""
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    whole = page.evaluate(WORDS)
    page.set_viewport_size({"width": WIDE // ZOOM, "height": HEIGHT // ZOOM})
    lost = [] if page.evaluate(WORDS) == whole else ["words are missing"]
    return lost + too_wide(page) + page.evaluate(CUT_OFF)


def with_double_text(page: Page) -> list[str]:
    """Text alone is twice as large on a telephone: all of it, with room between the lines."""
    before = page.evaluate(SIZES)
    page.evaluate(f"document.documentElement.style.fontSize = '{ZOOM}00%'")
    after = page.evaluate(SIZES)
    pairs = zip(before, after, strict=True)
    small = [
        f"{what} stays at {old} px" for (what, old, _), (_, new, _) in pairs if new < 1.9 * old
    ]
    narrow = [f"{what} has lines of {line} px" for what, size, line in after if line < 1.2 * size]
    wrong = small + narrow + too_wide(page) + page.evaluate(CUT_OFF)
    page.evaluate("document.documentElement.style.fontSize = ''")
    return wrong


def in_forced_colours(page: Page) -> list[str]:
    """White on black, as a person with low vision sets it."""
    page.emulate_media(forced_colors="active", color_scheme="dark")
    wrong: list[str] = page.evaluate(INVISIBLE) + page.evaluate(UNFOCUSED)
    page.emulate_media(forced_colors="none", color_scheme="light")
    return wrong


def without_motion(page: Page) -> list[str]:
    """Nothing slides, fades or scrolls by itself."""
    page.emulate_media(reduced_motion="reduce")
    wrong: list[str] = page.evaluate(MOVING)
    page.emulate_media(reduced_motion="no-preference")
    return wrong


def too_wide(page: Page) -> list[str]:
    return ["scrolls sideways"] if is_too_wide(page) else []


PREFERENCES: Mapping[str, Callable[[Page], list[str]]] = {
    "zoom": at_double_zoom,
    "text": with_double_text,
    "colours": in_forced_colours,
    "motion": without_motion,
}


@dataclass
class Observer(Person):
    """Looks at every page under each preference, and goes on until she has seen all."""

    seen: set[str] = field(default_factory=set)
    wrong: dict[str, str] = field(default_factory=dict)
    """Complaints, each with the first page that gave rise to it."""

    def examine(self) -> None:
        self.page.wait_for_load_state("load")
        self.seen.add(self.path)
        for preference, look in PREFERENCES.items():
            for each in look(self.page):
                self.wrong.setdefault(f"{preference}: {each}", self.page.url)
            self.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        self.page.wait_for_timeout(CLOSING)


def test_pages_are_whole_under_every_preference(
    somebody: Arrive, standing: Standing, files: dict[str, Path]
) -> None:
    mother = Observer(somebody(width=WIDTH).page, "preferences")
    family.find_the_form(mother)
    family.declare(mother, "0912 345 680")
    mother.page.set_input_files(f"#{PAPER}", files["giấy chứng sinh"])
    mother.page.locator(f"[data-files={PAPER}] .mc-file").wait_for()
    mother.examine()
    family.hand_in_papers(mother, {"household_book": files["sổ hộ khẩu"]})
    receipt = family.check_and_send(mother)
    family.follow(mother, receipt)
    _, ready = standing(State.READY)
    family.follow(mother, ready)
    for address in MORE_PAGES:
        mother.open(address)
    mother.open("/")
    mother.page.get_by_role("combobox").press_sequentially("kim chun")
    mother.page.get_by_role("option").first.wait_for()
    mother.page.keyboard.press("ArrowDown")
    mother.examine()
    assert len(mother.seen) >= PAGES, mother.seen
    assert mother.wrong == {}, "\n".join(f"{at} {what}" for what, at in mother.wrong.items())
