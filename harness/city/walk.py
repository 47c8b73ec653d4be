"""The walk over HTTP: every menu entry, then every link on those pages, two levels deep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from harness.city import page
from harness.city.findings import Kind, Report
from harness.city.rules import Rules
from harness.city.speed import TURNS_AGAIN, Scale
from harness.stage.visitor import CITIZEN, COMMUNE, SIGN_IN, Account, Answer, Visitor

DEEP = 3
"""The first page, the entries of its menus, what these pages link to; a citizen's pages, one behind
the other, three times as deep."""
HEAVIEST = 60_000
"""Bytes of an officer's page, before it is packed: a browser has to read them all."""
WHOLE = frozenset({"CommuneMap.map", "Readiness.board", "DossierView.all_that_match"})
"""Pages that show everything at once: 416 communes, up to 500 dossiers to untick."""
ENDING = frozenset({"SignIn.logout", "LocaleView.index"})
"""Links that change the session: asked in a session of their own."""


@dataclass(frozen=True)
class Stop:
    """A page that was reached, for the browser and for the buttons."""

    account: Account
    address: str
    kind: tuple[str, ...]
    """The endpoint, the role unless all see the same, the states of the row, words."""
    is_page: bool = True


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
    visitors: dict[Account, Visitor] = field(default_factory=dict)
    """Their sessions, for whoever goes on where the walk ended."""
    _slow: list[tuple[Scale, Answer, str]] = field(default_factory=list)
    """Pages over their budget, each with its endpoint."""
    _known: set[tuple[str, ...]] = field(default_factory=set)
    _read: set[tuple[str, ...]] = field(default_factory=set)

    def visit(self, account: Account, begin: str = "") -> None:
        """Everything that one account reaches; what its role has seen is not asked again."""
        visitor = self.visitors[account] = Visitor(self.host, account)
        first = begin or visitor.sign_in()
        if begin:
            visitor.sign_in()
        scale = Scale(visitor) if self.timed else None
        level = [page.Link(first, "", account.receipt and account.username, of_menu=True)]
        level += [page.Link(COMMUNE, "")] if account == CITIZEN else []
        for left in reversed(range(self.deep if account.role else 3 * self.deep)):
            level = [link for link in level if self._is_new(link, account)]
            below = [self._open(visitor, link, scale, leads_on=left > 0) for link in level]
            level = list(dict.fromkeys(chain.from_iterable(below)))

    @property
    def sessions(self) -> dict[Account, dict[str, str]]:
        """The cookies of everybody."""
        return {
            account: {each.name: each.value or "" for each in visitor.cookies}
            for account, visitor in self.visitors.items()
        }

    def to_look_at(self) -> list[Stop]:
        """One page of each kind for a browser; a list in another order looks the same."""
        kinds: dict[tuple[str, ...], Stop] = {}
        for stop in self.stops:
            if stop.is_page and stop.kind[1] == stop.account.role:
                kinds.setdefault(stop.kind[:3], stop)
        return list(kinds.values())

    def measure_again(self) -> None:
        """Report the pages that were too slow, if they still are when all else is over."""
        for scale, answer, endpoint in self._slow:
            over = scale.over(answer, endpoint, TURNS_AGAIN)
            if over:
                told = f"{over:.1f} × the 404 page"
                who = scale.visitor.account
                self.report.add(Kind.OVER_BUDGET, answer.address, who, told, rule=endpoint)

    def _is_new(self, link: page.Link, account: Account) -> bool:
        """Menu entries are each account's own; pages below them are those of its role."""
        kind = self.rules.kind(link.address, account.role, link.row)
        known = (str(account), *kind) if link.of_menu else kind
        if known in self._known:
            return False
        self._known |= {known, kind}
        return True

    def _open(
        self, visitor: Visitor, link: page.Link, scale: Scale | None, *, leads_on: bool
    ) -> list[page.Link]:
        account = visitor.account
        if self.rules.endpoint(link.address) in ENDING:
            visitor, scale = Visitor(self.host, account), None
            visitor.sign_in()
        answer = visitor.get(link.address)
        endpoint = self.rules.endpoint(answer.address)
        self.report.clicks += 1
        for fault, what in self._faults(answer, link, account):
            self.report.add(fault, link.address, account, what, rule=endpoint)
        if answer.status != 200:
            return []
        self.report.pages += 1
        kind = self.rules.kind(answer.address, account.role, link.row)
        self.stops.append(Stop(account, answer.address, kind, answer.is_page))
        is_weighed = account.role and answer.is_page and endpoint not in WHOLE
        if is_weighed and len(answer.body) > HEAVIEST:
            told = f"{len(answer.body) / 1000:.0f} kB"
            self.report.add(Kind.OVER_BUDGET, link.address, account, told, rule=endpoint)
        if scale and scale.over(answer, endpoint):
            self._slow.append((scale, answer, endpoint))
        if not (leads_on and answer.is_page):
            return []
        return list(self._leading_on(visitor, answer))

    def _leading_on(self, visitor: Visitor, answer: Answer) -> Iterator[page.Link]:
        """The links of a page; for a citizen who begins also where the way on leads."""
        yield from page.links(answer.root, answer.address)
        is_filling = visitor.account == CITIZEN
        for button in page.buttons(answer.root, answer.address) if is_filling else ():
            sent = visitor.post(button.target, button.pairs) if button.is_primary else answer
            if sent.status == 200 and sent.address not in {button.target, answer.address}:
                yield page.Link(sent.address, button.text)

    def _faults(
        self, answer: Answer, link: page.Link, account: Account
    ) -> Iterator[tuple[Kind, str]]:
        if answer.status >= 500:
            yield Kind.ERROR_5XX, f"{answer.status} on “{link.text}”"
        elif answer.status >= 400 or (account.role and answer.address.startswith(SIGN_IN)):
            yield Kind.DEAD_LINK, f"{answer.status} on “{link.text}”"
        elif answer.is_page:
            root = answer.root
            yield from ((Kind.ENGLISH, what) for what in self._unreadable(answer, link, account))
            if self.rules.endpoint(answer.address) == "Desk.dossier":
                yield from ((Kind.DEAD_LINK, what) for what in self._missing_steps(root, account))

    def _unreadable(self, answer: Answer, link: page.Link, account: Account) -> Iterator[str]:
        """Faults of the words; once for each kind of page, since looking for them takes time."""
        kind = self.rules.kind(answer.address, account.role, link.row)
        if kind not in self._read:
            self._read.add(kind)
            yield from page.faults(answer.root, kind[0])

    def _missing_steps(self, root: page.HtmlElement, account: Account) -> Iterator[str]:
        """A step that the workflow offers this person is the primary button, or waits in words."""
        states = root.xpath("//*[@class='mc-dhead__top']/*[contains(@class, 'mc-st--')]")
        state = states[0].text_content().strip() if states else ""
        steps = self.rules.steps.get((account.role, state), ())
        shown = "//*[contains(@class, 'btn-primary') or contains(@class, 'mc-actions__why')]"
        if steps and not root.xpath(f"//*[@class='mc-dhead']{shown}"):
            yield f"no primary button in “{state}” for {account.role}"
