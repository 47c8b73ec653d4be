"""The code of a draft, by SMS to the phone in it, so that a lost browser loses nothing."""

from uuid import UUID

from app.dossiers.models.dossier import Channel, Draft
from app.dossiers.rules import draft_codes
from app.kernel import clock, public_urls
from app.kernel.db import db
from app.kernel.jobs import queue
from app.kernel.security.rate_limits import DRAFT_SMS, DRAFT_SMS_ALL, DRAFT_SMS_PLACE
from app.kernel.text import phone_numbers
from app.notifications.operations import outbox
from app.notifications.operations.outbox import Recipient
from app.notifications.vocabulary import MessageKind
from app.procedures import queries as procedures
from app.procedures.models.vocabulary import StandsFor

RESUME = "nop-ho-so/lam-tiep"
"""The page that opens a draft again."""


def phone_in(draft: Draft) -> str:
    form = procedures.form(draft.version)
    return str(form.answer(StandsFor.APPLICANT_PHONE, draft.answers) or "")


def note_phone(draft: Draft, *, place: str) -> None:
    """Make a citizen's draft findable by the phone just saved, and have its code sent there.

    Only the first message to a number is sent; above the limits of the number, of the client
    network (``place``) and of all together nothing is sent, and nothing is said of it.
    """
    phone = phone_in(draft)
    if (
        draft.channel is not Channel.SELF
        or draft.is_rehearsal
        or not phone_numbers.takes_sms(phone)
    ):
        return
    hashes = draft_codes.phone_hashes(phone)
    if draft.phone_hash in hashes:
        return
    draft.phone_hash = hashes[0]
    keys = ((DRAFT_SMS_PLACE, place), (DRAFT_SMS, hashes[0].hex()), (DRAFT_SMS_ALL, ""))
    if all(limit.allow(key) for limit, key in keys):
        queue.defer("dossiers.send_draft_code", draft=draft.id)


@queue.task("dossiers.send_draft_code")
def send_draft_code(draft: str) -> None:
    """Send the code of the draft to the phone in it (the job), once for each number."""
    kept = db.session.get(Draft, UUID(draft))
    if kept is None or kept.phone_hash is None:
        return  # it was sent or deleted meanwhile
    outbox.add_to_outbox(
        MessageKind.DRAFT_KEPT,
        reader=Recipient(to=phone_in(kept), unit_id=kept.commune_id),
        facts={
            "draft": draft_codes.code_of(kept.id),
            "day": clock.local(kept.expires_at).date().isoformat(),
            "resume_page": public_urls.spoken(RESUME),
        },
        about=kept.id,
        once=f"draft:{kept.id}:{kept.phone_hash.hex()}",
    )
