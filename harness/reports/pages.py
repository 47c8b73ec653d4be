"""Numbers of the dashboards against the lists they open, and what the map weighs.

Both in the demonstration: for each account that has a dashboard, its page and the pages below it,
districts and communes. Leaders, agencies and those who lead the roll-out have numbers of their own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import BrowserContext, CDPSession

from app.demo import people
from harness.stage import databases
from harness.stage.live import chromium, demonstration
from harness.stage.start_tiles import Get, rows_of
from harness.stage.visitor import Account, Visitor

DASHBOARD, MAP, SHAPES = "/can-bo/bang-dieu-hanh/", "/can-bo/ban-do/", "/static/map/"
NUMBERS = ".//a[contains(@href, 'chi-tieu=') or contains(@href, '/can-bo/san-sang/?')]"
"""Of dossiers, of forwarded files at an agency, of communes on the readiness board."""
DEPARTMENT = "sotuphap"
"""Who sees the whole city."""
KB = 1000


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
        city = next(each for each in accounts if each.username == DEPARTMENT)
        return follow_links(live.address, accounts) | weigh_map(live.address, city)


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


def weigh_map(host: str, account: Account) -> dict[str, Any]:
    """Kilobytes of the heaviest map in Chromium, with nothing kept: its HTML, all that it loads but
    shapes, shapes; and these again. Compressed where the server does.
    """
    visitor = Visitor(host, account)
    visitor.sign_in()
    measures = visitor.get(MAP).root.xpath("//select[@name='chi_tieu']/option/@value")
    addresses = [f"{MAP}?chi_tieu={of}{by}" for of, by in product(measures, ("", "&bang=xa"))]
    sizes = {address: len(visitor.get(address).body) for address in addresses}
    heaviest = max(sizes, key=lambda address: sizes[address])
    with chromium() as running:
        context = running().new_context(locale="vi-VN")
        context.add_cookies(
            [
                {"name": each.name, "value": each.value or "", "url": host}
                for each in visitor.cookies
            ]
        )
        first, again = (_opened(context, f"{host}{heaviest}") for _turn in range(2))
        context.close()
    return {
        "maps": len(sizes),
        "map_html_kb": round(sizes[heaviest] / KB, 1),
        "map_page_kb": first.kilobytes(shapes=False),
        "shapes_kb": first.kilobytes(shapes=True),
        "shapes_kb_again": again.kilobytes(shapes=True),
        "shapes_not_kept": sum(
            "immutable" not in kept for address, kept in first.kept.items() if SHAPES in address
        ),
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


class _Load:
    """The bytes on the line of each address, and how long its answer may be kept."""

    def __init__(self, line: CDPSession) -> None:
        self.bytes, self.kept = dict[str, int](), dict[str, str]()
        self._addresses: dict[str, str] = {}
        line.send("Network.enable")
        line.on("Network.responseReceived", self._answered)
        line.on("Network.loadingFinished", self._finished)

    def _answered(self, event: dict[str, Any]) -> None:
        answer = event["response"]
        self._addresses[event["requestId"]] = answer["url"]
        headers = {name.lower(): value for name, value in answer["headers"].items()}
        self.kept[answer["url"]] = headers.get("cache-control", "")

    def _finished(self, event: dict[str, Any]) -> None:
        address = self._addresses.get(event["requestId"], "")
        self.bytes[address] = self.bytes.get(address, 0) + int(event["encodedDataLength"])

    def kilobytes(self, *, shapes: bool) -> float:
        """Those of the shapes, or of everything else."""
        sizes = (size for address, size in self.bytes.items() if (SHAPES in address) == shapes)
        return round(sum(sizes) / KB, 1)


def _opened(context: BrowserContext, address: str) -> _Load:
    page = context.new_page()
    load = _Load(context.new_cdp_session(page))
    page.goto(address, wait_until="networkidle")
    page.close()
    return load
