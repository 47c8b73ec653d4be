"""Retention of lists, checks and photos of the roll-out (thời hạn lưu giữ)."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select

from app.kernel import clock, retention
from app.kernel.db import db
from app.kernel.retention import PurgeResult, RetentionRule
from app.rollout.models import ListUpload, SmsCheck

PRIVACY = "Luật BVDLCN 91/2025/QH15 (tối thiểu hóa dữ liệu)"


@retention.declare_purged(
    RetentionRule(
        name="list_uploads",
        what=_("Uploaded staff lists: rows as they were read"),
        kept=timedelta(days=30),
        since=_("the file came"),
        then=_("they are removed; what was applied stands in the list"),
        law=PRIVACY,
        provisional=True,
        order=90,
    ),
    now=clock.now,
)
def purge_uploads(before: datetime, at_most: int) -> PurgeResult:
    """Delete rows of workbooks that were applied, or never will be."""
    old = select(ListUpload.id).where(ListUpload.at < before).limit(at_most)
    done = db.session.execute(delete(ListUpload).where(ListUpload.id.in_(old)))
    return PurgeResult(done.rowcount)  # type: ignore[attr-defined]


@retention.declare_purged(
    RetentionRule(
        name="sms_checks",
        what=_("Checks that an office gets short messages (digest of a number)"),
        kept=timedelta(days=365),
        since=_("sent"),
        then=_("the check is removed"),
        law=PRIVACY,
        provisional=True,
        order=91,
    ),
    now=clock.now,
)
def purge_checks(before: datetime, at_most: int) -> PurgeResult:
    old = select(SmsCheck.id).where(SmsCheck.sent_at < before).limit(at_most)
    done = db.session.execute(delete(SmsCheck).where(SmsCheck.id.in_(old)))
    return PurgeResult(done.rowcount)  # type: ignore[attr-defined]


for _rule in (
    RetentionRule(
        name="staff_lists",
        what=_("Staff lists, accounts given out, decisions, rosters, faults, pictures of postings"),
        kept=None,
        then=_("kept: they say who was let in by whom, and on what ground a commune opened"),
        law="Kế hoạch 198/KH-UBND; Luật Lưu trữ 01/2011/QH13",
        provisional=True,
        order=92,
    ),
):
    retention.declare_kept(_rule)
