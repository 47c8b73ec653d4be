"""The teamwork panel of a dossier: assignee, edit lock, internal notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app.dossiers.models.dossier import Dossier, Event
from app.dossiers.operations.edit_lock import HOLD_FOR
from app.dossiers.queries import payments
from app.dossiers.queries import team as dossiers_team
from app.dossiers.queries.team import Aside, Noted
from app.dossiers.rules.team import Colleague, Team
from app.dossiers.workflow import Transition
from app.kernel.actor import Actor
from app.kernel.workflow.table import Offer

NOBODY = "khong"
"""The choice of nobody: unassigns the dossier."""


@dataclass(frozen=True)
class TeamworkPanel:
    """The panel of one dossier for one person."""

    dossier: Dossier
    actor: Actor
    team: Team
    may: frozenset[str]
    notes: Sequence[Noted]
    held: dossiers_team.EditLockHolder | None
    may_note: bool
    minutes: int = HOLD_FOR.seconds // 60

    @property
    def is_shared(self) -> bool:
        """Whether work is shared at this desk, or the dossier is already assigned."""
        seats = self.actor.postings_in(self.dossier.commune_id)
        given = bool(self.team.shared and self.dossier.assigned_to_id)
        return given or self.team.is_shared_by(seats)

    @property
    def is_mine(self) -> bool:
        return bool(self.actor.staff_id and self.dossier.assigned_to_id == self.actor.staff_id)

    @property
    def colleague(self) -> Colleague | None:
        """The colleague it is assigned to, while they are at this desk."""
        return self.team.member(self.dossier.assigned_to_id)

    @property
    def choices(self) -> list[SelectChoice]:
        me = str(self.actor.staff_id)
        return [each for each in officers(self.dossier, self.team, self.actor) if each.value != me]

    def given_to(self, event: Event) -> str:
        """To whom a journal row assigned it, if not to its author."""
        if "staff" not in event.facts or event.facts["staff"] == str(event.staff_id):
            return ""
        if event.facts["staff"] is None:
            return _("nobody")
        named = UUID(event.facts["staff"])
        found = self.team.member(named)
        return found.name if found else payments.name_of(named)


def build_teamwork_panel(
    dossier: Dossier,
    actor: Actor,
    offers: Sequence[Offer[Transition]],
    aside: Aside,
    *,
    may_note: bool,
) -> TeamworkPanel:
    """The panel; a reader of another office sees only the notes."""
    may = frozenset(str(offer.row.action) for offer in offers if offer.row.side_action)
    return TeamworkPanel(
        dossier=dossier,
        actor=actor,
        team=aside.team,
        may=may,
        notes=aside.notes,
        held=aside.held,
        may_note=may_note,
    )


def everybody(desk: Team, actor: Actor) -> list[SelectChoice]:
    """All present officers, the person first."""
    away = {each.staff_id for each in desk.people if each.back_on}
    others = [
        SelectChoice(str(each.staff_id), each.name)
        for each in desk.people
        if each.staff_id not in {*away, actor.staff_id}
    ]
    mine = SelectChoice(str(actor.staff_id), _("Me"))
    return [mine, *others, SelectChoice(NOBODY, _("Nobody: put it back"))]


def officers(dossier: Dossier, desk: Team, actor: Actor) -> list[SelectChoice]:
    """Officers to whom the dossier can be assigned, without the current one."""
    now: Any = dossier.assigned_to_id or NOBODY
    return [each for each in everybody(desk, actor) if each.value != str(now)]
