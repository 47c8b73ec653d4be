"""Generated screens of procedures: what a version asks, wants, costs and allows; read only."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Select, select

from app.kernel.scope import Actor
from app.kernel.web import HouseView, Interface, Lookup, chips
from app.kernel.web.view import Clauses
from app.procedures.models import (
    FeeRule,
    LegKind,
    LegPlan,
    PaperKind,
    Procedure,
    Question,
    StepLimit,
    Version,
)
from app.procedures.views.wording import AGENCIES, VERSION_SHAPES, said, saying


def all_versions(_actor: Actor) -> Select[Any]:
    """Versions for a drop-down."""
    return select(Version).join(Version.procedure).order_by(Procedure.code, Version.n, Version.id)


def all_procedures(_actor: Actor) -> Select[Any]:
    """Procedures for a drop-down."""
    return select(Procedure).order_by(Procedure.code, Procedure.id)


VERSIONS = Lookup(
    rows=all_versions,
    matches=lambda text: Procedure.code.contains(text, autoescape=True),
)
PROCEDURES = Lookup(
    rows=all_procedures,
    matches=lambda text: Procedure.code.contains(text, autoescape=True),
)


class CatalogueView(HouseView):
    """What a citizen may ask for is public knowledge."""

    search_columns = []

    def scope(self, actor: Actor) -> Clauses:
        """Everybody who works here may read it."""
        return ()


class PartView(CatalogueView):
    """Rows that belong to a version and are shown on its page."""

    class_permission_name = "ProcedurePart"
    lookups = {"version": VERSIONS}
    search_columns = ["version"]
    page_size = 50


class QuestionView(PartView):
    """Mục của tờ khai."""

    datamodel = Interface(Question)
    route_base = "/can-bo/thu-tuc/cau-hoi"
    list_title = _("Questions")
    show_title = _("Question")
    label_columns = {
        "version": _("Version"),
        "section.title": _("Page"),
        "label": _("Question"),
        "hint": _("Hint"),
        "kind": _("Kind"),
        "required": _("Required"),
        "asked": _("Asked"),
        "key": _("Key"),
    }
    words = saying("kind")
    list_columns = ["label", "section.title", "kind", "required", "asked"]
    show_columns = ["label", "hint", "section.title", "kind", "required", "asked", "key"]
    order_columns = ["label", "kind"]
    base_order = ("id", "asc")


class PaperKindView(PartView):
    """Thành phần hồ sơ."""

    datamodel = Interface(PaperKind)
    route_base = "/can-bo/thu-tuc/giay-to"
    list_title = _("Papers of the dossier")
    show_title = _("Paper of the dossier")
    label_columns = {
        "version": _("Version"),
        "name": _("Paper"),
        "must": _("Needed"),
        "original": _("Form of the paper"),
        "count": _("How many"),
        "hint": _("Hint"),
        "key": _("Key"),
    }
    words = saying("must", "original")
    list_columns = ["name", "must", "original", "count"]
    show_columns = ["name", "hint", "must", "original", "count", "key"]
    base_order = ("n", "asc")


class FeeRuleView(PartView):
    """Lệ phí."""

    datamodel = Interface(FeeRule)
    route_base = "/can-bo/thu-tuc/le-phi"
    list_title = _("Fees")
    show_title = _("Fee")
    label_columns = {
        "version": _("Version"),
        "label": _("Fee"),
        "amount": _("Amount in đồng"),
        "kind": _("Kind"),
        "due_when": _("When it is due"),
        "for_leg": _("Passed on to"),
        "basis": _("Legal basis"),
    }
    words = saying("kind", "due_when", "for_leg")
    list_columns = ["label", "amount", "kind", "due_when"]
    show_columns = ["label", "amount", "kind", "due_when", "for_leg", "basis"]
    base_order = ("n", "asc")


class StepLimitView(PartView):
    """Thời hạn giải quyết."""

    datamodel = Interface(StepLimit)
    route_base = "/can-bo/thu-tuc/thoi-han"
    list_title = _("Time limits")
    show_title = _("Time limit")
    label_columns = {
        "version": _("Version"),
        "step": _("Part of the procedure"),
        "amount": _("Limit"),
        "unit": _("Counted in"),
    }
    words = saying("step", "unit")
    list_columns = ["step", "amount", "unit"]
    show_columns = ["step", "amount", "unit"]
    base_order = ("id", "asc")


class LegPlanView(PartView):
    """Bước liên thông."""

    datamodel = Interface(LegPlan)
    route_base = "/can-bo/thu-tuc/lien-thong"
    list_title = _("Steps at other agencies")
    show_title = _("Step at another agency")
    label_columns = {
        "version": _("Version"),
        "kind": _("Agency"),
        "n": _("Sequence"),
        "after": _("Begins after"),
    }
    words = dict.fromkeys(("kind", "after"), lambda kind: AGENCIES.get(str(LegKind(kind)), kind))
    list_columns = ["kind", "n", "after"]
    show_columns = ["kind", "n", "after"]
    base_order = ("n", "asc")


class VersionView(CatalogueView):
    """Phiên bản thủ tục."""

    datamodel = Interface(Version)
    class_permission_name = "ProcedureVersion"
    route_base = "/can-bo/thu-tuc/phien-ban"
    list_title = _("Versions of procedures")
    show_title = _("Version of a procedure")
    label_columns = {
        "procedure": _("Procedure"),
        "procedure.short_name": _("Procedure"),
        "procedure.code": _("Code"),
        "n": _("Version"),
        "state": _("State"),
        "valid_from": _("In force from"),
        "policy": _("Time limit after a pause"),
        "published_at": _("Published"),
    }
    words = saying("state", "policy")
    formatters_columns = {"state": chips(VERSION_SHAPES, said)}
    lookups = {"procedure": PROCEDURES}
    list_columns = ["procedure.short_name", "n", "state", "valid_from"]
    show_columns = [
        "procedure.short_name",
        "procedure.code",
        "n",
        "state",
        "valid_from",
        "policy",
        "published_at",
    ]
    search_columns = ["procedure", "state", "valid_from"]
    order_columns = ["n", "state", "valid_from"]
    base_order = ("valid_from", "desc")
    related_views = [QuestionView, PaperKindView, FeeRuleView, StepLimitView, LegPlanView]


class ProcedureView(CatalogueView):
    """Thủ tục hành chính."""

    datamodel = Interface(Procedure)
    class_permission_name = "Procedure"
    route_base = "/can-bo/thu-tuc"
    list_title = _("Procedures")
    show_title = _("Procedure")
    label_columns = {
        "short_name": _("Short name"),
        "name": _("Name"),
        "code": _("Code"),
    }
    list_columns = ["short_name", "code"]
    show_columns = ["name", "short_name", "code"]
    search_columns = ["name", "code"]
    base_order = ("code", "asc")
    related_views = [VersionView]
