"""Labels of look-up outcomes (kết quả tra cứu)."""

from collections.abc import Mapping
from datetime import timedelta

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.residents.models.lookups import LookUpOutcome

LONG_WAIT = timedelta(hours=24)
"""A look-up still waiting after this time is highlighted."""

OUTCOME_LABELS: Mapping[LookUpOutcome, LazyString] = {
    LookUpOutcome.FOUND: _("Found"),
    LookUpOutcome.NOT_FOUND: _("Nobody has this number"),
    LookUpOutcome.WAITING: _("Waits for the population database"),
    LookUpOutcome.UNANSWERED: _("Broken off"),
}
