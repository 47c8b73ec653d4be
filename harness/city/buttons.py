"""Every button that changes something, pressed: a success or a refusal in words, never an error.

The system is thrown away afterwards. Forms are filled as somebody in a hurry would: what is chosen
stays, of choices the first, a word in each empty text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from harness.city import page
from harness.city.findings import Kind, Report
from harness.city.rules import Rules
from harness.city.visitor import SIGN_IN, Answer, Visitor
from harness.city.walk import Stop
from harness.fuzz.pages import Form, form_of

WORDS = "Thử nghiệm"
DEAD = frozenset({400, 403, 404, 405})
"""A button that was shown a moment ago answers none of these."""
SUBMIT = ".//button[not(@type) or @type='submit'] | .//input[@type='submit']"


@dataclass(frozen=True)
class Button:
    """One way to send one form."""

    form: Form
    name: str
    value: str
    target: str
    text: str

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What a browser sends."""
        others = [field for field in self.form.fields if field.kind != "submit"]
        pairs = [(each.name, each.value or _first(each.kind, each.choices)) for each in others]
        own = [(self.name, self.value)] if self.name else []
        return [(name, value) for name, value in pairs if value] + own


def buttons(root: HtmlElement, address: str) -> Iterator[Button]:
    """Every button of a page that posts."""
    for element in root.iter("form"):
        form = form_of(element, root, address)
        if form.method != "POST" or not form.path:
            continue
        outside = root.xpath("//button[@form=$id]", id=element.get("id") or "-")
        for each in [*element.xpath(SUBMIT), *outside]:
            target = urlsplit(
                urljoin(address, each.get("formaction") or element.get("action") or address)
            )
            query = f"?{target.query}" if target.query else ""
            yield Button(
                form,
                each.get("name") or "",
                each.get("value") or "",
                target.path + query,
                page.words_of(each),
            )


def _first(kind: str, choices: tuple[str, ...]) -> str:
    if choices:
        return next(filter(None, choices), "")
    return WORDS if kind in {"text", "search"} else ""


@dataclass
class Hands:
    """Presses what a walk has found, each kind of button once for each role."""

    host: str
    rules: Rules
    report: Report
    _known: set[tuple[str, ...]] = field(default_factory=set)

    def press_all(self, stops: list[Stop]) -> None:
        """The city's administrator comes last: who may dismiss everybody."""
        for account, theirs in groupby(reversed(stops), lambda stop: stop.account):
            visitor = Visitor(self.host, account)
            for stop in theirs:
                self._press_on(visitor, stop)

    def _press_on(self, visitor: Visitor, stop: Stop) -> None:
        while True:
            answer = self._again(visitor, stop.address)
            if answer is None or not answer.is_page:
                return
            found = buttons(answer.root, answer.address)
            new = (each for each in found if self._is_new(each, stop))
            button = next(new, None)
            if button is None:
                return
            self.press(visitor, button, stop.address)

    def press(self, visitor: Visitor, button: Button, address: str) -> None:
        """Press one button and judge what it answers."""
        answer = visitor.post(button.target, button.pairs)
        self.report.clicks += 1
        rule, told = self.rules.endpoint(button.target), f"{answer.status} on “{button.text}”"
        if answer.status >= 500:
            self.report.add(Kind.ERROR_5XX, address, visitor.account, told, rule=rule)
        elif answer.status in DEAD:
            self.report.add(Kind.DEAD_LINK, address, visitor.account, told, rule=rule)
        elif answer.is_page:
            for what in page.faults(answer.root):
                self.report.add(Kind.ENGLISH, button.target, visitor.account, what, rule=rule)

    def _is_new(self, button: Button, stop: Stop) -> bool:
        row = stop.kind[2] if len(stop.kind) > 2 else ""
        target = self.rules.kind(button.target, stop.account.role, row)
        key = (*target, f"{button.name}={button.value}" if button.name else "")
        is_new = key not in self._known
        self._known.add(key)
        return is_new

    def _again(self, visitor: Visitor, address: str) -> Answer | None:
        """The page as it is now; None when this person has been dismissed meanwhile."""
        answer = visitor.get(address)
        if visitor.account.password and answer.address.startswith(SIGN_IN):
            try:
                visitor.sign_in()
            except PermissionError:
                return None
            answer = visitor.get(address)
        return answer
