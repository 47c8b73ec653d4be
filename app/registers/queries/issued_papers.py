"""Issued papers and their end; what anybody may learn of one by its code or its file."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Integer, column, func, select
from sqlalchemy.orm import joinedload

from app.kernel.db import db
from app.kernel.security.tokens import token_hash
from app.registers.models.blanks import BlankUse
from app.registers.models.issued_papers import IssuedPaper, PaperEnd, PaperStatus

_COLUMNS: Sequence[ColumnElement[Any]] = (
    column("name"), column("number"), column("office"), column("issued_on", Date),
    column("initials"), column("birth_year", Integer), column("status"), column("since", Date),
    column("successor"),
)  # fmt: skip


class VerifiedPaper(NamedTuple):
    """A paper of ours and whether it is in force."""

    name: str
    number: str
    office: str
    issued_on: date
    initials: str
    birth_year: int | None
    status: str | None
    since: date | None
    successor: str | None

    @property
    def ended(self) -> PaperStatus | None:
        return PaperStatus(self.status) if self.status else None


class PaperForce(NamedTuple):
    """A paper as it was issued, what ended its force, and the blank on which it was printed."""

    issued: IssuedPaper
    end: PaperEnd | None
    blank: BlankUse | None


def force_of(paper_ids: Sequence[UUID]) -> Mapping[UUID, PaperForce]:
    """Those of the papers that can be verified."""
    query = (
        select(IssuedPaper, PaperEnd, BlankUse)
        .outerjoin(PaperEnd, PaperEnd.issued_id == IssuedPaper.id)
        .outerjoin(BlankUse, BlankUse.paper_id == IssuedPaper.paper_id)
        .where(IssuedPaper.paper_id.in_(paper_ids))
        .options(joinedload(BlankUse.batch))
    )
    return {row[0].paper_id: PaperForce._make(row) for row in db.session.execute(query)}


def by_code(code: str) -> VerifiedPaper | None:
    """The paper with this code; a random code of 80 bits is found by nobody's guess."""
    return _found(token_hash(code).hex(), None)


def by_file(sha256: str) -> VerifiedPaper | None:
    """The paper whose file this is, byte for byte."""
    return _found(None, sha256)


def _found(code_hash: str | None, sha256: str | None) -> VerifiedPaper | None:
    there = func.mc_issued_paper(code_hash, sha256).table_valued(*_COLUMNS)
    row = db.session.execute(select(there)).first()
    return None if row is None else VerifiedPaper(*row)
