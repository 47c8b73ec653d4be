"""Retention of sessions, stored forms and account links (hết hạn lưu giữ)."""

from flask_babel import lazy_gettext as _

from app.accounts.models.account_links import AccountLink, SealedSlip
from app.accounts.models.sessions import PendingForm, Session
from app.accounts.rules.session_limits import LINK_LIVES, LONGEST, POSTS_KEPT, SLIP_WAITS
from app.kernel import retention
from app.kernel.retention import PRIVACY, SECURITY, RetentionRule, older

EVERY_FIVE_MINUTES = "*/5 * * * *"

retention.declare(
    RetentionRule(
        name="sessions",
        what=_("Sessions of officers (digest of a token)"),
        kept=LONGEST,
        since=_("signed in"),
        then=_("the session is removed"),
        law=SECURITY,
        order=80,
        purge=older(Session.created),
    ),
    RetentionRule(
        name="kept_posts",
        what=_("Forms that came after their session had ended"),
        kept=POSTS_KEPT,
        since=_("sent"),
        then=_("the form is removed"),
        law=PRIVACY,
        order=81,
        purge=older(PendingForm.kept_at),
        cron=EVERY_FIVE_MINUTES,
    ),
    RetentionRule(
        name="account_links",
        what=_("One-use links for choosing a password (digest of a token, words of a name)"),
        kept=LINK_LIVES,
        since=_("given out"),
        then=_("the link is removed; its words are removed when it is used"),
        law=SECURITY,
        order=82,
        purge=older(AccountLink.started_at),
    ),
    RetentionRule(
        name="sealed_slips",
        what=_("Sealed slips of accounts (a name, words of it; no secret)"),
        kept=SLIP_WAITS,
        since=_("given out"),
        then=_("the slip is removed"),
        law=SECURITY,
        order=86,
        purge=older(SealedSlip.given_at),
    ),
    RetentionRule(
        name="second_factors",
        what=_("Passwords (hash), secrets of one-time codes (sealed), who had them reset and why"),
        then=_("kept as long as the account; a reset or turning them off removes the secret"),
        law=SECURITY,
        order=83,
    ),
    RetentionRule(
        name="staff",
        what=_("People at work: name, telephone, identity number, postings, absences, training"),
        then=_("kept: signatures and journals name them; accounts are closed, not removed"),
        law="Luật Cán bộ, công chức 22/2008/QH12",
        provisional=True,
        order=84,
    ),
    RetentionRule(
        name="saved_views",
        what=_("Views of lists that people have saved (conditions, columns, order)"),
        then=_("kept until their owner removes them"),
        law="Luật Cán bộ, công chức 22/2008/QH12",
        provisional=True,
        order=85,
    ),
)
