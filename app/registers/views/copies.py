"""Copies of entries from the books, with a personal number that came after the signature."""

from uuid import UUID

from flask import Response
from flask_appbuilder import BaseView

from app.kernel.audit.access_log import AccessKind
from app.kernel.printing import pdf
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.routes import route
from app.registers import queries
from app.registers.operations import copies


class Copies(BaseView):
    """A copy of the extract, printed to be signed by hand (trích lục, bản sao)."""

    route_base = "/can-bo/so-ho-tich/ban-sao"
    class_permission_name = "Desk"

    @route("/<uuid:key>", verb="work")
    def show(self, key: UUID) -> Response:
        actor = current_actor()
        entry = queries.to_copy(key, actor)
        made = copies.copy_of(entry)
        access_log.log_access(actor, entry, AccessKind.PRINT)
        return Response(made, headers=pdf.headers("trich-luc-ban-sao.pdf"))
