"""The form of the civil-status statistics: a PDF and a workbook with the same tables."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_babel import force_locale

from app.kernel import clock
from app.kernel.i18n import vietnamese
from app.kernel.i18n.formatting import capitalize_first
from app.kernel.printing import pdf
from app.kernel.spreadsheets.writer import xlsx_pieces
from app.organisation.models import Unit, UnitKind
from app.reports.models import StatisticsReport
from app.reports.queries.civil_figures import FIGURES, TABLES
from app.reports.queries.civil_statistics import Counts, total
from app.reports.vocabulary import ReportPeriod, ReportSpan

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


def said_period(period: ReportPeriod) -> str:
    """The period in the words of the form."""
    half = period.span is ReportSpan.HALF
    return f"6 tháng đầu năm {period.year}" if half else f"Năm {period.year}"


def workbook(counted: CivilStatistics) -> bytes:
    """One sheet: a line a unit, a column a figure, with the table's name before it."""
    with force_locale("vi"):
        heads = [f"{table.label}: {each.label}" for table in TABLES for each in table.figures]
        rows = ((capitalize_first(name), *numbers) for name, numbers in counted.rows)
        return b"".join(xlsx_pieces(said_period(counted.period), ["Đơn vị", *heads], rows))


def printed(counted: CivilStatistics, unit: Unit, report: StatisticsReport | None = None) -> bytes:
    """The form, as issued or, without a report, as a draft without number and signer."""
    day = report.issued_on if report else clock.today()
    with force_locale("vi"):
        data = {
            "number": report.number if report else "",
            "office": capitalize_first(unit.name),
            "issued_on": vietnamese.place_day(day),
            "period": said_period(counted.period),
            "capacity": _capacity(unit, report.signer_title) if report else [],
            "signer": report.signer_name if report else "",
            "tables": [*_tables(counted)],
        }
    return pdf.render(PRINT / "civil_statistics.typ", data, day=day)


def _capacity(unit: Unit, title: str) -> list[str]:
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
