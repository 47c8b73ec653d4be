"""Nomination of people from approved lists for a class."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext, ngettext

from app.kernel.db import transaction
from app.kernel.errors import NotFound
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.rollout.models.staff_lists import ListLine
from app.rollout.queries.training_candidates import candidates
from app.training.models.classes import TrainingClass
from app.training.operations import enrolment
from app.training.operations.enrolment import Nominated
from app.training.queries import classes, participants


class Nominations(BaseView):
    """Đề cử học viên từ danh sách đã duyệt."""

    route_base = "/can-bo/de-cu-tap-huan"
    default_view = "choose"
    class_permission_name = "Attendance"

    @route("/<int:class_id>/", verb="add", methods=["GET", "POST"])
    def choose(self, class_id: int) -> Any:
        actor = current_actor()
        found = _open_class(class_id)
        rows = candidates(found, found.course, actor) if found.course else []
        if request.method == "POST":
            ticked = set(request.form.getlist("nguoi"))
            wanted = [
                each.staff_id
                for each in rows
                if "tat_ca" in request.form or str(each.staff_id) in ticked
            ]
            if not wanted:
                flash(gettext("Tick somebody first."), "warning")
            elif self._nominate(found, wanted):
                return redirect(url_for("ClassView.show", pk=class_id))
        access_log.log_list_access(actor, ListLine, ())
        return self.render_template(
            "rollout/training_nominations.html",
            found=found,
            rows=rows,
            ticked=set(request.form.getlist("nguoi")),
            taken=participants.seats_taken(class_id),
        )

    def _nominate(self, found: TrainingClass, wanted: list[Any]) -> bool:
        with refusals() as refused, transaction():
            done = enrolment.nominate(found, wanted, by=current_actor())
        if not refused:
            flash(_told(done), "success")
        return not refused


def _open_class(class_id: int) -> TrainingClass:
    found = classes.class_of(class_id)
    if found is None or found.closed_at is not None or found.course is None:
        raise NotFound
    return found


def _told(done: Nominated) -> str:
    told: str = ngettext(
        "%(num)d person has a seat.", "%(num)d people have a seat.", len(done.enrolled)
    )
    if not done.waiting:
        return told
    waits = ngettext("%(num)d waits.", "%(num)d wait.", len(done.waiting))
    return f"{told} {waits}"
