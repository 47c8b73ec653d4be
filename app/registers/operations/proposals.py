"""What the officer proposes about an entry: the leader signs it, or sends it back (trình ký)."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from flask_babel import force_locale
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from app.dossiers.models.dossier import NOTE_BASIS, Custody, Paper, PaperKind
from app.dossiers.operations import citizen_notices
from app.dossiers.operations.entry_notes import AfterNote, after_note
from app.dossiers.rules import StepActor
from app.dossiers.workflow import Capacity
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import NotAllowed, Refused
from app.kernel.files.storage import Stored
from app.kernel.i18n import vietnamese
from app.notifications.vocabulary import MessageKind
from app.registers.models.entries import Entry
from app.registers.models.issued_papers import PaperStatus
from app.registers.models.notes import EntryNote, NoteKind
from app.registers.models.proposals import EntryProposal, ProposalDecision, RevocationReason
from app.registers.operations import issued_papers
from app.registers.queries.issued_papers import force_of
from app.registers.queries.proposals import waiting_by_entry
from app.registers.rules import REPLACING, TOLD

NOT_IN_FORCE = _(
    "This document is not in force any more, or has no verification code. Look at the entry again:"
    " it says since when and why."
)
"""There is nothing to revoke."""


class ToldNote(NamedTuple):
    """What another office decided, as its document says, and the note that is to be written."""

    kind: NoteKind
    text: str
    document: str
    office: str
    day: date
    scan: tuple[str, Stored] | None = None


def propose_revocation(
    entry: Entry, reason: RevocationReason, text: str, basis: str, *, by: StepActor
) -> EntryProposal:
    """Propose that the paper issued from an entry is revoked (Luật Hộ tịch Đ70.1).

    Raises:
        NotAllowed: the person is no civil-status officer of the commune.
        Refused: the paper has no force, or none that anyone could verify.
        Refused: another proposal about the entry waits.
    """
    force = force_of([entry.certificate_id]).get(entry.certificate_id)
    if force is None or force.end:
        raise Refused(NOT_IN_FORCE)
    return _propose(entry, by, issued_id=force.issued.id, reason=reason, text=text, basis=basis)


def propose_note(entry: Entry, told: ToldNote, *, by: StepActor) -> EntryProposal:
    """Propose a note of what another office decided about an entry (Luật Hộ tịch Đ30).

    Raises:
        NotAllowed: the person is no civil-status officer of the commune.
        Refused: the day of the document is still to come.
        Refused: another proposal about the entry waits.
    """
    if told.day > clock.today():
        raise Refused(
            _("The day of the document has not come yet. Look at the document again."),
            field="day",
        )
    return _propose(
        entry,
        by,
        note_kind=told.kind,
        text=told.text,
        basis=f"{told.document}, {told.office}, ngày {vietnamese.in_digits(told.day)}",
        scan=_scan(entry, told),
    )


def sign(proposal: EntryProposal, *, by: StepActor) -> None:
    """Do what was proposed. Nothing takes it back.

    Raises:
        NotAllowed: the person is no leader of the commune.
        Refused: a leader has decided.
        Refused: the same person has proposed it.
        Refused: the paper ended meanwhile.
    """
    decision = _decide(proposal, by)
    entry = proposal.entry
    if proposal.issued_id is not None:
        if force_of([entry.certificate_id])[entry.certificate_id].end:
            raise Refused(NOT_IN_FORCE)
        _revoke(proposal, proposal.issued_id, decision.posting_id)
    if proposal.note_kind is not None:
        _note(proposal, proposal.note_kind, decision)


def send_back(proposal: EntryProposal, reason: str, *, by: StepActor) -> None:
    """Let the officer look again; a new proposal may follow.

    Raises:
        NotAllowed: the person is no leader of the commune.
        Refused: a leader has decided.
        Refused: the same person has proposed it.
        Refused: no reason is given.
    """
    if not reason.strip():
        raise Refused(_("Enter what the officer has to look at again."), field="reason")
    _decide(proposal, by, reason.strip())


def _scan(entry: Entry, told: ToldNote) -> Paper | None:
    if told.scan is None:
        return None
    file_name, stored = told.scan
    return Paper(
        id=uuid4(),
        dossier_id=entry.dossier_id,
        kind=PaperKind.FILED,
        key=NOTE_BASIS,
        name=told.document,
        file_name=file_name[:200],
        filed_at=clock.now(),
        custody=Custody.COMMUNE,
        **stored.columns,
    )


def _propose(entry: Entry, by: StepActor, **said: Any) -> EntryProposal:
    acting = by.capacity_for(frozenset({Capacity.CIVIL_STATUS}))
    if acting is None or by.staff_id is None:
        raise NotAllowed
    _one_at_a_time(entry.id)
    if waiting_by_entry([entry.id]):
        raise Refused(
            _("A proposal about this entry waits for the leader already. It is decided first."),
        )
    proposal = EntryProposal(
        id=uuid4(),
        entry=entry,
        unit_id=entry.unit_id,
        at=clock.now(),
        staff_id=by.staff_id,
        posting_id=acting.posting_id,
        **said,
    )
    db.session.add(proposal)
    return proposal


def _one_at_a_time(entry_id: UUID) -> None:
    """Let two officers propose something about one entry one after the other only."""
    key = func.hashtext(EntryProposal.__tablename__), func.hashtext(str(entry_id))
    db.session.execute(select(func.pg_advisory_xact_lock(*key)))


def _decide(proposal: EntryProposal, by: StepActor, reason: str | None = None) -> ProposalDecision:
    acting = by.capacity_for(frozenset({Capacity.SIGNER}))
    if acting is None or by.staff_id is None:
        raise NotAllowed
    if proposal.staff_id == by.staff_id:
        raise Refused(_("You have proposed this yourself. Another leader has to sign it."))
    if proposal.decision:
        raise Refused(
            _("This proposal is decided already. A new one can be made from the entry’s page."),
        )
    decision = ProposalDecision(
        id=uuid4(),
        proposal=proposal,
        unit_id=proposal.unit_id,
        is_signed=reason is None,
        reason=reason,
        at=clock.now(),
        staff_id=by.staff_id,
        posting_id=acting.posting_id,
    )
    db.session.add(decision)
    db.session.flush()  # what follows is allowed by the decision
    return decision


def _note(proposal: EntryProposal, kind: NoteKind, decision: ProposalDecision) -> None:
    """Write the note; the papers that state the entry without it are no longer in force.

    Police and insurance correct their data, as after a correction.
    """
    if kind in REPLACING:
        issued_papers.end_of_entry(
            proposal.entry_id,
            proposal.text,
            unit_id=proposal.unit_id,
            posting_id=decision.posting_id,
        )
    db.session.add(
        EntryNote(
            entry_id=proposal.entry_id,
            kind=kind,
            text=proposal.text,
            basis=proposal.basis,
            made_on=clock.today(),
            unit_id=proposal.unit_id,
            at=decision.at,
            staff_id=decision.staff_id,
            posting_id=decision.posting_id,
        )
    )
    if kind in TOLD:
        db.session.flush()  # the agencies are told what is noted
        after_note[AfterNote.AGENCIES](proposal.entry.dossier)


def _revoke(proposal: EntryProposal, issued_id: UUID, posting_id: UUID | None) -> None:
    with force_locale("vi"):
        why = f"{proposal.reason.label}: {proposal.text}" if proposal.reason else proposal.text
    issued_papers.end(
        issued_id,
        PaperStatus.REVOKED,
        f"{why} Căn cứ: {proposal.basis}.",
        unit_id=proposal.unit_id,
        posting_id=posting_id,
    )
    citizen_notices.tell(
        proposal.entry.dossier,
        MessageKind.PAPER_REVOKED,
        of=proposal.id,
        day=clock.today().isoformat(),
        reason=why,
    )
