"""Duplicate candidates: shown on the dossier, compared side by side, decided by an officer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from flask import redirect, url_for
from flask_babel import gettext as _

from app.dossiers.forms.steps import JudgementForm
from app.dossiers.models.dossier import Dossier
from app.dossiers.models.duplicates import DuplicateCandidate, DuplicateDecision
from app.dossiers.operations import duplicate_decisions
from app.dossiers.queries import duplicate_search, visibility
from app.dossiers.rules import StepActor
from app.dossiers.rules.duplicates import (
    DECISION_LABELS,
    KIND_LABELS,
    in_one,
    is_uncompared,
    label_reasons,
    submitted_on,
    waits,
)
from app.dossiers.views.desk.transitions import StepPages
from app.dossiers.workflow import Action, Transition
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.errors import NotFound
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.routes import route
from app.kernel.workflow.table import Offer
from app.procedures import queries as procedures
from app.procedures.answers.display import answers_summary
from app.procedures.rules.form import Surroundings


@dataclass(frozen=True)
class DuplicatesPanel:
    """Duplicate candidates on the page of a dossier."""

    found: Sequence[DuplicateCandidate]
    may_judge: bool
    uncompared: bool
    readable: frozenset[UUID]
    """Those of the other dossiers that this person may open."""

    kinds = KIND_LABELS
    decisions = DECISION_LABELS
    in_one = staticmethod(in_one)
    submitted_on = staticmethod(submitted_on)
    waits = staticmethod(waits)

    @property
    def open(self) -> list[DuplicateCandidate]:
        return [each for each in self.found if each.decision is None]

    @property
    def judged(self) -> list[DuplicateCandidate]:
        return [each for each in self.found if each.decision is not None]


def build_duplicates_panel(
    dossier: Dossier, actor: Actor, offers: Sequence[Offer[Transition]]
) -> DuplicatesPanel:
    """The panel for one person; of the other dossier it shows only code and commune."""
    found = dossier.duplicate_candidates
    return DuplicatesPanel(
        found=found,
        may_judge=any(offer.row.action is Action.RESOLVE_DUPLICATE for offer in offers),
        uncompared=is_uncompared(dossier),
        readable=frozenset(
            each.other_id for each in found if actor.city or each.other_commune_id in actor.reads
        ),
    )


class Side(NamedTuple):
    """One answer in both dossiers."""

    label: str
    here: str
    there: str

    @property
    def differs(self) -> bool:
        return self.here != self.there


class DuplicateDecisions(StepPages):
    """The page that shows two dossiers side by side."""

    route_base = "/can-bo/mot-cua/ho-so/<uuid:key>"

    @route("/buoc/judge-likeness", verb="work")
    def resolve_duplicate(self, key: UUID) -> Any:
        """Redirect to the first undecided candidate."""
        found = visibility.page(key, current_actor()).duplicate_candidates
        if not found:
            raise NotFound
        first = min(found, key=lambda each: (each.decision is not None, not waits(each)))
        return redirect(url_for("DuplicateDecisions.judge", key=key, other=first.other_id))

    @route("/trung/<uuid:other>", verb="work", methods=["GET", "POST"])
    def judge(self, key: UUID, other: UUID) -> Any:
        dossier, form = self._opened(key), JudgementForm()
        found, sides = (
            duplicate_search.duplicate_candidate(key, other),
            _side_by_side(dossier, other),
        )

        def act(here: Dossier, by: StepActor, seen: int) -> Any:
            decision = DuplicateDecision(form.decision.data)
            return duplicate_decisions.judge(
                here, other, decision, by=by, reason=form.reason.data, seen=seen
            )

        return self._page(
            dossier,
            form,
            act,
            "duplicates.html",
            title=_("Judge a likely duplicate"),
            found=found,
            reasons=label_reasons(found.reasons),
            kinds=KIND_LABELS,
            decisions=DECISION_LABELS,
            submitted_on=submitted_on,
            sides=sides,
            differs=any(side.differs for _heading, rows in sides or () for side in rows),
        )


def _side_by_side(dossier: Dossier, other_id: UUID) -> Sequence[tuple[str, Sequence[Side]]] | None:
    """Both declarations by section; None if this person may not read the other."""
    actor = current_actor()
    try:
        other = visibility.page(other_id, actor)
    except NotFound:
        return None
    access_log.log_access(actor, other)
    here, there = _stated(dossier, actor), _stated(other, actor)
    headings = dict.fromkeys(heading for heading, _label in (*here, *there))
    labels = dict.fromkeys((*here, *there))
    return [
        (
            heading,
            [
                Side(label, here.get((part, label), ""), there.get((part, label), ""))
                for part, label in labels
                if part == heading
            ],
        )
        for heading in headings
    ]


def _stated(dossier: Dossier, actor: Actor) -> dict[tuple[str, str], str]:
    """The declaration, by section and question, numbers masked as on the page itself."""
    around = Surroundings(
        day=clock.today(), facilities=procedures.facilities(dossier.commune.district_id)
    )
    parts = answers_summary(
        procedures.form(dossier.procedure_version),
        dossier.answers,
        around,
        masked=True,
        calls=bool(actor.postings_in(dossier.commune_id)),
    )
    return {
        (heading, row.label): str(row.value or "") for _key, heading, rows in parts for row in rows
    }
