"""Every button that changes something, pressed: a success or a refusal in words, never an error.

The system is thrown away afterwards.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby

from harness.city import page
from harness.city.findings import Kind, Report
from harness.city.rules import Rules
from harness.city.walk import Stop
from harness.stage.visitor import SIGN_IN, Answer, Visitor

DEAD = frozenset({400, 403, 404, 405})
"""A button that was shown a moment ago answers none of these."""
OF_EACH_ROW = (".delete", ".reveal")
ROWS = 3
"""Rows of each list that are deleted, revealed, moved: what hangs on them differs."""


@dataclass
class Hands:
    """Presses what a walk has found, each kind of button once for each role."""

    host: str
    rules: Rules
    report: Report
    _known: set[tuple[str, ...]] = field(default_factory=set)
    _rows: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def press_all(self, stops: list[Stop]) -> None:
        """The city's administrator comes last: who may dismiss everybody."""
        for account, theirs in groupby(reversed(stops), lambda stop: stop.account):
            visitor = Visitor(self.host, account)
            for stop in theirs:
                if stop.is_page and self._once("page", *stop.kind):
                    self._press_on(visitor, stop)

    def _press_on(self, visitor: Visitor, stop: Stop) -> None:
        while True:
            answer = self._again(visitor, stop.address)
            if answer is None or not answer.is_page:
                return
            found = page.buttons(answer.root, answer.address)
            new = (each for each in found if self._is_new(each, stop))
            button = next(new, None)
            if button is None:
                return
            self.press(visitor, button, stop.address)

    def press(self, visitor: Visitor, button: page.Button, address: str) -> None:
        """Press one button and judge what it answers."""
        answer = visitor.post(button.target, button.pairs)
        self.report.clicks += 1
        rule, told = self.rules.endpoint(button.target), f"{answer.status} on “{button.text}”"
        if answer.status >= 500:
            self.report.add(Kind.ERROR_5XX, address, visitor.account, told, rule=rule)
        elif answer.status in DEAD:
            self.report.add(Kind.DEAD_LINK, address, visitor.account, told, rule=rule)
        elif answer.is_page:
            for what in page.faults(answer.root, self.rules.endpoint(answer.address)):
                self.report.add(Kind.ENGLISH, button.target, visitor.account, what, rule=rule)

    def _is_new(self, button: page.Button, stop: Stop) -> bool:
        """Whether it was not pressed yet; of what each row has (``move-name``), a few are."""
        row = stop.kind[2] if len(stop.kind) > 2 else ""
        role, target = stop.account.role, self.rules.endpoint(button.target)
        verb, dash, _of_the_row = button.value.partition("-")
        if not (dash or target.endswith(OF_EACH_ROW)):
            return self._once(*self.rules.kind(button.target, role, row), *button.words)
        of_each_row = (role, target, button.name, verb)
        if self._rows[of_each_row] >= ROWS or not self._once(role, button.target, *button.words):
            return False
        self._rows[of_each_row] += 1
        return True

    def _once(self, *key: str) -> bool:
        is_new = key not in self._known
        self._known.add(key)
        return is_new

    def _again(self, visitor: Visitor, address: str) -> Answer | None:
        """The page as it is now; None when this person has been dismissed meanwhile."""
        answer = visitor.get(address)
        if visitor.account.role and answer.address.startswith(SIGN_IN):
            try:
                visitor.sign_in()
            except PermissionError:
                return None
            answer = visitor.get(address)
        return answer
