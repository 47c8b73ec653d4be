"""The panel of legs on a dossier's page: state, since when, and the commune's steps."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier, Paper, PaperKind
from app.dossiers.rules.status import Status
from app.dossiers.views.desk.panels import Filled, PanelStep
from app.dossiers.workflow import State
from app.handoffs import rules
from app.handoffs.models import Leg
from app.handoffs.queries import packets
from app.handoffs.rules import LegActor
from app.handoffs.workflow import ASKS, REFUSES, LegState, LegTransition
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.vocabulary import Tone
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
WITH_AGENCIES = frozenset({State.REGISTERED, State.AT_AGENCIES})
TO_SEND = Status(Tone.WAITING, _("Forwarded files to be sent"))
READ = _("Read")
"""The last stage of an inquiry at another commune."""


def legs_panel(dossier: Dossier, actor: Actor) -> Filled | None:
    legs = packets.panel(dossier, actor)
    if not legs:
        return None
    boxes = [
        {**_box(dossier, leg, by), "movements": rules.movements(leg.ledger)} for leg, by in legs
    ]
    steps = (_step(leg, box) for (leg, _by), box in zip(legs, boxes, strict=True))
    return Filled(
        "handoffs/legs_panel.html",
        {"legs": boxes, "now": clock.now()},
        step=next(filter(None, steps), None),
        waits=[offer for box in boxes for offer in box["offers"] if offer.waits_for],
        status=_status(dossier, [leg for leg, _by in legs]),
        said=[(box["leg"].holder.name, box["reason"]) for box in boxes if _is_open(box)],
    )


def _is_open(box: Mapping[str, Any]) -> bool:
    """Whether what the agency wrote still asks the commune for something."""
    return bool(box["reason"]) and not box["noted"]


def _step(leg: Leg, box: Mapping[str, Any]) -> PanelStep | None:
    """The step on a leg that is the reader's to take, for the head of the page."""
    found = rules.next_step(leg, box["offers"])
    if found is None:
        return None
    return PanelStep(
        found.row,
        url_for("LegSteps.take", key=leg.id),
        page_of(leg, found.row),
        leg.version,
        box["kind"],
    )


def _status(dossier: Dossier, legs: Sequence[Leg]) -> Status | None:
    """That it is the commune's turn, of a dossier whose state says that it is with agencies."""
    if dossier.state not in WITH_AGENCIES:
        return None
    leg = next(filter(rules.awaits_commune, legs), None)
    if leg is None:
        return None
    return TO_SEND if leg.state is LegState.PREPARED else Status(leg.state.tone, leg.state.label)


def _box(dossier: Dossier, leg: Leg, by: LegActor) -> dict[str, Any]:
    return {
        "leg": leg,
        "kind": rules.label_of(leg),
        "marks": marks(leg),
        "offers": rules.offers(leg, by),
        "page_of": lambda row: page_of(leg, row),
        "reason": _reason(dossier, leg),
        "results": results(dossier, leg),
        "word": _word(leg),
        "has_list": rules.has_list(leg),
        "noted": leg.closed_at is not None,
    }


def _word(leg: Leg) -> LazyString | None:
    """What the state is called where the usual word does not fit."""
    if leg.corrects_id and leg.state in {LegState.ANSWERED, LegState.COLLECTED}:
        return _("Corrected in its register")
    return leg.state.inquiry_label if leg.kind is LegKind.COMMUNE else None


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
