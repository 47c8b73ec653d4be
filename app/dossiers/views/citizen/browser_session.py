"""What this browser holds: drafts with their tokens, receipts, the ticket of a tracked dossier.

All of it is in Flask's signed cookie and ends with the browser session, but for the drafts that the
person has this device keep (``kept_drafts``). A hidden form field names the draft, so that two
windows never write into each other's draft.
"""

from uuid import UUID

from flask import request, session
from flask_babel import lazy_gettext as _
from itsdangerous import BadSignature

from app.dossiers.database import browser_proof
from app.dossiers.database.browser_proof import OpenDossier
from app.dossiers.models.dossier import Channel, Dossier, Draft
from app.dossiers.models.one_time_codes import CodePurpose
from app.dossiers.queries import citizen_access
from app.dossiers.views.citizen import kept_drafts
from app.kernel.actor import NOBODY
from app.kernel.db import transaction
from app.kernel.errors import DomainError
from app.kernel.security import encryption
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.procedures import queries as procedures

DRAFTS, RECEIPTS, TICKET, CORRECTION = "drafts", "receipts", "ticket", "correction"
CODE = "one_time_code"
FIELD = "ban_nhap"
MOST = 3
TICKET_SECONDS = 30 * 60


class DraftGone(DomainError):
    message = _("This draft is not open in this browser, or it has expired or been deleted.")
    status = 404

    def __init__(self, draft_id: UUID | None) -> None:
        super().__init__()
        self.draft_id = draft_id


class TicketOver(DomainError):
    message = _("For your safety the page was closed after 30 minutes. Enter the two codes again.")


NO_TICKET = _("Enter the two codes of the receipt to see the dossier.")
"""Nothing was opened in this browser, or it was closed here."""


# ---- drafts -------------------------------------------------------------------------------------


def _held() -> list[list[str]]:
    """Keys and tokens of the drafts, the one opened last at the end; those of the device first."""
    here = session.get(DRAFTS, [])
    known = {key for key, _token in here}
    return [*(pair for pair in kept_drafts.pairs() if pair[0] not in known), *here]


def keep(draft: Draft, token: bytes) -> None:
    others = [pair for pair in _held() if pair[0] != str(draft.id)]
    session[DRAFTS] = [*others[1 - MOST :], [str(draft.id), token.hex()]]
    browser_proof.grant_draft(draft.id, token)


def drop(draft_id: UUID) -> None:
    session[DRAFTS] = [pair for pair in _held() if pair[0] != str(draft_id)]
    kept_drafts.forget(draft_id)


def forget_everybody() -> None:
    """Start with a new citizen: clear everything of the previous one."""
    for key in (DRAFTS, RECEIPTS, TICKET, CORRECTION, CODE):
        session.pop(key, None)
    kept_drafts.forget_all()


def has_draft() -> bool:
    return bool(_held())


def opened(named: str | None = None, *, lock: bool = False) -> Draft:
    """The draft that this page belongs to: the ``named`` one, or that of the form, or the last.

    Raises:
        DraftGone: the browser does not hold it, or it is an officer's draft and another user's.
    """
    held = {_uuid(key): bytes.fromhex(token) for key, token in _held()}
    named = request.form.get(FIELD) if named is None else named
    wanted = _last(held) if named is None else _uuid(named)
    if wanted is None or wanted not in held:
        raise DraftGone(wanted)
    draft = citizen_access.draft(wanted, held[wanted], lock=lock)
    if draft is None or not _may_work_on(draft):
        raise DraftGone(wanted)
    if wanted != _last(held):
        keep(draft, held[wanted])
    if lock:  # it is written to, so that it lives for 30 days from now
        kept_drafts.renew(draft.id)
    return draft


def drafts() -> list[Draft]:
    """The citizen's own drafts in this browser, the one opened last first."""
    held = reversed(_held())
    found = [citizen_access.draft(UUID(key), bytes.fromhex(token)) for key, token in held]
    return [draft for draft in found if draft is not None and draft.channel is Channel.SELF]


def token_of(draft: Draft) -> str:
    """The token of the draft in this browser, for a link to resume it."""
    return next(token for key, token in _held() if key == str(draft.id))


def is_held(draft_id: UUID) -> bool:
    return str(draft_id) in {*(key for key, _token in _held()), *_receipts()}


def _may_work_on(draft: Draft) -> bool:
    """An officer's draft opens only while that officer is signed in, in the space it belongs to."""
    if draft.channel is Channel.SELF:
        return True
    actor = current_actor()
    return draft.entered_by_id == actor.staff_id and draft.is_rehearsal == actor.is_rehearsal


def _last(held: dict[UUID | None, bytes]) -> UUID | None:
    return next(reversed(held), None)


# ---- receipts -----------------------------------------------------------------------------------


def keep_receipt(draft_id: UUID) -> None:
    others = [key for key in _receipts() if key != str(draft_id)]
    session[RECEIPTS] = [*others[1 - MOST :], str(draft_id)]
    drop(draft_id)


def has_become_receipt(draft_id: UUID | None) -> bool:
    """Whether this draft, or the last one, was submitted from here: show its receipt."""
    key = draft_id or receipt()
    if key is None or not is_held(key) or citizen_access.submitted_from(key) is None:
        return False
    keep_receipt(key)
    return True


def receipt() -> UUID | None:
    return _uuid(next(reversed(_receipts()), ""))


def sent_before(draft: Draft) -> Dossier | None:
    """The dossier that this browser has sent with the same answers."""
    form = procedures.form(draft.version)
    said = form.completed(draft.answers)
    for key in reversed(_receipts()):
        sent = citizen_access.submitted_from(UUID(key))
        is_alike = sent and (sent.procedure_version_id, sent.commune_id) == (
            draft.version_id,
            draft.commune_id,
        )
        if sent and is_alike and form.completed(sent.answers) == said:
            return sent
    return None


def _receipts() -> list[str]:
    return list(session.get(RECEIPTS, []))


# ---- the ticket ---------------------------------------------------------------------------------


def give_ticket(opened: OpenDossier) -> None:
    """Grant access to this dossier for half an hour, after the database has opened it."""
    session[TICKET] = encryption.signer("tracking").dumps([opened.id.hex, opened.door])


def tracked(*, lock: bool = False) -> Dossier:
    """The dossier of the ticket; each use renews the half hour, but not the four hours of its door.

    Raises:
        TicketOver: there is no ticket, it is too old, or another secret has replaced that of then.
    """
    ticket = _ticket()
    return _renewed(citizen_access.by_id(ticket.id, lock=lock), ticket)


def followed() -> Dossier:
    """The dossier of the ticket with everything its page shows.

    Raises:
        TicketOver: as for ``tracked``.
    """
    ticket = _ticket()
    return _renewed(citizen_access.to_track(ticket.id), ticket)


def _ticket() -> OpenDossier:
    kept = session.get(TICKET, "")
    if not kept:
        raise TicketOver(NO_TICKET)
    try:
        key, door = encryption.signer("tracking").loads(kept, max_age=TICKET_SECONDS)
    except (BadSignature, ValueError) as error:
        raise TicketOver from error
    ticket = OpenDossier(UUID(key), door)
    browser_proof.grant_dossier(ticket)
    return ticket


def _renewed(dossier: Dossier | None, ticket: OpenDossier) -> Dossier:
    if dossier is None:
        raise TicketOver
    give_ticket(ticket)
    access_log.log_access(NOBODY, dossier)
    return dossier


def leave() -> None:
    """Close the page for every copy of the cookie; others who hold the secret open it again."""
    try:
        with transaction():
            _ticket()
            citizen_access.close_doors()
    except TicketOver:
        pass  # it is closed already
    close_ticket()


def close_ticket() -> None:
    session.pop(TICKET, None)
    session.pop(CORRECTION, None)


# ---- the one-time code --------------------------------------------------------------------------


def keep_code(key: UUID, purpose: CodePurpose) -> None:
    """Remember the request for a code; the previous code becomes useless in this browser."""
    session[CODE] = [str(key), purpose.value]


def code() -> tuple[UUID, CodePurpose] | None:
    key, purpose = session.get(CODE, ["", ""])
    found = _uuid(key)
    return None if found is None else (found, CodePurpose(purpose))


def drop_code() -> None:
    session.pop(CODE, None)


# ---- corrections --------------------------------------------------------------------------------


def keep_correction(dossier: Dossier, draft: Draft, token: bytes) -> None:
    """Remember the corrections to this dossier that are being made, and what they began from."""
    session[CORRECTION] = [str(dossier.id), str(draft.id), token.hex(), dossier.row_version]
    browser_proof.grant_draft(draft.id, token)


def correction(dossier: Dossier, *, lock: bool = False) -> tuple[Draft, int] | None:
    """The corrections in progress, and the version of the dossier they began from."""
    whose, key, token, version = session.get(CORRECTION, ["", "", "", 0])
    draft_id = _uuid(key)
    if whose != str(dossier.id) or draft_id is None:
        return None
    draft = citizen_access.draft(draft_id, bytes.fromhex(token), lock=lock)
    return None if draft is None else (draft, int(version))


def drop_correction() -> None:
    session.pop(CORRECTION, None)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
