"""Screens of procedures."""

from app.procedures.views.screens import (
    FeeRuleView,
    HealthFacilityView,
    LegPlanView,
    LocalLimitView,
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
