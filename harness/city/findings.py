"""What is wrong, each in one line: page, who, what."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from enum import StrEnum

from harness.stage.visitor import Account

_NUMBER = re.compile(r"[\d.,]+")


class Kind(StrEnum):
    """The key under which a finding is counted."""

    ERROR_5XX = "errors_5xx"
    DEAD_LINK = "dead_links"
    """A link or button shown that leads to nothing, or a step offered without its button."""
    LOG_ERROR = "log_errors"
    """In the log of server or worker, or a script error in the browser."""
    AXE = "axe"
    ENGLISH = "english"
    """Words that nobody should read: English, raw keys, UUIDs, ``None``, or none at all."""
    OVERFLOW = "overflow"
    OVER_BUDGET = "over_budget"


@dataclass(frozen=True)
class Finding:
    """One fault of one page."""

    kind: Kind
    page: str
    who: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.page} · {self.who} · {self.what}"


@dataclass
class Report:
    """All findings, and how much was looked at."""

    findings: dict[tuple[Kind, str, str], Finding] = field(default_factory=dict)
    """By kind, rule of the address and fault without its numbers: for many people it is one."""
    of_mutants: dict[str, frozenset[tuple[Kind, str, str]]] = field(default_factory=dict)
    """What was found of each mutant, in the same terms."""
    quiet: bool = False
    pages: int = 0
    clicks: int = 0

    def add(self, kind: Kind, page: str, who: Account, what: str, *, rule: str = "") -> None:
        """Keep and print it, unless it is known."""
        found = Finding(kind, page, str(who), what)
        key = (kind, rule or page, _NUMBER.sub("", what))
        if self.findings.setdefault(key, found) is found and not self.quiet:
            sys.stdout.write(f"{found}\n")
            sys.stdout.flush()

    def merge(self, other: Report) -> None:
        """Take in what another process found."""
        self.findings = {**other.findings, **self.findings}
        self.of_mutants |= other.of_mutants
        self.pages, self.clicks = self.pages + other.pages, self.clicks + other.clicks

    def mutants_found(self) -> list[str]:
        """The mutants with a finding that the system itself does not have."""
        return [name for name, found in self.of_mutants.items() if found - self.findings.keys()]

    def counts(self) -> dict[str, int]:
        """How many of each kind."""
        return {
            str(kind): sum(each.kind is kind for each in self.findings.values()) for kind in Kind
        }
