"""The pages that are measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from app.kernel import clock
from harness.bench.people import People, Person
from harness.bench.readers import DESK, DOSSIER, LIST

DEEP, ROWS_OF_A_PAGE = 390, 25
"""A page far down the list, reached by its links; FAB counts from 0."""
STOCK = "/dossierview"
SORTED = "_oc_DossierView=due_at&_od_DossierView=desc"
NAMES = ((100_000, "Loan"), (10**9, "Loan Yến"))
"""The name to search for by size of the city: few people must have it."""
SEARCH = "search_name"
"""Larger cities have more people of a name: between sizes, ``RARE`` is searched for."""
EITHER = '["any",["state","eq","submitted"],["due_at","until","{day}"]]'
"""What a saved view may hold: new, or due by today."""
START, CALLS, INBOX = "/can-bo/", "/can-bo/mot-cua/goi-dien/", "/can-bo/ho-so-lien-thong/"
SHEETS, STATISTICS = "/can-bo/phieu-giao-nhan/", "/can-bo/tinh-hinh-giai-quyet/"
DASHBOARD = "/can-bo/bang-dieu-hanh/"
NOWHERE, NOWHERE_OF_CITIZENS = "/can-bo/khong-co-trang-nay", "/tra-cuu/khong-co-trang-nay"
"""What it asks, every page asks."""


@dataclass(frozen=True)
class Page:
    """One page and its URL."""

    key: str
    cookie: str
    scope: tuple[Any, ...]
    """What ``mc_enter`` takes after the day."""
    ours: Callable[[int], str]
    """The URL of a turn."""
    stock: Callable[[int], str] | None = None
    as_admin: bool = True
    """The account of the stock application that opens it."""
    nowhere: str = NOWHERE


def pages_of(people: People, rows: int, sought: str = "") -> list[Page]:
    """Every page that people use hourly; ``sought`` replaces the name to search for."""
    staff, citizen = people.officers, people.citizen
    commune, city = staff["commune"], staff["city"]
    typed = sought or next(name for most, name in NAMES if rows <= most)
    deep = f"page_DossierView={DEEP}&_after_DossierView={people.deep}"
    found = f"_flt_0_subject_name={quote(typed)}"
    either = urlencode({"loc": EITHER.format(day=clock.today())})
    lists = [
        _list("list_admin", city, ""),
        _list("list_officer", commune, "", as_admin=False),
        _list("list_admin_deep", city, deep, stock=f"page_DossierView={DEEP}"),
        _list("list_admin_sorted", city, SORTED),
        _list("list_officer_either", commune, either),
        _list(SEARCH, city, found, stock=f"_flt_2_subject_name={quote(typed)}"),
    ]
    of_citizens = [
        Page(key, citizen.cookie, scope, partial(_same, at), nowhere=NOWHERE_OF_CITIZENS)
        for key, at, scope in (
            ("form_section", "/nop-ho-so/khai/applicant", citizen.writing),
            ("tracking", "/tra-cuu/ho-so", citizen.following),
        )
    ]
    own = [_desk("desk_queue", commune), _dossier("dossier", commune), *of_citizens]
    return [*lists, *own, *_own_pages(people)]


def _own_pages(people: People) -> list[Page]:
    staff = people.officers
    starts = ("commune", "commune_leader", "district", "police", "city", "admin")
    found = {
        **{f"start_{name}": (staff[name], START) for name in starts},
        "calls": (staff["commune"], CALLS),
        "police_inbox": (staff["police"], INBOX),
        "handover_sheets": (staff["justice"], SHEETS),
        "dashboard": (staff["district"], DASHBOARD),
        "dashboard_commune": (staff["commune_leader"], DASHBOARD),
        "dashboard_city": (staff["city"], DASHBOARD),
        "dashboard_police": (staff["police"], DASHBOARD),
        "statistics": (staff["district"], STATISTICS),
        "statistics_city": (staff["city"], STATISTICS),
    }
    return [
        Page(key, reader.cookie, reader.scope, partial(_same, address))
        for key, (reader, address) in found.items()
    ]


def _same(address: str, _turn: int) -> str:
    return address


def pages_of_others(people: People) -> list[Page]:
    """The list, the desk and dossiers for readers whom the pages above leave out."""
    district, city = people.officers["district"], people.officers["city"]
    return [
        _list("list_district", district, ""),
        _desk("desk_queue_district", district),
        _desk("desk_queue_city", city),
        _dossier("dossier_district", district),
        _dossier("dossier_city", city),
    ]


def _list(
    key: str, reader: Person, arguments: str, *, stock: str | None = None, as_admin: bool = True
) -> Page:
    theirs = arguments if stock is None else stock
    return Page(
        key,
        reader.cookie,
        reader.scope,
        lambda _n: f"{LIST}?{arguments}".rstrip("?"),
        None if key.endswith("_either") else lambda _n: f"{STOCK}/list/?{theirs}".rstrip("?"),
        as_admin,
    )


def _desk(key: str, reader: Person) -> Page:
    return Page(key, reader.cookie, reader.scope, lambda _n: f"{DESK}?hang=all")


def _dossier(key: str, reader: Person) -> Page:
    def turn(n: int) -> str:
        return str(reader.dossiers[n % len(reader.dossiers)])

    return Page(
        key,
        reader.cookie,
        reader.scope,
        lambda n: DOSSIER.format(turn(n)),
        lambda n: f"{STOCK}/show/{turn(n)}",
        as_admin=False,
    )
