"""The forms of reports, each a PDF and a workbook with the same tables."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_babel import LazyString, force_locale
from flask_babel import lazy_gettext as _

from app.kernel import clock
from app.kernel.i18n import vietnamese
from app.kernel.i18n.formatting import capitalize_first
from app.kernel.printing import pdf
from app.kernel.spreadsheets.writer import xlsx_pieces
from app.organisation.models import Unit, UnitKind
from app.reports.models import StatisticsReport
from app.reports.queries.civil_figures import FIGURES, TABLES
from app.reports.queries.civil_statistics import Counts, total
from app.reports.queries.periodic_figures import COUNTED, Breakdown, PeriodicLine
from app.reports.vocabulary import ReportPeriod

PRINT = Path(__file__).parent / "print"
TOGETHER = "Cộng"


@dataclass(frozen=True)
class CivilStatistics:
    """The figures of a period, a line a unit, in the order of the units' names."""

    period: ReportPeriod
    names: Mapping[int, str]
    """Names of the units, also of those without entries."""
    lines: Mapping[int, Counts]

    @property
    def together(self) -> Counts:
        return total([*self.lines.values()])

    @property
    def rows(self) -> Iterator[tuple[str, Counts]]:
        """Name and figures of each unit, then of all together where there are several."""
        for unit_id, numbers in self.lines.items():
            yield self.names[unit_id], numbers
        if len(self.lines) != 1:
            yield TOGETHER, self.together


def as_stored(counted: CivilStatistics) -> dict[str, Any]:
    """The figures by key of the unit and of the figure, for the report as issued."""
    return {
        "units": {
            str(unit_id): {"name": counted.names[unit_id]} | _by_key(numbers)
            for unit_id, numbers in counted.lines.items()
        },
        "together": _by_key(counted.together),
    }


def _by_key(numbers: Counts) -> dict[str, int]:
    return dict(zip(FIGURES, numbers, strict=True))


def workbook(counted: CivilStatistics) -> bytes:
    """One sheet: a line a unit, a column a figure, with the table's name before it."""
    with force_locale("vi"):
        heads = [f"{table.label}: {each.label}" for table in TABLES for each in table.figures]
        rows = ((capitalize_first(name), *numbers) for name, numbers in counted.rows)
        return b"".join(xlsx_pieces(counted.period.label, ["Đơn vị", *heads], rows))


def printed(counted: CivilStatistics, unit: Unit, report: StatisticsReport | None = None) -> bytes:
    """The form, as issued or, without a report, as a draft without number and signer."""
    day = report.issued_on if report else clock.today()
    with force_locale("vi"):
        data = {
            "number": report.number if report else "",
            "office": capitalize_first(unit.name),
            "issued_on": vietnamese.place_day(day),
            "period": counted.period.label,
            "capacity": capacity(unit, report.signer_title) if report else [],
            "signer": report.signer_name if report else "",
            "tables": [*_tables(counted)],
        }
    return pdf.render(PRINT / "civil_statistics.typ", data, day=day)


def capacity(unit: Unit, title: str) -> list[str]:
    """The lines above the signature of a report."""
    of_committee = unit.kind in {UnitKind.COMMUNE, UnitKind.DISTRICT}
    return vietnamese.capacity(title) if of_committee else [title.upper()]


def _tables(counted: CivilStatistics) -> Iterator[dict[str, Any]]:
    first = 0
    for n, table in enumerate(TABLES, 1):
        here = slice(first, first + len(table.figures))
        first = here.stop
        yield {
            "title": f"{n}. {table.label}",
            "heads": [capitalize_first(str(each.label)) for each in table.figures],
            "rows": [
                {"name": capitalize_first(name), "numbers": _grouped(numbers[here])}
                for name, numbers in counted.rows
            ],
        }


def _grouped(numbers: Sequence[int]) -> list[str]:
    return [vietnamese.grouped(number) for number in numbers]


# ---- how dossiers were settled -------------------------------------------------------------------

_TOTAL = _("total")
PERIODIC_COLUMNS: tuple[tuple[LazyString, tuple[tuple[str, LazyString], ...]], ...] = (
    (
        _("Dossiers to settle"),
        (
            ("total", _TOTAL),
            ("carried", _("carried over")),
            ("online", _("received online")),
            ("desk", _("received at the desk")),
        ),
    ),
    (
        _("Settled"),
        (
            ("settled", _TOTAL),
            ("in_time", _("in time")),
            ("late", _("late")),
            ("refused", _("of these refused")),
        ),
    ),
    (_("Ended otherwise"), (("closed", _("returned or withdrawn")),)),
    (
        _("In hand at the end of the period"),
        (("in_hand", _TOTAL), ("running", _("in time")), ("overdue", _("late"))),
    ),
)
"""The columns of the report in their groups, by the name of the number."""
FIRST_COLUMN: Mapping[Breakdown, LazyString] = {
    Breakdown.PROCEDURE: _("Procedure"),
    Breakdown.COMMUNE: _("Commune"),
    Breakdown.DISTRICT: _("District"),
}


@dataclass(frozen=True)
class PeriodicReport:
    """How dossiers were settled in a period, and what the writer says of it."""

    period: ReportPeriod
    breakdown: Breakdown
    names: Mapping[int, str]
    lines: Mapping[int, PeriodicLine]
    reasons: str = ""
    """Why dossiers are late."""
    proposals: str = ""

    @property
    def together(self) -> PeriodicLine:
        return sum(self.lines.values(), PeriodicLine())

    @property
    def rows(self) -> Iterator[tuple[str, PeriodicLine]]:
        """Name and counts of each line, then of all together."""
        for key, line in self.lines.items():
            yield capitalize_first(self.names[key]), line
        yield TOGETHER, self.together

    @property
    def stored(self) -> dict[str, Any]:
        """The counts by key, and the writer's words, for the report as issued."""
        return {
            "lines": {
                str(key): {"name": self.names[key]} | _by_count(line)
                for key, line in self.lines.items()
            },
            "together": _by_count(self.together),
            "reasons": self.reasons,
            "proposals": self.proposals,
        }

    def workbook(self) -> bytes:
        with force_locale("vi"):
            heads = [f"{group}: {label}" for group, each in PERIODIC_COLUMNS for _n, label in each]
            first = str(FIRST_COLUMN[self.breakdown])
            rows = ((name, *_numbers(line)) for name, line in self.rows)
            return b"".join(xlsx_pieces(self.period.label, [first, *heads], rows))

    def printed(self, unit: Unit, report: StatisticsReport | None = None) -> bytes:
        """The form, as issued or, without a report, as a draft without number and signer."""
        day = report.issued_on if report else clock.today()
        with force_locale("vi"):
            data = {
                "number": report.number if report else "",
                "office": _office(unit),
                "issued_on": f"{_place(unit)}, {vietnamese.place_day(day)}",
                "period": self.period.label,
                "first": str(FIRST_COLUMN[self.breakdown]),
                "groups": [
                    {"title": str(group), "heads": [str(label) for _n, label in each]}
                    for group, each in PERIODIC_COLUMNS
                ],
                "rows": [
                    {"name": name, "numbers": _grouped(_numbers(line))} for name, line in self.rows
                ],
                "reasons": self.reasons,
                "proposals": self.proposals,
                "to": [] if unit.kind in _OF_THE_CITY else [_RECEIVER[self.breakdown]],
                "capacity": capacity(unit, report.signer_title) if report else [],
                "signer": report.signer_name if report else "",
            }
        return pdf.render(PRINT / "periodic_report.typ", data, day=day)


_OF_THE_CITY = frozenset({UnitKind.CITY, UnitKind.DEPARTMENT})
_RECEIVER = {
    Breakdown.PROCEDURE: "Ủy ban nhân dân cấp huyện (để báo cáo)",
    Breakdown.COMMUNE: "Sở Tư pháp Thành phố (để báo cáo)",
}


def _office(unit: Unit) -> str:
    of_committee = unit.kind in {UnitKind.COMMUNE, UnitKind.DISTRICT}
    return f"Ủy ban nhân dân {unit.name}" if of_committee else capitalize_first(unit.name)


def _place(unit: Unit) -> str:
    """The place before the day of issue (địa danh)."""
    if unit.kind in _OF_THE_CITY:
        return "Hà Nội"
    seat = unit.district if unit.kind is UnitKind.JUSTICE else unit
    return vietnamese.bare_name((seat or unit).name)


def _by_count(line: PeriodicLine) -> dict[str, int]:
    return {name: getattr(line, name) for name in COUNTED}


def _numbers(line: PeriodicLine) -> list[int]:
    return [getattr(line, name) for _group, each in PERIODIC_COLUMNS for name, _label in each]
