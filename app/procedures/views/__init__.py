"""Screens of procedures."""

from app.procedures.views.local import HealthFacilityView, LocalLimitView
from app.procedures.views.opening import OpenProcedures
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
    "OpenProcedures",
    "PaperKindView",
    "ProcedureView",
    "QuestionView",
    "StepLimitView",
    "VersionView",
]
