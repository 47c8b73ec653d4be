"""What the map of communes shows: the figures of its communes, and the lines of its table."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.kernel import clock
from app.kernel.i18n.formatting import capitalize_first
from app.kernel.i18n.formatting import day as written
from app.organisation.models import Unit
from app.reports.queries.commune_map import Figures, MapCommune, MapDistrict
from app.reports.rules import MapFigure, MapSteps, opening_step, worst_first
from app.reports.views import map_words as words
from app.reports.views.period_filter import MonthsQuery
from app.reports.vocabulary import MapMeasure

TODAYS = frozenset({MapMeasure.OPENING, MapMeasure.READINESS})
"""Measures that know no month."""


@dataclass(frozen=True)
class Row:
    """A line of the table: a commune, or a district with the sum of its communes."""

    key: str
    name: str
    district: MapDistrict
    phase: int | None
    figure: MapFigure
    commune: MapCommune | None = None


@dataclass(frozen=True)
class CommuneFigures:
    """What was asked for, and the figures of the communes that are shown."""

    measure: MapMeasure
    offered: Sequence[MapMeasure]
    districts: Sequence[Unit]
    """All of the city, for their names."""
    everywhere: bool
    """Whether the user may choose among them, and sees figures of all."""
    asked: MonthsQuery
    communes: Sequence[MapCommune]
    figures: Figures

    @property
    def is_whole_city(self) -> bool:
        return self.everywhere and self.asked.district is None

    @property
    def place(self) -> str:
        """The district that is drawn large."""
        if self.is_whole_city or not self.communes:
            return ""
        return capitalize_first(self.communes[0].district.name)

    @property
    def title(self) -> str:
        """The measure, of which district, and for which months or as of which day."""
        where = self.place[:1].lower() + self.place[1:]
        return ", ".join(filter(None, [str(self.measure.label), where, self.when]))

    @property
    def when(self) -> str:
        if self.measure in TODAYS:
            return written(clock.today())
        first, last = f"{self.asked.first:%m/%Y}", f"{self.asked.last:%m/%Y}"
        return first if first == last else f"{first}–{last}"

    @property
    def address(self) -> dict[str, Any]:
        """The query string of the same map."""
        return {
            "chi_tieu": str(self.measure),
            "tu": f"{self.asked.first:%Y-%m}",
            "den": f"{self.asked.last:%Y-%m}",
            "huyen": self.asked.district.code if self.asked.district else None,
        }

    @cached_property
    def steps(self) -> MapSteps:
        return MapSteps.of(self.measure, self.figures.values())

    @cached_property
    def by_district(self) -> Mapping[MapDistrict, Sequence[MapCommune]]:
        found: dict[MapDistrict, list[MapCommune]] = {}
        for each in self.communes:
            found.setdefault(each.district, []).append(each)
        return found

    def together(self, communes: Iterable[MapCommune]) -> MapFigure:
        own = [self.figures[each.id] for each in communes]
        return MapFigure(sum(each.part for each in own), sum(each.whole for each in own))

    @cached_property
    def _seen(self) -> Mapping[MapFigure, tuple[str, str]]:
        """Step and words of each figure: many communes have the same."""
        return {
            figure: (words.step(self.steps, figure), words.said(self.measure, figure))
            for figure in set(self.figures.values())
        }

    def by_step(self, communes: Iterable[MapCommune]) -> Mapping[str, Sequence[tuple[str, str]]]:
        """Code, and name with value, of the communes of each step."""
        found: dict[str, list[tuple[str, str]]] = {}
        for code, step, said in self.drawn(communes):
            found.setdefault(step, []).append((code, said))
        return found

    def drawn(self, communes: Iterable[MapCommune]) -> Iterator[tuple[str, str, str]]:
        """Code, step, name and value of each, as the picture has them."""
        for each in communes:
            step, said = self._seen[self.figures[each.id]]
            yield each.code, step, f"{capitalize_first(each.name)}: {said}"

    def rows(self, *, by_name: bool = False, of_communes: bool = True) -> list[Row]:
        """The lines of the table, the worst first unless names are asked for."""
        rows = list(self._communes() if of_communes else self._districts())
        return rows if by_name else sorted(rows, key=self._worst_first)

    def _communes(self) -> Iterator[Row]:
        for each in self.communes:
            figure, key = self.figures[each.id], f"x{each.code}"
            yield Row(key, each.name, each.district, each.phase, figure, each)

    def _districts(self) -> Iterator[Row]:
        for district, own in self.by_district.items():
            key = f"h{district.code}"
            yield Row(key, district.name, district, own[0].phase, self.together(own))

    def _worst_first(self, row: Row) -> Any:
        if self.measure is MapMeasure.OPENING and row.commune:
            return opening_step(row.figure, clock.today())
        return worst_first(self.measure, row.figure)
