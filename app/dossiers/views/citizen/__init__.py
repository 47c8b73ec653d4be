"""The citizens' pages: find a commune, fill in, send, keep the receipt, follow the dossier.

Plain pages without any script. What the browser holds (drafts, receipts, the tracking ticket) is
in ``holding``; nothing here is known of a citizen but that.
"""

from app.dossiers.views.citizen import (
    changing,
    completing,
    finding,
    form,
    papers,
    sending,
    tracking,
)
from app.dossiers.views.citizen.blueprint import citizen

__all__ = [
    "changing",
    "citizen",
    "completing",
    "finding",
    "form",
    "papers",
    "sending",
    "tracking",
]
