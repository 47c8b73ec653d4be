"""The workload of a commune's desk: who has what, who is away, and the assignment rule."""

from typing import Any

from flask import flash, redirect, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from app.accounts.roles import Role
from app.dossiers.forms.steps import RuleForm
from app.dossiers.operations import assignments
from app.dossiers.queries import team as dossiers_team
from app.dossiers.queries.queues import Queue
from app.dossiers.queries.team import Whose
from app.dossiers.rules.team import Load, Team
from app.kernel.actor import Actor
from app.kernel.db import transaction
from app.kernel.errors import NotAllowed, NotFound
from app.kernel.web.current_actor import current_actor
from app.kernel.web.routes import route


class Workload(BaseView):
    """The officers of the desk with their dossiers (khối lượng công việc)."""

    route_base = "/can-bo/mot-cua/phan-cong"
    default_view = "overview"
    class_permission_name = "Desk"

    @route("/", verb="read")
    def overview(self) -> Any:
        """Everybody at the person's desks, with what is open, due today and late."""
        actor = current_actor()
        desks = [_desk(unit, name, actor) for unit, name in sorted(_communes(actor).items())]
        if not desks:
            raise NotFound
        return self.render_template(
            "dossiers/desk/workload.html", desks=desks, queue=Queue.ALL, whose=Whose
        )

    @route("/cach-chia", verb="work", methods=["POST"])
    def share(self) -> Any:
        """The leader sets whether accepted dossiers are assigned in turn."""
        form, actor = RuleForm(), current_actor()
        if not form.validate():
            raise BadRequest
        if not _leads(actor, form.unit.data):
            raise NotAllowed
        with transaction():
            assignments.share_in_turn(form.unit.data, in_turn=bool(form.in_turn.data))
        flash(_("Saved."), "success")
        return redirect(url_for("Workload.overview"))


def _communes(actor: Actor) -> dict[int, str]:
    return {seat.unit_id: seat.unit_name for seat in actor.postings if seat.unit_kind == "commune"}


def _leads(actor: Actor, unit_id: int) -> bool:
    return any(seat.role == Role.COMMUNE_LEADER for seat in actor.postings_in(unit_id))


def _desk(unit: int, name: str, actor: Actor) -> dict[str, Any]:
    """One commune: its officers with their loads, what is unassigned, and its rule."""
    team, loads = (
        dossiers_team.team({unit}),
        dossiers_team.loads({unit}, is_rehearsal=current_actor().is_rehearsal),
    )
    form = RuleForm(formdata=None, unit=unit, in_turn=dossiers_team.is_in_turn(unit))
    return {
        "name": name,
        "people": [(each, loads.get(each.staff_id, Load())) for each in team.people],
        "nobodys": _nobodys(team, loads),
        "shared": bool(team.shared),
        "takes_turns": Role.COMMUNE_JUSTICE in team.shared,
        "form": form,
        "leads": _leads(actor, unit),
    }


def _nobodys(team: Team, loads: dict[Any, Load]) -> Load:
    """What is unassigned, or assigned to somebody who has left the desk."""
    left = [load for key, load in loads.items() if team.member(key) is None]
    return Load(
        sum(load.open for load in left),
        sum(load.late for load in left),
        sum(load.due_today for load in left),
    )
