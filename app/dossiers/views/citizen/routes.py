"""All pages of the citizens, registered on their blueprint."""

from app.dossiers.views.citizen import (
    appointments,
    code_recovery,
    correction_papers,
    corrections,
    draft,
    help,
    home,
    one_time_code,
    procedure_choice,
    procedure_list,
    receipt,
    resumable_uploads,
    resume_draft,
    submission,
    supplements,
    tracking,
    uploads,
)
from app.dossiers.views.citizen.blueprint import citizen

PAGES = (
    home, help, procedure_choice, procedure_list, draft, resume_draft, uploads, submission,
    receipt, tracking, appointments, corrections, correction_papers, supplements,
    resumable_uploads, code_recovery, one_time_code,
)  # fmt: skip
"""Modules whose import registers pages on the blueprint."""

__all__ = ["PAGES", "citizen"]
