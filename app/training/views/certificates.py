"""Certificates: the list, and the PDF of each."""

from typing import Any

from flask import Response
from flask_appbuilder.actions import action
from flask_babel import lazy_gettext as _

from app.accounts import queries as accounts
from app.kernel.actor import Actor
from app.kernel.audit.access_log import AccessKind
from app.kernel.printing import pdf
from app.kernel.web import access_log
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.current_actor import current_actor
from app.training import slips
from app.training.models.classes import Attendance
from app.training.models.results import Certificate


class CertificateView(GeneratedView):
    """Chứng nhận tập huấn."""

    datamodel = Interface(Certificate)
    route_base = "/can-bo/chung-nhan"
    method_permission_name = {"printed": "read"}
    label_columns = {"number": _("Number")}
    list_columns = ["number", "full_name", "unit_name", "course_name", "issued_on"]
    show_columns = [
        "number", "full_name", "unit_name", "course_name", "role", "held_on", "score", "issued_on",
    ]  # fmt: skip
    search_columns = ["full_name", "role", "issued_on"]
    order_columns = ["full_name", "unit_name", "issued_on"]
    base_order = ("n", "desc")

    def scope(self, actor: Actor) -> Clauses:
        if actor.manages_all:
            return ()
        theirs = Attendance.staff.has(accounts.staff_visible_to(actor))
        return (Certificate.attendance.has(theirs),)

    @action("printed", _("Print the certificate"), None, "fa-print", multiple=False)
    def printed(self, certificate: Certificate) -> Any:
        """The certificate, A4 landscape."""
        access_log.log_access(current_actor(), certificate, AccessKind.PRINT)
        content = slips.certificates([certificate])
        return Response(content, headers=pdf.headers(f"chung-nhan-{certificate.n}.pdf"))
