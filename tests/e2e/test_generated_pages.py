"""Every generated list, show, add and edit page on a phone; as every role: `make city`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

import pytest
from flask import Flask

from app.accounts.roles import Role
from app.kernel.web.crud.view import HouseView
from tests.e2e.conftest import Arrive, Figure
from tests.e2e.people import Person
from tests.security.world import is_shut

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE, NARROW = 1280, 375
TABLETS = (768, 1024)
KINDS = ("list/", "add", "show", "edit")
PEOPLE = {
    Role.CITY_ADMIN: "quantri",
    Role.CITY_JUSTICE: "sotuphap",
    Role.DISTRICT_LEADER: "lanhdao.donganh",
    Role.DISTRICT_OFFICE: "vanphong.donganh",
    Role.DISTRICT_JUSTICE: "phongtuphap.donganh",
    Role.DISTRICT_IT: "cntt.donganh",
    Role.COMMUNE_LEADER: "chutich.kimchung",
    Role.COMMUNE_RECEPTION: "motcua.kimchung",
    Role.COMMUNE_JUSTICE: "tuphap.kimchung",
    Role.COMMUNE_LABOUR: "laodong.kimchung",
    Role.POLICE: "congan.donganh",
    Role.INSURANCE: "bhxh.donganh",
}


def test_every_generated_page(app: Flask, somebody: Arrive, figure: Figure) -> None:
    """As the first role that may open it."""
    looked_at: set[str] = set()
    wrong: list[str] = []
    for role in Role:
        wanted = [page for page in opening_to(app, role) if page not in looked_at]
        officer = somebody(PEOPLE[role], width=NARROW) if wanted else None
        if officer is None:
            continue
        for page in pages_of(officer, wanted):
            looked_at.add(kind_of(page))
            wrong += faults(officer, page)
    figure(f"{len(looked_at)} generated pages examined at {NARROW}")
    assert wrong == []
    assert {f"{view.route_base}/list/" for view in generated(app)} <= looked_at


def generated(app: Flask) -> Iterator[HouseView]:
    """Every view that the framework draws."""
    return (view for view in app.extensions["appbuilder"].baseviews if isinstance(view, HouseView))


def opening_to(app: Flask, role: Role) -> Iterator[str]:
    """The pages that there are and that the role may ask for, without the key of a row.

    A page to edit has the fields of the page to add: one of them is enough.
    """
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    for view in generated(app):
        found = [rules.get(f"{view.endpoint}.{kind.rstrip('/')}") for kind in KINDS]
        opening = {
            kind: f"{view.route_base}/{kind}"
            for kind, rule in zip(KINDS, found, strict=True)
            if rule is not None and not is_shut(app, rule, role)
        }
        if "add" in opening:
            opening.pop("edit", None)
        yield from opening.values()


def pages_of(officer: Person, wanted: list[str]) -> Iterator[str]:
    """What opens of these: lists, pages to add, and the first row of a list shown or edited."""
    for base, pages in groupby(wanted, lambda page: page.removesuffix("/").rpartition("/")[0]):
        listed = officer.source(f"{base}/list/")
        row = re.search(rf"{base}/(?:show|edit)/([\w-]+)", listed)
        for page in pages if listed else ():
            of_a_row = page.endswith(("show", "edit"))
            address = f"{page}/{row[1]}" if row and of_a_row else page
            if bool(row) >= of_a_row and officer.source(address):
                yield address


def kind_of(page: str) -> str:
    """The address without the key of a row."""
    return re.sub(r"(show|edit)/.*", r"\1", page)


def faults(officer: Person, page: str) -> Iterator[str]:
    """Faults of one page on a phone; at other widths only whether it scrolls sideways."""
    try:
        officer.open(page)
    except AssertionError as wrong:
        yield str(wrong).splitlines()[0]
    for width in (*TABLETS, WIDE):
        officer.page.set_viewport_size({"width": width, "height": 900})
        if officer.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            yield f"{officer.where} {page}: scrolls sideways at {width}"
    officer.page.set_viewport_size({"width": NARROW, "height": 900})
