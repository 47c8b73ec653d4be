"""People of the population database, as an import of the police would write them."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from app.kernel import clock
from app.kernel.db import db, transaction
from app.residents.models.residents import Household, ImportState, Resident, ResidentImport

SOURCE, AS_OF = "Công an TP Hà Nội", date(2016, 11, 1)
FILE = "dan-cu-thu-nghiem.csv"

_numbers = count(1)


def AResident(  # noqa: N802  # a noun of the tests
    number: str | None = None, *, decoy: bool = False, **facts: Any
) -> Resident:
    """A person in the population database, with default values except ``facts``.

    Facts of the household (``household_book``, ``head_name``, …) make one with the given code, or
    with a new one.
    """
    of_house = {key: facts.pop(key) for key in _OF_HOUSE if key in facts}
    said: dict[str, Any] = {
        "number": number or f"0011909{next(_numbers):05d}",
        "name": "Nguyễn Thị Mẫu",
        "born": "1990-03-27",
        "sex": "female",
        "ethnicity": "01",
        "nationality": "VN",
        **facts,
    }
    with transaction():
        if of_house:
            said.setdefault("household_code", f"HN{said['number']}")
            _house(said["household_code"], of_house)
        resident = Resident(
            id=uuid4(),
            **said,
            decoy=decoy,
            source=SOURCE,
            as_of=AS_OF,
            import_id=_file(),
            digest=hashlib.sha256(json.dumps(said, sort_keys=True).encode()).digest(),
        )
        db.session.add(resident)
        db.session.flush()
    return resident


_OF_HOUSE = ("household_book", "household_address", "head_name", "head_number")


def _house(code: str, facts: dict[str, Any]) -> None:
    if db.session.scalar(select(Household.id).where(Household.code == code)) is None:
        db.session.add(Household(id=uuid4(), code=code, as_of=AS_OF, **facts))


def _file() -> UUID:
    """The one import of all people of the tests."""
    found = db.session.scalar(select(ResidentImport.id).where(ResidentImport.file_name == FILE))
    if found is not None:
        return found
    now = clock.real_now()
    brought = ResidentImport(
        id=uuid4(),
        file_name=FILE,
        sha256="0" * 64,
        source=SOURCE,
        as_of=AS_OF,
        state=ImportState.APPLIED,
        at=now,
        checked_at=now,
        applied_at=now,
        **dict.fromkeys(("size", "done", "rows", "new", "changed", "same", "kept"), 0),
        **dict.fromkeys(("refused", "warned"), 0),
    )
    db.session.add(brought)
    db.session.flush()
    return brought.id
