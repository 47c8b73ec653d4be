"""Pages of the procedures and their versions."""

from flask_babel import lazy_gettext as _

from app.kernel.web.package import Package
from app.procedures.views.json_schema import schemas
from app.procedures.views.questions import QuestionView, SectionView
from app.procedures.views.version_parts import (
    FeeRuleView,
    LegPlanView,
    PaperKindView,
    ResultPlanView,
    StepLimitView,
)

PAGES = (
    SectionView, QuestionView, PaperKindView, FeeRuleView, StepLimitView, LegPlanView,
    ResultPlanView,
)  # fmt: skip

PACKAGE = Package(
    name="procedures",
    pages=PAGES,
    nouns={
        "Opening": _("Openings"),
        "ProcedurePart": _("Parts of a procedure"),
    },
    blueprints=(schemas,),
)
