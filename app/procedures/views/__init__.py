"""Screens of procedures."""

from app.procedures.views.local import HealthFacilityView, LocalLimitView
from app.procedures.views.screens import (
    FeeRuleView,
    LegPlanView,
    PaperKindView,
    ProcedureView,
    QuestionView,
    StepLimitView,
    VersionView,
)

__all__ = [
    "FeeRuleView",
    "HealthFacilityView",
    "LegPlanView",
    "LocalLimitView",
    "PaperKindView",
    "ProcedureView",
    "QuestionView",
    "StepLimitView",
    "VersionView",
]
