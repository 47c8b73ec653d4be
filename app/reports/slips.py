"""The forms of reports, each a PDF and a workbook with the same tables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
from app.reports.models.issued_reports import SYMBOLS, StatisticsReport
from app.reports.queries.civil_figures import FIGURES, TABLES
from app.reports.queries.civil_statistics import Counts, total
from app.reports.queries.periodic_figures import Breakdown, PeriodicLine
from app.reports.queries.rollout_state import NEAR, RolloutLine
from app.reports.rules.report_lines import ReportLine
from app.reports.vocabulary import ReportKind, ReportPeriod

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


# ---- periodic reports ----------------------------------------------------------------------------

_TOTAL = _("total")
Columns = tuple[tuple[LazyString, tuple[tuple[str, LazyString], ...]], ...]
"""Groups of columns, each a figure by its key, with the words above them."""
FIRST_COLUMN: Mapping[Breakdown, LazyString] = {
    Breakdown.PROCEDURE: _("Procedure"),
    Breakdown.COMMUNE: _("Commune"),
    Breakdown.DISTRICT: _("District"),
}


@dataclass(frozen=True)
class ReportForm:
    """What is the same in all reports of a kind."""

    kind: ReportKind
    subject: str
    """Printed below the title."""
    columns: Columns
    nothing: ReportLine
    remarks: tuple[str, str]
    """The printed titles of what the writer says."""
    note: str
    """Printed below the numbers."""
    receivers: Mapping[Breakdown, str]
    marked: frozenset[str] = frozenset()
    """Figures that stand out unless they are 0."""

    @property
    def heads(self) -> list[tuple[str, str]]:
        """The key of each figure, its group and label, in the language of now."""
        return [(name, f"{group}: {label}") for group, each in self.columns for name, label in each]


PROCESSING = ReportForm(
    ReportKind.PROCESSING,
    "Tình hình, kết quả giải quyết thủ tục hành chính",
    (
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
    ),
    PeriodicLine(),
    ("Nguyên nhân hồ sơ quá hạn", "Kiến nghị, đề xuất"),
    "Cột (3) = (4) + (5) + (6) = (7) + (11) + (12); (7) = (8) + (9); (12) = (13) + (14). Hồ sơ nộp "
    "trực tuyến gồm cả hồ sơ được hỗ trợ nhập. Hồ sơ tạm dừng chờ bổ sung tính là trong hạn. Bố "
    "cục tạm, chưa đối chiếu với biểu ban hành.",
    {
        Breakdown.PROCEDURE: "Ủy ban nhân dân cấp huyện (để báo cáo)",
        Breakdown.COMMUNE: "Sở Tư pháp Thành phố (để báo cáo)",
    },
    frozenset({"late", "overdue"}),
)
ROLLOUT = ReportForm(
    ReportKind.ROLLOUT,
    "Tình hình triển khai Kế hoạch số 198/KH-UBND ngày 26/10/2016",
    (
        (
            _("Communes"),
            (
                ("communes", _TOTAL),
                ("open", _("open")),
                ("ready", _("ready")),
                ("near", _("open soon, not ready")),
                ("overdue", _("day over, not open")),
            ),
        ),
        (
            _("Staff of communes"),
            (
                ("needed", _("needed")),
                ("registered", _("registered")),
                ("trained", _("trained")),
                ("accounts", _("with an account")),
            ),
        ),
        (_("Evidence"), (("missing", _("still missing")),)),
    ),
    RolloutLine(),
    ("Khó khăn, vướng mắc", "Kiến nghị, đề xuất"),
    f"Số liệu tại ngày lập báo cáo. Cột (6): mở trong {NEAR.days} ngày tới mà chưa sẵn sàng; cột "
    "(7): đã quá ngày theo Kế hoạch. Cột (9): đang giữ nhiệm vụ hoặc có trong danh sách đã duyệt. "
    "Cột (12): số điều kiện chưa có minh chứng. Bố cục và kỳ báo cáo tạm ghi: chưa có toàn văn Kế "
    "hoạch.",
    {
        Breakdown.COMMUNE: "Sở Thông tin và Truyền thông Thành phố (để báo cáo)",
        Breakdown.DISTRICT: "Ủy ban nhân dân Thành phố (để báo cáo)",
    },
    frozenset({"near", "overdue", "missing"}),
)


@dataclass(frozen=True)
class PeriodicReport:
    """The lines of a report, and what the writer says of them."""

    form: ReportForm
    period: ReportPeriod
    breakdown: Breakdown
    names: Mapping[int, str]
    lines: Mapping[int, ReportLine]
    reasons: str = ""
    """Why dossiers are late; what hinders the roll-out."""
    proposals: str = ""
    parts: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """Lines that are also added up by themselves, by the name of the sum."""
    days: Sequence[str] = ()
    """Days that are printed before the numbers, a line each."""

    @property
    def together(self) -> ReportLine:
        return self._sum(self.lines)

    @property
    def sums(self) -> Iterator[tuple[str, ReportLine]]:
        """Name and counts of each part, then of all together."""
        for name, keys in self.parts.items():
            yield f"{TOGETHER} ({name})", self._sum(keys)
        yield TOGETHER, self.together

    @property
    def rows(self) -> Iterator[tuple[str, ReportLine]]:
        """Name and counts of each line, then the sums."""
        for key, line in self.lines.items():
            yield capitalize_first(self.names[key]), line
        yield from self.sums

    @property
    def stored(self) -> dict[str, Any]:
        """The counts by key, and the writer's words, for the report as issued."""
        return {
            "lines": {
                str(key): {"name": self.names[key]} | line.counts
                for key, line in self.lines.items()
            },
            "together": self.together.counts,
            "reasons": self.reasons,
            "proposals": self.proposals,
        }

    def workbook(self) -> bytes:
        with force_locale("vi"):
            heads = [head for _name, head in self.form.heads]
            first = str(FIRST_COLUMN[self.breakdown])
            rows = ((name, *self._numbers(line)) for name, line in self.rows)
            return b"".join(xlsx_pieces(self.period.label, [first, *heads], rows))

    def printed(self, unit: Unit, report: StatisticsReport | None = None) -> bytes:
        """The form, as issued or, without a report, as a draft without number and signer."""
        day = report.issued_on if report else clock.today()
        form = self.form
        receiver = form.receivers.get(self.breakdown)
        with force_locale("vi"):
            data = {
                "number": report.number if report else "",
                "symbol": SYMBOLS[form.kind],
                "subject": form.subject,
                "office": _office(unit),
                "issued_on": f"{_place(unit)}, {vietnamese.place_day(day)}",
                "period": self.period.label,
                "days": self.days,
                "first": str(FIRST_COLUMN[self.breakdown]),
                "groups": [
                    {"title": str(group), "heads": [str(label) for _n, label in each]}
                    for group, each in form.columns
                ],
                "rows": [
                    {"name": name, "numbers": _grouped(self._numbers(line))}
                    for name, line in self.rows
                ],
                "sums": len(self.parts) + 1,
                "note": form.note,
                "remarks": [
                    {"title": title, "said": said}
                    for title, said in zip(
                        form.remarks, (self.reasons, self.proposals), strict=True
                    )
                ],
                "to": [receiver] if receiver else [],
                "capacity": capacity(unit, report.signer_title) if report else [],
                "signer": report.signer_name if report else "",
            }
        return pdf.render(PRINT / "periodic_report.typ", data, day=day)

    def _sum(self, keys: Iterable[int]) -> ReportLine:
        return sum((self.lines[key] for key in keys), self.form.nothing)

    def _numbers(self, line: ReportLine) -> list[int]:
        return [getattr(line, name) for _group, each in self.form.columns for name, _l in each]


_OF_THE_CITY = frozenset({UnitKind.CITY, UnitKind.DEPARTMENT})


def _office(unit: Unit) -> str:
    of_committee = unit.kind in {UnitKind.COMMUNE, UnitKind.DISTRICT}
    return f"Ủy ban nhân dân {unit.name}" if of_committee else capitalize_first(unit.name)


def _place(unit: Unit) -> str:
    """The place before the day of issue (địa danh)."""
    if unit.kind in _OF_THE_CITY:
        return "Hà Nội"
    seat = unit.district if unit.kind is UnitKind.JUSTICE else unit
    return vietnamese.bare_name((seat or unit).name)
