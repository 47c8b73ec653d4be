"""All pages of the citizens, on their blueprint."""

from app.dossiers.views.citizen import (
    changing,
    choosing,
    completing,
    finding,
    form,
    papers,
    resuming,
    sending,
    tracking,
)
from app.dossiers.views.citizen.blueprint import citizen

PAGES = (finding, choosing, form, resuming, papers, sending, tracking, changing, completing)
"""The files whose pages have hung themselves onto the blueprint."""

__all__ = ["PAGES", "citizen"]
