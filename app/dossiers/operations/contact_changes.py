"""Changing what a one-time code allows to change: the telephone, the secret of the receipt."""

from __future__ import annotations

from secrets import token_bytes
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.sql import func

from app.dossiers import queries
from app.dossiers.models import Dossier
from app.dossiers.operations.submission import hashed_secret
from app.dossiers.operations.transitions import advance
from app.dossiers.rules import APPLICANT
from app.dossiers.rules.readable_codes import SECRET_LENGTH, legible
from app.dossiers.workflow import Action
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.jobs import queue
from app.kernel.text import phone_numbers
from app.notifications import operations as notifications


class NotAMobile(DomainError):
    """The number takes no short messages."""

    message = _(
        "Give a mobile number of Vietnam, as 0912 345 678. Short messages do not reach a landline."
    )


def mobile(typed: str) -> str:
    """A number that takes short messages, in national form.

    Raises:
        NotAPhone: it is no telephone number.
        NotAMobile: it takes no short messages.
    """
    number = phone_numbers.normalise(typed)
    if not phone_numbers.takes_sms(number):
        raise NotAMobile
    return number


def change_phone(dossier: Dossier, phone: str) -> None:
    """Tell the citizen by another telephone from now on; what waits to be sent goes there, too.

    What was declared stays as it was declared. The caller has tried a code of the old telephone.
    """
    dossier.applicant_phone = phone
    advance(dossier, Action.CHANGE_PHONE, by=APPLICANT)
    queue.defer("dossiers.phone_changed", dossier=dossier.id)


@queue.task("dossiers.phone_changed")
def phone_changed(dossier: str) -> None:
    """Let waiting messages go to the telephone that stands in the dossier now (the job)."""
    found = queries.by_id(UUID(dossier))
    if found is not None and found.applicant_phone:
        notifications.redirect(found.id, found.applicant_phone)


def renew_secret(dossier: Dossier, code: UUID) -> str:
    """A new secret, told once; that of the receipt opens nothing any more.

    The database writes it only for a code of this purpose that was right just now, once.
    """
    secret = legible(token_bytes(SECRET_LENGTH), SECRET_LENGTH)
    db.session.execute(select(func.mc_renew_secret(code, dossier.id, hashed_secret(secret))))
    advance(dossier, Action.NEW_SECRET, by=APPLICANT)
    return secret
