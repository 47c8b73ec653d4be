"""Rules for units and the calendar, without a database."""

import difflib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _

from app.kernel.deadlines import deadline, ledger
from app.kernel.deadlines.calendar import SATURDAY
from app.kernel.deadlines.explanation import ExplanationKind
from app.kernel.errors import DomainError, Refused
from app.kernel.text import parsing
from app.kernel.text.folding import fold
from app.organisation.models import UnitKind

AGENCY_NAMES: Mapping[UnitKind, str] = {
    UnitKind.POLICE: "Công an",
    UnitKind.INSURANCE: "BHXH",
    UnitKind.JUSTICE: "Phòng Tư pháp",
}
AGENCY_CODES: Mapping[UnitKind, str] = {
    UnitKind.POLICE: "CA",
    UnitKind.INSURANCE: "BHXH",
    UnitKind.JUSTICE: "PTP",
}

CITY = "UBND Thành phố Hà Nội"
DEPARTMENTS: Mapping[str, str] = {
    "STTTT": "Sở Thông tin và Truyền thông",
    "STP": "Sở Tư pháp",
}
OFFICE_HOURS = "Thứ Hai – thứ Sáu: 08:00–12:00, 13:00–17:00"
"""Default opening hours on a unit's page."""

PLAN_198 = "Kế hoạch 198/KH-UBND ngày 26/10/2016"

GO_LIVE: Mapping[int, date] = {1: date(2016, 11, 10), 2: date(2016, 12, 15)}
"""First day of each phase of Plan 198/KH-UBND: the plan has the months, the press these days."""

AT_GO_LIVE = (
    "1.001193", "1.001193.1", "1.001193.2", "1.001193.3",
    "2.000986", "2.001023",
    "1.000656",
)  # fmt: skip
"""Procedures open at go-live: births in four cases, the two linked procedures, deaths.

Every other procedure is opened by administrators, by commune and from a day.
"""

FIRST_DAY = date(2015, 7, 1)
"""Start of validity of the loaded units."""


@dataclass(frozen=True)
class AddressRegion:
    """A province or inner district, for addresses."""

    code: str
    name: str


@dataclass(frozen=True)
class MapPoint:
    """A place on the earth, as a map on the reader's device takes it."""

    latitude: str
    longitude: str


FIXED_HOLIDAYS: Mapping[tuple[int, int], str] = {
    (1, 1): "Tết dương lịch",
    (4, 30): "Ngày Chiến thắng",
    (5, 1): "Quốc tế Lao động",
    (9, 2): "Quốc khánh",
}
"""Month and day of the holidays that are the same every year (Bộ luật Lao động 2012 Đ115); Tết âm
lịch and Giỗ Tổ follow the moon."""
MOST_DAYS_OFF = 15
"""Days of one holiday at most."""
_SPAN = re.compile(
    r"(?P<first>[\d/]{8,10})(?:\s*[–-]\s*(?P<last>[\d/]{8,10}))?\s+(?P<name>\S.{0,80})"
)


def fixed_days_off(years: Iterable[int]) -> dict[date, str]:
    """The days off for fixed holidays; one on a weekend moves to the next working day."""
    found: dict[date, str] = {}
    for year in years:
        for (month, number), name in FIXED_HOLIDAYS.items():
            day = holiday = date(year, month, number)
            while day.weekday() >= SATURDAY or day in found:
                day += timedelta(days=1)
            found[day] = name if day == holiday else f"{name}, nghỉ bù"
    return found


def written_days_off(text: str) -> dict[date, str]:
    """The working days named by lines such as ``26/01/2028–01/02/2028 Tết âm lịch``.

    Raises:
        Refused: a line cannot be read.
    """
    found: dict[date, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        read = _SPAN.fullmatch(line)
        try:
            first = parsing.one_line_day(read["first"]) if read else None
            last = parsing.one_line_day(read["last"]) if read and read["last"] else first
        except DomainError:
            first = last = None
        if not (read and first and last and 0 <= (last - first).days < MOST_DAYS_OFF):
            raise Refused(
                _("“%(line)s” names no days. Write for example 26/01/2028–01/02/2028 Tết âm lịch."),
                status=422,
                field="others",
                line=line,
            )
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        found |= {day: read["name"] for day in days if day.weekday() < SATURDAY}
    return found


_KIND = re.compile("^(xa|phuong|thi tran|quan) ")
REMINDED_FROM = 11
"""The month from which next year's days off are requested: the notice comes in autumn."""


def years_to_know(day: date) -> tuple[int, ...]:
    """The years whose days off should be in the calendar by this day."""
    ahead = (day.year + 1,) if day.month >= REMINDED_FROM else ()
    return (day.year, *ahead)


def full_name(kind: str, name: str) -> str:
    """The full name: “xã Ba Trại”."""
    return f"{kind} {name}"


def normalize_name(text: str) -> str:
    """Lower case with tone marks, NFC, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).lower().split())


def search_words(typed: str) -> str:
    return " ".join(re.findall(r"\w+", fold(typed)))


NEAR = 0.72
"""Share of the letters that a name must have in common with what was typed to be offered."""


def near_names(typed: str, names: Iterable[str], count: int = 5) -> list[str]:
    """The folded names most like the typed one: “kim trung” means “xa kim chung”."""
    bare = {name: _KIND.sub("", name) for name in names}
    wanted = _KIND.sub("", search_words(typed))
    close = set(difflib.get_close_matches(wanted, set(bare.values()), count, NEAR))
    return [name for name, each in bare.items() if each in close]


def closeness(name: str, typed: str) -> int:
    """Rank of a match: 0 with exact tone marks, higher for worse matches."""
    toned, bare = f" {normalize_name(name)} ", f" {fold(name)} "
    said, folded = f" {normalize_name(typed)}", f" {fold(typed)}"
    degrees = (f"{said} " in toned, said in toned, f"{folded} " in bare, folded in bare)
    return degrees.index(True) if any(degrees) else len(degrees)


def agency_code(district: int = 0, commune: int = 0) -> str:
    """A provisional agency code ``000.<commune>.<district>.H26`` (form of TT 10/2016/TT-BTTTT).

    The real codes of 2016 are unknown; ``district`` and ``commune`` are sequence numbers.
    """
    return f"000.{commune:02d}.{district:02d}.H26"


def reckon_line(line: str, calendar: deadline.Calendar) -> dict[str, Any]:
    """Answer one JSON line of ``flask deadline``: ``{id, due_at, lines}`` or ``{id, error}``.

    In: ``{id, received_at, limit, unit, policy, pauses: [{from, to|null}], extensions: [{amount,
    unit, why?}]}``, times in ISO 8601 with offset. The same-day unit needs no ``limit``; the policy
    may be in upper case, as in the rules; ``why`` is ``completion``, ``distance``, ``inquiry`` or
    ``verification``. What no ledger can hold is an error (``kernel.deadlines.ledger``).
    """
    key: Any = None
    try:
        asked = json.loads(line)
        key = asked.get("id")
        received_at = _moment(asked["received_at"])
        pauses = tuple(_pause(pause) for pause in asked.get("pauses") or ())
        extensions = tuple(_extension(more) for more in asked.get("extensions") or ())
        ledger.check(received_at, pauses, extensions)
        reckoning = deadline.deadline(
            received_at,
            _limit(asked),
            calendar,
            policy=_policy(asked.get("policy", deadline.Policy.CONTINUE_FROM_ELAPSED)),
            pauses=pauses,
            extensions=extensions,
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        return {"id": key, "error": f"{type(error).__name__}: {error}"}
    due = reckoning.due_at
    return {
        "id": key,
        "due_at": due.isoformat() if due else None,
        "lines": [line.text for line in reckoning.lines],
    }


def _limit(asked: Mapping[str, Any]) -> deadline.Limit:
    unit = deadline.LimitUnit(asked["unit"])
    if unit is deadline.LimitUnit.SAME_DAY:
        return deadline.Limit(0, unit)
    return deadline.Limit(_whole(asked["limit"]), unit)


def _policy(word: str) -> deadline.Policy:
    return deadline.Policy(word.lower())


def _pause(asked: Mapping[str, Any]) -> deadline.Pause:
    end = asked.get("to")
    return deadline.Pause(_moment(asked["from"]), _moment(end) if end is not None else None)


def _extension(asked: Mapping[str, Any]) -> deadline.Extension:
    why = asked.get("why")
    return deadline.Extension(
        _whole(asked["amount"]),
        deadline.LimitUnit(asked["unit"]),
        ExplanationKind(f"more_for_{why}") if why is not None else None,
    )


def _whole(number: object) -> int:
    """An integer.

    Raises:
        TypeError: it is a float, a string or a boolean.
    """
    if not isinstance(number, int) or isinstance(number, bool):
        raise TypeError(f"{number!r} is not a whole number")
    return number


def _moment(text: str) -> datetime:
    """A timestamp with UTC offset.

    Raises:
        ValueError: it is not an ISO 8601 timestamp, or its offset is missing.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no offset")
    return moment
