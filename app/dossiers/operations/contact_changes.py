"""Changes authorised by a one-time code: the phone, the secret of the receipt."""

from secrets import token_bytes
from typing import NamedTuple
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.sql import func

from app.dossiers.database import browser_proof
from app.dossiers.database.browser_proof import OpenDossier
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations.transitions import advance
from app.dossiers.queries import citizen_access
from app.dossiers.rules import APPLICANT
from app.dossiers.rules.readable_codes import SECRET_LENGTH, legible
from app.dossiers.workflow import Action
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.jobs import queue
from app.kernel.text import phone_numbers
from app.notifications.operations import outbox


def mobile(typed: str) -> str:
    """The mobile number in national form. Raises NotAPhone or Refused."""
    number = phone_numbers.normalise(typed)
    if not phone_numbers.takes_sms(number):
        raise Refused(
            _(
                "Give a mobile number of Vietnam, as 0912 345 678. Short messages do not reach a"
                " landline."
            ),
        )
    return number


def change_phone(dossier: Dossier, phone: str) -> None:
    """Send messages to another phone from now on, queued ones too.

    The declared answer is not changed. The caller has verified a code of the old phone.
    """
    dossier.applicant_phone = phone
    advance(dossier, Action.CHANGE_PHONE, by=APPLICANT)
    queue.defer("dossiers.phone_changed", dossier=dossier.id)


@queue.task("dossiers.phone_changed")
def phone_changed(dossier: str) -> None:
    """Redirect queued messages to the current phone of the dossier (the job)."""
    found = citizen_access.by_id(UUID(dossier))
    if found is not None and found.applicant_phone:
        outbox.redirect(found.id, found.applicant_phone)


class NewSecret(NamedTuple):
    """A secret, shown once, and the door that it opens."""

    secret: str
    opened: OpenDossier


def renew_secret(dossier: Dossier, code: UUID) -> NewSecret:
    """Generate a new secret; that of the receipt and all visits by it are no longer valid.

    The database accepts it once, only with a code of this purpose that was just verified.
    """
    secret = legible(token_bytes(SECRET_LENGTH), SECRET_LENGTH)
    door = db.session.scalar(select(func.mc_replace_secret(code, dossier.id, secret)))
    opened = OpenDossier(dossier.id, str(door))
    browser_proof.grant_dossier(opened)
    advance(dossier, Action.NEW_SECRET, by=APPLICANT)
    return NewSecret(secret, opened)
