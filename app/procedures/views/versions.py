"""Generated pages of procedures and their versions, with links to their actions."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import redirect, url_for
from flask_appbuilder.actions import action
from flask_babel import lazy_gettext as _
from sqlalchemy import case
from sqlalchemy.orm import Query
from werkzeug.wrappers import Response
from wtforms.validators import NumberRange, Optional

from app.kernel.actor import Actor
from app.kernel.db import transaction
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.display import PageLink, chips
from app.kernel.web.forms.fields import LineWidget, WholeField
from app.kernel.web.lists.pagination import Order, OrderKey
from app.kernel.web.refusals import refusals
from app.procedures.models.versions import Procedure, Version
from app.procedures.models.vocabulary import Topic, VersionState
from app.procedures.operations import drafts, publication
from app.procedures.views.base import PROCEDURES, CatalogueView
from app.procedures.views.copies import CopyingProcedures, VersionCopies
from app.procedures.views.form_fields import TextLines
from app.procedures.views.import_export import Export
from app.procedures.views.labels import VERSION_SHAPES, label_of, saying
from app.procedures.views.preview import Preview
from app.procedures.views.publication import VersionPublication
from app.procedures.views.questions import QuestionView, SectionView
from app.procedures.views.version_diff import VersionDiff
from app.procedures.views.version_parts import (
    FeeRuleView,
    LegPlanView,
    PaperKindView,
    ResultPlanView,
    StepLimitView,
)


class VersionView(VersionPublication, VersionCopies, VersionDiff, Preview, Export, CatalogueView):
    """Phiên bản thủ tục."""

    datamodel = Interface(Version)
    class_permission_name = "ProcedureVersion"
    route_base = "/can-bo/thu-tuc/phien-ban"
    writes: Iterable[str] = ("add", "edit")
    method_permission_name = {"discard": "edit"}
    named_by = ("procedure.short_name", "n")
    add_title = _("Begin a version")
    edit_title = _("Change a draft")
    words = saying("state", "policy", "visit", "signer")
    label_columns = {"stage": _("State")}
    formatters_columns = {"stage": chips(VERSION_SHAPES, label_of)}
    lookups = {"procedure": PROCEDURES}
    list_columns = ["procedure.short_name", "n", "stage", "valid_from"]
    show_columns = [
        "procedure.short_name", "procedure.code", "n", "stage", "valid_from", "basis", "about",
        "visit", "both_present", "declarant_signs", "signer", "on_time_days", "policy", "note",
        "published_at",
    ]  # fmt: skip
    edit_columns = [
        "valid_from", "basis", "about", "visit", "both_present", "declarant_signs", "signer",
        "on_time_days", "policy", "note",
    ]  # fmt: skip
    first_columns = ["procedure"]
    add_form_extra_fields = {
        **{name: TextLines() for name in ("basis", "about", "note")},
        "on_time_days": WholeField(
            validators=[Optional(), NumberRange(min=1, max=3650)],
            widget=LineWidget(),
        ),
    }
    search_columns = ["procedure", "state", "valid_from"]
    base_order = ("valid_from", "desc")
    related_views = [
        SectionView,
        QuestionView,
        PaperKindView,
        FeeRuleView,
        LegPlanView,
        StepLimitView,
        ResultPlanView,
    ]

    def manages(self, actor: Actor) -> Clauses:
        return (Version.state == VersionState.DRAFT,)

    def page_links(self, item: Version) -> Sequence[PageLink]:
        """Publishing first, while it is a draft; a new draft, once it is published."""
        may = self.appbuilder.sm.has_access
        is_draft = item.state is VersionState.DRAFT
        offered = (
            (
                "publish",
                is_draft,
                PageLink(_("Publish…"), _at("VersionView.publish", item), "check"),
            ),
            ("edit", True, PageLink(_("Preview"), _at("VersionView.preview", item), "eye")),
            (
                "add",
                True,
                PageLink(_("New draft from this"), _at("VersionView.draft", item), "copy"),
            ),
            ("read", True, PageLink(_("Compare"), _at("VersionView.compare", item), "list")),
            ("read", True, PageLink(_("Export"), _at("VersionView.export", item), "download")),
        )
        return [
            door
            for verb, fits, door in offered
            if fits and may(f"can_{verb}", self.class_permission_name)
        ]

    def insert(self, item: Version) -> None:
        drafts.begin(item.procedure, item)
        super().insert(item)

    def pre_update(self, item: Version) -> None:
        publication.hold(item.id)

    @action("discard", _("Discard"), _("Discard this draft with everything in it?"), "trash",
            multiple=False)  # fmt: skip
    def discard(self, item: Version) -> Response:
        procedure = item.procedure_id
        with refusals(), transaction():
            self.note("delete", item)
            drafts.discard(item)
        return redirect(url_for("ProcedureView.show", pk=procedure))


class ProcedureInterface(Interface):
    """Lists procedures by topic, in the order shown to citizens."""

    def ordered(self, query: Query[Any], column: str, direction: str) -> tuple[Query[Any], Order]:
        query, order = super().ordered(query, column, direction)
        if column != "n":
            return query, order
        topics = {topic: place for place, topic in enumerate(Topic)}
        return query, [OrderKey(case(topics, value=Procedure.topic), direction == "desc"), *order]


class ProcedureView(CopyingProcedures, CatalogueView):
    """Thủ tục hành chính."""

    datamodel = ProcedureInterface(Procedure)
    route_base = "/can-bo/thu-tuc"
    writes: Iterable[str] = ("add", "edit")
    method_permission_name = {"up": "edit", "down": "edit"}
    row_steps = ("up", "down")
    description_columns = {
        "code": _("As the national database of procedures has it, for example 1.001193."),
    }
    words = saying("topic")
    list_columns = ["short_name", "code", "topic", "n"]
    show_columns = ["name", "short_name", "code", "topic"]
    add_columns = ["name", "short_name", "code", "topic"]
    edit_columns = ["name", "short_name", "topic"]
    search_columns = ["name", "code", "topic"]
    order_columns = ["short_name", "code", "topic"]
    base_order = ("n", "asc")
    page_size = 50
    related_views = [VersionView]

    def page_links(self, item: Procedure) -> Sequence[PageLink]:
        if not self.may("can_add"):
            return []
        address = url_for("ProcedureView.copy", pk=item.id)
        return [PageLink(_("Copy as a start"), address, "copy")] if item.versions else []

    def pre_add(self, item: Procedure) -> None:
        drafts.check_code(item.code)
        drafts.place(item)

    @action("up", _("Move up"), None, "chev-down", multiple=False, single=False)
    def up(self, item: Procedure) -> Response:
        """Swap the procedure with the one above it."""
        return self._move(item, "up", drafts.UP)

    @action("down", _("Move down"), None, "chev-down", multiple=False, single=False)
    def down(self, item: Procedure) -> Response:
        """Swap the procedure with the one below it."""
        return self._move(item, "down", drafts.DOWN)

    def _move(self, item: Procedure, button: str, step: int) -> Response:
        with refusals(), transaction():
            drafts.move_procedure(item, step)
            self.note("edit", item)
        return redirect(f"{url_for('ProcedureView.list')}#ProcedureView-{item.id}-{button}")


def _at(endpoint: str, item: Version) -> str:
    return url_for(endpoint, pk=item.id)
