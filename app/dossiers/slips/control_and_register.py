"""The control slip and the register (Mẫu 05, 06)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.dossiers.slips.declarations import PRINT
from app.kernel import clock
from app.kernel.i18n import vietnamese
from app.kernel.printing.pdf import PrintDocument

EARLY, ON_TIME, LATE = "Trước hạn", "Đúng hạn", "Quá hạn"


@dataclass(frozen=True, kw_only=True)
class Handing:
    """One hand-off: who gave the dossier to whom, when, and whether in time (giao, nhận).

    ``result`` is one of three words; empty while nobody has received it.
    """

    giving: str
    receiving: str
    given_at: datetime | None = None
    given_by: str = ""
    received_at: datetime | None = None
    received_by: str = ""
    result: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Trace:
    """The head of the control slip: the dossier, who handles it, and with whom."""

    commune: str
    code: str
    applicant: str
    request: str
    partners: tuple[str, ...]
    received_at: datetime
    promised_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class RegisterRow:
    """One dossier in the register (một dòng của sổ theo dõi)."""

    code: str
    procedure: str
    applicant: str
    contact: str
    office: str
    received: date
    promised: date | None
    returned: date | None
    way: str
    note: str = ""
    sets: int = 1


def kept_in_time(done: datetime | None, due: datetime | None) -> str:
    """The result in the form's words: before the day, on the day, after it; empty without both."""
    if done is None or due is None:
        return ""
    if done > due:
        return LATE
    return ON_TIME if clock.local(done).date() == clock.local(due).date() else EARLY


def control(trace: Trace, rows: Sequence[Handing]) -> PrintDocument:
    """Phiếu kiểm soát quá trình giải quyết hồ sơ (Mẫu 05), A5; goes with the dossier."""
    data = {
        "office": vietnamese.peoples_committee(trace.commune),
        "place": vietnamese.bare_name(trace.commune),
        "code": trace.code,
        "applicant": trace.applicant,
        "request": trace.request,
        "partners": "; ".join(trace.partners),
        "received_at": vietnamese.moment_in_words(clock.local(trace.received_at)),
        "promised_at": vietnamese.moment_in_words(clock.local(trace.promised_at))
        if trace.promised_at
        else "",
        "rows": [
            {
                "giving": row.giving,
                "receiving": row.receiving,
                "given": _short(row.given_at),
                "given_by": row.given_by,
                "received": _short(row.received_at),
                "received_by": row.received_by,
                "result": row.result,
                "note": row.note,
            }
            for row in rows
        ],
    }
    return PrintDocument(PRINT / "control.typ", data)


def register(commune: str, since: date, until: date, rows: Sequence[RegisterRow]) -> PrintDocument:
    """Sổ theo dõi hồ sơ (Mẫu 06) of the dossiers received in a period, A4 landscape."""
    data = {
        "office": vietnamese.peoples_committee(commune),
        "place": vietnamese.bare_name(commune),
        "book": f"{since.year}" if since.year == until.year else f"{since.year}–{until.year}",
        "since": vietnamese.in_digits(since),
        "until": vietnamese.in_digits(until),
        "rows": [
            {
                "code": row.code,
                "procedure": row.procedure,
                "sets": f"{row.sets:02d}",
                "applicant": row.applicant,
                "contact": row.contact,
                "office": row.office,
                "received": vietnamese.in_digits(row.received),
                "promised": vietnamese.in_digits(row.promised) if row.promised else "",
                "returned": vietnamese.in_digits(row.returned) if row.returned else "",
                "way": row.way,
                "note": row.note,
            }
            for row in rows
        ],
    }
    return PrintDocument(PRINT / "register.typ", data)


def _short(moment: datetime | None) -> str:
    return f"{clock.local(moment):%H:%M, %d/%m/%Y}" if moment else ""
