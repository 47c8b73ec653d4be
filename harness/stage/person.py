"""People at their browsers. Every page that one of them opens is examined at once."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Response

from harness.stage.page_examination import is_too_wide, shape, violations
from harness.stage.untranslated_text import english_in

EVERY_PAGE = "EVERY_PAGE" in os.environ
"""Whether axe-core examines every page, also those with the structure of an earlier one."""
PASSWORD = "ho-so-lien-thong-198"
UNFOLD = """() => {
  document.querySelectorAll('main .mc-parts details').forEach(each => { each.open = true; });
  document.querySelectorAll('main .mc-part').forEach(each => { each.style.display = 'block'; });
}"""
"""What a person does who reads all of a dossier: unfold, and look behind each tab."""
WORDS = """() => {
  const spoken = ['aria-label', 'alt', 'title', 'placeholder', 'data-label'].flatMap(
    name => [...document.querySelectorAll(`[${name}]`)].map(each => each.getAttribute(name)));
  const foreign = [...document.querySelectorAll('main [lang]:not([lang=vi])')];
  const said = foreign.reduce(
    (text, each) => text.replace(each.innerText, ''), document.body.innerText);
  return [document.title, said, ...spoken].join('\\n');
}"""
CONTROLS = """() => new Set([...document.querySelectorAll('main form :is(input, select, textarea)')]
  .filter(each => each.type !== 'hidden' && !each.ariaHidden && each.getClientRects().length)
  .map(each => each.closest('.govuk-date-input')?.id
    || (['radio', 'checkbox'].includes(each.type) ? each.name : each.id))).size"""


@dataclass
class Person:
    """A person with an own browser session."""

    page: Page
    where: str
    """Prefix of the URL in reports of the examination."""
    scripted: bool = True
    """Whether the browser runs scripts; axe-core is one."""
    weights: dict[str, int] = field(default_factory=dict)
    """Bytes of each page with all it loads, for a first visit."""
    _known: ClassVar[set[tuple[int, str]]] = set()
    """Structures of pages that axe-core has examined at a width."""
    _asked: list[Request] = field(default_factory=list)
    _finished: set[Request] = field(default_factory=set)
    _sizes: dict[str, int] = field(default_factory=dict)
    """Sizes of cached files, which count in full."""
    _complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self._note)
        self.page.on("requestfinished", lambda request: self._finished.add(request))
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self._complaints.append(str(error)))

    # ---- actions ---------------------------------------------------------------------------------

    def open(self, address: str, *, status: int = 200) -> Response:
        """Go to an address and look at what is there."""
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == status, (address, answer.status)
        self.examine()
        return answer

    def press(self, button: str | Locator) -> None:
        """Press what leads to another page, and look at that page."""
        found = self.page.locator(button) if isinstance(button, str) else button
        if found.count() > 1:  # “Save” stands before “Save and add another”
            found = found.and_(self.page.locator(".btn-primary"))
        with self.page.expect_navigation():
            found.click()
        self.examine()

    def fill(self, name: str, value: Any) -> None:
        """Write, choose or tick a field if it can be seen; others have not been asked."""
        controls = self.page.locator(f'main [name="{name}"]')
        if controls.count() == 0:
            return
        kind = controls.first.evaluate("each => each.type")
        if kind in {"radio", "checkbox"}:
            self.page.locator(f'main [name="{name}"][value="{value}"]').check(force=True)
        elif controls.first.is_visible():
            if kind == "select-one":
                controls.select_option(value)
            elif kind == "file":
                controls.set_input_files(value)
            else:
                controls.fill(value)

    def tick_all(self, name: str) -> None:
        """Every box of a group."""
        for box in self.page.locator(f'main [name="{name}"]').all():
            box.check()

    def sign_in(self, username: str) -> None:
        """Sign in on the officers' page."""
        self.open("/can-bo/dang-nhap")
        self.page.fill("#username", username)
        self.page.fill("#password", PASSWORD)
        self.press("main button[type=submit], form[name=login] button[type=submit]")
        assert self.path == "/can-bo/", self.path

    # ---- checks ----------------------------------------------------------------------------------

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def words(self) -> str:
        """The page's text and labels, with all parts of a dossier unfolded."""
        self.page.evaluate(UNFOLD)
        return str(self.page.evaluate(WORDS))

    def resize(self, width: int) -> None:
        """Look at the page again in a window of this width."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.examine()

    def sees(self, *words: str) -> None:
        """The page contains all of this."""
        said = self.words
        missing = [word for word in words if word not in said]
        assert missing == [], f"{self.page.url}: {missing}"

    def does_not_see(self, *words: str) -> None:
        """The page contains none of this, in its text or its source."""
        source = self.words + self.page.content()
        assert [word for word in words if word in source] == [], self.page.url

    def steps(self, within: str = ".mc-dhead") -> set[str]:
        """The steps that the page offers this person."""
        form = self.page.locator(f"{within} .mc-actions")
        buttons = form.locator("button[name=action]").evaluate_all("all => all.map(e => e.value)")
        links = form.locator("a").evaluate_all("all => all.map(e => e.getAttribute('href'))")
        pages = (str(link).removesuffix("/ly-do").rsplit("/", 1)[1] for link in links)
        return {str(button) for button in buttons} | set(pages)

    def take(self, step: str, within: str = ".mc-dhead") -> None:
        """Press the button of a step, or open the page that asks first."""
        self.page.evaluate(UNFOLD)
        form = self.page.locator(f"{within} .mc-actions")
        ending = f"a[href$='/{step}'], a[href$='/{step}/ly-do']"
        self.press(form.locator(f"button[name=action][value='{step}'], {ending}").first)

    def confirm(self) -> None:
        """Press the one button of a page that asks before a step."""
        self.press(".mc-formbar button[type=submit]")
        assert self.page.locator(".mc-formbar").count() == 0, self.words[:2000]

    def controls(self) -> int:
        """How many things the page asks; a date and a group of radio buttons are one."""
        return int(self.page.evaluate(CONTROLS))

    def fetch(self, address: str) -> bytes:
        """Download a file in this person's session."""
        answer = self.page.request.get(address)
        assert answer.status == 200, (address, answer.status)
        return answer.body()

    def source(self, address: str) -> str:
        """A page as it is sent; empty if it does not open for this person."""
        answer = self.page.request.get(address, max_redirects=0)
        return answer.text() if answer.status == 200 else ""

    def is_refused(self, address: str) -> bool:
        """Whether an address gives this person nothing at all."""
        return self.page.request.get(address, max_redirects=0).status in {302, 403, 404}

    # ---- invariants of every page ----------------------------------------------------------------

    def examine(self) -> None:
        """One heading, Vietnamese, quiet, nothing cut off, and usable by everybody."""
        self.page.wait_for_load_state("load")
        at = f"{self.where} {self.page.url}"
        wrong = self._violations()
        wrong += [f"h1 × {n}" for n in [self.page.locator("h1").count()] if n != 1]
        wrong += ["lang"] if self.page.locator("html").get_attribute("lang") != "vi" else []
        wrong += [f"English: {each}" for each in english_in(self.words)]
        wrong += self._complaints
        self._weigh()
        assert wrong == [], f"{at}: {wrong}"

    def _violations(self) -> list[Any]:
        width: Any = self.page.viewport_size
        if self.scripted:
            seen = (width["width"], shape(self.page))
            if EVERY_PAGE or seen not in self._known:
                self._known.add(seen)
                return violations(self.page)
        return ["scrolls sideways"] if is_too_wide(self.page) else []

    def _weigh(self) -> None:
        for each in self._asked:
            is_new = each.is_navigation_request() or each.url not in self._sizes
            if is_new and each in self._finished:
                sizes = each.sizes()
                self._sizes[each.url] = sizes["responseBodySize"] + sizes["responseHeadersSize"]
        total = sum(self._sizes.get(each.url, 0) for each in self._asked)
        self.weights[self.path] = max(total, self.weights.get(self.path, 0))

    def _note(self, request: Request) -> None:
        if request.is_navigation_request():
            self._asked.clear()
        self._asked.append(request)

    def _listen(self, message: ConsoleMessage) -> None:
        refused_page = (
            message.location.get("url") == self.page.url and "status of 4" in message.text
        )
        if message.type in {"error", "warning"} and not refused_page:
            self._complaints.append(message.text)
