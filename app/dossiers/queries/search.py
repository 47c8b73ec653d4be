"""Search for dossiers by part of a name or of a code, among millions.

No index is used for LIKE behind row-level security: PostgreSQL would compare rows of others first.
A function of the database therefore searches within the scope of the person and returns keys; where
there would be too many, the list filters the rows as it reads them.
"""

import re
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, and_, any_, func, literal, or_, select

from app.dossiers.models.dossier import Dossier
from app.kernel import clock
from app.kernel.db import db
from app.kernel.row_security.planner_hints import Frequent
from app.kernel.text.folding import fold
from app.kernel.text.parsing import whole_number

KEYS_AT_MOST = 2_000
SHORT = 3
"""A shorter word is matched only at the start of a word, as “An” in “Nguyễn An”."""
_WHOLE = re.compile(r"\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}-\d{6}-\d{4,}")
_DAY = re.compile(r"(?<!\d)(\d{6})(?=-|$)")


def matches(typed: str) -> ColumnElement[bool]:
    """Part of a name or of a code, or the applicant's whole number."""
    if number := whole_number(typed):
        return or_(Dossier.applicant_id == number, Dossier.applicant_phone == number)
    has_figures = any(letter.isdigit() for letter in typed)
    return coded(typed) if has_figures else named(typed)


def named(text: str) -> ColumnElement[bool]:
    """Dossiers of people whose name contains this, with or without diacritics."""
    head, inside = like_patterns(fold(text))
    keys = _keys(head, inside)
    if keys is not None:
        return Dossier.id == any_(literal(keys, ARRAY(Uuid)))
    patterns = dict.fromkeys((head, inside))
    return Frequent(or_(*(Dossier.subject_folded.like(pattern) for pattern in patterns)))


def coded(text: str) -> ColumnElement[bool]:
    """Dossiers whose code contains this; the date in a code limits the search."""
    code = "".join(text.split()).upper()
    if _WHOLE.fullmatch(code):
        return Dossier.code == code
    part = Frequent(Dossier.code.contains(code, autoescape=True))
    day = _day_in(code)
    if day is None:
        return part
    return and_(part, Dossier.submitted_at >= day, Dossier.submitted_at < day + timedelta(days=1))


def like_patterns(words: str) -> tuple[str, str]:
    """Patterns of folded words at the start of a name and inside it; equal for longer words."""
    escaped = re.sub(r"([\\%_])", r"\\\1", words)
    if len(words) < SHORT:
        return f"{escaped}%", f"% {escaped}%"
    return f"%{escaped}%", f"%{escaped}%"


def _keys(head: str, inside: str) -> list[UUID] | None:
    """The keys, queried once per request; None if there are too many."""
    told, asked = db.session().info.setdefault("named", {}), (head, inside)
    if asked not in told:
        keys = func.mc_named(head, inside, KEYS_AT_MOST, type_=ARRAY(Uuid))
        told[asked] = db.session.scalar(select(keys))
    found: list[UUID] | None = told[asked]
    return found


def _day_in(code: str) -> datetime | None:
    found = _DAY.search(code)
    try:
        return clock.at(date.fromisoformat(f"20{found[1]}")) if found else None
    except ValueError:
        return None
