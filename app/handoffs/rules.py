"""What is true of a leg, told from its rows alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.accounts.roles import Role
from app.dossiers.models import Custody, Dossier, Paper
from app.handoffs.models import Leg
from app.handoffs.workflow import (
    LEG_GATES,
    LegCapacity,
    LegNeed,
    LegState,
    LegTransition,
    offered,
)
from app.kernel.scope import Actor
from app.notifications.rules import Result
from app.procedures.models import LegKind
from app.procedures.rules import Form
from app.procedures.rules.needs import legs

COMMUNE_CAPACITIES: Mapping[str, tuple[LegCapacity, ...]] = {
    Role.COMMUNE_JUSTICE: (LegCapacity.CIVIL_STATUS,),
    Role.COMMUNE_LABOUR: (LegCapacity.LABOUR,),
    Role.COMMUNE_RECEPTION: (LegCapacity.RECEPTION,),
}
HOLDER_ROLES = frozenset({Role.POLICE, Role.INSURANCE})

CUSTODY_AT: Mapping[LegKind, Custody] = {
    LegKind.POLICE: Custody.POLICE,
    LegKind.INSURANCE: Custody.INSURANCE,
}

KIND_LABELS: Mapping[LegKind, LazyString] = {
    LegKind.POLICE: _("Permanent residence"),
    LegKind.INSURANCE: _("Health insurance card"),
}
"""What each leg settles."""

HOLDER_LABELS: Mapping[LegKind, LazyString] = {
    LegKind.POLICE: _("District police"),
    LegKind.INSURANCE: _("District social insurance"),
}

RESULT_OF: Mapping[LegKind, Result] = {
    LegKind.POLICE: Result.RESIDENCE,
    LegKind.INSURANCE: Result.INSURANCE,
}

RESULT_KEYS: Mapping[LegKind, str] = {
    LegKind.POLICE: "household_book",
    LegKind.INSURANCE: "health_card",
}
"""Keys of the result papers: the household book with the child in it, the health card."""


@dataclass(frozen=True)
class LegBy:
    """Who takes a step on a leg, and in which capacities, each with its posting."""

    staff_id: UUID | None
    capacities: tuple[tuple[LegCapacity, UUID | None], ...]

    @property
    def may_be(self) -> frozenset[LegCapacity]:
        """The capacities without their postings."""
        return frozenset(capacity for capacity, _posting in self.capacities)

    def within(self, allowed: frozenset[LegCapacity]) -> tuple[LegCapacity, UUID | None] | None:
        """The first capacity that the step allows, with the posting it is held by."""
        return next((pair for pair in self.capacities if pair[0] in allowed), None)


def acting_on(actor: Actor, leg: Leg) -> LegBy:
    """This person at work on this leg: for its commune, or for the agency that holds it."""
    capacities = [
        (capacity, seat.posting_id)
        for seat in actor.seats_in(leg.commune_id)
        for capacity in COMMUNE_CAPACITIES.get(seat.role, ())
    ]
    capacities += [
        (LegCapacity.HOLDER, seat.posting_id)
        for seat in actor.seats_in(leg.holder_unit_id)
        if seat.role in HOLDER_ROLES
    ]
    return LegBy(actor.staff_id, tuple(capacities))


def papers_to_send(leg: Leg, dossier: Dossier) -> list[Paper]:
    """The papers that the version's plan puts into this packet, newest certificate included."""
    form = Form.parse(dossier.procedure_version.compiled or {})
    plan = next((plan for plan in legs(form) if plan.kind == leg.kind), None)
    keys = frozenset(plan.papers) if plan else frozenset[str]()
    return [paper for paper in dossier.papers if paper.key in keys]


def originals_to_hold(leg: Leg, dossier: Dossier) -> tuple[str, ...]:
    """Keys of the papers whose originals travel with the packet."""
    form = Form.parse(dossier.procedure_version.compiled or {})
    plan = next((plan for plan in legs(form) if plan.kind == leg.kind), None)
    if plan is None or "original_held" not in plan.needs:
        return ()
    kept = {
        row["key"]
        for row in form.compiled.get("papers", ())
        if row["original"] == "original" and row["key"] in plan.papers
    }
    return tuple(sorted(kept))


def _original_held(leg: Leg, dossier: Dossier) -> bool:
    held = {p.key for p in dossier.papers if p.custody is not Custody.CITIZEN}
    return set(originals_to_hold(leg, dossier)) <= held


def _result_given(leg: Leg, dossier: Dossier) -> bool:
    return bool(leg.result.get("number"))


_IS_MET: Mapping[LegNeed, Callable[[Leg, Dossier], bool]] = {
    LegNeed.ORIGINAL_HELD: _original_held,
    LegNeed.LIST_CONFIRMED: lambda leg, _d: (
        leg.kind is not LegKind.INSURANCE or leg.list_confirmed_at is not None
    ),
    LegNeed.IS_INSURANCE: lambda leg, _d: leg.kind is LegKind.INSURANCE,
    LegNeed.LIST_NOT_CONFIRMED: lambda leg, _d: leg.list_confirmed_at is None,
    LegNeed.NOT_NOTED: lambda leg, _d: leg.closed_at is None,
    LegNeed.RESULT_GIVEN: _result_given,
}

WHY: Mapping[LegNeed, LazyString] = {
    LegNeed.ORIGINAL_HELD: _("the commune does not hold the household book and form HK02 yet"),
    LegNeed.LIST_CONFIRMED: _("the list of children has not been confirmed yet"),
    LegNeed.RESULT_GIVEN: _("the result has not been written down yet"),
    LegNeed.IS_INSURANCE: _("only the social insurance has a list"),
    LegNeed.LIST_NOT_CONFIRMED: _("the list is already confirmed"),
    LegNeed.NOT_NOTED: _("the refusal is already noted"),
}


def unmet(row: LegTransition, leg: Leg, dossier: Dossier) -> tuple[LegNeed, ...]:
    """The needs of a step that are not fulfilled."""
    return tuple(need for need in row.needs if not _IS_MET[need](leg, dossier))


@dataclass(frozen=True)
class LegOffer:
    """A step on a leg that the page offers, and why it has to wait, if it has to."""

    row: LegTransition
    waits_for: tuple[LegNeed, ...]

    @property
    def why(self) -> str:
        """The reasons to wait in words."""
        return "; ".join(str(WHY[need]) for need in self.waits_for)


def offers(leg: Leg, dossier: Dossier, by: LegBy) -> tuple[LegOffer, ...]:
    """Exactly the steps that this person may take on this leg now."""
    asked_later = {LegNeed.RESULT_GIVEN}
    rows = ((row, unmet(row, leg, dossier)) for row in offered(leg.state, by.may_be))
    return tuple(
        LegOffer(row, tuple(need for need in waits if need not in asked_later))
        for row, waits in rows
        if not LEG_GATES & set(waits)
    )


def is_closed(leg: Leg) -> bool:
    """Closed: collected, recalled, or refused and noted."""
    return leg.closed_at is not None


def outcome(legs_of_dossier: list[Leg]) -> dict[str, Any]:
    """What was granted and what refused, as the notice and the dossier's journal name it."""
    granted = [RESULT_OF[leg.kind] for leg in legs_of_dossier if leg.state is LegState.COLLECTED]
    refused = [
        RESULT_OF[leg.kind]
        for leg in legs_of_dossier
        if leg.state in {LegState.REFUSED, LegState.RECALLED}
    ]
    return {"granted": [Result.BIRTH, *granted], "refused": refused}
