"""The page behind the code of an invitation: the organiser sees who has come."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext

from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.errors import Refused
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.training.models.classes import Attendance, AttendanceOutcome, CheckIn, ClassSession, Way
from app.training.operations import check_in
from app.training.operations.invitations import NO_SITTINGS
from app.training.queries import participants
from app.training.rules import sessions
from app.training.views.labels import WAYS, sitting


class CheckInCode(BaseView):
    """Điểm danh bằng mã QR. GET changes nothing; the button does."""

    route_base = "/can-bo/diem-danh"
    default_view = "seen"
    class_permission_name = "Attendance"

    @route("/<uuid:attendance>", verb="check_in", methods=["GET"])
    def seen(self, attendance: UUID) -> Any:
        """The participant, and whether they are checked in already."""
        actor = current_actor()
        found = participants.at_the_door(attendance, actor)
        access_log.log_access(actor, found)
        session = sessions.at_hand(found.training_class.sessions, clock.now())
        return self.render_template(
            "training/check_in.html",
            found=found,
            session=session,
            before=_seen_at(found, session),
            keeps_class=found.training_class.unit_id in actor.manages,
            has_seat=found.outcome not in {AttendanceOutcome.WAITING, AttendanceOutcome.CANCELLED},
            has_come=session is not None and sessions.day_of(session) <= clock.today(),
            sitting=sitting,
            ways=WAYS,
        )

    @route("/<uuid:attendance>", verb="check_in", methods=["POST"])
    def check_in(self, attendance: UUID) -> Any:
        actor = current_actor()
        found = participants.at_the_door(attendance, actor)
        session = sessions.at_hand(found.training_class.sessions, clock.now())
        with refusals() as refused, transaction():
            if session is None:
                raise Refused(NO_SITTINGS)
            is_new = check_in.check_in(found, session, by=actor, way=Way.QR)
        if not refused:
            flash(_told(found.staff.full_name, is_new=is_new), "success" if is_new else "info")
        return redirect(url_for("CheckInCode.seen", attendance=attendance))


def _told(person: str, *, is_new: bool) -> str:
    if is_new:
        return gettext("%(person)s is checked in.", person=person)
    return gettext("%(person)s was checked in before.", person=person)


def _seen_at(found: Attendance, session: ClassSession | None) -> CheckIn | None:
    return next(
        (each for each in found.check_ins if session and each.session_id == session.id), None
    )
