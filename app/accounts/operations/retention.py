"""Retention of sessions, stored forms and account links (hết hạn lưu giữ)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import InstrumentedAttribute

from app.accounts.models import PendingForm, Session
from app.accounts.models.account_links import AccountLink, SealedSlip
from app.accounts.rules import LINK_LIVES, LONGEST, POSTS_KEPT, SLIP_WAITS
from app.kernel import retention
from app.kernel.db import db
from app.kernel.retention import PurgeResult, RetentionRule

SECURITY = "NĐ 85/2016/NĐ-CP; TT 12/2022/TT-BTTTT"
EVERY_FIVE_MINUTES = "*/5 * * * *"


@retention.declare_purged(
    RetentionRule(
        name="sessions",
        what=_("Sessions of officers (digest of a token)"),
        kept=LONGEST,
        since=_("signed in"),
        then=_("the session is removed"),
        law=SECURITY,
        order=80,
    )
)
def purge_sessions(before: datetime, at_most: int) -> PurgeResult:
    """Delete sessions that have ended."""
    return _purged(Session.token_hash, Session.created < before, at_most)


@retention.declare_purged(
    RetentionRule(
        name="kept_posts",
        what=_("Forms that came after their session had ended"),
        kept=POSTS_KEPT,
        since=_("sent"),
        then=_("the form is removed"),
        law="Luật BVDLCN 91/2025/QH15 (tối thiểu hóa dữ liệu)",
        order=81,
    ),
    cron=EVERY_FIVE_MINUTES,
)
def purge_posts(before: datetime, at_most: int) -> PurgeResult:
    """Delete stored forms that nobody may fetch any more."""
    return _purged(PendingForm.token_hash, PendingForm.kept_at < before, at_most)


@retention.declare_purged(
    RetentionRule(
        name="account_links",
        what=_("One-use links for choosing a password (digest of a token, words of a name)"),
        kept=LINK_LIVES,
        since=_("given out"),
        then=_("the link is removed; its words are removed when it is used"),
        law=SECURITY,
        order=82,
    )
)
def purge_links(before: datetime, at_most: int) -> PurgeResult:
    """Delete links that can no longer be used."""
    return _purged(AccountLink.token_hash, AccountLink.started_at < before, at_most)


@retention.declare_purged(
    RetentionRule(
        name="sealed_slips",
        what=_("Sealed slips of accounts (a name, words of it; no secret)"),
        kept=SLIP_WAITS,
        since=_("given out"),
        then=_("the slip is removed"),
        law=SECURITY,
        order=86,
    )
)
def purge_slips(before: datetime, at_most: int) -> PurgeResult:
    """Delete slips that can no longer be handed over."""
    return _purged(SealedSlip.id, SealedSlip.given_at < before, at_most)


retention.declare_kept(
    RetentionRule(
        name="second_factors",
        what=_("Passwords (hash), secrets of one-time codes (sealed), who had them reset and why"),
        kept=None,
        then=_("kept as long as the account; a reset or turning them off removes the secret"),
        law=SECURITY,
        order=83,
    )
)
retention.declare_kept(
    RetentionRule(
        name="staff",
        what=_("People at work: name, telephone, identity number, postings, absences, training"),
        kept=None,
        then=_("kept: signatures and journals name them; accounts are closed, not removed"),
        law="Luật Cán bộ, công chức 22/2008/QH12",
        provisional=True,
        order=84,
    )
)
retention.declare_kept(
    RetentionRule(
        name="saved_views",
        what=_("Views of lists that people have saved (conditions, columns, order)"),
        kept=None,
        then=_("kept until their owner removes them"),
        law="Luật Cán bộ, công chức 22/2008/QH12",
        provisional=True,
        order=85,
    )
)


def _purged(
    key: InstrumentedAttribute[Any], is_old: ColumnElement[bool], at_most: int
) -> PurgeResult:
    """Delete at most so many rows of the key's table."""
    old = select(key).where(is_old).limit(at_most)
    removed: Any = db.session.execute(delete(key.class_).where(key.in_(old)))
    return PurgeResult(int(removed.rowcount))
