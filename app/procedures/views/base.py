"""Base views of procedures: who may see, and that only drafts can be changed."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from flask import redirect, request, url_for
from flask_appbuilder.actions import action
from flask_babel import lazy_gettext as _
from sqlalchemy import Select, select
from werkzeug.wrappers import Response

from app.kernel.actor import Actor
from app.kernel.db import transaction
from app.kernel.web.crud.scope import Clauses, all_rows
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.forms.lookup import Lookup
from app.kernel.web.refusals import refusals
from app.procedures.models.versions import Procedure, Section, Version
from app.procedures.models.vocabulary import VersionState
from app.procedures.operations import drafts, publication
from app.procedures.views.form_fields import PartForm


def all_versions(_actor: Actor) -> Select[Any]:
    return select(Version).join(Version.procedure).order_by(Procedure.code, Version.n, Version.id)


def _drafts(_actor: Actor) -> Select[Any]:
    return all_versions(_actor).where(Version.state == VersionState.DRAFT)


def _sections(_actor: Actor) -> Select[Any]:
    return (
        select(Section)
        .join(Section.version)
        .join(Version.procedure)
        .where(Version.state == VersionState.DRAFT)
        .order_by(Procedure.code, Version.n, Section.n, Section.id)
    )


def _by_code(text: str) -> Any:
    return Procedure.code.contains(text, autoescape=True)


VERSIONS = Lookup(all_versions, _by_code)
DRAFTS = Lookup(_drafts, _by_code)
SECTIONS = Lookup(_sections, _by_code, label=lambda section: f"{section.version} · {section.title}")
PROCEDURES = Lookup(
    lambda _actor: select(Procedure).order_by(Procedure.code, Procedure.id), _by_code
)


class CatalogueView(GeneratedView):
    """Base view of the catalogue, which is public."""

    search_columns = []
    scope = all_rows  # readable by all staff


class PartView(CatalogueView):
    """Base view of a version's rows, listed on the version's page; editable while it is a draft."""

    class_permission_name = "ProcedurePart"
    writes: Iterable[str] = ("add", "edit", "delete")
    method_permission_name = {"up": "edit", "down": "edit"}
    row_steps: ClassVar[Sequence[str]] = ("up", "down")
    form_base = PartForm
    first_columns = ("version",)
    lookups = {"version": DRAFTS}
    search_columns = []
    page_size = 100
    base_order = ("n", "asc")

    def manages(self, actor: Actor) -> Clauses:
        return (self.datamodel.obj.version.has(Version.state == VersionState.DRAFT),)

    def takes(self, parent: Any) -> bool:
        version = parent.version if isinstance(parent, Section) else parent
        return bool(version.state is VersionState.DRAFT)

    def pre_add(self, item: Any) -> None:
        drafts.settle(item, item.version)

    def pre_update(self, item: Any) -> None:
        drafts.settle(item, item.version)

    def pre_delete(self, item: Any) -> None:
        publication.hold(item.version_id)

    def after(self, item: Any) -> Response:
        return redirect(f"{page_of(item.version_id)}#{self.__class__.__name__}")

    def left(self, item: Any) -> Response:
        return self.after(item)

    def _prefill(self, form: Any) -> None:
        super()._prefill(form)
        form.offer(form._version())

    @action("up", _("Move up"), None, "chev-down", multiple=False, single=False)
    def up(self, item: Any) -> Response:
        """Swap the row with the one above it."""
        return self._move(item, "up", drafts.UP)

    @action("down", _("Move down"), None, "chev-down", multiple=False, single=False)
    def down(self, item: Any) -> Response:
        """Swap the row with the one below it."""
        return self._move(item, "down", drafts.DOWN)

    def _move(self, item: Any, button: str, step: int) -> Response:
        with refusals(), transaction():
            drafts.move(item, step)
            self.note("edit", item)
        return redirect(f"{self.list_of(item)}#{self.__class__.__name__}-{item.id}-{button}")

    def list_of(self, item: Any) -> str:
        """The page on which the row was moved: usually that of its version."""
        return page_of(item.version_id)


def page_of(version_id: int) -> str:
    return url_for("VersionView.show", pk=version_id)


def pressed_on(endpoint: str) -> bool:
    """Whether the user pressed a button on the page of another view."""
    return url_for(f"{endpoint}.list").removesuffix("list/") in (request.referrer or "")
