"""All pages of the citizens, on their blueprint."""

from app.dossiers.views.citizen import (
    changing,
    choosing,
    completing,
    finding,
    forgetting,
    form,
    one_time,
    papers,
    resuming,
    sending,
    tracking,
)
from app.dossiers.views.citizen.blueprint import citizen

PAGES = (
    finding, choosing, form, resuming, papers, sending, tracking, changing, completing, forgetting,
    one_time,
)  # fmt: skip
"""The files whose pages have hung themselves onto the blueprint."""

__all__ = ["PAGES", "citizen"]
