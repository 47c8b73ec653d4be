"""Filling empty answers from the population database, never overwriting others."""

from collections.abc import Collection, Iterable
from typing import Any

from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier, Draft, Event
from app.dossiers.operations.answer_revisions import revise_answers
from app.dossiers.operations.submission import save_whole
from app.dossiers.rules import StepActor
from app.dossiers.rules.declared_people import person, target
from app.dossiers.rules.registry_comparison import ComparisonLine, Content, compare
from app.kernel.errors import Refused
from app.procedures import queries as procedures
from app.procedures.answers.normalisation import spelt
from app.procedures.answers.validation import validate_answers
from app.procedures.rules.form import Answers, Form, Surroundings


def fill(
    dossier: Dossier,
    key: str,
    content: Content,
    facts: Collection[str],
    *,
    by: StepActor,
    seen: int | None = None,
) -> Event:
    """Fill the chosen empty answers about one person: a revision, with its row in the journal.

    Raises:
        Refused: none of them is still empty.
        ChangedMeanwhile: somebody else has written the dossier since.
    """
    form = procedures.form(dossier.procedure_version)
    around = procedures.surroundings(dossier.commune)
    lines = _lines(form, dossier.answers, key, content, around)
    added = _added(form, dossier.answers, [x for x in lines if x.fact in facts], around)
    if not added:
        raise Refused(_("There is nothing to fill in any more: these answers are not empty."))
    return revise_answers(dossier, {**dossier.answers, **added}, by=by, seen=seen)


def fill_draft(draft: Draft, key: str, content: Content) -> tuple[str, ...]:
    """Fill every empty answer about one person in a declaration at the desk; returns which ones."""
    form = procedures.form(draft.version)
    around = procedures.surroundings(draft.commune)
    lines = _lines(form, draft.answers, key, content, around)
    added = _added(form, draft.answers, lines, around)
    if added:
        pages = {page.key for page in form.pages(draft.answers)}
        save_whole(draft, {**draft.answers, **added}, wrong=pages - {*draft.completed_sections})
    return tuple(added)


def _lines(
    form: Form, answers: Answers, key: str, content: Content, around: Surroundings
) -> tuple[ComparisonLine, ...]:
    found = person(form, answers, key)
    return compare(found, form, answers, content, around) if found else ()


def _added(
    form: Form, answers: Answers, lines: Iterable[ComparisonLine], around: Surroundings
) -> dict[str, Any]:
    """The new answers by question; values that the form would reject are left to the officer."""
    added: dict[str, Any] = {}
    for line in lines:
        if not line.can_be_filled:
            continue
        question = target(form, line.question, answers)
        kept = {question: spelt(line.answer, around)}
        if not validate_answers(
            form, {**answers, **added, **kept}, around, only=frozenset({question})
        ).get(question):
            added |= kept
    return added
