"""Every number of the dashboard against the list that it opens, for every account that has one.

The demonstration is started as a newcomer does. Each account that has a dashboard visits it and the
pages below it, districts and communes. Leaders, agencies and those who lead the roll-out have
numbers of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urljoin

import click

from harness.city.__main__ import people
from harness.stage.running_system import make_run
from harness.stage.start_tiles import Get, rows_of
from harness.stage.visitor import Account, Visitor

PAGE = "/can-bo/bang-dieu-hanh/"
NUMBERS = ".//a[contains(@href, 'chi-tieu=') or contains(@href, '/can-bo/san-sang/?')]"
"""Of dossiers, of forwarded files at an agency, of communes on the readiness board."""


@dataclass(frozen=True)
class Link:
    """A number of a page, and how many rows its list has."""

    page: str
    address: str
    number: int
    rows: int

    @property
    def is_right(self) -> bool:
        return self.number == self.rows

    def __str__(self) -> str:
        return f"{self.page}: {self.number}, but {self.rows} in {self.address}"


def links_of(get: Get, page: str = PAGE) -> Iterator[Link]:
    """The numbers of a page and of all pages below it."""
    main = get(page).xpath("//main")[0]
    for link in main.xpath(NUMBERS):
        address = urljoin(page, link.get("href"))
        number = int(link.text_content().replace(".", ""))
        yield Link(page, address, number, rows_of(address, get))
    for below in dict.fromkeys(main.xpath(".//a[starts-with(@href, '?')]/@href")):
        yield from links_of(get, urljoin(page, below))


def figures() -> dict[str, Any]:
    """Starts a system of its own."""
    with TemporaryDirectory(prefix="mot-cua-reports-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the user of the database has to reach its data
        with make_run(folder) as system:
            return visit(system.address, people(system))


def visit(host: str, accounts: Iterable[Account]) -> dict[str, Any]:
    """The numbers of those of these accounts that have a dashboard; wrong ones are told."""
    found: dict[Account, list[Link]] = {}
    for account in accounts:
        visitor = Visitor(host, account)
        visitor.sign_in()
        if visitor.get(PAGE).status == 200:
            found[account] = list(links_of(lambda address, by=visitor: by.get(address).root))  # type: ignore[misc]
    links = [(account, link) for account, of in found.items() for link in of]
    wrong = [f"{account}: {link}" for account, link in links if not link.is_right]
    for each in wrong:
        click.echo(each, err=True)
    return {
        "dashboards": len(found),
        "pages_with_numbers": len({(account, link.page) for account, link in links}),
        "links_checked": len(links),
        "links_wrong": len(wrong),
    }


def is_sound(found: Mapping[str, Any]) -> bool:
    return found["links_checked"] > 0 == found["links_wrong"]
