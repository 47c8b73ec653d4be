"""Preview of what the head is about to sign."""

from uuid import UUID

from flask import Response
from flask_appbuilder import BaseView

from app.dossiers.queries import visibility
from app.kernel.audit.access_log import AccessKind
from app.kernel.errors import NotAllowed
from app.kernel.printing import pdf
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.routes import route
from app.registers.operations import registration


class Previews(BaseView):
    """Results before they are signed: without number, marked, not stored (bản xem trước)."""

    route_base = "/can-bo/mot-cua"
    class_permission_name = "Desk"

    @route("/ho-so/<uuid:key>/xem-truoc/<result>", verb="work")
    def show(self, key: UUID, result: str) -> Response:
        actor = current_actor()
        dossier = visibility.page(key, actor)
        if not actor.postings_in(dossier.commune_id):
            raise NotAllowed
        made = registration.preview(dossier, result)
        access_log.log_access(actor, dossier, AccessKind.PRINT, [result])
        return Response(made, headers=pdf.headers("xem-truoc.pdf"))
