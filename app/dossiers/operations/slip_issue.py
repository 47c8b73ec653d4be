"""Issuing slips: numbered without gaps, stored byte for byte (cấp phiếu)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert

from app.dossiers.models.dossier import Dossier, Event
from app.dossiers.models.slips import Slip, SlipCounter
from app.dossiers.operations import slip_contents
from app.dossiers.operations.transitions import TransitionTaken
from app.dossiers.queries import slips
from app.dossiers.rules import StepActor
from app.dossiers.workflow import SlipKind
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import NotAllowed
from app.kernel.files import storage
from app.kernel.i18n import vietnamese
from app.kernel.i18n.vietnamese import REHEARSAL
from app.kernel.printing.pdf import PrintDocument
from app.organisation.models import Unit


@dataclass(frozen=True)
class Issuer:
    """Who issues a slip, in which posting; nobody if it is issued automatically."""

    staff_id: UUID | None
    posting_id: UUID | None

    @classmethod
    def of_step(cls, event: Event) -> Issuer:
        return cls(event.staff_id, event.posting_id)

    @classmethod
    def at_desk(cls, by: StepActor) -> Issuer:
        """An officer at the desk of the commune.

        Raises:
            NotAllowed: this person has no posting there today.
        """
        if not by.capacities:
            raise NotAllowed
        return cls(by.staff_id, by.capacities[0].posting_id)


def issue(
    kind: SlipKind,
    sheet: PrintDocument,
    *,
    of: Dossier | Unit,
    by: Issuer,
    about: UUID | None = None,
    report_date: date | None = None,
) -> Slip:
    """Issue the document under the commune's next number, and store it unchanged (cấp phiếu).

    ``of`` is the dossier, or the commune of a daily document; ``about`` a leg, supplement or fee;
    ``report_date`` the day of a daily document. If the content equals that of the last slip, that
    slip is returned; otherwise the new one names the one it replaces. The counter stays locked
    until the transaction ends: a rollback gives the number back. A rehearsal takes no number.
    """
    now = clock.now()
    day = clock.local(now).date()
    dossier, commune = (of, of.commune) if isinstance(of, Dossier) else (None, of)
    is_rehearsal = dossier is not None and dossier.is_rehearsal
    n = None if is_rehearsal else _count(commune.id, kind, day.year, +1)
    former = slips.last_slip(kind, of=of, about=about, report_date=report_date)
    if former is not None and former.content_sha256 == sheet.says:
        if n:
            _count(commune.id, kind, day.year, -1)
        return former
    year = "" if kind.without_year else f"/{day.year}"
    number = f"{f'{n:02d}{year}' if n else REHEARSAL}/{kind.suffix}"
    named = {
        "number": number,
        "former": former.number if former else "",
        "first": _first_of(former).number if former else number,
        "issued_on": vietnamese.place_day(day),
        "practice": is_rehearsal,
    }
    printed = sheet.printed(day=day, **named)
    kept = storage.keep(printed)
    slip = Slip(
        id=uuid4(),
        dossier=dossier,
        commune=commune,
        kind=kind,
        year=day.year,
        number_in_year=n,
        is_rehearsal=is_rehearsal,
        number=number,
        report_date=report_date or day,
        about=about,
        replaces=former,
        issued_at=now,
        staff_id=by.staff_id,
        issued_by_id=by.posting_id,
        content_sha256=sheet.says,
        storage_key=kept.key,
        sha256=kept.sha256,
        size=kept.size,
    )
    db.session.add(slip)
    db.session.flush()  # the next slip of this transaction must find it
    return slip


def _first_of(slip: Slip) -> Slip:
    """The slip that this one, or the one before it, has replaced: its number is in the register."""
    while slip.replaces:
        slip = slip.replaces
    return slip


def issue_of(dossier: Dossier, kind: SlipKind, *, by: Issuer) -> Slip:
    """Issue the slip of this kind from the dossier as it is now.

    Raises:
        NotFound: the dossier has no such slip now.
    """
    about = slip_contents.request_of(dossier) if kind is SlipKind.SUPPLEMENT else None
    return issue(kind, slip_contents.sheet_of(dossier, kind), of=dossier, by=by, about=about)


def issue_for_step(step: TransitionTaken) -> None:
    """Issue the slip of the step, in its transaction; bound to ``Effect.ISSUE_SLIP``."""
    if step.row.slip:
        issue_of(step.dossier, step.row.slip, by=Issuer.of_step(step.event))


def as_kept(slip: Slip) -> bytes:
    """The bytes that were issued. Raises FileGone or FileDamaged."""
    if slip.storage_key is None:
        raise storage.FileGone
    return storage.read_whole(slip.storage_key, slip.sha256)


def _count(commune_id: int, kind: SlipKind, year: int, more: int) -> int:
    """Count on, or back, and return the last number; locked until the transaction ends."""
    counted = insert(SlipCounter).values(commune_id=commune_id, kind=kind, year=year, last=more)
    last = db.session.scalar(
        counted.on_conflict_do_update(
            index_elements=[SlipCounter.commune_id, SlipCounter.kind, SlipCounter.year],
            set_={"last": SlipCounter.last + more},
        ).returning(SlipCounter.last)
    )
    return int(last or 0)
