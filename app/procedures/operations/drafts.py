"""Creating, editing and discarding drafts; published versions are rejected."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, func, select

from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import Refused
from app.procedures import queries
from app.procedures.models.versions import (
    FeeRule,
    LegPlan,
    PaperKind,
    Procedure,
    Question,
    ResultPlan,
    Section,
    StepLimit,
    Version,
)
from app.procedures.models.vocabulary import Topic, VersionState
from app.procedures.operations.catalogue_seed import draft
from app.procedures.operations.publication import hold
from app.procedures.rules import publication_checks
from app.procedures.rules.json_format import entry_of

VersionPart = Section | Question | PaperKind | FeeRule | LegPlan | StepLimit | ResultPlan
PARTS: tuple[type[VersionPart], ...] = (
    Question, Section, PaperKind, FeeRule, LegPlan, StepLimit, ResultPlan,
)  # fmt: skip
"""Tables of rows of a version; questions before their sections."""
CODE = re.compile(r"[0-9A-Za-z.-]{3,20}")
UP, DOWN = -1, 1


def check_code(code: str) -> None:
    """Check that a new procedure may have the code. Raises Refused."""
    if not CODE.fullmatch(code):
        raise Refused(
            _("A code has letters, digits, full stops and hyphens, 3 to 20 of them."),
            field="code",
        )
    if db.session.scalar(select(Procedure.id).where(Procedure.code == code)):
        raise Refused(_("Another procedure has this code."), field="code")


def settle(row: Any, version: Version) -> None:
    """Validate a new or changed row against its draft, and assign its position.

    Raises Refused.
    """
    with db.session.no_autoflush:
        hold(version.id)
        if getattr(row, "key", None) is not None:
            _check_key(row, version)
        if hasattr(row, "n") and row.n is None:
            row.n = 1 + max((each.n for each in _siblings(row, version)), default=0)


def _check_key(row: Any, version: Version) -> None:
    if not publication_checks.KEY.fullmatch(row.key):
        raise Refused(
            _("A key has small letters without diacritics, digits and underscores."),
            field="key",
        )
    model: Any = type(row)
    taken = select(model.id).where(model.version_id == version.id, model.key == row.key)
    if set(db.session.scalars(taken)) - {row.id}:
        raise Refused(_("Another row of this version has this key."), field="key")


def _siblings(row: Any, version: Version) -> list[Any]:
    model: Any = type(row)
    query = select(model).where(model.version_id == version.id).order_by(model.n, model.id)
    if isinstance(row, Question):
        query = query.where(model.section_id == row.section.id)
    return [each for each in db.session.scalars(query) if each is not row]


def move(row: Any, step: int) -> None:
    """Swap a row with the one above or below it, and renumber all of them. Raises Refused."""
    hold(row.version_id)
    rows = [*_siblings(row, row.version), row]
    rows.sort(key=lambda each: (each.n, each.id))
    at = rows.index(row)
    to = max(0, min(len(rows) - 1, at + step))
    rows.insert(to, rows.pop(at))
    for n, each in enumerate(rows, 1):
        each.n = n


def begin(procedure: Procedure, version: Version) -> Version:
    if procedure.id is None:
        db.session.flush()  # assigns the key used for the number below
    with db.session.no_autoflush:
        lock = select(Procedure.id).where(Procedure.id == procedure.id).with_for_update()
        db.session.execute(lock)
        newest = select(func.max(Version.n)).where(Version.procedure_id == procedure.id)
        version.n = (db.session.scalar(newest) or 0) + 1
    version.state = VersionState.DRAFT
    version.procedure = procedure
    db.session.add(version)
    db.session.flush()  # the caller needs the key
    return version


def draft_from(version: Version, valid_from: date | None = None) -> Version:
    entry = entry_of(queries.whole(version.id))
    return begin(version.procedure, _copy(entry, valid_from))


def copy_procedure(version: Version, *, code: str, name: str, short_name: str) -> Version:
    """A new procedure with copies of all rows of this version. Raises Refused."""
    check_code(code)
    entry = entry_of(queries.whole(version.id))
    topic = version.procedure.topic
    procedure = Procedure(code=code, name=name, short_name=short_name, topic=topic, n=_last(topic))
    db.session.add(procedure)
    return begin(procedure, _copy(entry, None))


def bring_in(entry: Mapping[str, Any]) -> Version:
    """Create a draft from a parsed document, with its procedure if that is missing."""
    procedure = db.session.scalar(select(Procedure).where(Procedure.code == entry["code"]))
    if procedure is None:
        procedure = Procedure(
            code=entry["code"],
            name=entry["name"],
            short_name=entry["short_name"],
            topic=Topic(entry["topic"]),
            n=entry["n"],
        )
        db.session.add(procedure)
    return begin(procedure, draft(entry))


def discard(version: Version) -> None:
    hold(version.id)
    for part in PARTS:
        db.session.execute(delete(part).where(part.version_id == version.id))
    db.session.execute(delete(Version).where(Version.id == version.id))
    db.session.expire_all()


def place(procedure: Procedure) -> None:
    with db.session.no_autoflush:
        procedure.n = _last(procedure.topic)


def move_procedure(procedure: Procedure, step: int) -> None:
    """Swap a procedure with the one above or below it in its topic."""
    query = select(Procedure).where(Procedure.topic == procedure.topic).with_for_update()
    rows = list(db.session.scalars(query.order_by(Procedure.n, Procedure.code)))
    at = rows.index(procedure)
    to = max(0, min(len(rows) - 1, at + step))
    rows.insert(to, rows.pop(at))
    for n, each in enumerate(rows, 1):
        each.n = n


def _last(topic: Topic) -> int:
    return 1 + (
        db.session.scalar(select(func.max(Procedure.n)).where(Procedure.topic == topic)) or 0
    )


def _copy(entry: Mapping[str, Any], valid_from: date | None) -> Version:
    day = valid_from or clock.today()
    return draft({**entry, "valid_from": day.isoformat(), "note": ""})
