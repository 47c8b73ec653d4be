"""How dear the desk and the start page are, beside the 404 page of the same session."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Iterator
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from app.demo.people import PASSWORD
from harness.static_analysis.running_system import a_system

ACCOUNTS = (
    "quantri",
    "sotuphap",
    "lanhdao.donganh",
    "vanphong.donganh",
    "phongtuphap.donganh",
    "cntt.donganh",
    "congan.donganh",
    "bhxh.donganh",
    "motcua.kimchung",
    "tuphap.kimchung",
    "laodong.kimchung",
    "chutich.kimchung",
    "tuphap.haiboi",
    "motcua.batrai",
    "chutich.tanlinh",
    "lanhdao.bavi",
)
"""One of each role, and some of other communes and the other district."""
START, DESK, NOWHERE = "/can-bo/", "/can-bo/mot-cua/", "/can-bo/khong-co-trang-nay"
TURNS = 15
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def measure() -> dict[str, float]:
    """Of all accounts the worst: median of a page divided by the median of the 404 page."""
    worst = {"desk_over_404": 0.0, "start_over_404": 0.0}
    with a_system() as system:
        for name in ACCOUNTS:
            browser = _signed_in(system.address, name)
            floor = _median(browser, system.address + NOWHERE)
            for key, page in (("desk_over_404", DESK), ("start_over_404", START)):
                ratio = _median(browser, system.address + page) / floor
                worst[key] = max(worst[key], round(ratio, 2))
    return worst


def _signed_in(address: str, name: str) -> OpenerDirector:
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    sign_in = f"{address}/can-bo/dang-nhap"
    with browser.open(sign_in) as page:
        found = TOKEN.search(page.read().decode())
    if found is None:
        raise LookupError(sign_in)
    words = {"csrf_token": found[1], "username": name, "password": PASSWORD}
    with browser.open(sign_in, urlencode(words).encode()) as page:
        if page.url == sign_in:
            raise PermissionError(name)
    return browser


def _median(browser: OpenerDirector, address: str) -> float:
    return statistics.median(_seconds(browser, address))


def _seconds(browser: OpenerDirector, address: str) -> Iterator[float]:
    for _turn in range(TURNS):
        begun = time.perf_counter()
        try:
            with browser.open(address) as answer:
                answer.read()
        except HTTPError as refusal:  # who has no desk is refused; that page counts too
            refusal.read()
        yield time.perf_counter() - begun
