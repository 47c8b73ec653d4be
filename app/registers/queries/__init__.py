"""Queries on books and entries; an officer's queries begin with ``visible_to``."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    cast,
    exists,
    func,
    not_,
    select,
    true,
    union,
)
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models.staff import Posting
from app.dossiers.models.bookkeeping import DossierIdentityNumber
from app.dossiers.models.dossier import Dossier
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import NotAllowed, NotFound
from app.kernel.text.identity_numbers import LENGTH
from app.registers.models.entries import Book, Entry, EntryNumber, RegisterKind
from app.residents.models.residents import Resident

HERE = "VN"


def in_scope(actor: Actor) -> ColumnElement[bool]:
    """Entries of the communes this user reads."""
    here = true() if actor.city else Entry.unit_id.in_(actor.reads)
    return and_(here, _of_space(Entry.kind, is_rehearsal=actor.is_rehearsal))


def visible_to(actor: Actor) -> Select[Entry]:
    return select(Entry).where(in_scope(actor))


def books_in_scope(actor: Actor) -> ColumnElement[bool]:
    here = true() if actor.city else Book.unit_id.in_(actor.reads)
    return and_(here, _of_space(Book.kind, is_rehearsal=actor.is_rehearsal))


def _of_space(kind: Any, *, is_rehearsal: bool) -> ColumnElement[bool]:
    """The practice book in the practice space, all others outside of it."""
    practices: ColumnElement[bool] = kind == RegisterKind.PRACTICE
    return practices if is_rehearsal else not_(practices)


def for_panel(dossier_id: UUID, actor: Actor) -> Sequence[Entry]:
    """The entries with their books and papers, for the dossier's page: one statement."""
    known = {"dossier": dossier_id, "reads": sorted(actor.reads)}
    return db.session.scalars(
        _for_panel(city=actor.city, is_rehearsal=actor.is_rehearsal), known
    ).all()


@cache
def _for_panel(*, city: bool, is_rehearsal: bool) -> Select[Entry]:
    """The statement of ``for_panel()``, built once."""
    here = true() if city else Entry.unit_id.in_(bindparam("reads", expanding=True))
    return (
        select(Entry)
        .where(Entry.dossier_id == bindparam("dossier"), here)
        .where(_of_space(Entry.kind, is_rehearsal=is_rehearsal))
        .options(joinedload(Entry.book), joinedload(Entry.certificate))
        .order_by(Entry.signed_at, Entry.kind)
    )


def to_copy(entry_id: UUID, actor: Actor) -> Entry:
    """The entry of which a copy is requested, or whose values are printed on a blank.

    Raises:
        NotFound: there is none that this user reads.
        NotAllowed: the user has no posting in its commune.
    """
    query = visible_to(actor).where(Entry.id == entry_id)
    entry: Entry | None = db.session.scalar(query)
    if entry is None:
        raise NotFound
    if not actor.postings_in(entry.unit_id):
        raise NotAllowed
    return entry


def of_dossier(dossier_id: UUID) -> Entry | None:
    return db.session.scalar(select(Entry).where(Entry.dossier_id == dossier_id))


def all_of_dossier(dossier_id: UUID) -> Sequence[Entry]:
    """The entries that the dossier led to, in the order of their papers."""
    query = select(Entry).where(Entry.dossier_id == dossier_id).options(joinedload(Entry.book))
    return db.session.scalars(query.order_by(Entry.kind)).all()


def signing_posting(posting_id: UUID) -> Posting:
    query = select(Posting).where(Posting.id == posting_id).options(joinedload(Posting.staff))
    return db.session.scalars(query).one()


class ChildMatch(NamedTuple):
    """A child known to the police, and a birth that could be this child's."""

    entry_id: UUID
    said_name: str
    said_mother: str
    said_father: str
    said_sex: str
    number: str
    name: str
    born: str
    mother: str
    father: str
    sex: str
    import_id: UUID
    source: str
    as_of: date
    taken: bool
    """Whether another birth has the number already."""

    @property
    def is_exact(self) -> bool:
        return self.name == self.said_name

    @property
    def both(self) -> tuple[UUID | str, ...]:
        """The birth and the number; each may be in one match only."""
        return self.entry_id, self.number


def children_of_births(since: date) -> Iterator[ChildMatch]:
    """Children of the same parents and date as a birth without a number, for the worker.

    A parent is matched by the number of either paper: dossiers may have the old one with nine
    digits. The table of residents is read once, and the result is streamed.
    """
    child, births = _children(since), _births_without_number(since)
    parent = _numbers_of_parents(child)
    taken = exists().where(EntryNumber.number == child.c.number)
    query = (
        select(
            births.c.entry_id,
            births.c.said_name,
            births.c.said_mother,
            births.c.said_father,
            births.c.said_sex,
            child.c.number,
            child.c.name,
            child.c.born,
            func.coalesce(child.c.mother_name, ""),
            func.coalesce(child.c.father_name, ""),
            func.coalesce(child.c.sex, ""),
            child.c.import_id,
            child.c.source,
            child.c.as_of,
            taken,
        )
        .distinct()
        .join_from(
            births, DossierIdentityNumber, DossierIdentityNumber.dossier_id == births.c.dossier_id
        )
        .join(parent, parent.c.number == DossierIdentityNumber.number)
        .join(child, (child.c.id == parent.c.child_id) & (child.c.born == births.c.born))
    )
    for row in db.session.execute(query.execution_options(yield_per=500)):
        yield ChildMatch._make(row)


def _children(since: date) -> CTE:
    """Vietnamese children with a number of twelve digits and a parent's number."""
    parts = [Resident.father_number, Resident.mother_number, Resident.nationality]
    facts = [Resident.id, Resident.number, Resident.name, Resident.born, Resident.sex]
    names = [Resident.mother_name, Resident.father_name]
    origin = [Resident.import_id, Resident.source, Resident.as_of]
    return (
        select(*facts, *parts, *names, *origin)
        .where(
            Resident.born >= since.isoformat(),
            func.length(Resident.born) == len("2016-11-21"),
            func.length(Resident.number) == LENGTH,
            func.coalesce(Resident.nationality, HERE) == HERE,
            Resident.decoy.is_(False),
        )
        .cte("child")
    )


def _births_without_number(since: date) -> CTE:
    """Births that are neither practice nor of a child with a foreign nationality (Đ36.2)."""
    answers = Entry.content["answers"]
    nationality = func.coalesce(Dossier.answers["child_nationality"].astext, HERE)
    return (
        select(
            Entry.id.label("entry_id"),
            Entry.dossier_id,
            Entry.subject_name.label("said_name"),
            func.coalesce(answers["mother_name"].astext, "").label("said_mother"),
            func.coalesce(answers["father_name"].astext, "").label("said_father"),
            func.coalesce(Dossier.answers["child_sex"].astext, "").label("said_sex"),
            cast(Dossier.subject_born, String).label("born"),
        )
        .join(Dossier, Dossier.id == Entry.dossier_id)
        .where(
            Entry.kind == RegisterKind.BIRTH,
            Dossier.subject_born >= since,
            Dossier.is_rehearsal.is_(False),
            nationality == HERE,
            ~exists().where(EntryNumber.entry_id == Entry.id),
        )
        .cte("birth")
    )


def _numbers_of_parents(child: CTE) -> CTE:
    both = union(
        select(child.c.id.label("child_id"), child.c.mother_number.label("number")),
        select(child.c.id, child.c.father_number),
    ).cte("named")
    parent = aliased(Resident)
    before = select(both.c.child_id, parent.old_number).join(parent, parent.number == both.c.number)
    return union(select(both.c.child_id, both.c.number), before).cte("parent")
