"""What a page looks like in a browser: axe-core, its shape, whether it scrolls sideways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Locator, Page

AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js"))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_WIDTH = ("target-size", "scrollable-region-focusable")
"""Rules that depend on the width of the window; the others need not be asked again at another."""
RUN = """([within, rules, contrast]) => axe.run(within, {
  runOnly: rules, resultTypes: ['violations'], rules: {'color-contrast': {enabled: contrast}},
}).then(found => found.violations)"""
ON_SOME = """which => axe.run(which.map(n => window.mcTexts[n]), {
  runOnly: ['color-contrast'], resultTypes: ['violations'],
}).then(found => found.violations)"""
TEXTS = """within => {
  const told = ['class', 'role', 'type', 'style', 'aria-hidden', 'aria-current', 'aria-selected'];
  const said = ({name, value}) => told.includes(name) ? `${name}=${value}` : name;
  const known = new Map([[null, 0]]);
  const key = each => {
    if (!known.has(each)) {
      const own = [each.tagName, ...[...each.attributes].map(said)].join();
      const nth = each.tagName === 'TR' ? each.rowIndex % 2 : 0;
      let mixed = key(each.parentElement) + nth;
      for (const letter of own) mixed = (mixed * 31 + letter.codePointAt(0)) % 9007199254740;
      known.set(each, mixed);
    }
    return known.get(each);
  };
  const hasText = each => each.matches('input, select, textarea')
    || [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  window.mcTexts = [...document.querySelectorAll(`${within} *`)].filter(hasText);
  return window.mcTexts.map(key);
}"""
"""A number for each element with text: where it is the same, so are its styles."""
SHAPE = """whole => {
  const told = ['class', 'role', 'type', 'lang', 'scope', 'tabindex', 'aria-hidden', 'disabled'];
  const said = ({name, value}) => told.includes(name) ? `${name}=${value}` : name;
  const shape = each => {
    const inside = [...each.children].map(shape).filter((one, n, all) => one !== all[n - 1]);
    const text = [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    return `<${each.tagName} ${[...each.attributes].map(said).join()} ${text}>${inside.join('')}>`;
  };
  return shape(whole);
}"""
"""The structure of a part of a page without its text, repeated rows counted once."""
SCROLLS_SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"
EVERYTHING = "html"


def violations(
    page: Page,
    within: str = EVERYTHING,
    is_new: Callable[[int], bool] | None = None,
    rules: Sequence[str] = RULES,
) -> list[Any]:
    """What axe-core finds wrong, of any impact; and the page must not scroll sideways.

    ``is_new``: contrast, the dearest rule by far, is measured only for texts of these styles.
    ``rules``: tags or names of rules.
    """
    if not page.evaluate("'axe' in window"):  # the same page in another window keeps it
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": _axe()})
        session.detach()
    found = page.evaluate(RUN, [within, [*rules], is_new is None])
    if is_new is not None:
        keys = page.evaluate(TEXTS, within)
        if which := [n for n, key in enumerate(keys) if is_new(key)]:
            found += page.evaluate(ON_SOME, which)
    told = [(each["id"], [node["html"][:120] for node in each["nodes"][:3]]) for each in found]
    return [*told, ("scrolls sideways", [])] if is_too_wide(page) else told


def shape(page: Page, within: str = EVERYTHING) -> str:
    """Pages of one shape have the same faults."""
    return str(page.evaluate(f"({SHAPE})(document.querySelector('{within}'))"))


def shape_of(part: Locator) -> str:
    """The same of a part that is already found."""
    return str(part.evaluate(SHAPE))


def is_too_wide(page: Page) -> bool:
    """Whether the page scrolls sideways in its window."""
    return bool(page.evaluate(SCROLLS_SIDEWAYS))


@cache
def _axe() -> str:
    return AXE.read_text()
