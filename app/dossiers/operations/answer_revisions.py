"""Changing declared answers; the previous ones are stored as a revision."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import uuid4

from flask_babel import lazy_gettext as _

from app.dossiers import rules
from app.dossiers.models.bookkeeping import Revision
from app.dossiers.models.dossier import Dossier, Event
from app.dossiers.operations.fees import charge
from app.dossiers.operations.transitions import advance
from app.dossiers.rules import StepActor
from app.dossiers.workflow import Action, Capacity
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.text import phone_numbers
from app.kernel.text.folding import fold
from app.kernel.workflow.engine import check_version
from app.procedures import queries as procedures
from app.procedures.rules.form import Answers, Form


def revise_answers(
    dossier: Dossier,
    answers: Mapping[str, Any],
    *,
    by: StepActor,
    seen: int | None = None,
    compared: Collection[str] = (),
    papers: Collection[str] = (),
) -> Event:
    """Correct the answers before signing: a new revision; the journal lists the field names.

    ``answers`` is the whole document as it should be; what is missing in it was removed. If a
    citizen declares another phone, messages go to the filed one until it is confirmed by a code
    (``contact_changes``). ``compared`` are names that the officer has compared with the passport,
    ``papers`` those that the citizen has just added to the dossier.

    Raises:
        ChangedMeanwhile: somebody else has written the dossier since.
        Refused: there is no difference, and no paper was added.
    """
    check_version(dossier, seen)
    form = procedures.form(dossier.procedure_version)
    after = form.completed(answers)
    changed = rules.changed_keys(dossier.answers, after)
    if not (changed or papers):
        raise Refused(_("Nothing was changed."))
    citizen = by.capacity_set == {Capacity.APPLICANT}
    if changed:
        _replace(dossier, form, after, keeps_phone=citizen and has_mobile(dossier))
    facts: dict[str, Any] = {"fields": list(changed)}
    if papers:
        facts["papers"] = list(papers)
    if names := sorted({*compared} & {*changed}):
        facts["compared"] = names
    return advance(dossier, Action.CORRECT if citizen else Action.REVISE, by=by, facts=facts)


def _replace(dossier: Dossier, form: Form, after: dict[str, Any], *, keeps_phone: bool) -> None:
    """Put the new answers in the place of the old ones, which become a revision."""
    db.session.add(
        Revision(
            id=uuid4(),
            dossier_id=dossier.id,
            n=dossier.answers_rev,
            answers=dossier.answers,
            replaced_at=clock.now(),
        )
    )
    before = dossier.answers
    dossier.answers, dossier.answers_rev = after, dossier.answers_rev + 1
    _list_anew(dossier, form, before, after, keeps_phone=keeps_phone)
    dossier.subject_folded = fold(dossier.subject_name)
    charge(dossier)


def has_mobile(dossier: Dossier) -> bool:
    """Whether the filed phone can receive a code; otherwise a correction may replace it."""
    return bool(dossier.applicant_phone) and phone_numbers.takes_sms(str(dossier.applicant_phone))


def declares_another_phone(dossier: Dossier) -> bool:
    said = rules.listed(procedures.form(dossier.procedure_version), dossier.answers)
    return bool(said["applicant_phone"] != dossier.applicant_phone)


def _list_anew(
    dossier: Dossier, form: Form, before: Answers, after: Answers, *, keeps_phone: bool
) -> None:
    """Update the columns shown in lists; a phone changed since stays unless its answer changes."""
    was = rules.listed(form, before)
    for column, value in rules.listed(form, after).items():
        if column != "applicant_phone" or (value != was[column] and not keeps_phone):
            setattr(dossier, column, value)
