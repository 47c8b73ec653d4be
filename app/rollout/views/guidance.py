"""The generated screen of guidance for districts and communes."""

from collections.abc import Iterable

from flask import Response
from flask_babel import lazy_gettext as _

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.errors import NotAllowed
from app.kernel.files.content_type import OFFERED
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.current_actor import current_actor
from app.kernel.web.file_response import kept_file
from app.kernel.web.routes import route
from app.rollout.models.guidance import Guidance
from app.rollout.views.photo_field import DocumentField, PhotoForm, one_document


class GuidanceView(GeneratedView):
    """Documents with their files, newest first (văn bản hướng dẫn của Sở)."""

    datamodel = Interface(Guidance)
    route_base = "/can-bo/huong-dan"
    writes: Iterable[str] = ("add", "edit")
    add_title = _("Publish guidance")
    show_template = "rollout/guidance.html"
    form_base = PhotoForm
    method_permission_name = {"document": "read"}
    label_columns = {"document": _("File")}
    description_columns = {
        "number": _("As on the document, for example 2345/STTTT-CNTT."),
        "withdrawn_on": _("Empty as long as it holds."),
    }
    add_form_extra_fields = {
        "document": DocumentField(
            _("File"),
            description=_("PDF or a scan (JPEG, PNG), 10 MB at most."),
            validators=[one_document],
            render_kw={"accept": OFFERED},
        )
    }
    list_columns = ["number", "title", "issued_on", "withdrawn_on"]
    show_columns = ["number", "title", "issued_on", "note", "withdrawn_on", "at"]
    add_columns = ["number", "title", "issued_on", "note", "document"]
    edit_columns = ["number", "title", "issued_on", "note", "withdrawn_on"]
    search_columns = ["number", "title", "issued_on", "withdrawn_on"]
    order_columns = ["issued_on", "number"]
    base_order = ("issued_on", "desc")

    def scope(self, actor: Actor) -> Clauses:
        """Everybody who works in the roll-out reads it."""
        return ()

    def pre_add(self, item: Guidance) -> None:
        by = current_actor().staff_id
        if by is None:
            raise NotAllowed
        item.at, item.by_id = clock.now(), by

    @route("/<pk>/tep")
    def document(self, pk: str) -> Response:
        item = self.find(pk)
        return kept_file(item.storage_key, item.mime, item.number, item.sha256)
