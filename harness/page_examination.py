"""What a page looks like in a browser: axe-core, its shape, whether it scrolls sideways."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js"))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """([within, rules]) => axe.run(within, {runOnly: rules, resultTypes: ['violations']})
  .then(found => found.violations)"""
SHAPE = """within => {
  const told = ['class', 'role', 'type', 'lang', 'scope', 'tabindex', 'aria-hidden', 'disabled'];
  const said = ({name, value}) => told.includes(name) ? `${name}=${value}` : name;
  const shape = each => {
    const inside = [...each.children].map(shape).filter((one, n, all) => one !== all[n - 1]);
    const text = [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    return `<${each.tagName} ${[...each.attributes].map(said).join()} ${text}>${inside.join('')}>`;
  };
  return shape(document.querySelector(within) || document.body);
}"""
"""The structure of a part of a page without its text, repeated rows counted once."""
WIDE = "document.documentElement.scrollWidth > innerWidth"
EVERYTHING = "html"


def violations(page: Page, within: str = EVERYTHING) -> list[Any]:
    """What axe-core finds wrong, of any impact; and the page must not scroll sideways."""
    if not page.evaluate("'axe' in window"):  # the same page in another window keeps it
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": _axe()})
        session.detach()
    found = page.evaluate(RUN, [within, RULES])
    told = [(each["id"], [node["html"][:120] for node in each["nodes"][:3]]) for each in found]
    return [*told, ("scrolls sideways", [])] if is_too_wide(page) else told


def shape(page: Page, within: str = EVERYTHING) -> str:
    """Pages of one shape have the same faults."""
    return str(page.evaluate(SHAPE, within))


def is_too_wide(page: Page) -> bool:
    """Whether the page scrolls sideways in its window."""
    return bool(page.evaluate(WIDE))


@cache
def _axe() -> str:
    return AXE.read_text()
