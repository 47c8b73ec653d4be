"""The visit: who has to come and sign, where, and whether it is over."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier, Event
from app.dossiers.rules.verification import form_of
from app.dossiers.workflow import Action
from app.kernel import clock
from app.kernel.i18n.formatting import moment, money
from app.kernel.vocabulary import Term
from app.procedures.models.versions import Version
from app.procedures.models.vocabulary import Layout, Visit
from app.procedures.rules import consultations
from app.procedures.rules.papers_and_fees import results


class Outcome(Term):
    """What happened at the hour of an appointment (kết quả buổi hẹn)."""

    DONE = "done", _("They came, and everything was there and signed")
    INCOMPLETE = "incomplete", _("They came, but documents are missing: they come again")
    ABSENT = "absent", _("They did not come")


class Wish(NamedTuple):
    """Where and when the citizen wants to be visited, or to come."""

    at_home: bool
    at: datetime | None
    place: str


class Signing(StrEnum):
    """Who signs the book (người ký sổ hộ tịch)."""

    NOBODY = "nobody"
    DECLARANT = "declarant"
    BOTH = "both"


def who_signs(version: Version) -> Signing:
    """Nobody, whoever declares, or two people who must both come (Luật Hộ tịch Đ18, Đ25)."""
    compiled = version.compiled or {}
    if compiled.get("both_present"):
        return Signing.BOTH
    return Signing.DECLARANT if compiled.get("declarant_signs", True) else Signing.NOBODY


def _place(dossier: Dossier) -> Any:
    """Where the visit is, by the version; read for every button of the page."""
    return (dossier.procedure_version.compiled or {}).get("visit")


def both_come(dossier: Dossier) -> bool:
    """Whether two people must come and sign."""
    return who_signs(dossier.procedure_version) is Signing.BOTH


def the_two(dossier: Dossier) -> tuple[tuple[str, str], ...]:
    """Key and name of both, if two must come."""
    two = consultations.the_two(form_of(dossier), dossier.answers) if both_come(dossier) else ()
    return two if len(two) == consultations.TWO else ()


def spouses(dossier: Dossier) -> tuple[tuple[str, str], ...]:
    """Key and name of both, if a marriage is registered: each gets an original (Đ18)."""
    marries = any(each.layout is Layout.MARRIAGE for each in results(form_of(dossier)))
    return the_two(dossier) if marries else ()


def must_sign(dossier: Dossier) -> bool:
    return who_signs(dossier.procedure_version) is not Signing.NOBODY


def is_over(dossier: Dossier) -> bool:
    """Whether everybody who must sign has signed; true if nobody must."""
    return dossier.declarant_signed_at is not None or not must_sign(dossier)


def has_come(dossier: Dossier) -> bool:
    """Whether the citizen need not come again before the result."""
    if must_sign(dossier):
        return dossier.declarant_signed_at is not None
    return dossier.visited_at is not None


def is_at_home(dossier: Dossier) -> bool:
    """Whether officers come to the citizen (đăng ký lưu động)."""
    return bool(_place(dossier) == Visit.HOME)


def wish(dossier: Dossier) -> Wish | None:
    """What the citizen asked for; None if the commune sets the day."""
    if (_place(dossier) or Visit.OFFICE) == Visit.OFFICE:
        return None
    form = form_of(dossier)
    day, hour = consultations.visit_wished(form, dossier.answers)
    at = clock.at(day, hour.hour, hour.minute) if day and hour else None
    at_home = is_at_home(dossier)
    return Wish(at_home, at, consultations.visit_place(form, dossier.answers) if at_home else "")


def recorded(dossier: Dossier, event: Event) -> list[LazyString]:
    """What the journal keeps of a visit, an acceptance or an appointment, in sentences."""
    said = event.facts
    found: list[LazyString] = []
    if event.action == Action.VISIT:
        found += [_("They came, but documents are missing.")] if said.get("incomplete") else []
        found += [_("The book is signed.")] if said.get("signed") else []
    if event.action == Action.ACCEPT and said.get("present"):
        found.append(_("The citizen was present."))
    if event.action in {Action.MOVE_VISIT, Action.MISS_VISIT} and said.get("visit"):
        at = moment(datetime.fromisoformat(said["visit"]))
        found.append(_("Appointment: %(at)s.", at=at))
    if said.get("parcel"):
        return [_("Posted, parcel no. %(number)s.", number=said["parcel"])]
    if event.action == Action.RETURN_RESULT:
        return [_("Each spouse signed, and got an original.")] if said.get("originals") else []
    papers = {paper.key: paper.name for paper in dossier.papers}
    fees = {fee.key: f"{fee.label}: {money(fee.amount)}" for fee in dossier.fees if fee.amount}
    lists: tuple[tuple[str, Mapping[str, str], LazyString], ...] = (
        ("originals", papers, _("Originals compared")),
        ("kept", papers, _("Originals taken against receipt")),
        ("fees", fees, _("Money taken")),
    )
    for key, names, label in lists:
        if told := [names[each] for each in said.get(key, ()) if each in names]:
            found.append(_("%(what)s: %(list)s.", what=label, list="; ".join(told)))
    return found
