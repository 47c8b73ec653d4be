"""The address of the dashboard: which months, which place, and the addresses beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from app.kernel.actor import Actor
from app.kernel.errors import NotFound
from app.kernel.i18n.formatting import capitalize_first
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.reports.queries.dashboard import DashboardPlace
from app.reports.queries.issued_reports import communes_read
from app.reports.views.period_filter import MonthsQuery, asked_for
from app.reports.vocabulary import StatisticsSubject

LEGS: Mapping[StatisticsSubject, LazyString] = {
    StatisticsSubject.POLICE: _("police"),
    StatisticsSubject.INSURANCE: _("social insurance"),
    StatisticsSubject.COMMUNE: _("other communes"),
}
USUAL_MONTHS = 3
"""As many as the weeks of the trend."""
LAST_PAGE = 10_000
ALL_LEGS = "tat-ca"
"""In the address: legs of every kind."""


@dataclass(frozen=True)
class DashboardQuery:
    """The months and the place of a page, and the units that are compared there."""

    months: MonthsQuery
    districts: Sequence[Unit]
    district: Unit | None
    commune: Unit | None
    communes: Sequence[Unit]

    @property
    def units(self) -> Sequence[Unit]:
        """The level below: districts of the city, communes of a district."""
        if self.commune is not None:
            return ()
        return self.communes if self.district is not None else self.districts

    @property
    def place(self) -> DashboardPlace:
        return DashboardPlace(
            self.district.id if self.district and self.districts else None,
            self.commune.id if self.commune else None,
            by_district=self.district is None and self.commune is None,
        )

    @property
    def address(self) -> dict[str, str]:
        """The query string of the same page."""
        named = {
            **self.period,
            "huyen": self.district.code if self.district and self.districts else "",
            "xa": self.commune.code if self.commune and len(self.communes) != 1 else "",
        }
        return {name: value for name, value in named.items() if value}

    @property
    def period(self) -> dict[str, str]:
        """The months, where they are not the usual ones: a page has hundreds of addresses."""
        if not {"tu", "den"} & set(request.args):
            return {}
        return {"tu": f"{self.months.first:%Y-%m}", "den": f"{self.months.last:%Y-%m}"}

    @property
    def trail(self) -> list[tuple[str, str | None]]:
        """The levels above this page, with their addresses, and the page itself."""
        above = self.period
        levels: list[tuple[Any, dict[str, str]]] = []
        if self.districts:
            levels.append((gettext("The whole city"), above))
        if self.district is not None and len(self.communes) != 1:
            named = {"huyen": self.district.code} if self.districts else {}
            levels.append((capitalize_first(self.district.name), above | named))
        if self.commune is not None:
            levels.append((capitalize_first(self.commune.name), {}))
        here = levels.pop() if levels else (gettext("No commune"), {})
        upper = ((label, addressed("Dashboard.page", args)) for label, args in levels)
        return [*upper, (here[0], None)]

    @property
    def title(self) -> str:
        return self.trail[-1][0]

    def of(self, unit: Unit) -> dict[str, str]:
        """The query string of the page of one of the units."""
        name = "xa" if self.district is not None else "huyen"
        return self.address | {name: unit.code}


def read(actor: Actor) -> DashboardQuery:
    """The page that the query string asks for, within what this person reads.

    Raises:
        NotFound: the unit is not one of theirs.
    """
    districts = organisation.districts() if actor.city else ()
    months = asked_for(districts, months=USUAL_MONTHS)
    code = request.args.get("xa", "")
    if actor.city:
        commune = organisation.commune_by_code(code) if code else None
        if code and commune is None:
            raise NotFound
        district = commune.district if commune else months.district
        below = organisation.communes(district.id) if district and not commune else ()
        return DashboardQuery(months, districts, district, commune, below)
    communes = communes_read(actor)
    if code and code not in {each.code for each in communes}:
        raise NotFound
    chosen = communes[0].code if len(communes) == 1 else code
    commune = next((each for each in communes if each.code == chosen), None)
    return DashboardQuery(months, (), communes[0].district if communes else None, commune, communes)


def addressed(endpoint: str, args: Mapping[str, str]) -> str:
    return f"{url_for(endpoint)}?{urlencode(args)}".removesuffix("?")


def shown_page() -> int:
    """Which page of a list the query string asks for, from 1."""
    return min(max(request.args.get("trang", default=1, type=int), 1), LAST_PAGE)
