"""Lookups of the people of a dossier, and the comparison with the declaration."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from app.dossiers import rules
from app.dossiers.forms.lookups import FillForm, LookUpForm
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import prefill
from app.dossiers.queries import visibility
from app.dossiers.rules import StepActor
from app.dossiers.rules.declared_people import HOUSEHOLD, DeclaredPerson, people, person
from app.dossiers.rules.duplicates import in_one
from app.dossiers.rules.lookups import is_with_colleague, may_fill, posting_to_ask
from app.dossiers.rules.registry_comparison import (
    COMPARISON_RESULTS,
    ComparisonLine,
    ComparisonResult,
    compare,
    judge,
)
from app.dossiers.views.desk.transitions import StepPages
from app.kernel.actor import Actor
from app.kernel.errors import NotFound
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.procedures import queries as procedures
from app.procedures.rules.form import Answers, Form, Surroundings
from app.residents import queries as residents
from app.residents.models.lookups import LookUpOutcome, Purpose
from app.residents.operations.lookups import look_up
from app.residents.queries import LookUpContext, LookUpRecord
from app.residents.rules.match_verdicts import VERDICT_LABELS
from app.residents.rules.purposes import PURPOSES

WORK = ("can_work", "PopulationLookUp")
WHOM = "nguoi"
"""The parameter with the key of a block of the form; it identifies no person."""


@dataclass(frozen=True)
class Looked:
    """One person of the declaration, and the newest lookup."""

    person: DeclaredPerson
    asked: LookUpRecord | None
    lines: tuple[ComparisonLine, ...] = ()

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """Number of equal, different and empty facts: icon, label, number."""
        counted = (ComparisonResult.DIFFERS, ComparisonResult.BLANK, ComparisonResult.SAME)
        found = [(each, sum(line.standing is each for line in self.lines)) for each in counted]
        return [
            (COMPARISON_RESULTS[each][0], str(COMPARISON_RESULTS[each][1]), n)
            for each, n in found
            if n
        ]


@dataclass(frozen=True)
class PeoplePanel:
    """Everybody of a dossier who can be looked up, for an officer of its commune."""

    rows: tuple[Looked, ...]
    may_ask: bool
    colleague: bool
    """Whether the dossier is assigned to a colleague."""
    rehearsal: bool = False
    outcomes: type[LookUpOutcome] = LookUpOutcome
    purposes: Any = field(default_factory=lambda: PURPOSES)


def people_panel(dossier: Dossier, actor: Actor, form: Form) -> PeoplePanel | None:
    """The panel of a dossier that was loaded with ``people``.

    None if there is nobody to look up, or the reader is of another office.
    """
    by = rules.officer(actor, dossier.commune_id)
    found = people(form, dossier.answers)
    if not found or not by.capacities:
        return None
    asked = residents.as_asked(dossier.looked_up)
    around = Surroundings(day=dossier.submitted_at.date(), commune_code=dossier.commune.code)
    may_ask = posting_to_ask(dossier, by) is not None
    if not asked and not may_ask and not dossier.is_rehearsal:
        return None
    return PeoplePanel(
        rows=looked(found, asked, form, dossier.answers, around),
        may_ask=may_ask,
        colleague=is_with_colleague(dossier, by),
        rehearsal=dossier.is_rehearsal,
    )


def looked(
    found: Iterable[DeclaredPerson],
    asked: Sequence[LookUpRecord],
    form: Form,
    answers: Answers,
    around: Surroundings,
) -> tuple[Looked, ...]:
    """The newest lookup of each of these people, compared with the declaration."""
    rows = []
    for each in found:
        last = next((one for one in reversed(asked) if each.is_meant_by(one.person)), None)
        lines = (
            compare(each, form, answers, last.content, around)
            if last is not None and last.outcome is LookUpOutcome.FOUND
            else ()
        )
        rows.append(Looked(each, last, lines))
    return tuple(rows)


class LookUps(StepPages):
    """The lookup form, and the comparison with the declaration."""

    route_base = "/can-bo/mot-cua/ho-so/<uuid:key>/dan-cu"
    class_permission_name = "PopulationLookUp"

    @route("", verb="work", methods=["GET", "POST"])
    def ask(self, key: UUID) -> Any:
        """Ask for person, purpose and number; then redirect to the result."""
        dossier, by = _of_own_commune(key)
        posting = posting_to_ask(dossier, by)
        form = LookUpForm()
        spec = procedures.form(dossier.procedure_version)
        form.offer(people(spec, dossier.answers), request.args.get(WHOM, ""))
        if posting is not None and form.is_submitted() and form.validate():
            with refusals(form) as refused:
                found = look_up(
                    form.asked,
                    about=LookUpContext(dossier_id=dossier.id),
                    person=form.chosen.key,
                    purpose=Purpose(form.purpose.data),
                    posting_id=posting,
                )
            if not refused:
                return redirect(url_for("LookUps.compared", key=key, look_up=found))
        return self._shown(
            dossier,
            form,
            "lookup.html",
            may_ask=posting is not None,
            colleague=is_with_colleague(dossier, by),
        )

    @route("/<uuid:look_up>", verb="work")
    def compared(self, key: UUID, look_up: UUID) -> Any:
        """The stored result of a lookup beside the current declaration."""
        return self._compared(key, look_up, FillForm(formdata=None))

    @route("/<uuid:look_up>/dien", verb="work", methods=["POST"])
    def fill(self, key: UUID, look_up: UUID) -> Any:
        form = FillForm()
        asked = _asked(key, look_up)
        form.facts.choices = [(fact, fact) for fact in asked.content]
        if form.validate():
            with refusals() as refused:
                self._do(
                    visibility.for_step(key, current_actor()),
                    form,
                    lambda dossier, by, seen: _fill(dossier, asked, form, by, seen),
                )
            if not refused:
                flash(_("The empty answers are filled in from the population database."), "success")
            return redirect(url_for("LookUps.compared", key=key, look_up=look_up))
        return self._compared(key, look_up, form)

    def _compared(self, key: UUID, look_up: UUID, form: FillForm) -> Any:
        dossier, by = _of_own_commune(key)
        asked = _asked(key, look_up)
        spec = procedures.form(dossier.procedure_version)
        around = procedures.surroundings(dossier.commune)
        who = _whom(spec, dossier.answers, asked)
        found = asked.outcome is LookUpOutcome.FOUND
        lines = compare(who, spec, dossier.answers, asked.content, around) if found else ()
        match = judge(lines, who.number)
        form.version.data = dossier.row_version
        return self._shown(
            dossier,
            form,
            "registry_comparison.html",
            asked=asked,
            who=who,
            purpose=PURPOSES[asked.purpose].label,
            outcomes=LookUpOutcome,
            lines=lines,
            match=match,
            verdicts=VERDICT_LABELS,
            reasons=in_one(match.reasons) if match else "",
            standings=COMPARISON_RESULTS,
            words=ComparisonResult,
            may_fill=may_fill(dossier, by),
            may_ask=posting_to_ask(dossier, by) is not None,
            whole_household=who.key == HOUSEHOLD,
        )


def _of_own_commune(key: UUID) -> tuple[Dossier, StepActor]:
    """The dossier, if this person works on dossiers of its commune.

    Raises:
        NotFound: it belongs to another commune.
    """
    actor = current_actor()
    dossier = visibility.heading(key, actor)
    by = rules.officer(actor, dossier.commune_id)
    if not by.capacities:
        raise NotFound
    access_log.log_access(actor, dossier)
    return dossier, by


def _asked(key: UUID, look_up: UUID) -> LookUpRecord:
    """One lookup made from this dossier.

    Raises:
        NotFound: the lookup was not made from this dossier.
    """
    made = residents.asked_from(LookUpContext(dossier_id=key))
    found = next((each for each in made if each.id == look_up), None)
    if found is None:
        raise NotFound
    return found


def _whom(form: Form, answers: Answers, asked: LookUpRecord) -> DeclaredPerson:
    """The person of the lookup; without answers if no longer in the declaration."""
    found = person(form, answers, asked.person)
    if found is not None:
        return found
    return DeclaredPerson(
        asked.person, _("a person of the dossier"), "", {}, frozenset({asked.person})
    )


def _fill(dossier: Dossier, asked: LookUpRecord, form: FillForm, by: StepActor, seen: int) -> Any:
    return prefill.fill(
        dossier, asked.person, asked.content, form.facts.data or (), by=by, seen=seen
    )
