"""What the kept counts count, in words."""

from collections.abc import Mapping, Sequence

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Channel
from app.reports.queries.counted_dossiers import Figure
from app.reports.queries.kept_counts import KEPT
from app.reports.queries.periodic_figures import procedure_names
from app.reports.views.dashboard_charts import STAGES
from app.reports.views.dashboard_query import LEGS
from app.reports.vocabulary import ProcessingStage, StatisticsSubject
from app.rollout.rules.outreach import CHANNELS

FIGURES: Mapping[str, LazyString] = {
    **{str(figure): figure.label for figure in Figure},
    "days": _("Working days together"),
    "measured": _("Settled ones whose days are known"),
    "supplement_requests": _("Requests for more documents"),
    "dossiers": _("How many took so many days"),
    "settled": _("Settled on the day"),
    "became_late": _("Became late on the day"),
    "supplements_asked": _("Requests for more documents on the day"),
}
_KEYS = {kept.name: kept.keys for kept in KEPT}


class CountWords:
    """Says what a row of counts is about; looks the names of procedures up once."""

    def __init__(self) -> None:
        self._procedures = {str(key): name for key, name in procedure_names().items()}

    def said(self, table: str, key: Sequence[str]) -> str:
        """The parts of the key in words; nothing where a row counts everything."""
        return ", ".join(
            self._word(name, value) for name, value in zip(_KEYS[table], key, strict=True)
        )

    def _word(self, name: str, value: str) -> str:
        if name == "procedure_id":
            return self._procedures.get(value, value)
        if name == "channel":
            return str(CHANNELS[Channel(value)])
        if name == "stage":
            return str(STAGES[ProcessingStage(value)])
        if name == "days":
            return gettext("%(n)s working days", n=value)
        part = StatisticsSubject(value)
        return str(LEGS[part]) if part in LEGS else gettext("dossiers")
