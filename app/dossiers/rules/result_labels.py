"""Labels for the signing of a result, by what it is: a birth is registered, a copy is signed.

Chosen by the book of the first result; common events have labels of their own, all others are
generic.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import Action, State
from app.procedures.models.vocabulary import BookKind
from app.procedures.rules.form import Form
from app.procedures.rules.papers_and_fees import results, results_for


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


def of_signing(dossier: Dossier) -> Words:
    found = results(_form(dossier))
    return OF_BOOK.get(found[0].book, SIGNED) if found else SIGNED


def granted_here(dossier: Dossier) -> list[str]:
    return [result.name for result in results_for(_form(dossier), dossier.answers)]


def _form(dossier: Dossier) -> Form:
    return Form.of(dossier.procedure_version.compiled)
