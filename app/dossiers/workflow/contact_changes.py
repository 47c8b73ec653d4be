"""Changes of phone and secret, which leave the dossier itself alone (thông tin liên hệ)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.dossiers.workflow.transition import Transition, either
from app.dossiers.workflow.vocabulary import Action, Capacity, State


def contacting(anywhere: frozenset[State]) -> tuple[Transition, ...]:
    """The rows, for dossiers in progress; each requires a one-time code."""
    return (
        Transition(
            action=Action.CHANGE_PHONE,
            label=_("Change the telephone number"),
            source=anywhere,
            target=None,
            by=either(Capacity.APPLICANT),
            side_action=True,
            law="QĐ 09/2015/QĐ-TTg Đ6",
        ),
        Transition(
            action=Action.NEW_SECRET,
            label=_("Get a new tracking code"),
            source=anywhere,
            target=None,
            by=either(Capacity.APPLICANT),
            side_action=True,
            law="QĐ 09/2015/QĐ-TTg Đ6",
        ),
    )
