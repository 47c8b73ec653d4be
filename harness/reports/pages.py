"""Numbers of the dashboards against the lists they open.

In the demonstration, for each account that has a dashboard, its page and the pages below it,
districts and communes. Leaders, agencies and those who lead the roll-out have numbers of their own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from demo import people
from harness.stage import databases
from harness.stage.live import demonstration
from harness.stage.start_tiles import Get, rows_of
from harness.stage.visitor import Account, Visitor

DASHBOARD = "/can-bo/bang-dieu-hanh/"
NUMBERS = ".//a[contains(@href, 'chi-tieu=') or contains(@href, '/can-bo/san-sang/?')]"
"""Of dossiers, of forwarded files at an agency, of communes on the readiness board."""


@dataclass(frozen=True)
class Link:
    """A number of a page, and how many rows its list has."""

    page: str
    address: str
    number: int
    rows: int

    def __str__(self) -> str:
        return f"{self.page}: {self.number}, but {self.rows} in {self.address}"


def measure() -> dict[str, Any]:
    server = databases.test_server()
    with server.lease(), demonstration(server, "reports") as live:
        with databases.disposed(live.filler()) as app, app.app_context():
            accounts = [Account(each.username, each.password) for each in people.accounts()]
        return follow_links(live.address, accounts)


def follow_links(host: str, accounts: Iterable[Account]) -> dict[str, Any]:
    """The numbers of those of these accounts that have a dashboard."""
    found: dict[Account, list[Link]] = {}
    for account in accounts:
        visitor = Visitor(host, account)
        visitor.sign_in()
        if visitor.get(DASHBOARD).status == 200:
            found[account] = list(_links(lambda address, by=visitor: by.get(address).root))  # type: ignore[misc]
    links = [(account, link) for account, of in found.items() for link in of]
    wrong = [(account, link) for account, link in links if link.number != link.rows]
    for account, link in wrong:
        sys.stderr.write(f"{account}: {link}\n")
    return {
        "dashboards": len(found),
        "pages_with_numbers": len({(account, link.page) for account, link in links}),
        "links_checked": len(links),
        "links_wrong": len(wrong),
    }


def _links(get: Get, page: str = DASHBOARD) -> Iterator[Link]:
    """The numbers of a page and of all pages below it."""
    main = get(page).xpath("//main")[0]
    for link in main.xpath(NUMBERS):
        address = urljoin(page, link.get("href"))
        number = int(link.text_content().replace(".", ""))
        yield Link(page, address, number, rows_of(address, get))
    for below in dict.fromkeys(main.xpath(".//a[starts-with(@href, '?')]/@href")):
        yield from _links(get, urljoin(page, below))
