"""History for the "Back" link: at most three short addresses in the cookie."""

from urllib.parse import urlsplit

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


def came_from(besides: str = "") -> str | None:
    """The officers' page whose form was sent, with its conditions; ``besides`` is none of them."""
    try:
        page = urlsplit(request.referrer or "")
    except ValueError:  # no address at all
        return None
    if page.netloc != request.host or not page.path.startswith("/can-bo/") or page.path == besides:
        return None
    return page._replace(scheme="", netloc="").geturl()
