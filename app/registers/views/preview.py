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
        return Response(self._made(key, result), headers=pdf.headers("xem-truoc.pdf"))

    @route("/ho-so/<uuid:key>/xem-truoc/<result>/anh", verb="work")
    def picture(self, key: UUID, result: str) -> Response:
        """The same as a picture, for the page on which the head signs."""
        return Response(self._made(key, result, drawn=True), headers=pdf.picture_headers())

    def _made(self, key: UUID, result: str, *, drawn: bool = False) -> bytes:
        actor = current_actor()
        dossier = visibility.page(key, actor)
        if not actor.postings_in(dossier.commune_id):
            raise NotAllowed
        made = registration.preview(dossier, result, drawn=drawn)
        access_log.log_access(actor, dossier, AccessKind.PRINT, [result])
        return made
