"""Notices of registrations: issued with the signature, received by the commune of residence."""

from collections.abc import Sequence
from uuid import uuid4

from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier, Event
from app.dossiers.models.residence_notices import ResidenceNotice
from app.dossiers.operations import slip_issue
from app.dossiers.operations.slip_issue import Issuer
from app.dossiers.queries import payments
from app.dossiers.rules import officer
from app.dossiers.rules.residences import Residence
from app.dossiers.rules.verification import form_of
from app.dossiers.slips import residence_notices
from app.dossiers.slips.residence_notices import Registration
from app.dossiers.workflow import SlipKind
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import DomainError, NotAllowed
from app.kernel.i18n import vietnamese
from app.organisation import queries as organisation
from app.procedures import queries as procedures
from app.procedures.answers.display import printed


class NothingToDo(DomainError):
    message = _("This notice was sent or received already. Look at the list again.")
    status = 409


def issue(
    dossier: Dossier, residence: Residence, registrations: Sequence[Registration], event: Event
) -> None:
    """Issue the letter to another commune of residence, and send it where the system can."""
    known = organisation.commune_by_code(residence.place) if residence.place.isdigit() else None
    address, district = _address(dossier, residence), dossier.commune.district
    if known is not None:
        upper = known.district.name if known.district else ""
        receiver = vietnamese.peoples_committee(known.name, upper)
    else:
        receiver = f"Ủy ban nhân dân cấp xã nơi cư trú: {address}"
    notice_id = uuid4()
    letter = residence_notices.Notice(
        commune=dossier.commune.name,
        district=district.name if district else "",
        receiver=receiver,
        dossier=dossier.code,
        subject=dossier.subject_name,
        residents=", ".join(filter(None, residence.names)),
        residence=address,
        registrations=registrations,
        signed_at=event.at,
        signer=event.staff_name or "",
        signer_title=payments.title_of(event.posting_id) or "Chủ tịch",
    )
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
            receiver_name=receiver[:300],
            slip=slip,
            book=registrations[0].book,
            subject_name=dossier.subject_name,
            sent_at=clock.now() if known else None,
        )
    )


def receive(notice: ResidenceNotice, *, by: Actor) -> None:
    """Record that the commune of residence has the notice.

    Raises:
        NotAllowed: this person does not work there.
        NothingToDo: somebody has recorded it already.
    """
    if notice.receiver_id is None or not officer(by, notice.receiver_id).capacities:
        raise NotAllowed
    if notice.received_at is not None:
        raise NothingToDo
    notice.received_at, notice.received_by_id = clock.now(), by.staff_id


def record_posting(notice: ResidenceNotice, *, by: Actor) -> None:
    """Record that the letter to a commune outside the system went by post.

    Raises:
        NotAllowed: this person does not work for the sender.
        NothingToDo: it went already.
    """
    if not officer(by, notice.commune_id).capacities:
        raise NotAllowed
    if notice.sent_at is not None:
        raise NothingToDo
    notice.sent_at = clock.now()


def _address(dossier: Dossier, residence: Residence) -> str:
    form = form_of(dossier)
    question = form.by_key[residence.question]
    around = procedures.surroundings(dossier.commune)
    with force_locale("vi"):
        return printed(question, form.completed(dossier.answers).get(question.key), around)
