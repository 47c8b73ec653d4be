"""Where a person was, for the "Back" link: three short addresses in the cookie, never more."""

from __future__ import annotations

from flask import request, session

KEPT = 3
LONGEST = 300


def remember() -> None:
    """Put this page on the list; a long search is kept without its conditions."""
    here = request.full_path.rstrip("?")
    if len(here) > LONGEST:
        here = request.path
    pages = [page for page in session.get("page_history", []) if page != here]
    session["page_history"] = [*pages, here][-KEPT:]
