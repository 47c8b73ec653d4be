"""From an empty form to a dossier: drafts, their papers, and submission."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from app.dossiers import rules
from app.dossiers.database import browser_proof
from app.dossiers.models.bookkeeping import DailyCounter, SubmissionKey
from app.dossiers.models.dossier import Channel, Custody, Dossier, Draft, Event, Paper, PaperKind
from app.dossiers.operations.citizen_notices import tell
from app.dossiers.operations.duplicate_search import compare_later
from app.dossiers.operations.fees import charge
from app.dossiers.queries import citizen_access
from app.dossiers.rules import draft_codes
from app.dossiers.rules.lateness import intake_due
from app.dossiers.workflow import Action, Capacity, State
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import NotFound, Refused
from app.kernel.files.storage import Stored
from app.kernel.text.folding import fold
from app.notifications.vocabulary import MessageKind
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.procedures import queries as procedures
from app.procedures.models.versions import Version
from app.procedures.models.vocabulary import INTERNAL
from app.procedures.rules.form import Form
from app.procedures.rules.papers_and_fees import papers_for

OF_REHEARSALS = "TD"
"""Part of the code of a rehearsal (tập dượt)."""
DRAFT_DAYS = 30
PAPERS_AT_MOST = 20


TOO_MANY_PAPERS = _("A dossier holds %(most)s files at most. Remove one before adding another.")


SENT_ALREADY = _("This photograph or file is there already: %(name)s. Nothing was added.")


def start_draft(
    version: Version,
    commune: Unit,
    *,
    channel: Channel = Channel.SELF,
    evidence: str | None = None,
    entered_by: UUID | None = None,
    is_rehearsal: bool = False,
) -> tuple[Draft, bytes]:
    """Create a draft and the token that opens it; only the token's hash is stored.

    ``evidence`` shows that the citizen asked for it, when an officer fills in the form. A rehearsal
    does not need an open commune.

    Raises:
        NotFound: a citizen may not begin it; it comes from another authority.
        Refused: the commune is not open for the procedure today.
    """
    if version.procedure.topic in INTERNAL:
        if entered_by is None:
            raise NotFound
        is_open = bool(organisation.opened_codes([commune.id], clock.today()))
    else:
        code = version.procedure.code
        is_open = organisation.opening(commune.id, code, clock.today()) is not None
    if not (is_open or is_rehearsal):
        raise Refused(
            _("%(commune)s does not take this procedure online yet. Please go to its office."),
            commune=commune.name,
        )
    draft, token = open_draft(version, commune, {})
    draft.channel, draft.channel_evidence, draft.entered_by_id = channel, evidence, entered_by
    draft.is_rehearsal = is_rehearsal
    return draft, token


def open_draft(version: Version, commune: Unit, answers: Mapping[str, Any]) -> tuple[Draft, bytes]:
    """Create a draft with these answers, and the token that opens it."""
    opening = draft_codes.new_opening()
    while citizen_access.is_spent(opening.draft_id):
        opening = draft_codes.new_opening()
    draft = Draft(
        id=opening.draft_id,
        version=version,
        commune=commune,
        answers=dict(answers),
        completed_sections=[],
        secret_hash=sha256(opening.token).digest(),
        channel=Channel.SELF,
    )
    _touch(draft)
    db.session.add(draft)
    return draft, opening.token


def save_section(draft: Draft, section: str, answers: Mapping[str, Any], *, sound: bool) -> None:
    """Store the whole document after one page; hidden answers are dropped on reading.

    A page that is not ``sound`` is stored too, so that no input is lost, but is not marked done.
    """
    draft.answers = dict(answers)
    draft.completed_sections = [key for key in draft.completed_sections if key != section] + (
        [section] if sound else []
    )
    _touch(draft)


def save_whole(draft: Draft, answers: Mapping[str, Any], *, wrong: Collection[str]) -> None:
    """Store the document of the one-page form; sections with errors are not marked done."""
    draft.answers = dict(answers)
    pages = procedures.form(draft.version).pages(answers)
    draft.completed_sections = [page.key for page in pages if page.key not in wrong]
    _touch(draft)


def _touch(draft: Draft) -> None:
    draft.saved_at = clock.real_now()
    draft.expires_at = clock.real_now() + timedelta(days=DRAFT_DAYS)


def attach(owner: Draft | Dossier, key: str, name: str, stored: Stored, file_name: str) -> Paper:
    """Add a stored file to the draft, or to the dossier that waits for a supplement.

    Raises:
        Refused: the same file is there for this paper.
        Refused: the limit of files is reached.
    """
    received = [p for p in owner.papers if p.key == key and p.received_sha256]
    if same := [p for p in received if p.received_sha256 == stored.received_sha256]:
        raise Refused(SENT_ALREADY, name=same[0].file_name)
    if len(owner.papers) >= PAPERS_AT_MOST:
        raise Refused(TOO_MANY_PAPERS, most=PAPERS_AT_MOST)
    paper = Paper(
        kind=PaperKind.FILED,
        key=key,
        name=name,
        file_name=file_name[:200],
        filed_at=clock.now(),
        custody=Custody.CITIZEN,
        **stored.columns,
    )
    owner.papers.append(paper)
    if isinstance(owner, Draft):
        _touch(owner)
    return paper


def detach(owner: Draft | Dossier, paper_id: UUID) -> None:
    """Remove a paper; the file itself is removed a day later."""
    paper = next((paper for paper in owner.papers if paper.id == paper_id), None)
    if paper is not None:
        owner.papers.remove(paper)
        db.session.delete(paper)
        if isinstance(owner, Draft):
            _touch(owner)


def discard(draft: Draft) -> None:
    """Delete a draft and its papers at once, at the person's request."""
    for paper in list(draft.papers):
        detach(draft, paper.id)
    db.session.delete(draft)


def missing_papers(draft: Draft) -> tuple[str, ...]:
    form = procedures.form(draft.version)
    there = {paper.key for paper in draft.papers}
    return tuple(
        paper.name
        for paper in papers_for(form, draft.answers)
        if paper.must == "required" and paper.key not in there
    )


def submit(
    draft: Draft, *, server_key: str, language: str = "vi", is_present: bool = False
) -> Dossier:
    """Turn the draft into a dossier, once: rows move, files stay where they are.

    ``language`` is that of the page on which the citizen submits; messages are sent in it, and none
    to a citizen who ``is_present`` at the desk and leaves with the accepted dossier's slip.

    The caller has locked the draft, so that the same form posted twenty times at once makes one
    dossier; the other requests find the key of the first (``submitted_from``).

    Raises:
        Refused: a required paper has no file, and the citizen files from home.
    """
    earlier = citizen_access.submitted_from(draft.id)
    if earlier is not None:
        return earlier
    missing = missing_papers(draft)
    if missing and draft.channel is Channel.SELF:
        raise Refused(_("A photo or file is still missing: %(papers)s."), papers=", ".join(missing))
    form = procedures.form(draft.version)
    answers = form.completed(draft.answers)
    dossier = _make(draft, form, answers, server_key)
    dossier.language = language
    db.session.add(dossier)
    db.session.flush()
    db.session.add(SubmissionKey(key=draft.id, dossier_id=dossier.id))
    db.session.flush()  # rows of a dossier are accepted from its citizen, whose draft names it
    if opened := citizen_access.receipt(draft.id):
        browser_proof.grant_dossier(opened)
    dossier.journal.append(_first_event(draft))
    hand_over(draft, dossier)
    charge(dossier)
    db.session.delete(draft)
    if not is_present:
        tell(dossier, MessageKind.SUBMITTED, of=dossier.id)
    compare_later(dossier.id)
    return dossier


def hand_over(draft: Draft, dossier: Dossier) -> list[str]:
    """Make the draft's papers those of the dossier; their names.

    Raises:
        Refused: the dossier would hold too many.
    """
    papers = list(draft.papers)
    if len(dossier.papers) + len(papers) > PAPERS_AT_MOST:
        raise Refused(TOO_MANY_PAPERS, most=PAPERS_AT_MOST)
    for paper in papers:
        paper.draft, paper.dossier = None, dossier
    return sorted({paper.name for paper in papers})


def _make(draft: Draft, form: Form, answers: Mapping[str, Any], server_key: str) -> Dossier:
    secret = rules.secret_of(draft.id, server_key)
    listed = rules.listed(form, answers)
    return Dossier(
        id=uuid4(),
        code=next_code(draft.commune, is_rehearsal=draft.is_rehearsal),
        secret_hash=str(db.session.scalar(select(func.mc_hashed(secret)))),
        commune=draft.commune,
        procedure_version=draft.version,
        state=State.SUBMITTED,
        channel=draft.channel,
        channel_evidence=draft.channel_evidence,
        is_rehearsal=draft.is_rehearsal,
        answers=dict(answers),
        answers_rev=1,
        subject_folded=fold(listed["subject_name"]),
        submitted_at=clock.now(),
        intake_due_at=intake_due(clock.now(), organisation.calendar()),
        **listed,
    )


def _first_event(draft: Draft) -> Event:
    citizen = draft.channel is Channel.SELF
    return Event(
        at=clock.now(),
        action=Action.SUBMIT,
        source=None,
        target=State.SUBMITTED,
        capacity=Capacity.APPLICANT if citizen else Capacity.RECEPTION,
        staff_id=draft.entered_by_id,
        facts={"channel": draft.channel, **_originals_seen(draft)},
    )


def _originals_seen(draft: Draft) -> dict[str, list[str]]:
    """The originals that the desk compared while it filled in the form."""
    seen = sorted({paper.key for paper in draft.papers if paper.original_seen_at})
    return {"originals": seen} if seen else {}


def next_code(commune: Unit, *, is_rehearsal: bool = False) -> str:
    """The commune's next dossier code today: ``000.15.32.H26-161215-0007`` (TT 01/2018 Đ19).

    Rehearsals are counted separately and marked: ``000.15.32.H26-TD-161215-0001``, and without an
    agency code ``TD-161215-0001``.
    """
    day = clock.today()
    counted = insert(DailyCounter).values(
        commune_id=commune.id, day=day, is_rehearsal=is_rehearsal, last=1
    )
    number = db.session.scalar(
        counted.on_conflict_do_update(
            index_elements=[DailyCounter.commune_id, DailyCounter.day, DailyCounter.is_rehearsal],
            set_={"last": DailyCounter.last + 1},
        ).returning(DailyCounter.last)
    )
    mark = f"{OF_REHEARSALS}-" if is_rehearsal else ""
    return f"{commune.agency_code}-{mark}{day:%y%m%d}-{number:04d}"
