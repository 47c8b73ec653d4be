"""Every generated list, show, add and edit page, as each of the twelve roles may open it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from app.accounts.roles import Role
from app.kernel.web import HouseView
from tests.journeys.conftest import Arrive
from tests.journeys.people import EVERY_PAGE, Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE, NARROW = 1280, 375
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


def test_every_generated_page(
    app: Flask, somebody: Arrive, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the first role that may open it; with ``EVERY_PAGE`` as each of the twelve."""
    looked_at: set[str] = set()
    wrong: list[str] = []
    for role in Role:
        officer = somebody(PEOPLE[role])
        for view in generated(app):
            for page in pages_of(officer, view.route_base):
                if EVERY_PAGE or kind_of(page) not in looked_at:
                    looked_at.add(kind_of(page))
                    wrong += faults(officer, page)
    with capsys.disabled():
        print(f"\n{len(looked_at)} generated pages at {WIDE} and {NARROW}")  # noqa: T201
    assert wrong == []
    assert {f"{view.route_base}/list/" for view in generated(app)} <= looked_at


def generated(app: Flask) -> Iterator[HouseView]:
    """Every view that the framework draws."""
    return (view for view in app.appbuilder.baseviews if isinstance(view, HouseView))


def pages_of(officer: Person, base: str) -> list[str]:
    """The list, the add page, and the first row shown and edited, as far as they open."""
    found = [f"{base}/list/", f"{base}/add"]
    linked = " ".join(officer.source(page) for page in found)
    shown = first(rf"{base}/show/[\w-]+", linked)
    linked += officer.source(shown) if shown else ""
    found += [page for page in (shown, first(rf"{base}/edit/[\w-]+", linked)) if page]
    return [page for page in found if officer.source(page)]


def first(pattern: str, source: str) -> str | None:
    """The first address of this form on a page."""
    match = re.search(pattern, source)
    return match[0] if match else None


def kind_of(page: str) -> str:
    """The address without the key of a row."""
    return re.sub(r"(show|edit)/.*", r"\1", page)


def faults(officer: Person, page: str) -> Iterator[str]:
    """What is wrong with one page at both widths."""
    for look in (lambda: officer.open(page), lambda: officer.resize(NARROW)):
        try:
            look()
        except AssertionError as wrong:
            yield str(wrong).splitlines()[0]
    officer.page.set_viewport_size({"width": WIDE, "height": 900})
