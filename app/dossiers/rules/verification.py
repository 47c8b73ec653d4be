"""Verification before an entry is signed (xác minh)."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from app.dossiers.models.dossier import Dossier
from app.dossiers.rules.undo import standing
from app.dossiers.workflow import Action
from app.kernel import clock
from app.procedures.models.vocabulary import BookKind, LegKind, LimitScope
from app.procedures.rules.consultations import is_commune, places_asked
from app.procedures.rules.form import Form
from app.procedures.rules.papers_and_fees import results

INQUIRY = "inquiry"
"""Cause of the extra time for answers of other communes (NĐ 123/2015 Đ22)."""

UNDERTAKEN_AFTER = timedelta(days=20)
"""How long an answer is awaited before the person may undertake it (TT 04/2020/TT-BTP Đ4)."""


class FormerResidence(NamedTuple):
    """A place where the person lived before."""

    code: str
    text: str


def form_of(dossier: Dossier) -> Form:
    return Form.of(dossier.procedure_version.compiled)


def places(dossier: Dossier) -> tuple[FormerResidence, ...]:
    """The other places to ask, each once; the own commune checks its own books."""
    compiled = dossier.procedure_version.compiled or {}
    if not any(leg["kind"] == LegKind.COMMUNE for leg in compiled.get("legs", ())):
        return ()
    found: dict[str, FormerResidence] = {}
    for key, code in places_asked(form_of(dossier), dossier.answers):
        said: Any = dossier.answers.get(key)
        if code and code != dossier.commune.code:
            text = str(said.get("text") or code) if isinstance(said, dict) else code
            found.setdefault(code, FormerResidence(code, text))
    return tuple(found.values())


def letters_open(dossier: Dossier) -> tuple[FormerResidence, ...]:
    """Places outside the system that are asked by letter and have not answered."""
    outside = [place for place in places(dossier) if not is_commune(place.code)]
    if not outside:
        return ()
    told = {
        event.facts.get("place")
        for event in standing(dossier.journal)
        if event.action == Action.RECORD_LETTER
    }
    return tuple(place for place in outside if place.code not in told)


def may_be_verified(dossier: Dossier) -> bool:
    """Whether the law gives this procedure time for verification."""
    compiled = dossier.procedure_version.compiled or {}
    return LimitScope.VERIFY in compiled.get("limits", {})


def is_verified(dossier: Dossier) -> bool:
    """Whether verification has already been decided on; it extends the limit once."""
    return any(event.action == Action.VERIFY for event in dossier.journal)


def is_of_marital_status(dossier: Dossier) -> bool:
    """Whether it asks for a confirmation of marital status, which alone may be undertaken."""
    return any(each.book is BookKind.MARITAL_STATUS for each in results(form_of(dossier)))


def has_waited(asked_at: datetime | None) -> bool:
    """Whether an answer asked for then has been awaited long enough for an undertaking."""
    return asked_at is not None and asked_at + UNDERTAKEN_AFTER <= clock.now()


def may_undertake(dossier: Dossier) -> bool:
    """Whether an undertaking may replace the answer of a place that was asked by letter."""
    return is_of_marital_status(dossier) and has_waited(dossier.accepted_at)
