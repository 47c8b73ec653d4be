"""What can be asked of a commune, as data (danh mục thủ tục hành chính)."""

from app.procedures.models.local import HealthFacility, LocalLimit
from app.procedures.models.versions import (
    FeeRule,
    LegPlan,
    PaperKind,
    Procedure,
    Question,
    Section,
    StepLimit,
    Version,
)
from app.procedures.models.words import (
    FeeKind,
    FeeWhen,
    Kind,
    LegKind,
    Must,
    Original,
    Step,
    VersionState,
)

__all__ = [
    "FeeKind",
    "FeeRule",
    "FeeWhen",
    "HealthFacility",
    "Kind",
    "LegKind",
    "LegPlan",
    "LocalLimit",
    "Must",
    "Original",
    "PaperKind",
    "Procedure",
    "Question",
    "Section",
    "Step",
    "StepLimit",
    "Version",
    "VersionState",
]
