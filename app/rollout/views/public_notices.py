"""The generated screen of public notices."""

from collections.abc import Iterable
from typing import Any

from flask import Response
from flask_appbuilder.actions import action
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.kernel.actor import Actor
from app.kernel.db import transaction
from app.kernel.files.content_type import PHOTOS_OFFERED
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.current_actor import current_actor
from app.kernel.web.file_response import kept_file
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.rollout.models.outreach import PublicNotice
from app.rollout.operations import public_notices as postings
from app.rollout.queries import outreach
from app.rollout.rules.outreach import PLACES
from app.rollout.views.commune_choices import COMMUNES, offer_own_commune
from app.rollout.views.photo_field import PhotoField, PhotoForm, one_photo


class PublicPostingView(GeneratedView):
    """Notices with place, time and photo (niêm yết công khai)."""

    datamodel = Interface(PublicNotice)
    route_base = "/can-bo/niem-yet"
    writes: Iterable[str] = ("add", "edit")
    add_title = _("Write down a posting")
    show_template = "rollout/public_notice.html"
    form_base = PhotoForm
    method_permission_name = {"photo": "read", "take_down": "edit"}
    row_steps = ("take_down",)
    label_columns = {"photo": _("Photo")}
    description_columns = {
        "place": _("So that somebody else finds it, for example “Nhà văn hóa thôn Đông”."),
        "removed_on": _("Empty as long as it hangs."),
    }
    add_form_extra_fields = {
        "photo": PhotoField(
            _("Photo"),
            description=_(
                "Of the board with what hangs on it: JPEG, PNG, WebP or HEIC, 10 MB at most. Where"
                " it was taken, as cameras note it, is removed."
            ),
            validators=[one_photo],
            render_kw={"accept": PHOTOS_OFFERED},
        )
    }
    words = {"kind": PLACES.__getitem__}
    lookups = {"unit": COMMUNES}
    list_columns = ["place", "kind", "unit.name", "posted_on", "removed_on"]
    show_columns = [
        "place", "kind", "unit.name", "unit.district.name", "posted_on", "removed_on", "at",
    ]  # fmt: skip
    add_columns = ["unit", "kind", "place", "posted_on", "photo"]
    edit_columns = ["place", "removed_on"]
    search_columns = ["unit", "kind", "place", "posted_on", "removed_on"]
    order_columns = ["posted_on", "place"]
    base_order = ("posted_on", "desc")

    def scope(self, actor: Actor) -> Clauses:
        """Notices of the communes in which this user works, or which the user reads or manages."""
        return (outreach.near(actor, PublicNotice.unit_id),)

    def manages(self, actor: Actor) -> Clauses:
        return (PublicNotice.unit_id.in_(outreach.worked_in(actor)),)

    def offers(self, action: str, item: PublicNotice) -> bool:
        return item.removed_on is None

    def _prefill(self, form: Any) -> None:
        """The user's own commune, or that of the page before."""
        super()._prefill(form)
        offer_own_commune(form)

    def pre_add(self, item: PublicNotice) -> None:
        postings.put_up(item, by=current_actor())

    def pre_update(self, item: PublicNotice) -> None:
        postings.check_days(item)

    @route("/<pk>/anh")
    def photo(self, pk: str) -> Response:
        item = self.find(pk)
        return kept_file(item.storage_key, item.mime, gettext("posting"), item.sha256)

    @action("take_down", _("Taken down today"), _("Does it hang no more?"), "trash", multiple=False)
    def take_down(self, posting: PublicNotice) -> None:
        with refusals(), transaction():
            postings.take_down(posting)
            self.update(posting)
