"""History for the "Back" link: at most three short addresses in the cookie."""

from flask import request, session

KEPT = 3
LONGEST = 300


def remember() -> None:
    """Add this page to the history; a long search is stored without its conditions."""
    here = request.full_path.rstrip("?")
    if len(here) > LONGEST:
        here = request.path
    pages = [page for page in session.get("page_history", []) if page != here]
    session["page_history"] = [*pages, here][-KEPT:]
