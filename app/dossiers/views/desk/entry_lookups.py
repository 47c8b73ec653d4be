"""Lookups in the population database while an officer types a declaration at the desk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _

from app.dossiers import rules
from app.dossiers.forms.declaration import Declaration
from app.dossiers.models.dossier import Draft
from app.dossiers.rules.declared_people import HOUSEHOLD, DeclaredPerson, people, person, target
from app.dossiers.rules.registry_comparison import ComparisonResult
from app.dossiers.views.desk.lookups import Looked, looked
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.residents import queries as residents
from app.residents.models.lookups import LookUpOutcome
from app.residents.operations.lookups import NO_NUMBER, look_up
from app.residents.queries import LookUpContext

LOOK_UP = "dan_cu"
"""The name of the buttons; the value is the block of the form that it is about."""
BOOK = "household_book"
"""The question with the button for the household."""


@dataclass(frozen=True)
class Offer:
    """The button at one field, and the outcome of the last lookup."""

    block: str
    whom: str
    outcome: LookUpOutcome | None = None
    at: datetime | None = None
    source: str = ""
    differing: int = 0
    outcomes: type[LookUpOutcome] = LookUpOutcome


def mark(form: Declaration, draft: Draft) -> None:
    """Add a button to each number, and the database's value to each field that differs."""
    spec, answers = form.spec, draft.answers
    asked = residents.asked_from(LookUpContext(draft_id=draft.id))
    found = looked(people(spec, answers), asked, spec, answers, form.around)
    for row in found:
        for field, block in _fields(form, row.person):
            form[field].look_up = _offer(block, row)
        for line in row.lines:
            key = target(spec, line.question, answers) if line.question else ""
            tells = line.remarks or line.standing in {
                ComparisonResult.DIFFERS,
                ComparisonResult.BLANK,
            }
            if key in form and line.told and tells:
                form[key].note = _("The population database says: %(told)s", told=line.told)
    for question in form.asked:  # of people not yet in the answers
        if spec.by_key[question.key].is_guarded and question.key.endswith("_id"):
            offered = getattr(form[question.key], "look_up", None)
            block = question.key.removesuffix("_id")
            form[question.key].look_up = offered or Offer(block, question.label)


def ask(form: Declaration, draft: Draft, block: str, actor: Actor) -> UUID | None:
    """Look up the person of the button; None, with an error on the field, if the number is invalid.

    Raises:
        DomainError: too many lookups within an hour.
    """
    who = person(form.spec, draft.answers, block)
    by = rules.officer(actor, draft.commune_id)
    posting = next((each.posting_id for each in by.capacities if each.posting_id), None)
    if who is None or posting is None:
        return None
    if not who.can_be_asked:
        for field, _block in _fields(form, who):
            form[field].errors = [str(Refused(NO_NUMBER, status=422))]
        return None
    return look_up(
        who.number,
        about=LookUpContext(draft_id=draft.id),
        person=who.key,
        purpose=who.purpose,
        posting_id=posting,
    )


def field_of(block: str) -> str:
    """The field beside which the button of a block is shown."""
    return BOOK if block == HOUSEHOLD else f"{block}_id"


def _fields(form: Declaration, who: DeclaredPerson) -> Iterator[tuple[str, str]]:
    """The fields with a lookup button for this person, each with its block."""
    for block in sorted(who.keys):
        if field_of(block) in form:
            yield field_of(block), block


def _offer(block: str, row: Looked) -> Offer:
    if row.asked is None:
        return Offer(block, row.person.label)
    day = row.asked.as_of
    told = {"source": row.asked.source, "day": f"{day:%d/%m/%Y}" if day else ""}
    return Offer(
        block,
        row.person.label,
        row.asked.outcome,
        row.asked.at,
        _("%(source)s, data of %(day)s.", **told) if row.asked.source else "",
        sum(line.standing is ComparisonResult.DIFFERS for line in row.lines),
    )
