"""Results sent by post: whether the citizen asked for it, where to, and which parcel it was."""

import re
from typing import NamedTuple

from app.dossiers.models.dossier import Dossier
from app.dossiers.rules import visits
from app.dossiers.rules.verification import form_of
from app.dossiers.workflow import Action

ADDRESS = "results_address"
"""The question for the address to which the result is posted."""


_NUMBER = re.compile(r"[A-Z0-9]{8,20}")


class Parcel(NamedTuple):
    """The parcel with the result: its number at the post, and what the receiver pays in đồng."""

    number: str
    postage: int


def address(dossier: Dossier) -> str | None:
    """Where the citizen wants the result posted to; None if they collect it."""
    given = str(dossier.answers.get(ADDRESS) or "").strip()
    form = form_of(dossier)
    return given if given and ADDRESS in form.shown_in(form.completed(dossier.answers)) else None


def may_be_posted(dossier: Dossier) -> bool:
    """Whether the result goes by post: asked for, and nobody has to come and sign for it."""
    return address(dossier) is not None and not visits.spouses(dossier)


def normalised(typed: str) -> str | None:
    """The number of a parcel without spaces, in capitals; None if it is none."""
    number = "".join(typed.split()).upper()
    return number if _NUMBER.fullmatch(number) else None


def parcel(dossier: Dossier) -> Parcel | None:
    """The parcel in which the result was sent; None if somebody collected it."""
    for event in reversed(dossier.journal):
        if event.action == Action.RETURN_RESULT and event.facts.get("parcel"):
            return Parcel(event.facts["parcel"], int(event.facts.get("postage") or 0))
    return None
