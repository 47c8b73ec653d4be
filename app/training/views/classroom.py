"""The page of a class for its organiser: invitations, check-in, closing."""

from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, request, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as AnyResponse

from app.kernel import clock
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.errors import NotFound, Refused
from app.kernel.printing import pdf
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.training import slips
from app.training.models.classes import Attendance, AttendanceOutcome, ClassSession, TrainingClass
from app.training.operations import check_in, class_results, enrolment, invitations
from app.training.queries import certificates as training_certificates
from app.training.queries import classes, participants
from app.training.rules import sessions
from app.training.views.labels import OUTCOME_SHAPES, OUTCOMES, WAYS, sitting

OUT = frozenset({AttendanceOutcome.WAITING, AttendanceOutcome.CANCELLED})


class Classroom(BaseView):
    """Lớp học (điểm danh, mời, kết thúc lớp)."""

    route_base = "/can-bo/lop-hoc"
    default_view = "people"
    class_permission_name = "Attendance"

    @route("/<int:class_id>/", verb="check_in")
    def people(self, class_id: int) -> Any:
        """Everyone of the class, with a button for check-in."""
        actor = current_actor()
        found = classes.kept_class(class_id, actor)
        sought = request.args.get("tim", "").strip()[:80]
        everybody = participants.people_of(class_id)
        access_log.log_list_access(actor, Attendance, ())
        session = _chosen(found, request.args.get("buoi", ""))
        return self.render_template(
            "training/classroom.html",
            found=found,
            now=session,
            has_come=session is not None and sessions.day_of(session) <= clock.today(),
            rows=participants.people_of(class_id, sought) if sought else everybody,
            everybody=everybody,
            sought=sought,
            out=OUT,
            words=OUTCOMES,
            shapes=OUTCOME_SHAPES,
            ways=WAYS,
            sitting=sitting,
            uninvited=sum(_is_uninvited(each) for each in everybody),
        )

    @route("/<int:class_id>/co-mat", verb="check_in", methods=["POST"])
    def check_in(self, class_id: int) -> AnyResponse:
        """Check a participant in, or undo it."""
        actor = current_actor()
        found = classes.kept_class(class_id, actor)
        with refusals(), transaction():
            attendance = _one_of(found, request.form.get("nguoi", ""))
            session = _chosen(found, request.form.get("buoi", ""))
            if session is None:
                raise Refused(invitations.NO_SITTINGS)
            if request.form.get("bo"):
                check_in.undo(attendance, session, by=actor)
            else:
                check_in.check_in(attendance, session, by=actor)
        return self._back(class_id)

    @route("/<int:class_id>/bo-cho", verb="edit", methods=["POST"])
    def cancel(self, class_id: int) -> AnyResponse:
        """Give a participant's seat to whoever has waited longest."""
        actor = current_actor()
        found = classes.kept_class(class_id, actor)
        with refusals() as refused, transaction():
            attendance = _one_of(found, request.form.get("nguoi", ""))
            moved = enrolment.cancel(attendance, by=actor)
        if not refused:
            flash(gettext("The seat was given back."), "success")
            if moved:
                told = ngettext(
                    "%(num)d person moved up from the waiting list.",
                    "%(num)d people moved up from the waiting list.",
                    moved,
                )
                flash(told, "success")
        return self._back(class_id)

    @route("/<int:class_id>/moi", verb="edit", methods=["POST"])
    def invite(self, class_id: int) -> AnyResponse:
        found = classes.kept_class(class_id, current_actor())
        with refusals() as refused, transaction():
            asked = invitations.invite(found)
        if not refused:
            told = ngettext(
                "%(num)d invitation is on its way.", "%(num)d invitations are on their way.", asked
            )
            flash(told, "success")
        return self._back(class_id)

    @route("/<int:class_id>/giay-moi", verb="check_in")
    def invitations(self, class_id: int) -> Response:
        """The printed invitation, with everyone's check-in code."""
        actor = current_actor()
        found = classes.kept_class(class_id, actor)
        access_log.log_list_access(actor, Attendance, (), AccessKind.PRINT)
        content = slips.invitations(found, participants.holders_of_seats(class_id))
        return Response(content, headers=pdf.headers(f"giay-moi-{class_id}.pdf"))

    @route("/<int:class_id>/hoc-bu", verb="add", methods=["POST"])
    def bring_absent(self, class_id: int) -> AnyResponse:
        actor = current_actor()
        found = classes.kept_class(class_id, actor)
        with refusals() as refused, transaction():
            done = enrolment.bring_absent(found, by=actor)
        if not refused:
            flash(_came_in(done), "success")
        return self._back(class_id)

    @route("/<int:class_id>/ket-thuc", verb="check_in", methods=["POST"])
    def settle(self, class_id: int) -> AnyResponse:
        """Close the class: attendance, results, certificates."""
        actor = current_actor()
        found = classes.kept_class(class_id, actor)
        with refusals() as refused, transaction():
            done = class_results.settle(found, by=actor)
        if not refused:
            counts = [f"{OUTCOMES[key]}: {n}" for key, n in sorted(done.counts.items())]
            flash(gettext("The class is closed. %(counts)s", counts="; ".join(counts)), "success")
        return self._back(class_id)

    @route("/<int:class_id>/chung-nhan", verb="check_in")
    def certificates(self, class_id: int) -> Response:
        actor = current_actor()
        classes.kept_class(class_id, actor)
        issued = training_certificates.certificates_of(class_id)
        if not issued:
            raise NotFound
        access_log.log_list_access(actor, Attendance, (), AccessKind.PRINT)
        content = slips.certificates(issued)
        return Response(content, headers=pdf.headers(f"chung-nhan-lop-{class_id}.pdf"))

    def _back(self, class_id: int) -> AnyResponse:
        kept: dict[str, Any] = {
            key: request.form[key] for key in ("buoi", "tim") if request.form.get(key)
        }
        anchor = request.form.get("nguoi", "")
        return redirect(url_for("Classroom.people", class_id=class_id, _anchor=anchor, **kept))


def _came_in(done: enrolment.Nominated) -> str:
    told: str = ngettext(
        "%(num)d person has a seat.", "%(num)d people have a seat.", len(done.enrolled)
    )
    if not done.waiting:
        return told
    waits = ngettext("%(num)d waits.", "%(num)d wait.", len(done.waiting))
    return f"{told} {waits}"


def _chosen(found: TrainingClass, word: str) -> ClassSession | None:
    named = next((each for each in found.sessions if str(each.id) == word), None)
    return named or sessions.at_hand(found.sessions, clock.now())


def _one_of(found: TrainingClass, word: str) -> Attendance:
    try:
        attendance = participants.at_the_door(UUID(word), current_actor())
    except ValueError:
        raise NotFound from None
    if attendance.class_id != found.id:
        raise NotFound
    return attendance


def _is_uninvited(attendance: Attendance) -> bool:
    return attendance.outcome is AttendanceOutcome.ENROLLED and attendance.invited_at is None
