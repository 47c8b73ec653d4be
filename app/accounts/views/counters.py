"""Counts on the start page for those who manage accounts."""

from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext as _

from app.accounts import queries
from app.accounts.queries import sealed_slips
from app.kernel import clock
from app.kernel.web import Counter

COUNTERS = (
    Counter(
        key="accounts.newcomers",
        label=_("staff without an account"),
        permission=("can_open_account", "Staff"),
        count=lambda actor: queries.count_waiting_for_account(actor, clock.today()),
        url=lambda: url_for("NewcomersView.list"),
        tone="due",
    ),
    Counter(
        key="accounts.sealed_slips",
        label=_("sealed slips to hand over"),
        permission=("can_print", "SealedSlip"),
        count=lambda actor: sealed_slips.count_unprinted(actor, clock.today(), clock.real_now()),
        url=lambda: url_for("SealedSlipView.list"),
        tone="due",
    ),
)
