"""The visit: who has to come and sign, where, and whether it is over."""

from datetime import datetime
from typing import Any, NamedTuple

from app.dossiers.models.dossier import Dossier
from app.dossiers.rules.verification import form_of
from app.kernel import clock
from app.procedures.models.vocabulary import Layout, Visit
from app.procedures.rules import consultations
from app.procedures.rules.papers_and_fees import results


class Wish(NamedTuple):
    """Where and when the citizen wants to be visited, or to come."""

    at_home: bool
    at: datetime | None
    place: str


def _says(dossier: Dossier, word: str, otherwise: Any) -> Any:
    """The version's setting for the visit; read for every button of the page."""
    return (dossier.procedure_version.compiled or {}).get(word, otherwise)


def both_come(dossier: Dossier) -> bool:
    """Whether two people must come and sign (Luật Hộ tịch Đ18, Đ25)."""
    return bool(_says(dossier, "both_present", False))


def the_two(dossier: Dossier) -> tuple[tuple[str, str], ...]:
    """Key and name of both, if two must come."""
    two = consultations.the_two(form_of(dossier), dossier.answers) if both_come(dossier) else ()
    return two if len(two) == consultations.TWO else ()


def spouses(dossier: Dossier) -> tuple[tuple[str, str], ...]:
    """Key and name of both, if a marriage is registered: each gets an original (Đ18)."""
    marries = any(each.layout is Layout.MARRIAGE for each in results(form_of(dossier)))
    return the_two(dossier) if marries else ()


def must_sign(dossier: Dossier) -> bool:
    return both_come(dossier) or bool(_says(dossier, "declarant_signs", True))


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
    return bool(_says(dossier, "visit", None) == Visit.HOME)


def wish(dossier: Dossier) -> Wish | None:
    """What the citizen asked for; None if the commune sets the day."""
    if (_says(dossier, "visit", None) or Visit.OFFICE) == Visit.OFFICE:
        return None
    form = form_of(dossier)
    day, hour = consultations.visit_wished(form, dossier.answers)
    at = clock.at(day, hour.hour, hour.minute) if day and hour else None
    at_home = is_at_home(dossier)
    return Wish(at_home, at, consultations.visit_place(form, dossier.answers) if at_home else "")
