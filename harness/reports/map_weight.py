"""What the map of the communes weighs in a browser, and whether shapes are sent once.

Of all measures and both tables that the map offers to the city, the heaviest page is opened in
Chromium, with nothing kept: as many bytes as came over the line, compressed where the server does.
Then it is opened again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession

from harness.bench.running_cities import opened
from harness.stage.live import chromium
from harness.stage.visitor import Account, Visitor

PAGE, SHAPES = "/can-bo/ban-do/", "/static/map/"
PAGE_KB, SHAPES_KB = 300, 250
KB = 1000
FOR_EVER = "immutable"


class Load:
    """The bytes on the line of each address, and how long its answer may be kept."""

    def __init__(self, line: CDPSession) -> None:
        self.bytes, self.kept = dict[str, int](), dict[str, str]()
        self._addresses: dict[str, str] = {}
        line.send("Network.enable")
        line.on("Network.responseReceived", self._answered)
        line.on("Network.loadingFinished", self._finished)

    def _answered(self, event: Mapping[str, Any]) -> None:
        answer = event["response"]
        self._addresses[event["requestId"]] = answer["url"]
        headers = {name.lower(): value for name, value in answer["headers"].items()}
        self.kept[answer["url"]] = headers.get("cache-control", "")

    def _finished(self, event: Mapping[str, Any]) -> None:
        address = self._addresses.get(event["requestId"], "")
        self.bytes[address] = self.bytes.get(address, 0) + int(event["encodedDataLength"])

    def of(self, *, shapes: bool) -> float:
        """Kilobytes of the shapes, or of everything else."""
        sizes = (size for address, size in self.bytes.items() if (SHAPES in address) == shapes)
        return round(sum(sizes) / KB, 1)


def figures(dossiers: int) -> dict[str, Any]:
    with opened(dossiers) as city:
        name, _, value = city.people.officers["city"].cookie.partition("=")
        return measure(f"http://127.0.0.1:{city.site.port}", {name: value})


def measure(host: str, session: Mapping[str, str]) -> dict[str, Any]:
    """Kilobytes of the heaviest map: its HTML, all it loads but shapes, shapes; and these again."""
    pages = dict(_maps(Visitor(host, Account("map"), session)))
    heaviest = max(pages, key=lambda address: pages[address])
    first, again = _opened(host, heaviest, session)
    shapes = [kept for address, kept in first.kept.items() if SHAPES in address]
    return {
        "maps": len(pages),
        "map_html_kb": round(pages[heaviest] / KB, 1),
        "map_page_kb": first.of(shapes=False),
        "shapes_kb": first.of(shapes=True),
        "shapes_kb_again": again.of(shapes=True),
        "shapes_not_kept": sum(FOR_EVER not in kept for kept in shapes),
    }


def is_sound(found: Mapping[str, Any]) -> bool:
    light = found["map_page_kb"] <= PAGE_KB and 0 < found["shapes_kb"] <= SHAPES_KB
    return bool(light and not found["shapes_kb_again"] and not found["shapes_not_kept"])


def _maps(visitor: Visitor) -> Iterator[tuple[str, int]]:
    """The address of every measure, by district and by commune, and the bytes of its HTML."""
    measures = visitor.get(PAGE).root.xpath("//select[@name='chi_tieu']/option/@value")
    for measure, table in product(measures, ("", "&bang=xa")):
        address = f"{PAGE}?chi_tieu={measure}{table}"
        yield address, len(visitor.get(address).body)


def _opened(host: str, address: str, session: Mapping[str, str]) -> tuple[Load, Load]:
    with chromium() as running:
        context = running().new_context(locale="vi-VN")
        context.add_cookies(
            [{"name": name, "value": value, "url": host} for name, value in session.items()]
        )
        first, again = (_visit(context, f"{host}{address}") for _turn in range(2))
        context.close()
    return first, again


def _visit(context: BrowserContext, address: str) -> Load:
    page = context.new_page()
    load = Load(context.new_cdp_session(page))
    page.goto(address, wait_until="networkidle")
    page.close()
    return load
