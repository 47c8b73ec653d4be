"""Duplicate candidates in all communes, which only the worker can read."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, load_only

from app.dossiers.models.bookkeeping import DossierIdentityNumber
from app.dossiers.models.dossier import Dossier
from app.dossiers.models.duplicates import DuplicateCandidate
from app.dossiers.workflow import WITHOUT_RESULT
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.text.folding import fold
from app.organisation.models import Unit
from app.procedures.models.versions import ResultPlan, Version
from app.procedures.models.vocabulary import BookKind

AT_MOST = 50
"""The maximum number of dossiers compared with one."""
SAME_DAY_AT_MOST = 500
"""The maximum number of births of one day in one district compared by the mother's name."""
RESEMBLES = 0.3
"""The minimum trigram similarity of two folded names."""


def to_compare(dossier_id: UUID) -> Dossier | None:
    """A dossier with everything the comparison needs."""
    found: Dossier | None = db.session.scalar(_read().where(Dossier.id == dossier_id))
    return found


def candidates(
    dossier: Dossier, book: BookKind, numbers: Collection[str], mother: str
) -> Sequence[Dossier]:
    """Dossiers that may be about the same event: by number, by day and name, by day and mother."""
    by_number, by_name, of_the_day = searches(dossier, book, numbers)
    found = dict.fromkeys((*db.session.scalars(by_number), *db.session.scalars(by_name)))
    if mother and dossier.subject_born:
        rows = db.session.execute(of_the_day)
        found |= dict.fromkeys(key for key, name in rows if fold(name or "") == fold(mother))
    wanted = list(found)[:AT_MOST]
    return db.session.scalars(_read().where(Dossier.id.in_(wanted)).order_by(Dossier.id)).all()


def searches(
    dossier: Dossier, book: BookKind, numbers: Collection[str]
) -> tuple[Select[UUID], Select[UUID], Select[UUID, str | None]]:
    """The three statements; each uses an index, however many dossiers there are."""
    kept = _others(dossier, book)
    return _by_number(kept, numbers), _by_name(kept, dossier), _of_the_day(kept, dossier)


def _others(dossier: Dossier, book: BookKind) -> ColumnElement[bool]:
    """Requests for the same book that are open or ended with a result."""
    versions = select(ResultPlan.version_id).where(ResultPlan.book == book)
    return and_(
        Dossier.id != dossier.id,
        Dossier.is_rehearsal == dossier.is_rehearsal,
        Dossier.state.not_in(WITHOUT_RESULT),
        Dossier.procedure_version_id.in_(versions),
    )


def _by_number(kept: ColumnElement[bool], numbers: Collection[str]) -> Select[UUID]:
    return (
        select(Dossier.id)
        .join(DossierIdentityNumber, DossierIdentityNumber.dossier_id == Dossier.id)
        .where(DossierIdentityNumber.number.in_(numbers), kept)
        .order_by(Dossier.submitted_at.desc(), Dossier.id)
        .limit(AT_MOST)
    )


def _by_name(kept: ColumnElement[bool], dossier: Dossier) -> Select[UUID]:
    """Similar names on the same day; without a day, equal names."""
    if dossier.subject_born is None:
        same = Dossier.subject_born.is_(None) & (Dossier.subject_folded == dossier.subject_folded)
        return select(Dossier.id).where(kept, same).order_by(Dossier.id).limit(AT_MOST)
    near = func.similarity(Dossier.subject_folded, dossier.subject_folded)
    return (
        select(Dossier.id)
        .where(kept, Dossier.subject_born == dossier.subject_born, near >= RESEMBLES)
        .order_by(near.desc(), Dossier.id)
        .limit(AT_MOST)
    )


def _of_the_day(kept: ColumnElement[bool], dossier: Dossier) -> Select[UUID, str | None]:
    """All of the same day in the same district, with the mother's name."""
    return (
        select(Dossier.id, Dossier.answers["mother_name"].astext)
        .join(Unit, Unit.id == Dossier.commune_id)
        .where(
            kept,
            Dossier.subject_born == dossier.subject_born,
            Unit.district_id == dossier.commune.district_id,
        )
        .order_by(Dossier.id)
        .limit(SAME_DAY_AT_MOST)
    )


def _read() -> Select[Dossier]:
    return select(Dossier).options(
        load_only(
            Dossier.code,
            Dossier.state,
            Dossier.commune_id,
            Dossier.procedure_version_id,
            Dossier.is_rehearsal,
            Dossier.answers,
            Dossier.answers_rev,
            Dossier.subject_born,
            Dossier.subject_folded,
            Dossier.submitted_at,
        ),
        joinedload(Dossier.procedure_version).load_only(Version.digest),
        joinedload(Dossier.commune).load_only(Unit.district_id),
    )


def duplicate_candidate(dossier_id: UUID, other_id: UUID) -> DuplicateCandidate:
    """The duplicate candidate of these two dossiers.

    Raises:
        NotFound: there is none, or this person may not read the first dossier.
    """
    found: DuplicateCandidate | None = db.session.scalar(
        select(DuplicateCandidate)
        .where(DuplicateCandidate.dossier_id == dossier_id, DuplicateCandidate.other_id == other_id)
        .options(joinedload(DuplicateCandidate.other_commune))
    )
    if found is None:
        raise NotFound
    return found


def touches(dossier_id: UUID) -> ColumnElement[bool]:
    """Duplicate candidates of a dossier, whichever of the two was submitted first."""
    return or_(
        DuplicateCandidate.dossier_id == dossier_id, DuplicateCandidate.other_id == dossier_id
    )
