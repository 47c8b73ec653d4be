"""Pages of procedures."""

from app.procedures.views.import_export import Interchange
from app.procedures.views.local_limits import HealthFacilityView, LocalLimitView
from app.procedures.views.openings import OpenProcedures
from app.procedures.views.questions import QuestionView, SectionView
from app.procedures.views.version_parts import (
    FeeRuleView,
    LegPlanView,
    PaperKindView,
    ResultPlanView,
    StepLimitView,
)
from app.procedures.views.versions import ProcedureView, VersionView

__all__ = [
    "FeeRuleView",
    "HealthFacilityView",
    "Interchange",
    "LegPlanView",
    "LocalLimitView",
    "OpenProcedures",
    "PaperKindView",
    "ProcedureView",
    "QuestionView",
    "ResultPlanView",
    "SectionView",
    "StepLimitView",
    "VersionView",
]
