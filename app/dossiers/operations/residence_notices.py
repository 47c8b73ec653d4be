"""Notices of registrations: issued with the signature, received by the commune of residence."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier, Event, Paper
from app.dossiers.models.residence_notices import ResidenceNotice
from app.dossiers.operations import slip_issue
from app.dossiers.operations.slip_issue import Issuer
from app.dossiers.queries import payments
from app.dossiers.rules import officer
from app.dossiers.rules.residences import Residence
from app.dossiers.rules.verification import form_of
from app.dossiers.slips import residence_notices
from app.dossiers.slips.residence_notices import NotedEntry, Notice, Registration
from app.dossiers.workflow import SlipKind
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import NotAllowed, Refused
from app.kernel.files import storage
from app.kernel.i18n import vietnamese
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.procedures import queries as procedures
from app.procedures.answers.display import printed

NOTHING_TO_DO = _("This notice was sent or received already. Look at the list again.")


def issue(
    dossier: Dossier, residence: Residence, registrations: Sequence[Registration], event: Event
) -> None:
    """Issue the letter to another commune of residence, and send it where the system can."""
    known = organisation.commune_by_code(residence.place) if residence.place.isdigit() else None
    address = _address(dossier, residence)
    receiver = _office(known) if known else f"Ủy ban nhân dân cấp xã nơi cư trú: {address}"
    residents = ", ".join(filter(None, residence.names))
    letter = _letter(dossier, receiver, registrations, event)
    _send(dossier, known, replace(letter, residents=residents, residence=address), event)


def tell_registry(
    dossier: Dossier,
    unit_id: int,
    noted: Sequence[NotedEntry],
    registrations: Sequence[Registration],
    extracts: Sequence[Paper],
    event: Event,
) -> None:
    """Issue the letter to the commune in whose book the signature wrote notes, and send it.

    Copies of the extracts stand behind it.
    """
    known = db.session.get_one(Unit, unit_id)
    letter = _letter(dossier, _office(known), registrations, event)
    enclosed = {
        paper.name: storage.read_whole(paper.storage_key, paper.sha256)
        for paper in extracts
        if paper.storage_key and paper.sha256
    }
    _send(dossier, known, replace(letter, noted=noted, enclosed=enclosed), event)


def _office(commune: Unit) -> str:
    return vietnamese.peoples_committee(
        commune.name, commune.district.name if commune.district else ""
    )


def _letter(
    dossier: Dossier, receiver: str, registrations: Sequence[Registration], event: Event
) -> Notice:
    district = dossier.commune.district
    return Notice(
        commune=dossier.commune.name,
        district=district.name if district else "",
        receiver=receiver,
        dossier=dossier.code,
        subject=dossier.subject_name,
        registrations=registrations,
        signed_at=event.at,
        signer=event.staff_name or "",
        signer_title=payments.title_of(event.posting_id) or "Chủ tịch",
    )


def _send(dossier: Dossier, known: Unit | None, letter: Notice, event: Event) -> None:
    notice_id = uuid4()
    slip = slip_issue.issue(
        SlipKind.RESIDENCE_NOTICE,
        residence_notices.residence_notice(letter),
        of=dossier,
        by=Issuer.of_step(event),
        about=notice_id,
    )
    db.session.add(
        ResidenceNotice(
            id=notice_id,
            dossier_id=dossier.id,
            commune_id=dossier.commune_id,
            receiver_id=known.id if known else None,
            receiver_name=letter.receiver[:300],
            slip=slip,
            book=letter.registrations[0].book,
            subject_name=dossier.subject_name,
            sent_at=clock.now() if known else None,
        )
    )


def receive(notice: ResidenceNotice, *, by: Actor) -> None:
    """Record that the commune of residence has the notice.

    Raises:
        NotAllowed: this person does not work there.
        Refused: somebody has recorded it already.
    """
    if notice.receiver_id is None or not officer(by, notice.receiver_id).capacities:
        raise NotAllowed
    if notice.received_at is not None:
        raise Refused(NOTHING_TO_DO, status=409)
    notice.received_at, notice.received_by_id = clock.now(), by.staff_id


def record_posting(notice: ResidenceNotice, *, by: Actor) -> None:
    """Record that the letter to a commune outside the system went by post.

    Raises:
        NotAllowed: this person does not work for the sender.
        Refused: it went already.
    """
    if not officer(by, notice.commune_id).capacities:
        raise NotAllowed
    if notice.sent_at is not None:
        raise Refused(NOTHING_TO_DO, status=409)
    notice.sent_at = clock.now()


def _address(dossier: Dossier, residence: Residence) -> str:
    form = form_of(dossier)
    question = form.by_key[residence.question]
    around = procedures.surroundings(dossier.commune)
    with force_locale("vi"):
        return printed(question, form.completed(dossier.answers).get(question.key), around)
