"""The pages that are measured, each in its variants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from app.kernel import clock
from app.kernel.text.folding import fold
from harness.bench.floor import statements
from harness.bench.floor.app import moments
from harness.bench.floor.statements import Ask
from harness.bench.people import People, Person
from harness.bench.readers import DESK, DOSSIER, LIST

DEEP = 390
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


@dataclass(frozen=True)
class Page:
    """One page and its URL."""

    key: str
    kind: str
    """Which hole its frame has; ``replayed``: see ``harness.bench.replays``."""
    cookie: str
    token: str
    ours: Callable[[int], str]
    """The URL of a turn."""
    floor: Callable[[int], str]
    alone: Callable[[Ask, int], Any] | None = None
    """Its statements alone; None: those of the replay."""
    stock: Callable[[int], str] | None = None
    as_admin: bool = True
    """The account of the stock application that opens it."""


def pages_of(people: People, rows: int, sought: str = "") -> list[Page]:
    """Every page that people use hourly; ``sought`` replaces the name to search for."""
    staff, citizen = people.officers, people.citizen
    commune, city = staff["commune"], staff["city"]
    typed = sought or next(name for most, name in NAMES if rows <= most)
    at, last = people.deep
    after = urlencode({"at": at.isoformat(), "id": str(last)})
    contains = f"_flt_0_subject_name={quote(typed)}"
    stock_contains = f"_flt_2_subject_name={quote(typed)}"
    folded = urlencode({"typed": fold(typed)})
    lists = [
        _list("list_admin", city, ""),
        _list("list_officer", commune, "", as_admin=False),
        _list(
            "list_admin_deep",
            city,
            f"page_DossierView={DEEP}&_after_DossierView={last}",
            floor=after,
            stock=f"page_DossierView={DEEP}",
            after=(at, str(last)),
        ),
        _list("list_admin_sorted", city, SORTED, order="due"),
        _list(
            "list_officer_either",
            commune,
            urlencode({"loc": EITHER.format(day=clock.today())}),
            floor="either=1",
            due_by=clock.today(),
        ),
        _list(SEARCH, city, contains, floor=folded, stock=stock_contains, typed=fold(typed)),
    ]
    section = Page(
        "form_section",
        "section",
        citizen.cookie,
        "",
        lambda _n: "/nop-ho-so/khai/applicant",
        lambda _n: "/san/section",
        lambda ask, _n: statements.section(
            ask, citizen.draft, bytes.fromhex(citizen.draft_token), clock.real_now(), clock.today()
        ),
    )
    tracking = Page(
        "tracking",
        "tracking",
        citizen.cookie,
        "",
        lambda _n: "/tra-cuu/ho-so",
        lambda _n: "/san/tracking",
        lambda ask, _n: statements.tracking(ask, citizen.dossier),
    )
    own = [_desk("desk_queue", commune), _dossier("dossier", commune), section, tracking]
    return [*lists, *own, *_replayed(people)]


def _replayed(people: People) -> list[Page]:
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
    return [_replay(key, reader, address) for key, (reader, address) in found.items()]


def _replay(key: str, reader: Person, address: str) -> Page:
    return Page(
        key,
        "replayed",
        reader.cookie,
        reader.token,
        lambda _n: address,
        lambda _n: f"/san/replay/{key}",
    )


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
    key: str,
    reader: Person,
    arguments: str,
    *,
    floor: str = "",
    stock: str | None = None,
    as_admin: bool = True,
    **asked: Any,
) -> Page:
    theirs = arguments if stock is None else stock
    return Page(
        key,
        "list",
        reader.cookie,
        reader.token,
        lambda _n: f"{LIST}?{arguments}".rstrip("?"),
        lambda _n: f"/san/list/{key}?{floor}".rstrip("?"),
        lambda ask, _n: statements.listing(ask, _who(ask), **asked),
        None if key.endswith("_either") else lambda _n: f"{STOCK}/list/?{theirs}".rstrip("?"),
        as_admin,
    )


def _desk(key: str, reader: Person) -> Page:
    return Page(
        key,
        "queue",
        reader.cookie,
        reader.token,
        lambda _n: f"{DESK}?hang=all",
        lambda _n: f"/san/queue/{key}",
        lambda ask, _n: statements.queue(ask, _who(ask), *moments()),
    )


def _dossier(key: str, reader: Person) -> Page:
    def turn(n: int) -> str:
        return str(reader.dossiers[n % len(reader.dossiers)])

    return Page(
        key,
        "dossier",
        reader.cookie,
        reader.token,
        lambda n: DOSSIER.format(turn(n)),
        lambda n: f"/san/dossier/{key}/{turn(n)}",
        lambda ask, n: statements.dossier(ask, _who(ask), turn(n), clock.today()),
        lambda n: f"{STOCK}/show/{turn(n)}",
        as_admin=False,
    )


def _who(ask: Ask) -> statements.Who:
    found = statements.who(ask)
    if found is None:
        raise LookupError("the session of the bench is over")
    return found
