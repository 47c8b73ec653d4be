"""What is true of units and the calendar, from data alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.kernel import worktime
from app.kernel.folding import fold
from app.organisation.models import UnitKind

ALSO_CALLED: Mapping[str, str] = {"00517": "Tầm Xá", "00547": "Trung Màu"}
"""Communes whose name is met in two spellings in the papers of 2016."""

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

GO_LIVE: Mapping[int, date] = {1: date(2016, 11, 10), 2: date(2016, 12, 15)}
"""First day of each phase of Plan 198/KH-UBND."""

FIRST_DAY = date(2015, 7, 1)
"""Day from which the units of the loaded list are taken to stand."""


@dataclass(frozen=True)
class Place:
    """A province or inner district that an address may name."""

    code: str
    name: str


def full_name(kind: str, name: str) -> str:
    """The name as it is spoken: “xã Ba Trại”."""
    return f"{kind} {name}"


def searchable(code: str, kind: str, name: str) -> str:
    """What a search looks into: the folded name, and the other spelling where there is one."""
    names = [full_name(kind, name), ALSO_CALLED.get(code, "")]
    return " ".join(filter(None, (fold(each) for each in names)))


def agency_code(district: int, commune: int = 0) -> str:
    """A provisional agency code ``000.<district>.<commune>.H26`` (form of TT 10/2016/TT-BTTTT).

    The real codes of 2016 are not known; ``district`` and ``commune`` are running numbers.
    """
    return f"000.{commune:02d}.{district:02d}.H26"


def reckon_line(line: str, calendar: worktime.Calendar) -> dict[str, Any]:
    """Answer one JSON line of ``flask deadline``: ``{id, due_at, lines}`` or ``{id, error}``.

    In: ``{id, received_at, limit, unit, policy, pauses: [{from, to|null}], extensions: [{amount,
    unit}]}``, moments in ISO 8601 with offset.
    """
    key: Any = None
    try:
        asked = json.loads(line)
        key = asked.get("id")
        reckoning = worktime.deadline(
            _moment(asked["received_at"]),
            worktime.Limit(int(asked["limit"]), worktime.LimitUnit(asked["unit"])),
            calendar,
            policy=worktime.Policy(asked.get("policy", worktime.Policy.CONTINUE_FROM_ELAPSED)),
            pauses=tuple(
                worktime.Pause(_moment(pause["from"]), pause["to"] and _moment(pause["to"]))
                for pause in asked.get("pauses", ())
            ),
            extensions=tuple(
                worktime.Extension(int(more["amount"]), worktime.LimitUnit(more["unit"]))
                for more in asked.get("extensions", ())
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        return {"id": key, "error": f"{type(error).__name__}: {error}"}
    due = reckoning.due_at
    return {
        "id": key,
        "due_at": due.isoformat() if due else None,
        "lines": [str(line.text) for line in reckoning.lines],
    }


def _moment(text: str) -> datetime:
    """A moment with its offset; one without is refused.

    Raises:
        ValueError: it is no ISO 8601 moment, or its offset is missing.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no offset")
    return moment
