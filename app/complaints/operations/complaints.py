"""A complaint is sent, accepted for handling, answered by a letter or declined by one."""

from uuid import UUID

from flask_babel import lazy_gettext as _

from app.complaints import rules, slips
from app.complaints.models import Complaint
from app.complaints.queries import complaints
from app.complaints.vocabulary import ComplaintKind, ComplaintState
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import citizen_notices, slip_contents, slip_issue
from app.dossiers.operations.slip_issue import Issuer
from app.dossiers.queries import payments
from app.dossiers.rules import officer
from app.dossiers.slips.letters import Letter
from app.dossiers.workflow import Capacity, SlipKind
from app.kernel import clock, public_urls
from app.kernel.actor import Acting, Actor
from app.kernel.audit import change_log
from app.kernel.audit.change_log import AuditAction
from app.kernel.db import db
from app.kernel.errors import NotAllowed, Refused
from app.notifications.vocabulary import MessageKind
from app.organisation import queries as organisation


def send(dossier: Dossier, kind: ComplaintKind, said: str) -> Complaint:
    """File what the citizen of the dossier writes; the dossier is locked by the caller."""
    now, n = clock.now(), complaints.count(dossier.id) + 1
    reckoning = rules.from_receipt(
        kind, now, organisation.calendar(), is_remote=bool(dossier.commune.remote_days)
    )
    complaint = Complaint(
        dossier_id=dossier.id,
        commune_id=dossier.commune_id,
        kind=kind,
        n=n,
        number=f"{dossier.code}/{kind.suffix}-{n}",
        said=said,
        sent_at=now,
        state=ComplaintState.OPEN,
        due_at=reckoning.accepted_by or reckoning.answered_by,
    )
    db.session.add(complaint)
    return complaint


def is_to_accept(complaint: Complaint) -> bool:
    return complaint.kind is ComplaintKind.COMPLAINT and complaint.accepted_at is None


def accept(complaint: Complaint, *, is_complex: bool, by: Actor) -> None:
    """Accept it for handling (thụ lý), and tell in a numbered letter by when the answer comes.

    Raises:
        NotAllowed: this person does not lead the commune.
        Refused: there is nothing to accept any more, or never was.
    """
    acting = _leader(complaint, by)
    if not is_to_accept(complaint):
        raise Refused(
            _("Only a complaint is accepted for handling, and only once. Answer it now."),
            status=409,
        )
    complaint.accepted_at, complaint.is_complex = clock.now(), is_complex
    complaint.due_at = rules.from_acceptance(
        complaint.accepted_at,
        organisation.calendar(),
        is_remote=bool(complaint.commune.remote_days),
        is_complex=is_complex,
    )
    sheet = slips.acceptance(
        _letter(complaint, by), complaint, signer_title=_title(acting.posting_id)
    )
    slip_issue.issue(
        SlipKind.COMPLAINT_ANSWER,
        sheet,
        of=complaint.dossier,
        by=Issuer(by.staff_id, acting.posting_id),
        about=rules.acceptance_key(complaint.id),
    )
    change_log.record(by, AuditAction.EDIT, complaint, ["accepted_at", "is_complex", "due_at"])
    citizen_notices.tell(
        complaint.dossier,
        MessageKind.COMPLAINT_ACCEPTED,
        of=complaint.id,
        day=clock.local(complaint.due_at).date().isoformat(),
    )


def close(complaint: Complaint, state: ComplaintState, answer: str, *, by: Actor) -> None:
    """Answer it, or say why it is not handled: either way by a numbered letter that is kept.

    Raises:
        NotAllowed: this person does not lead the commune.
        Refused: somebody was quicker.
        Refused: a complaint is answered after it was accepted for handling.
    """
    acting = _leader(complaint, by)
    if state is ComplaintState.ANSWERED and is_to_accept(complaint):
        raise Refused(
            _("Accept the complaint for handling first, or say why it is not handled."),
            status=409,
        )
    sheet = slips.answer(
        _letter(complaint, by),
        complaint,
        state,
        answer,
        signer_title=_title(acting.posting_id),
    )
    issuer = Issuer(by.staff_id, acting.posting_id)
    slip = slip_issue.issue(
        SlipKind.COMPLAINT_ANSWER, sheet, of=complaint.dossier, by=issuer, about=complaint.id
    )
    complaint.state, complaint.answer, complaint.slip = state, answer, slip
    complaint.closed_at, complaint.closed_by_id = clock.now(), acting.posting_id
    complaint.staff_id = by.staff_id
    change_log.record(by, AuditAction.EDIT, complaint, ["state", "answer", "slip_id"])
    citizen_notices.tell(
        complaint.dossier,
        MessageKind.COMPLAINT_ANSWERED,
        of=complaint.id,
        letter=slip.number,
        day=slip.report_date.isoformat(),
    )


def _leader(complaint: Complaint, by: Actor) -> Acting[Capacity]:
    acting = officer(by, complaint.commune_id).capacity_for(frozenset({Capacity.SIGNER}))
    if acting is None:
        raise NotAllowed
    if complaint.state is not ComplaintState.OPEN:
        raise Refused(_("This letter has its answer already. Look at it again."), status=409)
    return acting


def _title(posting_id: UUID | None) -> str:
    return (posting_id and payments.title_of(posting_id)) or "Chủ tịch"


def _letter(complaint: Complaint, by: Actor) -> Letter:
    dossier = complaint.dossier
    return Letter(
        commune=complaint.commune.name,
        code=dossier.code,
        applicant=dossier.applicant_name,
        request=dossier.procedure_version.procedure.name,
        written_at=clock.now(),
        signer=by.name,
        tracking_url=public_urls.page("tra-cuu", ma=dossier.code),
        **slip_contents.contact_of(dossier),
    )
