"""Six-digit codes sent to the phone of a dossier (mã xác nhận qua tin nhắn).

A page only records the request and notifies the worker: the same two statements for known and
unknown dossiers, so that neither text nor timing reveals anything. Only the worker looks up the
phone, and it returns nothing to the page. A try is counted by the database before it is compared,
right or wrong, also for codes that were never sent.

A code belongs to the browser that asked: it is found by the key in its signed cookie, and a browser
has only the newest. The digits stay in the message until its ten minutes are over
(``notifications.operations.expired_codes``); what is stored here gives no access.
"""

import logging
from datetime import datetime, timedelta
from secrets import randbelow
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import LargeBinary, Uuid, bindparam, func, insert, select, text

from app.dossiers.database.browser_proof import OpenDossier
from app.dossiers.models.dossier import Dossier
from app.dossiers.models.one_time_codes import CodePurpose, OneTimeCode
from app.dossiers.operations.draft_messages import phone_in
from app.dossiers.queries import one_time_codes
from app.dossiers.rules import draft_codes
from app.kernel import clock
from app.kernel.db import db, in_transaction, transaction
from app.kernel.jobs import queue
from app.kernel.security import encryption, rate_limit_store
from app.kernel.security.rate_limits import CODE_SMS, CODE_SMS_ALL, CODE_SMS_DAY, RateLimit
from app.kernel.text import phone_numbers
from app.notifications.operations import outbox
from app.notifications.operations.outbox import VIETNAMESE, Recipient
from app.notifications.rules import ONE_TIME_LASTS
from app.notifications.vocabulary import MessageKind

log = logging.getLogger(__name__)

DIGITS = 6
ASKED_LONGEST = 60
ONLY_ON_ITS_WAY = frozenset({CodePurpose.NEW_SECRET, CodePurpose.CHANGE_PHONE})
"""Purposes that make sense only until the dossier is over."""
_ONE_SENDER = text("select pg_advisory_xact_lock(hashtext('dossiers.send_code'))")
"""Codes are counted and sent one after the other, so that concurrent requests share the budgets."""


class Opened(NamedTuple):
    """What the right code gives access to."""

    dossier: OpenDossier | None
    drafts: tuple[UUID, ...]
    """Several if they have the phone that was named; the one saved last first."""
    new_phone: str | None


class Receiver(NamedTuple):
    """The receiving phone, and the office that sends."""

    phone: str
    unit_id: int
    language: str
    dossier_id: UUID | None = None
    draft_id: UUID | None = None


# ---- page ---------------------------------------------------------------------------------------


def ask(purpose: CodePurpose, asked: str, *, new_phone: str | None = None) -> UUID:
    """Record the request for a code and notify the worker; returns the key of the request."""
    key, now = uuid4(), clock.real_now()
    wish = insert(OneTimeCode).values(
        id=key,
        purpose=purpose,
        asked=asked[:ASKED_LONGEST],
        new_phone=new_phone,
        at=now,
        expires=now + ONE_TIME_LASTS,
        tries=0,
    )
    db.session.execute(wish)  # the pages may insert these rows and never read one
    queue.defer("dossiers.send_code", code=key)
    return key


def attempt(key: UUID, typed: str) -> Opened | int:
    """Try six digits: what they open, or the number of tries left; 0 also for an expired code.

    The count is committed separately, whatever happens to the request.
    """
    if in_transaction():
        raise RuntimeError("a try counts whatever happens, so it may not stand in a transaction")
    hashed = _hashed(key, typed)
    if not rate_limit_store.note_code_try(f"code {key}", hashed.hex()):
        return 0
    tried = func.mc_redeem_code(
        bindparam("key", key, Uuid), bindparam("hashed", hashed, LargeBinary)
    ).table_valued("fits", "tries_left", "dossier", "door", "drafts", "phone")
    with transaction():
        row = db.session.execute(select(tried)).one()
    if not row.fits:
        return int(row.tries_left)
    opened = OpenDossier(row.dossier, row.door) if row.dossier else None
    return Opened(opened, tuple(row.drafts), row.phone)


# ---- worker -------------------------------------------------------------------------------------


@queue.task("dossiers.send_code")
def send_code(code: str) -> None:
    """Send the requested code (the job); do nothing if there is no receiver.

    It is valid for ten minutes from the request, even if sent late: a code for an unknown dossier
    expires at the same moment.
    """
    db.session.execute(_ONE_SENDER)
    wish, now = one_time_codes.asked_code(UUID(code)), clock.real_now()
    if wish is None or wish.sent_at is not None or wish.expires <= now:
        return
    receiver = _receiver(wish, now)
    if receiver is None or not phone_numbers.takes_sms(receiver.phone):
        return
    wish.phone_hash = encryption.marks(
        "one-time phone", phone_numbers.current(receiver.phone).encode()
    )[0]
    if not _may_be_sent(wish.phone_hash, now):
        return
    digits = f"{randbelow(10**DIGITS):0{DIGITS}}"
    wish.dossier_id, wish.draft_id = receiver.dossier_id, receiver.draft_id
    wish.code_hash, wish.sent_at = _hashed(wish.id, digits), now
    outbox.add_to_outbox(
        MessageKind.ONE_TIME_CODE,
        reader=Recipient(to=receiver.phone, language=receiver.language, unit_id=receiver.unit_id),
        facts={"number": digits, "minutes": ONE_TIME_LASTS // timedelta(minutes=1)},
        about=wish.id,  # not the dossier: its officers do not read the digits
    )


def _receiver(wish: OneTimeCode, now: datetime) -> Receiver | None:
    if wish.purpose is CodePurpose.CLAIM_DRAFT:
        return _of_draft(wish.asked, now)
    on_its_way = wish.purpose in ONLY_ON_ITS_WAY
    return _of_dossier(one_time_codes.followed(wish.asked, on_its_way=on_its_way))


def _of_dossier(dossier: Dossier | None) -> Receiver | None:
    if dossier is None or not dossier.applicant_phone:
        return None
    phone, language = dossier.applicant_phone, dossier.language
    return Receiver(phone, dossier.commune_id, language, dossier_id=dossier.id)


def _of_draft(asked: str, now: datetime) -> Receiver | None:
    """The draft of this code; or the one saved last of those with this phone."""
    if keys := tuple(opening.draft_id for opening in draft_codes.named(asked)):
        draft = one_time_codes.kept_draft(keys, now)
    else:
        draft = one_time_codes.newest_draft(draft_codes.phone_hashes(asked), now)
    if draft is None:
        return None
    return Receiver(phone_in(draft), draft.commune_id, VIETNAMESE, draft_id=draft.id)


def _may_be_sent(phone_hash: bytes, now: datetime) -> bool:
    for budget in (CODE_SMS, CODE_SMS_DAY):
        if one_time_codes.count_codes(_opened(budget, now), phone_hash=phone_hash) >= budget.amount:
            return False
    sent = one_time_codes.count_codes(_opened(CODE_SMS_ALL, now))
    if sent == CODE_SMS_ALL.amount - 1:
        log.error("one-time codes: the last one of the city's budget for a day goes out")
    return sent < CODE_SMS_ALL.amount


def _opened(budget: RateLimit, now: datetime) -> datetime:
    return now - timedelta(seconds=budget.per_seconds)


def _hashed(key: UUID, digits: str) -> bytes:
    """The stored hash of a code; a change of the server key invalidates earlier codes."""
    return encryption.marks("one-time code", key.bytes + digits.encode())[0]
