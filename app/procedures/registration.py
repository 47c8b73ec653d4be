"""Pages of the procedures and their versions."""

from flask_babel import lazy_gettext as _

from app.kernel.web.package import MenuEntry, Package
from app.procedures.views.import_export import Interchange
from app.procedures.views.json_schema import schemas
from app.procedures.views.local_limits import HealthFacilityView, LocalLimitView
from app.procedures.views.openings import OpeningView, OpenProcedures
from app.procedures.views.questions import QuestionView, SectionView
from app.procedures.views.version_parts import (
    FeeRuleView,
    LegPlanView,
    PaperKindView,
    ResultPlanView,
    StepLimitView,
)
from app.procedures.views.versions import ProcedureView, VersionView

PAGES = (
    SectionView, QuestionView, PaperKindView, FeeRuleView, StepLimitView, LegPlanView,
    ResultPlanView,
)  # fmt: skip

PACKAGE = Package(
    name="procedures",
    menu={
        "Catalogues": (
            MenuEntry(40, OpeningView, "Openings", _("Openings"), "check"),
            MenuEntry(110, ProcedureView, "Procedures", _("List of procedures"), "list"),
            MenuEntry(120, VersionView, "Versions", _("Versions of procedures"), "copy"),
            MenuEntry(130, OpenProcedures, "OpenProcedures", _("Open procedures"), "check"),
            MenuEntry(140, Interchange, "BringIn", _("Import a procedure from a file"), "upload"),
            MenuEntry(
                150, LocalLimitView, "LocalLimits", _("Shorter limits of districts"), "clock"
            ),
            MenuEntry(
                160, HealthFacilityView, "HealthFacilities", _("First-care facilities"), "health"
            ),
        ),
    },
    pages=PAGES,
    nouns={
        "Opening": _("Openings"),
        "ProcedurePart": _("Parts of a procedure"),
    },
    blueprints=(schemas,),
)
