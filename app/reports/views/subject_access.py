"""Subject access: the page on which the justice department answers a person's request."""

from typing import Any

from flask import Response, flash, render_template
from flask_appbuilder import BaseView
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.kernel import clock
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.errors import Refused
from app.kernel.security.rate_limits import HELD_ABOUT
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.file_response import download
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.reports import exports
from app.reports.exports import Document
from app.reports.forms import PersonForm
from app.reports.models.issued_reports import DataRequest
from app.reports.operations.subject_access import note_request
from app.reports.queries import subject_access
from app.reports.rules import DataSubject


class HeldAbout(BaseView):
    """All data about one person (dữ liệu cá nhân của một người)."""

    route_base = "/can-bo/du-lieu-ca-nhan"
    default_view = "ask"
    class_permission_name = "PersonalData"

    @route("/", verb="export", methods=["GET", "POST"])
    def ask(self) -> Any:
        """Ask whose data and why; answer with one archive, or with the note that there are none."""
        form = PersonForm()
        if form.validate_on_submit() and (person := form.person()):
            with refusals(form):
                answer = self._answer(form, person)
                if answer is not None:
                    return answer
                flash(gettext("Nothing is held about this person. The search is on record."))
        return self.render_template(
            "reports/subject_access.html", form=form, most=HELD_ABOUT.amount
        )

    def _answer(self, form: PersonForm, person: DataSubject) -> Response | None:
        actor = current_actor()
        if not HELD_ABOUT.allow(str(actor.staff_id)):
            raise Refused(
                _("You have answered %(most)s requests today. Go on tomorrow, or ask a colleague."),
                status=429,
                most=HELD_ABOUT.amount,
            )
        with transaction():
            held = subject_access.held_in_dossiers(actor, person)
            paper_books = subject_access.held_in_paper_books(person)
            staff = subject_access.held_as_staff(person)
            look_ups = subject_access.look_ups_about(person)
            heard = subject_access.heard_from(person) if held else ((), None)
            request = note_request(
                actor,
                request_no=form.request_no.data or "",
                reason=form.reason.data or "",
                dossiers=[each.dossier.id for each in held],
            )
        for each in held:
            access_log.log_access(actor, each.dossier, AccessKind.EXPORT)
        for row in paper_books:
            access_log.log_access(actor, row, AccessKind.EXPORT)
        if not (held or paper_books or staff or look_ups):
            return None
        made = exports.document(held, paper_books, staff, look_ups)
        exports.add_telephone(made, *heard)
        return _archive(request, made)


def _archive(request: DataRequest, made: Document) -> Response:
    page = render_template(
        "reports/subject_access_file.html",
        data=made.data,
        request=request,
        now=clock.now(),
    )
    return download(f"du-lieu-ca-nhan-{request.id}.zip", exports.stream(made, page))
