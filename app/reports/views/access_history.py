"""For the citizen who follows a dossier: who has opened it (ai đã xem hồ sơ)."""

from typing import Any

from flask import render_template

from app.dossiers.models.dossier import Dossier
from app.dossiers.views.citizen import browser_session
from app.dossiers.views.citizen.blueprint import citizen
from app.reports.queries import access_history


def link_to_access_history(dossier: Dossier) -> str:
    """On the tracking page, which asks the database nothing for it."""
    return render_template("reports/access_history_link.html")


@citizen.get("/tra-cuu/ai-da-xem")
def accesses() -> Any:
    """Office, role, day and purpose of each access; the names of officers are not told."""
    dossier = browser_session.tracked()
    return render_template(
        "reports/access_history.html", dossier=dossier, days=access_history.of_own_dossier()
    )
