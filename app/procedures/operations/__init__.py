"""Writing versions: designing, publishing, loading the catalogue, shorter local limits."""

from app.procedures.operations.loading import draft, drifted, load
from app.procedures.operations.local import (
    LongerThanLaw,
    check_local_limit,
    end_local_limit,
    set_local_limit,
)
from app.procedures.operations.publishing import NotADraft, publish

__all__ = [
    "LongerThanLaw",
    "NotADraft",
    "check_local_limit",
    "draft",
    "drifted",
    "end_local_limit",
    "load",
    "publish",
    "set_local_limit",
]
