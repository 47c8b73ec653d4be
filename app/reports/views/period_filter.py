"""The filter by months and district, with the same query parameters on all pages."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

from flask import Response, request

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.spreadsheets.writer import xlsx_pieces
from app.kernel.web.current_actor import current_actor
from app.kernel.web.file_response import download
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.organisation.rules import GO_LIVE
from app.reports.queries.message_costs import Spent
from app.reports.queries.processing_statistics import StatisticsLine
from app.reports.queries.rollout_results import RolloutResult
from app.rollout.queries.channels import Came

MOST_MONTHS = 12
FIRST_MONTH = min(GO_LIVE.values()).replace(day=1)
"""From when on there are dossiers."""
Lined = TypeVar("Lined", Spent, Came, StatisticsLine, RolloutResult)
_MONTH = re.compile(r"(20[12]\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class MonthsQuery:
    """The months, and the district whose communes are listed."""

    first: date
    last: date
    district: Unit | None
    """The district whose communes are listed; None: districts, or all communes that the user reads.
    """

    @property
    def many_months(self) -> bool:
        return self.first.month != self.last.month


@dataclass(frozen=True)
class MonthsTable(Generic[Lined]):
    """A line for each unit and month that the user reads, and what the filter offers."""

    districts: Iterable[Unit]
    asked: MonthsQuery
    names: Mapping[int, str]
    lines: list[Lined]

    @property
    def shown(self) -> dict[str, Any]:
        """For the template: the filter and the names of the units."""
        return {
            "districts": self.districts,
            "asked": self.asked,
            "names": self.names,
            "years": years_from(min(self.asked.first, FIRST_MONTH)),
        }


def asked_for(districts: Iterable[Unit], *, months: int = 1) -> MonthsQuery:
    """The filter from the query string; the last ``months`` where it is missing or invalid."""
    this = clock.today().replace(day=1)
    last = min(_month(request.args.get("den", ""), this), this)
    first = min(_month(request.args.get("tu", ""), _before(last, months - 1)), last)
    earliest = _before(last, MOST_MONTHS - 1)
    end = (last + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    code = request.args.get("huyen", "")
    return MonthsQuery(
        max(first, earliest), end, next((each for each in districts if each.code == code), None)
    )


class MonthChoice(NamedTuple):
    """A month as its address and its page say it."""

    value: str
    label: str


def years_from(first: date) -> Sequence[tuple[int, Sequence[MonthChoice]]]:
    """The months that can be chosen, the newest first, by year."""
    return _years(first, clock.today().replace(day=1))


@lru_cache(maxsize=16)
def _years(first: date, last: date) -> Sequence[tuple[int, Sequence[MonthChoice]]]:
    months = [
        date(year, month, 1)
        for year in range(last.year, first.year - 1, -1)
        for month in range(12, 0, -1)
    ]
    chosen = [month for month in months if first <= month <= last]
    return [
        (year, [MonthChoice(f"{each:%Y-%m}", f"{each:%m/%Y}") for each in of_it])
        for year, of_it in groupby(chosen, key=attrgetter("year"))
    ]


def _before(month: date, months: int) -> date:
    n = month.year * 12 + month.month - 1 - months
    return date(n // 12, n % 12 + 1, 1)


def _month(typed: str, otherwise: date) -> date:
    found = _MONTH.fullmatch(typed)
    return date(int(found[1]), int(found[2]), 1) if found else otherwise


def names_of(actor: Actor, asked: MonthsQuery, districts: Iterable[Unit]) -> dict[int, str]:
    if asked.district is not None:
        return {each.id: each.name for each in organisation.communes(asked.district.id)}
    if actor.city:
        return {each.id: each.name for each in districts}
    return organisation.commune_names(actor.reads)


def read(query: Callable[..., list[Lined]]) -> MonthsTable[Lined]:
    """The lines of a query for the months and units of the filter, in order."""
    actor = current_actor()
    districts = organisation.districts() if actor.city else ()
    asked = asked_for(districts)
    names = names_of(actor, asked, districts)
    lines = query(
        actor,
        asked.first,
        asked.last,
        district_id=asked.district.id if asked.district else None,
        by_district=actor.city and asked.district is None,
    )
    return MonthsTable(districts, asked, names, in_order(lines, names))


def in_order(lines: Iterable[Lined], names: Mapping[int, str]) -> list[Lined]:
    order = {unit: n for n, unit in enumerate(names)}
    known = [(order[line.unit_id], line) for line in lines if line.unit_id in order]
    known.sort(key=lambda each: (each[0], each[1].month or date.min))
    return [line for _place, line in known]


def as_file(
    name: str, asked: MonthsQuery, heads: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> Response:
    """The table as an Excel workbook, named by its months."""
    named = f"{name}-{asked.first:%Y-%m}-{asked.last:%Y-%m}"
    words = [str(head) for head in heads]
    return download(f"{named}.xlsx", b"".join(xlsx_pieces(name, words, rows)))
