"""Rehearsals: a dossier of an invented family, ready to be worked on (hồ sơ tập dượt)."""

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import lazy_gettext as _

from app.dossiers.database import browser_proof
from app.dossiers.models.dossier import Channel, Dossier
from app.dossiers.operations import submission
from app.dossiers.queries import rehearsals
from app.dossiers.rules import sample_answers
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import Refused
from app.organisation.models import Unit
from app.procedures import queries as procedures
from app.procedures.answers.validation import clean_answers, validate_answers
from app.procedures.rules.procedure_finder import BIRTH, LINKED_A

DEATH = "1.000656"
EVIDENCE = "Hồ sơ tập dượt, gia đình giả định"
"""The evidence of the citizen's request that a rehearsal shows."""


class Event(StrEnum):
    """What is rehearsed (việc được tập dượt)."""

    LINKED = "lien-thong"
    BIRTH = "khai-sinh"
    DEATH = "khai-tu"


PROCEDURES: Mapping[Event, str] = {
    Event.LINKED: LINKED_A,
    Event.BIRTH: BIRTH,
    Event.DEATH: DEATH,
}


def rehearse(event: Event, commune: Unit, *, actor: Actor, server_key: str) -> Dossier:
    """Submit a dossier of an invented family in the practice space of a commune.

    The n-th rehearsal of a day in a commune has the n-th family.

    Raises Refused.
    """
    if not actor.is_rehearsal:
        raise Refused(_("Rehearsals are made in the practice space. Enter it first."), status=403)
    version = procedures.published(PROCEDURES[event])
    form, around = procedures.form(version), procedures.surroundings(commune)
    family = rehearsals.rehearsals_of_day(commune.id, clock.today())
    said = sample_answers.answers(family, form, commune, clock.today())
    answers = clean_answers(form, said, around)
    if validate_answers(form, answers, around):
        raise Refused(
            _(
                "The form of this procedure has changed, and the ready answers do not fit it any"
                " more. Enter the rehearsal at the desk."
            ),
        )
    draft, token = submission.start_draft(
        version,
        commune,
        channel=Channel.ASSISTED,
        evidence=EVIDENCE,
        entered_by=actor.staff_id,
        is_rehearsal=True,
    )
    submission.save_whole(draft, answers, wrong=())
    db.session.flush()  # the sender proves access to it once it exists
    browser_proof.grant_draft(draft.id, token)
    return submission.submit(draft, server_key=server_key)
