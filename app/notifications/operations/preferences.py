"""An officer's channel for the morning digest (cách nhận tin báo)."""

from flask_babel import lazy_gettext as _

from app.accounts import queries as people
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit import change_log
from app.kernel.audit.change_log import AuditAction
from app.kernel.db import db
from app.kernel.errors import NotFound, Refused
from app.notifications import queries
from app.notifications.models.calls_and_preferences import DigestBy, NoticePreference


def choose(actor: Actor, by: DigestBy, email: str) -> None:
    """Store an officer's choice; the same choice again changes nothing.

    Raises Refused.
    """
    if actor.staff_id is None:
        raise NotFound
    if by is DigestBy.EMAIL and not email:
        raise Refused(_("Enter the e-mail address for the summary."), field="email")
    if by is DigestBy.SMS and not people.phone_of(actor.staff_id):
        raise Refused(
            _(
                "No telephone of yours is known here. Ask the person who manages accounts in your"
                " office to write it down, or choose e-mail."
            ),
            field="digest_by",
        )
    kept = queries.preference_of(actor.staff_id)
    if kept is None:
        kept = NoticePreference(staff_id=actor.staff_id, digest_by=by, at=clock.real_now())
        db.session.add(kept)
        fields = ["digest_by", "email"] if email else ["digest_by"]
    else:
        wanted = {"digest_by": by, "email": email or None}
        fields = [name for name, value in wanted.items() if getattr(kept, name) != value]
    if not fields:
        return
    kept.digest_by, kept.email, kept.at = by, email or None, clock.real_now()
    change_log.record(actor, AuditAction.EDIT, kept, fields)
