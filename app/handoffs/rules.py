"""Rules of legs, computed from their rows alone."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.accounts.roles import Role
from app.dossiers.models.dossier import NOTE_BASIS, Custody, Dossier, Event, Paper, PaperKind
from app.dossiers.rules.result_labels import granted_here
from app.dossiers.rules.verification import has_waited, is_of_marital_status
from app.handoffs.models import Direction, Handover, Leg, Packet, Party
from app.handoffs.workflow import TABLE, LegAction, LegCapacity, LegNeed, LegState, LegTransition
from app.kernel.actor import Acting, ActingPerson, Actor
from app.kernel.deadlines.ledger import LONGEST_COMPLETION
from app.kernel.workflow import table
from app.kernel.workflow.table import Offer
from app.kernel.workflow.undo import Undo, undo_of
from app.notifications.rules.message_kinds import AgencyResult
from app.procedures.models.vocabulary import LegKind, Must, Original, StandsFor
from app.procedures.rules.consultations import places_asked
from app.procedures.rules.form import Form
from app.procedures.rules.papers_and_fees import Leg as Plan
from app.procedures.rules.papers_and_fees import Paper as WantedPaper
from app.procedures.rules.papers_and_fees import legs, papers_for
from app.procedures.rules.papers_and_fees import papers as wanted_papers

COMMUNE_CAPACITIES: Mapping[str, tuple[LegCapacity, ...]] = {
    Role.COMMUNE_JUSTICE: (
        LegCapacity.CIVIL_STATUS,
        LegCapacity.STANDING_IN,
        LegCapacity.ON_PAPER,
    ),
    Role.COMMUNE_LABOUR: (LegCapacity.LABOUR,),
    Role.COMMUNE_RECEPTION: (LegCapacity.RECEPTION,),
}
WHO = (StandsFor.SUBJECT, StandsFor.SUBJECT_BORN)
HOLDER_ROLES = frozenset({Role.POLICE, Role.INSURANCE})
"""Roles that work for an agency and not for a commune."""
ANSWERING_ROLES = HOLDER_ROLES | {Role.COMMUNE_JUSTICE}
"""Roles that receive packets: also the justice officer of a commune that gets an inquiry."""

OURS = frozenset({LegState.PREPARED, LegState.COMPLETING, LegState.ANSWERED, LegState.REFUSED})
"""States in which it is the commune's turn."""

CUSTODY_AT: Mapping[LegKind, Custody] = {
    LegKind.POLICE: Custody.POLICE,
    LegKind.INSURANCE: Custody.INSURANCE,
    LegKind.COMMUNE: Custody.OTHER_COMMUNE,
}

KIND_LABELS: Mapping[LegKind, LazyString] = {
    LegKind.POLICE: _("Permanent residence"),
    LegKind.INSURANCE: _("Health insurance card"),
    LegKind.COMMUNE: _("Confirmation by another commune"),
}
"""What each leg is to achieve; ``label_of`` has it for a given leg."""

HOLDER_LABELS: Mapping[LegKind, LazyString] = {
    LegKind.POLICE: _("District police"),
    LegKind.INSURANCE: _("District social insurance"),
    LegKind.COMMUNE: _("Another commune"),
}

RESULT_OF: Mapping[LegKind, AgencyResult] = {
    LegKind.POLICE: AgencyResult.RESIDENCE,
    LegKind.INSURANCE: AgencyResult.INSURANCE,
}
"""The citizen's result of each leg; the answer of another commune is for officers only."""

RESULT_KEYS: Mapping[LegKind, str] = {
    LegKind.POLICE: "household_book",
    LegKind.INSURANCE: "health_card",
    LegKind.COMMUNE: "commune_answer",
}
"""Keys of the result papers: the household book with the child in it, the card, the letter."""

FORMS_OF: Mapping[LegKind, frozenset[str]] = {
    LegKind.POLICE: frozenset({"hk02"}),
    LegKind.INSURANCE: frozenset({"tk1", "d03"}),
    LegKind.COMMUNE: frozenset({"inquiry", "result"}),
}
"""Printed forms that each office works with; a question names the forms it feeds.

An inquiry at another commune is about what the result is to state.
"""


def days_left_to_complete(dossier: Dossier) -> int:
    """Working days that completions may still add to the limit of the chain (TTLT 05/2015)."""
    resent = (each for each in dossier.extensions if each.cause == LegAction.RESEND)
    return LONGEST_COMPLETION - sum(each.amount for each in resent)


@dataclass(frozen=True)
class LegActor(ActingPerson[LegCapacity]):
    """Who takes a step on a leg."""


def acting_on(actor: Actor, leg: Leg, *, labour_posted: bool) -> LegActor:
    """This user's capacities on this leg: for its commune, or for the agency that holds it.

    The list of children is confirmed by the labour officer; where the commune has none today
    (``labour_posted`` is false), by the justice officer.
    """
    capacities = [
        Acting(capacity, seat.posting_id)
        for seat in actor.postings_in(leg.commune_id)
        for capacity in COMMUNE_CAPACITIES.get(seat.role, ())
        if capacity is not LegCapacity.STANDING_IN or not labour_posted
    ]
    capacities += [
        Acting(LegCapacity.HOLDER, seat.posting_id)
        for seat in actor.postings_in(leg.holder_unit_id)
        if seat.role in ANSWERING_ROLES
    ]
    return LegActor(actor.staff_id, tuple(capacities))


def label_of(leg: Leg) -> LazyString:
    """What the leg is to achieve."""
    return _("Correction of the data it keeps") if leg.corrects_id else KIND_LABELS[leg.kind]


# ---- content of packets --------------------------------------------------------------------------


def plan_of(leg: Leg, form: Form) -> Plan:
    """The version's plan for this leg; empty for a correction, or if the version has none."""
    found = (plan for plan in legs(form) if plan.kind is leg.kind and not leg.corrects_id)
    return next(found, Plan(leg.kind, (), ()))


def papers_to_send(leg: Leg, dossier: Dossier, form: Form) -> list[Paper]:
    """The papers of the packet: what the citizen filed for it, and the certificate.

    Of a correction the extract alone, or the decision of the office that made it.
    """
    if leg.corrects and leg.corrects.dossier_id == dossier.id:
        return [p for p in dossier.papers if p.key == NOTE_BASIS]
    if leg.corrects_id:
        return [p for p in dossier.papers if p.kind is PaperKind.RESULT and p.leg_id is None]
    keys = frozenset(plan_of(leg, form).papers)
    return [
        paper
        for paper in dossier.papers
        if paper.key in keys and (paper.kind is PaperKind.FILED or paper.leg_id is None)
    ]


def made_for(leg: Leg, form: Form) -> tuple[WantedPaper, ...]:
    """The declarations that are printed from the answers and go with the packet."""
    keys = frozenset(plan_of(leg, form).papers)
    return tuple(p for p in wanted_papers(form) if p.must is Must.MADE and p.key in keys)


def originals_to_send(leg: Leg, dossier: Dossier, form: Form) -> frozenset[str]:
    if leg.kind is LegKind.COMMUNE:
        return frozenset()
    keys = frozenset(plan_of(leg, form).papers)
    return frozenset(
        paper.key
        for paper in papers_for(form, dossier.answers)
        if paper.original is Original.ORIGINAL and paper.key in keys
    )


def answers_for(leg: Leg, form: Form) -> frozenset[str]:
    """Keys of the answers that the agency's own form asks for; it gets no others.

    Another commune sees when the person lived there, and no other places.
    """
    told = frozenset(q.key for q in form.questions if FORMS_OF[leg.kind] & set(q.feeds))
    if leg.kind is not LegKind.COMMUNE:
        return told
    asked = dict(places_asked(form, leg.dossier.answers))
    here = {key for key, place in asked.items() if place == leg.holder.code}
    who = {form.keys[word] for word in WHO if word in form.keys}
    return told - (asked.keys() - here) | here | who


def has_list(leg: Leg) -> bool:
    """Whether the list of children goes with the packet."""
    return leg.kind is LegKind.INSURANCE and leg.corrects_id is None


def comes_back(leg: Leg, paper: Paper) -> bool:
    """Whether the agency returns the original with its result; declarations stay in its file.

    The letter of another commune stays there: its text and a copy are enough.
    """
    if leg.kind is LegKind.COMMUNE:
        return False
    return paper.kind is PaperKind.RESULT or paper.key == RESULT_KEYS[leg.kind]


# ---- hand-over ----------------------------------------------------------------------------------


def seal_of(content: Mapping[str, Any], papers: Iterable[Mapping[str, Any]]) -> str:
    """The checksum over the whole packet; each paper's file counts by its SHA-256."""
    sealed = json.dumps([content, [*papers]], sort_keys=True, ensure_ascii=False)
    return sha256(sealed.encode()).hexdigest()


def is_whole(packet: Packet) -> bool:
    return seal_of(packet.content, packet.papers) == packet.checksum


@dataclass(frozen=True)
class Movement:
    """One hand-over of a packet or result, as each side recorded it."""

    packet_n: int
    direction: Direction
    given: Handover | None
    taken: Handover | None

    @property
    def agrees(self) -> bool:
        return bool(self.given and self.taken and self.given.checksum == self.taken.checksum)


def movements(rows: Iterable[Handover]) -> list[Movement]:
    """The ledger of one leg, the two sides of each movement together, in order."""
    sides: dict[tuple[int, Direction], dict[Party, Handover]] = {}
    for row in rows:
        sides.setdefault((row.packet_n, row.direction), {}).setdefault(row.party, row)
    return [
        Movement(n, direction, found.get(Party.GIVER), found.get(Party.TAKER))
        for (n, direction), found in sides.items()
    ]


# ---- needs --------------------------------------------------------------------------------------


def _form(leg: Leg) -> Form:
    return Form.of(leg.dossier.procedure_version.compiled)


def _original_held(leg: Leg) -> bool:
    form = _form(leg)
    if "original_held" not in plan_of(leg, form).needs:
        return True
    held = {p.key for p in leg.dossier.papers if p.custody is not Custody.CITIZEN}
    return originals_to_send(leg, leg.dossier, form) <= held


def _earlier_closed(leg: Leg) -> bool:
    after = plan_of(leg, _form(leg)).after
    return after is None or all(
        each.closed_at or each.corrects_id for each in leg.beside if each.kind is after
    )


_IS_MET: Mapping[LegNeed, Callable[[Leg], bool]] = {
    LegNeed.EARLIER_CLOSED: _earlier_closed,
    LegNeed.ORIGINAL_HELD: _original_held,
    LegNeed.LIST_CONFIRMED: lambda leg: not has_list(leg) or leg.list_confirmed_at is not None,
    LegNeed.IS_INSURANCE: has_list,
    LegNeed.LIST_NOT_CONFIRMED: lambda leg: leg.list_confirmed_at is None,
    LegNeed.NOT_NOTED: lambda leg: leg.closed_at is None,
    LegNeed.RESULT_GIVEN: lambda leg: bool(leg.result.get("number")),
    LegNeed.SHEET_SIGNED: lambda leg: leg.sheet_signed_at is not None,
    LegNeed.IS_AGENCY: lambda leg: leg.kind is not LegKind.COMMUNE,
    LegNeed.NO_CORRECTION: lambda leg: leg.corrects_id is None,
    LegNeed.IS_INQUIRY: lambda leg: leg.kind is LegKind.COMMUNE,
    LegNeed.DOSSIER_ACCEPTED: lambda leg: leg.dossier.accepted_at is not None,
    LegNeed.MARITAL_STATUS: lambda leg: is_of_marital_status(leg.dossier),
    LegNeed.TIME_OVER: lambda leg: has_waited(leg.sent_at),
    LegNeed.PACKET_WHOLE: lambda leg: bool(leg.packets) and is_whole(leg.packets[-1]),
}
"""Only a need that asks for it loads the dossier: an agency may not read it."""


def unmet(row: LegTransition, leg: Leg) -> tuple[LegNeed, ...]:
    """The unmet needs of a step; where an earlier leg is open, no other is checked."""
    shut = tuple(need for need in row.needs if need.hides_step and not _IS_MET[need](leg))
    return shut or tuple(need for need in row.needs if not _IS_MET[need](leg))


def offers(leg: Leg, by: LegActor) -> tuple[Offer[LegTransition], ...]:
    """What the page offers; it asks for the result itself."""

    def waits(row: LegTransition) -> tuple[LegNeed, ...]:
        return tuple(need for need in unmet(row, leg) if need is not LegNeed.RESULT_GIVEN)

    return TABLE.offers(leg.state, by.capacity_set, waits)


def next_step(leg: Leg, offered: Iterable[Offer[LegTransition]]) -> Offer[LegTransition] | None:
    """The step that is this user's to take on the leg now, if any."""
    return table.next_step(offered, lambda need: _IS_MET[need](leg))


def awaits_commune(leg: Leg) -> bool:
    """Whether the commune has to do something about it before anybody else."""
    return leg.closed_at is None and leg.state in OURS


def undo(story: Sequence[Event], by: LegActor) -> Undo | None:
    """The last step on a leg (``story`` is newest first), if it was this user's own."""
    return undo_of(story[0] if story else None, TABLE, by)


def is_closed(leg: Leg) -> bool:
    """Closed: collected, recalled, or refused and noted."""
    return leg.closed_at is not None


def is_awaited(leg: Leg) -> bool:
    """Whether the result of the dossier waits for it; that of a correction is ready at once."""
    return leg.corrects_id is None and not is_closed(leg)


def outcome(legs_of_dossier: list[Leg]) -> dict[str, Any]:
    """What was granted and what refused, for the notice and the dossier's journal."""
    of_agencies = [leg for leg in legs_of_dossier if leg.kind in RESULT_OF and not leg.corrects_id]
    granted = [RESULT_OF[leg.kind] for leg in of_agencies if leg.state is LegState.COLLECTED]
    refused = [
        RESULT_OF[leg.kind]
        for leg in of_agencies
        if leg.state in {LegState.REFUSED, LegState.RECALLED}
    ]
    own = granted_here(legs_of_dossier[0].dossier) if legs_of_dossier else []
    return {"granted": [*own, *granted], "refused": refused}
