"""Every tile of the start page against the list that it opens, for accounts of the demonstration.

``python -m harness.stage.start_tiles http://127.0.0.1:8090`` visits a running system; its last line
is ``{"accounts", "tiles", "tiles_wrong"}``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import click
from lxml.html import HtmlElement

from harness.stage.visitor import START, Account, Visitor

MOST_PAGES = 50

Get = Callable[[str], HtmlElement]
"""Opens a page of one account."""


@dataclass(frozen=True)
class Tile:
    """One counter of a start page, and how many rows its list has."""

    account: str
    label: str
    number: int
    """0 for one of those that are empty now."""
    is_more: bool
    """Whether it says that there are more."""
    address: str
    rows: int

    @property
    def is_right(self) -> bool:
        return self.rows > self.number if self.is_more else self.rows == self.number

    def __str__(self) -> str:
        return f"{self.account}: {self.label}: {self.number}, but {self.rows} in {self.address}"


def tiles_of(account: str, get: Get) -> Iterator[Tile]:
    """The tiles of this account whose links open the rows that they count."""
    for link in get(START).xpath("//*[@data-tile]"):
        said = "".join(link.xpath(".//strong//text()")).strip()
        figures = "".join(letter for letter in said if letter.isdigit())
        address = str(link.get("href"))
        yield Tile(
            account,
            " ".join(link.text_content().split()),
            int(figures or 0),
            said.endswith("+"),
            address,
            rows_of(address, get),
        )


def rows_of(address: str, get: Get) -> int:
    """The rows of a list on all of its pages."""
    rows, following = 0, address
    for _page in range(MOST_PAGES):
        root = get(following)
        rows += len(root.xpath("//main//tbody/tr | //main//article[contains(@class, 'mc-ask')]"))
        further = root.xpath("//main//a[@rel='next']/@href")
        if not further:
            break
        following = str(further[0])
    return rows


def visit(host: str, accounts: Iterable[Account]) -> list[Tile]:
    """The tiles of all these accounts in a running system."""
    found: list[Tile] = []
    for account in accounts:
        visitor = Visitor(host, account)
        visitor.sign_in()
        found += tiles_of(str(account), lambda address, by=visitor: by.get(address).root)  # type: ignore[misc]
    return found


def figures(tiles: Iterable[Tile]) -> dict[str, int]:
    """How many tiles there are, and how many differ from their list."""
    every = list(tiles)
    return {
        "accounts": len({each.account for each in every}),
        "tiles": len(every),
        "tiles_wrong": sum(not each.is_right for each in every),
    }


if __name__ == "__main__":
    from demo.people import PASSWORD

    _host, *_names = sys.argv[1:]
    _tiles = visit(_host, [Account(name, PASSWORD) for name in _names])
    for _tile in _tiles:
        if not _tile.is_right:
            click.echo(_tile)
    click.echo(json.dumps(figures(_tiles)))
