"""How dear a page is, beside the 404 page of the same session."""

from __future__ import annotations

import statistics
from collections import deque

from harness.stage.visitor import Answer, Visitor, nowhere

BUDGET, OF_START, OF_FILES = 5.0, 4.0, 12.0
"""Times the 404 page: any page, desk and start page, files that are made."""
START_PAGES = frozenset({"Start.index", "Desk.queue"})
TURNS, TURNS_AGAIN = 5, 25
"""Of a page and the 404 page, whose medians are compared; again when the walk is over."""
TRIES = 3
"""A page is over its budget when it is in each of these measurements."""
RECENT = 9
EVERY = 5
"""The 404 page is asked beside each fifth page."""


class Scale:
    """The 404 pages of one session, asked again beside other pages."""

    def __init__(self, visitor: Visitor) -> None:
        """Nothing is asked before the first page."""
        self.visitor = visitor
        self._recent: dict[str, deque[float]] = {}
        self._turn = 0

    def over(self, answer: Answer, endpoint: str, turns: int = TURNS) -> float:
        """How many times the 404 page a page takes when that is too much, else 0."""
        allowed = budget(answer, endpoint)
        measured = answer.seconds / self._of_nowhere(nowhere(answer.address))
        for _try in range(TRIES):
            if measured <= allowed:
                return 0.0
            measured = ratio(self.visitor, answer.address, turns)
        return measured if measured > allowed else 0.0

    def _of_nowhere(self, address: str) -> float:
        recent = self._recent.setdefault(address, deque(maxlen=RECENT))
        self._turn += 1
        if not recent or self._turn % EVERY == 0:
            recent.append(self.visitor.seconds(address))
        return statistics.median(recent)


def budget(answer: Answer, endpoint: str) -> float:
    """Times the 404 page that a page may take."""
    if not answer.is_page:
        return OF_FILES
    return OF_START if endpoint in START_PAGES else BUDGET


def ratio(visitor: Visitor, address: str, turns: int) -> float:
    """Median of a page divided by the median of the 404 page, asked in turns."""
    beside = nowhere(address)
    pairs = [(visitor.seconds(address), visitor.seconds(beside)) for _turn in range(turns)]
    page, missing = zip(*pairs, strict=True)
    return statistics.median(page) / statistics.median(missing)
