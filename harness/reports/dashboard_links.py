"""Every number of the dashboard against the list that it opens, for accounts of the demonstration.

``python -m harness.reports.dashboard_links http://127.0.0.1:8090 chutich.kimchung …`` visits a
running system and the pages below: districts, communes. Its last line is
``{"accounts", "pages", "links_checked", "links_wrong"}``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

import click

from harness.city.visitor import Account, Visitor
from harness.start_tiles import Get, rows_of

PAGE = "/can-bo/bang-dieu-hanh/"
MOST_BELOW = 3
"""Pages of single units that are visited from each page."""


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


def links_of(get: Get, page: str = PAGE) -> Iterator[Link]:
    """The numbers of a page and of the pages below it."""
    main = get(page).xpath("//main")[0]
    for link in main.xpath(".//a[contains(@href, 'chi-tieu=')]"):
        address = urljoin(page, link.get("href"))
        number = int(link.text_content().replace(".", ""))
        yield Link(page, address, number, rows_of(address, get))
    for below in main.xpath(".//a[contains(@class, 'mc-rowlink')]/@href")[:MOST_BELOW]:
        yield from links_of(get, urljoin(page, below))


if __name__ == "__main__":
    from app.demo.people import PASSWORD

    _host, *_names = sys.argv[1:]
    _found: list[Link] = []
    for _name in _names:
        _visitor = Visitor(_host, Account(_name, PASSWORD))
        _visitor.sign_in()
        _found += links_of(lambda address, by=_visitor: by.get(address).root)  # type: ignore[misc]
    for _link in _found:
        if not _link.is_right:
            click.echo(f"{_link.page}: {_link.number}, but {_link.rows} in {_link.address}")
    _figures = {
        "accounts": len(_names),
        "pages": len({_link.page for _link in _found}),
        "links_checked": len(_found),
        "links_wrong": sum(not _link.is_right for _link in _found),
    }
    click.echo(json.dumps(_figures))
