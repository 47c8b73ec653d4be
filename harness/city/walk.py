"""The walk over HTTP: every menu entry, then every link on those pages, two levels deep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from harness.city import page
from harness.city.findings import Kind, Report
from harness.city.rules import Rules
from harness.city.speed import Scale
from harness.city.visitor import SIGN_IN, Account, Answer, Visitor

START = "/can-bo/"
OF_CITIZENS = "/"
DEEP = 2
ENDING = frozenset({"SignIn.logout", "LocaleView.index"})
"""Links that change the session: asked in a session of their own, at the end."""


@dataclass(frozen=True)
class Stop:
    """A page that was reached, for the browser and for the buttons."""

    account: Account
    address: str
    kind: tuple[str, ...]


@dataclass
class Walk:
    """Everybody's way through one running system."""

    host: str
    rules: Rules
    report: Report
    timed: bool = True
    """Whether pages are held to their budgets; the server must have nothing else to do."""
    deep: int = DEEP
    stops: list[Stop] = field(default_factory=list)
    _known: set[tuple[str, ...]] = field(default_factory=set)

    def visit(self, account: Account) -> None:
        """Everything that one account reaches; what its role has seen is not asked again."""
        visitor = Visitor(self.host, account)
        visitor.sign_in()
        scale = Scale(visitor) if self.timed else None
        first = page.Link(START if account.password else OF_CITIZENS, "")
        ending: dict[str, page.Link] = {}
        level = [first]
        for depth in range(self.deep + 1):
            below: list[page.Link] = []
            for link in level:
                endpoint = self.rules.endpoint(link.address)
                if endpoint in ENDING:
                    ending[endpoint] = link
                elif self._is_new(link, account, own=depth < 2):
                    below += self._open(visitor, link, scale)
            level = list(dict.fromkeys(below))
        for link in ending.values():
            self._open(visitor, link, None)

    def _is_new(self, link: page.Link, account: Account, *, own: bool) -> bool:
        """Menu entries are each account's own; pages below them are those of its role."""
        kind = self.rules.kind(link.address, account.role, link.row)
        known = (str(account), *kind) if own else kind
        if known in self._known:
            return False
        self._known |= {known, kind}
        return True

    def _open(self, visitor: Visitor, link: page.Link, scale: Scale | None) -> list[page.Link]:
        answer = visitor.get(link.address)
        account, endpoint = visitor.account, self.rules.endpoint(answer.address)
        self.report.clicks += 1
        for kind, what in self._faults(answer, link, account):
            self.report.add(kind, link.address, account, what, rule=endpoint)
        if answer.status != 200:
            return []
        self.report.pages += 1
        self.stops.append(
            Stop(account, answer.address, self.rules.kind(answer.address, account.role, link.row))
        )
        over = scale.over(answer, endpoint) if scale else 0.0
        if over:
            told = f"{over:.1f} × the 404 page"
            self.report.add(Kind.OVER_BUDGET, link.address, account, told, rule=endpoint)
        return list(page.links(answer.root, answer.address)) if answer.is_page else []

    def _faults(
        self, answer: Answer, link: page.Link, account: Account
    ) -> Iterator[tuple[Kind, str]]:
        if answer.status >= 500:
            yield Kind.ERROR_5XX, f"{answer.status} on “{link.text}”"
        elif answer.status >= 400 or (account.password and answer.address.startswith(SIGN_IN)):
            yield Kind.DEAD_LINK, f"{answer.status} on “{link.text}”"
        elif answer.is_page:
            root = answer.root
            yield from ((Kind.ENGLISH, what) for what in page.faults(root))
            if self.rules.endpoint(answer.address) == "Desk.dossier":
                yield from ((Kind.DEAD_LINK, what) for what in self._missing_steps(root, account))

    def _missing_steps(self, root: page.HtmlElement, account: Account) -> Iterator[str]:
        """A step that the workflow offers this person is the primary button, or waits in words."""
        states = root.xpath("//*[@class='mc-dhead__top']/*[contains(@class, 'mc-st--')]")
        state = states[0].text_content().strip() if states else ""
        steps = self.rules.steps.get((account.role, state), ())
        shown = "//*[contains(@class, 'btn-primary') or contains(@class, 'mc-actions__why')]"
        if steps and not root.xpath(f"//*[@class='mc-dhead']{shown}"):
            yield f"no primary button in “{state}” for {account.role}"
