"""Counts on the start page for supervisors of look-ups."""

from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext as _

from app.kernel.web import Counter
from app.residents import queries

COUNTERS = (
    Counter(
        key="residents.alarms",
        label=_("alarms of look-ups that nobody has settled"),
        permission=("can_edit", "PopulationAlarm"),
        count=queries.count_alarms,
        url=lambda: url_for("AlarmView.list"),
        tone="late",
    ),
)
