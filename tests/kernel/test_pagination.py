"""The pages of a list follow one another by their rows, in any order, in both directions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import ColumnElement, select

from app.accounts.roles import Role
from app.kernel.db import db
from app.kernel.web.lists.pagination import OrderKey, Page, PagePosition, cut, sort
from app.organisation.models import Unit, UnitKind
from harness.stage.factories import AnOfficer, signed_in

COMMUNES = "/can-bo/xa-phuong/list/"
SIZE = 40


@pytest.fixture
def somebody(database: None, client: FlaskClient) -> FlaskClient:
    """Who looks communes up."""
    return signed_in(client, AnOfficer(Role.CITY_ADMIN))


def _rows(page: str) -> list[str]:
    return re.findall(r'mc-rowlink"\s+href="[^"]*/show/(\d+)"', page)


def _way(page: str, rel: str) -> str:
    found = re.search(rf'href="([^"]+)"\s+rel="{rel}"', page)
    return unescape(found[1]) if found else ""


def _walk(who: FlaskClient, address: str, rel: str) -> tuple[list[list[str]], str]:
    """The rows of each page on the way, and the address of the last."""
    pages = []
    while True:
        page = who.get(address).get_data(as_text=True)
        pages.append(_rows(page))
        onward = _way(page, rel)
        if not onward:
            return pages, address
        address = onward


@pytest.mark.parametrize("order", ["code", "district.name", "phase"])
def test_a_list_is_walked_to_its_end_and_back(somebody: FlaskClient, order: str) -> None:
    address = f"{COMMUNES}?_oc_CommuneView={order}&_od_CommuneView=desc&psize_CommuneView={SIZE}"
    there, last = _walk(somebody, address, "next")
    back, _first = _walk(somebody, last, "prev")
    every = db.session.scalars(select(Unit.id).where(Unit.kind == UnitKind.COMMUNE)).all()
    met = [key for page in there for key in page]
    assert len(met) == len(set(met)) == len(every)
    assert back[::-1] == there
    by_number = somebody.get(f"{address}&page_CommuneView=3").get_data(as_text=True)
    assert _rows(by_number) == there[3]


def test_names_are_in_the_order_of_the_vietnamese_alphabet(somebody: FlaskClient) -> None:
    address = f"{COMMUNES}?_oc_CommuneView=name&_od_CommuneView=asc&psize_CommuneView={SIZE}"
    pages, _last = _walk(somebody, address, "next")
    names = dict(db.session.execute(select(Unit.id, Unit.name)).all())
    initials = [names[int(key)].split(maxsplit=1)[1][0] for page in pages for key in page]
    begun = "".join(dict.fromkeys(initials))
    assert begun.index("D") < begun.index("Đ") < begun.index("H") < begun.index("Y"), begun


def test_where_nobody_can_be_looked_for_the_list_begins_anew(somebody: FlaskClient) -> None:
    usual = _rows(somebody.get(COMMUNES).get_data(as_text=True))
    gone = somebody.get(f"{COMMUNES}?_after_CommuneView=999999").get_data(as_text=True)
    assert _rows(gone) == usual
    assert somebody.get(f"{COMMUNES}?_after_CommuneView=x").status_code == 400
    assert somebody.get(f"{COMMUNES}?_before_StaffView=1").status_code == 400


@pytest.mark.parametrize("down", [False, True])
def test_blanks_come_last_and_are_walked_too(database: None, down: bool) -> None:
    order = (OrderKey(Unit.phase, down, blank=True), OrderKey(Unit.id, down))

    def fetch(
        condition: ColumnElement[bool] | None, terms: Sequence[Any], limit: int, offset: int
    ) -> list[Any]:
        query = select(Unit.phase, Unit.id).order_by(*terms).limit(limit).offset(offset)
        return list(db.session.execute(query if condition is None else query.where(condition)))

    every = db.session.execute(select(Unit.phase, Unit.id).order_by(*sort(order))).all()
    assert None in {row.phase for row in every[-5:]}
    size, met, page = 37, [], cut(fetch, order, PagePosition(), None, 37)
    pages = [page]
    while page.later:
        page = cut(fetch, order, PagePosition(after="it"), page.rows[-1], size)
        pages.append(page)
    met = [row for each in pages for row in each.rows]
    assert met == every
    back: list[Page] = [page]
    while back[-1].earlier:
        back.append(cut(fetch, order, PagePosition(before="it"), back[-1].rows[0], size))
    assert [each.rows for each in back[::-1]] == [each.rows for each in pages]
