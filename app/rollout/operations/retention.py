"""Retention of lists, checks and photos of the roll-out (thời hạn lưu giữ)."""

from datetime import timedelta

from flask_babel import lazy_gettext as _

from app.kernel import clock, retention
from app.kernel.retention import PRIVACY, RetentionRule, older
from app.rollout.models.readiness import SmsCheck
from app.rollout.models.staff_lists import ListUpload

retention.declare(
    RetentionRule(
        name="list_uploads",
        what=_("Uploaded staff lists: rows as they were read"),
        kept=timedelta(days=30),
        since=_("the file came"),
        then=_("they are removed; what was applied stands in the list"),
        law=PRIVACY,
        provisional=True,
        order=90,
        purge=older(ListUpload.at),
        now=clock.now,
    ),
    RetentionRule(
        name="sms_checks",
        what=_("Checks that an office gets short messages (digest of a number)"),
        kept=timedelta(days=365),
        since=_("sent"),
        then=_("the check is removed"),
        law=PRIVACY,
        provisional=True,
        order=91,
        purge=older(SmsCheck.sent_at),
        now=clock.now,
    ),
    RetentionRule(
        name="staff_lists",
        what=_("Staff lists, accounts given out, decisions, rosters, faults, pictures of postings"),
        then=_("kept: they say who was let in by whom, and on what ground a commune opened"),
        law="Kế hoạch 198/KH-UBND; Luật Lưu trữ 01/2011/QH13",
        provisional=True,
        order=92,
    ),
)
