"""The panel of legs on a dossier's page: state, since when, and the commune's steps."""

from datetime import datetime
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier, Paper, PaperKind
from app.dossiers.views.desk.panels import Filled
from app.handoffs import rules
from app.handoffs.models import Leg
from app.handoffs.queries import packets
from app.handoffs.rules import LegActor
from app.handoffs.workflow import ASKS, REFUSES, LegState, LegTransition
from app.kernel import clock
from app.kernel.actor import Actor
from app.procedures.models.vocabulary import LegKind

Mark = tuple[LazyString, datetime | None, str]

WAYS: tuple[tuple[LazyString, LegState], ...] = (
    (_("Prepared"), LegState.PREPARED),
    (_("Sent"), LegState.SENT),
    (_("Received"), LegState.RECEIVED),
    (_("Answered"), LegState.ANSWERED),
    (_("Collected"), LegState.COLLECTED),
)
"""The stages of a leg without incidents."""
READ = _("Read")
"""The last stage of an inquiry at another commune."""


def legs_panel(dossier: Dossier, actor: Actor) -> Filled | None:
    legs = packets.panel(dossier, actor)
    if not legs:
        return None
    boxes = [
        {**_box(dossier, leg, by), "movements": rules.movements(leg.ledger)} for leg, by in legs
    ]
    return Filled("handoffs/legs_panel.html", {"legs": boxes, "now": clock.now()})


def _box(dossier: Dossier, leg: Leg, by: LegActor) -> dict[str, Any]:
    return {
        "leg": leg,
        "kind": rules.KIND_LABELS[leg.kind],
        "marks": marks(leg),
        "offers": rules.offers(leg, by),
        "page_of": lambda row: page_of(leg, row),
        "reason": _reason(dossier, leg),
        "results": results(dossier, leg),
        "word": leg.state.inquiry_label if leg.kind is LegKind.COMMUNE else None,
        "has_list": leg.kind is LegKind.INSURANCE,
        "noted": leg.closed_at is not None,
    }


def page_of(leg: Leg, row: LegTransition) -> str | None:
    """The page that asks before a step; None if the button takes it at once."""
    base = f"/can-bo/ho-so-lien-thong/nhanh/{leg.id}/buoc"
    if row.screen:
        return f"{base}/tra-loi"
    if row.wants_reason:
        return f"{base}/{row.action}/ly-do"
    return None


def marks(leg: Leg) -> list[Mark]:
    """The stages with their days: past, current, future."""
    days = {
        LegState.SENT: leg.sent_at,
        LegState.RECEIVED: leg.received_at,
        LegState.ANSWERED: leg.answered_at,
        LegState.COLLECTED: leg.closed_at,
    }
    here = leg.state.stage
    over = leg.state in {LegState.COLLECTED, LegState.RECALLED}
    asks = leg.kind is LegKind.COMMUNE
    return [
        (
            READ if asks and state is LegState.COLLECTED else word,
            days.get(state) if n <= here else None,
            _tone(n, here, over=over),
        )
        for n, (word, state) in enumerate(WAYS)
    ]


def _tone(n: int, here: int, *, over: bool) -> str:
    if n < here or (over and n == here):
        return "done"
    return "now" if n == here else ""


def _reason(dossier: Dossier, leg: Leg) -> str | None:
    """What the agency wrote with a current request for completion or refusal."""
    asked = {LegState.COMPLETING: ASKS, LegState.REFUSED: REFUSES}
    if leg.state not in asked:
        return None
    return next(
        event.reason
        for event in reversed(dossier.journal)
        if event.leg_id == leg.id and event.action in asked[leg.state]
    )


def results(dossier: Dossier, leg: Leg) -> list[Paper]:
    return [p for p in dossier.papers if p.leg_id == leg.id and p.kind is PaperKind.RESULT]
