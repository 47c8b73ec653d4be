"""Labels for the signing of a result, by what it is: a birth is registered, a copy is signed.

Chosen by the book of the first result; common events have labels of their own, all others are
generic.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString, ngettext
from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Custody, Dossier, PaperKind
from app.dossiers.workflow import Action, State
from app.kernel.i18n.formatting import capitalize_first
from app.notifications.rules.message_kinds import AgencyResult
from app.procedures.models.vocabulary import BookKind, Must
from app.procedures.rules import papers_and_fees
from app.procedures.rules.form import Form
from app.procedures.rules.papers_and_fees import papers_for, results, results_for


@dataclass(frozen=True)
class Words:
    """Labels of the signing for citizens: as a state, as news, as a step of the timeline."""

    done: LazyString
    news: LazyString | None
    step: LazyString
    to_come: LazyString


_BOOK = _("The commune writes it into the civil status book and signs.")
SIGNED = Words(
    State.REGISTERED.citizen_label,
    Action.SIGN.news,
    _("The commune signs the result"),
    _("The commune enters the result in its book and signs it."),
)
OF_BOOK: Mapping[BookKind, Words] = {
    BookKind.BIRTH: Words(
        _("The birth is registered"),
        _("The birth was registered."),
        _("The commune registers the birth"),
        _BOOK,
    ),
    BookKind.DEATH: Words(
        _("The death is registered"),
        _("The death was registered."),
        _("The commune registers the death"),
        _BOOK,
    ),
    BookKind.MARRIAGE: Words(
        _("The marriage is registered"),
        _("The marriage was registered."),
        _("The commune registers the marriage"),
        _BOOK,
    ),
}


OF_AGENCIES: Mapping[str, LazyString] = {
    AgencyResult.RESIDENCE: _("Result of the registration of permanent residence"),
    AgencyResult.INSURANCE: _("Health insurance card"),
}
"""What is handed over of the agencies."""


def of_signing(dossier: Dossier) -> Words:
    found = results(_form(dossier))
    return OF_BOOK.get(found[0].book, SIGNED) if found else SIGNED


def granted_here(dossier: Dossier) -> list[str]:
    return [result.name for result in results_for(_form(dossier), dossier.answers)]


def to_hand_over(dossier: Dossier) -> list[str]:
    """What whoever collects is given: results, copies, originals; a line for each."""
    form = _form(dossier)
    made = {paper.key for paper in papers_for(form, dossier.answers) if paper.must is Must.MADE}
    ready = next((e for e in reversed(dossier.journal) if e.action == Action.COMPLETE), None)
    granted = ready.facts.get("granted", granted_here(dossier)) if ready else []
    given = [str(OF_AGENCIES.get(each, each)) for each in granted]
    copies = papers_and_fees.copies(form, form.completed(dossier.answers)) if ready else 0
    told = ngettext("%(num)s copy of the extract", "%(num)s copies of the extract", copies)
    held = [
        paper.name
        for paper in dossier.papers
        if paper.custody is Custody.COMMUNE
        and paper.kind is PaperKind.FILED
        and paper.key not in made
    ]
    return list(
        dict.fromkeys(
            capitalize_first(each) for each in (*given, *([told] if copies else ()), *held)
        )
    )


def _form(dossier: Dossier) -> Form:
    return Form.of(dossier.procedure_version.compiled)
