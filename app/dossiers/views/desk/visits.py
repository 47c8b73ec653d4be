"""Accepting a dossier, the visit, and another day for it: the pages that ask before each."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app.dossiers.forms.visits import AcceptForm, BroughtForm, MoveForm, VisitForm
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import appointments
from app.dossiers.operations import visits as dossier_visits
from app.dossiers.operations.visits import Visit
from app.dossiers.rules import StepActor, visits
from app.dossiers.rules.visits import Outcome
from app.dossiers.views.desk.transitions import StepPages
from app.kernel.errors import Refused
from app.kernel.i18n.formatting import moment, money, weekday_date
from app.kernel.row_security.request_scope import planned_once
from app.kernel.web.routes import route
from app.procedures import queries as procedures
from app.procedures.models.vocabulary import Must
from app.procedures.rules.papers_and_fees import papers_for


class VisitSteps(StepPages):
    """The steps for which a citizen comes, and those that say when."""

    @route("/accept", verb="work", methods=["GET", "POST"])
    @planned_once
    def accept(self, key: UUID) -> Any:
        """Accept with an appointment, or at once what a citizen at the desk brings."""
        dossier = self._opened(key)
        form, wish = AcceptForm(), visits.wish(dossier)
        suits = bool(wish and wish.at and appointments.may_be_appointed(wish.at))
        free = _offer_moments(form, dossier)
        if not form.is_submitted():
            if wish and suits:
                form.other.data = wish.at
            elif free and not wish:
                form.slot.data = next(iter(free))
        brought = _offer_brought(form, dossier)
        said: list[str] = []
        names = dossier_visits.foreign_names(dossier)
        form.names.choices = [SelectChoice(question, text) for question, text in names.items()]

        def act(found: Dossier, by: StepActor, seen: int) -> Any:
            compared = form.names.data or ()
            if form.present.data:
                visit = _visit(form, signed=bool(form.signed.data))
                return dossier_visits.accept_present(
                    found, visit, by=by, compared=compared, seen=seen
                )
            chosen = _chosen(form, free)
            event = dossier_visits.accept(
                found, by=by, visit_at=chosen, compared=compared, seen=seen
            )
            said.append(_appointment(found, chosen))
            return event

        title = _("Accept the dossier")
        return self._page(
            dossier,
            form,
            act,
            "accept.html",
            title=title,
            wish=wish,
            suits=suits,
            said=said,
            **brought,
        )

    @route("/visit", verb="work", methods=["GET", "POST"])
    def visit(self, key: UUID) -> Any:
        """Ask what happened, and record it; who comes again gets another appointment at once."""
        dossier = self._opened(key)
        form = VisitForm()
        free = _offer_moments(form, dossier)
        brought = _offer_brought(form, dossier)
        said: list[str] = []

        def act(found: Dossier, by: StepActor, seen: int) -> Any:
            outcome = Outcome(form.outcome.data)
            again = outcome is not Outcome.DONE and (form.slot.data or form.other.data)
            chosen = _chosen(form, free) if again else None
            if outcome is Outcome.ABSENT:
                event = appointments.miss(found, by=by, seen=seen)
            else:
                visit = _visit(form, signed=True, incomplete=outcome is Outcome.INCOMPLETE)
                event = dossier_visits.record_visit(found, visit, by=by, seen=seen)
            if chosen:
                appointments.move(found, chosen, by=by)
                said.append(_appointment(found, chosen))
            return event

        return self._page(
            dossier, form, act, "visit.html", title=_("Record the visit"), said=said, **brought
        )

    @route("/move-visit", verb="work", methods=["GET", "POST"])
    def move_visit(self, key: UUID) -> Any:
        """Give another appointment; the citizen is told."""
        dossier = self._opened(key)
        form = MoveForm()
        free = _offer_moments(form, dossier)
        said: list[str] = []
        if free and not form.is_submitted():
            form.slot.data = next(iter(free))

        def act(found: Dossier, by: StepActor, seen: int) -> Any:
            chosen = _chosen(form, free)
            event = appointments.move(found, chosen, by=by, seen=seen)
            said.append(_appointment(found, chosen))
            return event

        return self._page(
            dossier, form, act, "move_visit.html", title=_("Set the appointment anew"), said=said
        )


def _offer_moments(form: MoveForm, dossier: Dossier) -> Mapping[str, datetime]:
    """Offer the free times of the desk, the earliest first."""
    free = {each.isoformat(): each for each in appointments.free_moments(dossier)}
    days = {day: weekday_date(day) for day in {each.date() for each in free.values()}}
    form.slot.choices = [SelectChoice("", _("Choose a moment"))] + [
        SelectChoice(word, f"{each:%H:%M} {days[each.date()]}") for word, each in free.items()
    ]
    return free


def _chosen(form: MoveForm, free: Mapping[str, datetime]) -> datetime:
    """The moment written, or else the one chosen from the list. Raises Refused."""
    chosen = form.other.data or free.get(form.slot.data)
    if chosen is None:
        raise Refused(appointments.VISIT_IN_PAST, field="slot")
    return chosen


def _offer_brought(form: BroughtForm, dossier: Dossier) -> dict[str, Any]:
    """Offer what applies to this dossier; returns what its part of the page shows."""
    wanted = papers_for(procedures.form(dossier.procedure_version), dossier.answers)
    held = set(dossier_visits.may_be_kept(dossier))
    form.originals.choices = [
        SelectChoice(p.key, p.name) for p in wanted if p.must is not Must.MADE
    ]
    form.kept.choices = [SelectChoice(p.key, p.name) for p in wanted if p.key in held]
    form.people.choices = [SelectChoice(person, name) for person, name in visits.the_two(dossier)]
    due = [fee for fee in dossier.fees if fee.taken_at is None and fee.amount]
    form.fees.choices = [SelectChoice(fee.key, f"{fee.label}: {money(fee.amount)}") for fee in due]
    return {
        "seen": {paper.key: paper.original_seen_at for paper in dossier.papers},
        "due": sum(fee.amount for fee in due),
        "signs": visits.must_sign(dossier),
    }


def _visit(form: BroughtForm, *, signed: bool, incomplete: bool = False) -> Visit:
    return Visit(
        originals=frozenset(form.originals.data or ()),
        kept=frozenset(form.kept.data or ()),
        fees=frozenset(form.fees.data or ()),
        receipt_no=form.receipt_no.data or None,
        signed=signed,
        people=frozenset(form.people.data or ()),
        incomplete=incomplete,
    )


def _appointment(dossier: Dossier, at: datetime) -> str:
    if visits.is_at_home(dossier):
        return _("The citizen is told that officers come at %(at)s.", at=moment(at))
    return _("The citizen is told to come at %(at)s.", at=moment(at))
