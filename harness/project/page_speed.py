"""How dear the desk and the start page are, beside the 404 page of the same session."""

from __future__ import annotations

from app.demo.people import PASSWORD
from harness.city.speed import ratio
from harness.city.visitor import Account, Visitor
from harness.running_system import a_system

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
PAGES = {"desk_over_404": "/can-bo/mot-cua/", "start_over_404": "/can-bo/"}
TURNS = 15


def measure() -> dict[str, float]:
    """Of all accounts the worst: median of a page divided by the median of the 404 page."""
    worst = dict.fromkeys(PAGES, 0.0)
    with a_system() as system:
        for name in ACCOUNTS:
            visitor = Visitor(system.address, Account(name, PASSWORD))
            visitor.sign_in()
            for key, page in PAGES.items():
                worst[key] = max(worst[key], round(ratio(visitor, page, TURNS), 2))
    return worst
