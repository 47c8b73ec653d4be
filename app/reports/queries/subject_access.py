"""All data about one person, across packages (truy vấn theo chủ thể dữ liệu)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH
from sqlalchemy.orm import joinedload, selectinload

from app.dossiers.models.bookkeeping import DossierIdentityNumber, Revision
from app.dossiers.models.dossier import Dossier
from app.dossiers.queries import visibility
from app.handoffs.models import Leg
from app.kernel.actor import Actor
from app.kernel.db import Base, db
from app.kernel.errors import Refused
from app.kernel.text import phone_numbers
from app.kernel.text.parsing import spoken_day
from app.notifications.models.gateway import InboundMessage, OptOut
from app.notifications.models.outbox import Message
from app.organisation.models import Unit
from app.procedures import queries as procedures
from app.procedures.models.versions import Version
from app.registers import queries as registers
from app.registers.models.copied_entries import CopiedEntry
from app.registers.models.entries import Entry, EntryNumber
from app.registers.models.keyed_entries import KeyedEntry
from app.reports.rules import MOST_DOSSIERS, NOT_ONE_PERSON, DataSubject, is_named_in, speaks_of
from app.residents.models.lookups import LookUp


@dataclass
class SubjectDossier:
    """One dossier with its rows in other packages."""

    dossier: Dossier
    revisions: list[Revision] = field(default_factory=list)
    legs: list[Leg] = field(default_factory=list)
    entry: Entry | None = None
    messages: list[Message] = field(default_factory=list)
    parts: dict[str, list[Base]] = field(default_factory=dict)
    """Rows of the tables that are handed out with their dossier, by their word."""


def candidates(actor: Actor, person: DataSubject) -> Select[Dossier]:
    """Dossiers that may concern the person, found by indexes."""
    query = visibility.visible_to(actor)
    if person.number:
        noted = select(DossierIdentityNumber.dossier_id).where(
            DossierIdentityNumber.number == person.number
        )
        query = query.where(Dossier.id.in_(noted.union(_registered(person.number))))
    else:
        query = query.where(Dossier.applicant_phone == person.phone)
    return query.order_by(Dossier.submitted_at, Dossier.id).limit(MOST_DOSSIERS + 1)


def _registered(number: str) -> Select[UUID]:
    """The dossier of a birth whose child has got the number since."""
    entries = select(Entry.dossier_id).join(EntryNumber, EntryNumber.entry_id == Entry.id)
    return entries.where(EntryNumber.number == number)


def parts_of_dossiers() -> list[tuple[tuple[str, str], Any]]:
    """The tables handed out with their dossier: the word and order that they give, the class."""
    models = [mapper.class_ for mapper in Base.registry.mappers]
    told = [(m.__subject_access__, m) for m in models if hasattr(m, "__subject_access__")]
    return sorted(told, key=itemgetter(0))


def held_in_dossiers(actor: Actor, person: DataSubject) -> list[SubjectDossier]:
    """The dossiers that concern the person, with all their rows. Raises Refused."""
    query = candidates(actor, person).options(
        joinedload(Dossier.commune).joinedload(Unit.district),
        joinedload(Dossier.procedure_version).joinedload(Version.procedure),
        selectinload(Dossier.papers),
        joinedload(Dossier.reappointment),
    )
    found = db.session.scalars(query).unique().all()
    if len(found) > MOST_DOSSIERS:
        raise Refused(NOT_ONE_PERSON, most=MOST_DOSSIERS, field="number")
    revisions = _revisions(dossier.id for dossier in found)
    children = set(db.session.scalars(_registered(person.number))) if person.number else set()
    held = [
        SubjectDossier(dossier, revisions=revisions[dossier.id])
        for dossier in found
        if dossier.id in children
        or speaks_of(
            person,
            procedures.form(dossier.procedure_version),
            (dossier.answers, *(each.answers for each in revisions[dossier.id])),
        )
    ]
    _add_what_hangs_on(actor, held)
    return held


def held_as_staff(person: DataSubject) -> list[dict[str, Any]]:
    """Staff with this number; row-level security shows a city-wide reader no others."""
    found = select(func.mc_people_at_work(person.number, type_=JSONB))
    return db.session.scalar(found) or []


def held_in_paper_books(person: DataSubject) -> list[CopiedEntry | KeyedEntry]:
    """Entries of paper books, as they were copied in and keyed. Raises Refused."""
    copied = select(CopiedEntry).where(_holds(CopiedEntry.content["answers"], person))
    keyed = select(KeyedEntry).where(_holds(KeyedEntry.typed, person))
    rows = (
        *db.session.scalars(copied.order_by(CopiedEntry.copied_at)),
        *db.session.scalars(keyed.order_by(KeyedEntry.at)),
    )
    found = [row for row in rows if is_named_in(person, row.typed)]
    if len(found) > MOST_DOSSIERS:
        raise Refused(NOT_ONE_PERSON, most=MOST_DOSSIERS, field="number")
    return found


def _holds(typed: Any, person: DataSubject) -> ColumnElement[bool]:
    """Whether a field has the number; without one, the day or year of birth."""
    said = [person.number] if person.number else [spoken_day(person.born), person.born[:4]]
    path = cast("$.* ? (@ == $said[*])", JSONPATH)
    return func.jsonb_path_exists(typed, path, cast({"said": said}, JSONB))


def look_ups_about(person: DataSubject) -> Sequence[LookUp]:
    """Lookups of the number in the population database, with their answers."""
    if not person.number:
        return ()
    told = select(func.mc_look_ups_about(person.number, type_=Uuid))
    query = select(LookUp).where(LookUp.id.in_(told))
    parts = (joinedload(LookUp.unit), joinedload(LookUp.answer))
    return db.session.scalars(query.options(*parts).order_by(LookUp.at)).all()


def heard_from(person: DataSubject) -> tuple[Sequence[InboundMessage], OptOut | None]:
    """Messages from the person's phone, and its opt-out of notices."""
    if not person.phone:
        return (), None
    number = phone_numbers.current(person.phone)
    sent = select(InboundMessage).filter_by(sender=number).order_by(InboundMessage.at)
    stopped = select(OptOut).filter_by(phone=number)
    return db.session.scalars(sent).all(), db.session.scalar(stopped)


def _revisions(ids: Iterable[UUID]) -> dict[UUID, list[Revision]]:
    by_dossier: dict[UUID, list[Revision]] = defaultdict(list)
    query = select(Revision).where(Revision.dossier_id.in_(list(ids))).order_by(Revision.n)
    for revision in db.session.scalars(query):
        by_dossier[revision.dossier_id].append(revision)
    return by_dossier


def _add_what_hangs_on(actor: Actor, held: Sequence[SubjectDossier]) -> None:
    by_id = {each.dossier.id: each for each in held}
    for (word, order), model in parts_of_dossiers():
        parts: dict[UUID, list[Base]] = defaultdict(list)
        rows = select(model).where(model.dossier_id.in_(by_id)).order_by(getattr(model, order))
        for row in db.session.scalars(rows):
            parts[row.dossier_id].append(row)
        for key, each in by_id.items():
            each.parts[word] = parts[key]
    legs = select(Leg).where(Leg.dossier_id.in_(by_id)).order_by(Leg.seq)
    for leg in db.session.scalars(legs.options(selectinload(Leg.packets), joinedload(Leg.holder))):
        by_id[leg.dossier_id].legs.append(leg)
    entries = registers.visible_to(actor).where(Entry.dossier_id.in_(by_id))
    for entry in db.session.scalars(entries.options(joinedload(Entry.book))):
        by_id[entry.dossier_id].entry = entry
    about = {leg.id: each for each in held for leg in each.legs} | by_id
    messages = select(Message).where(Message.subject_id.in_(about)).order_by(Message.created)
    for message in db.session.scalars(messages):
        about[message.subject_id].messages.append(message)
