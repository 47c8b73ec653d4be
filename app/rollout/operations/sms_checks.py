"""SMS check of an office: a code to an officer's phone, typed back."""

import hmac
from datetime import timedelta
from secrets import randbelow
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _

from app.accounts.models.staff import Staff
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import NotAllowed, Refused
from app.kernel.security import encryption
from app.kernel.text import phone_numbers
from app.notifications.operations import outbox
from app.notifications.operations.outbox import Recipient
from app.notifications.rules import ONE_TIME_LASTS
from app.notifications.vocabulary import MessageKind
from app.organisation.models import Unit
from app.rollout.models.readiness import SmsCheck
from app.rollout.queries import commune_readiness

DIGITS = 6
MOST_TRIES = 5
MOST_AN_HOUR = 5


def send(commune: Unit, *, by: Actor) -> SmsCheck:
    """Send a code to the officer's own phone; it is valid for ten minutes.

    Raises:
        NotAllowed: the officer does not work in the commune.
        Refused: there is no mobile number, or the limit is reached.
    """
    staff = db.session.get(Staff, by.staff_id)
    if staff is None or not by.postings_in(commune.id):
        raise NotAllowed
    if not staff.phone or not phone_numbers.takes_sms(phone_numbers.normalise(staff.phone)):
        raise Refused(
            _(
                "No mobile telephone is kept for you. Ask the IT officer of the district to enter"
                " it."
            ),
        )
    now = clock.now()
    if commune_readiness.checks_since(commune, by, now - timedelta(hours=1)) >= MOST_AN_HOUR:
        raise Refused(
            _("%(most)s messages an hour are enough. Wait a while, then ask for another one."),
            status=429,
            most=MOST_AN_HOUR,
        )
    key, number = uuid4(), f"{randbelow(10**DIGITS):0{DIGITS}}"
    check = SmsCheck(
        id=key,
        unit_id=commune.id,
        staff_id=staff.id,
        code_hash=_hashed(key, number),
        sent_at=now,
        tries=0,
    )
    db.session.add(check)
    db.session.flush()  # the message refers to the row
    outbox.add_to_outbox(
        MessageKind.OFFICE_CHECK,
        reader=Recipient(to=staff.phone, unit_id=commune.id),
        facts={"number": number, "minutes": ONE_TIME_LASTS // timedelta(minutes=1)},
        about=key,
    )
    return check


def is_over(check: SmsCheck) -> bool:
    """Whether its code can no longer be entered: used, expired, or too many attempts."""
    too_old = clock.now() - check.sent_at > ONE_TIME_LASTS
    return check.confirmed_at is not None or too_old or check.tries >= MOST_TRIES


def confirm(check: SmsCheck, typed: str) -> bool:
    """Whether the code is the one sent; every attempt counts."""
    if is_over(check):
        return False
    check.tries += 1
    fits = hmac.compare_digest(check.code_hash, _hashed(check.id, "".join(typed.split())))
    if fits:
        check.confirmed_at = clock.now()
    return fits


def _hashed(key: UUID, number: str) -> bytes:
    return encryption.marks("office check", key.bytes + number.encode())[0]
