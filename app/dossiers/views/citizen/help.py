"""Help, privacy, accessibility and terms; what browsers and robots ask of a site."""

from datetime import timedelta
from typing import Any

from flask import Response, redirect, render_template, request

from app.dossiers.views.citizen.blueprint import citizen
from app.kernel import clock, public_urls, retention
from app.kernel.web.static_files import address

KEPT_OF_CITIZENS = (
    "drafts", "files_without_result", "slips_without_result", "dossiers", "books",
    "receipt_secrets", "tracking_tickets", "one_time_codes", "messages", "inbound_messages",
    "opt_outs", "complaints", "satisfaction", "look_ups", "journals",
)  # fmt: skip
"""The retention rules that concern citizens, in the order of the page."""
CONTACT_FOR = timedelta(days=180)
"""How long a reader may rely on ``security.txt``."""
CLOSED_TO_ROBOTS = ("/can-bo", "/lang/", "/nop-ho-so/khai", "/tra-cuu/", "/xac-thuc/")
"""Pages of officers, of drafts and of dossiers."""


@citizen.get("/huong-dan/")
def help_page() -> str:
    """How to send a dossier, step by step, and who helps."""
    rules = retention.rules
    return render_template("dossiers/citizen/help.html", draft_days=rules["drafts"].period)


@citizen.get("/bao-mat/")
def privacy() -> str:
    """What is kept how long, who reads it, whom to ask."""
    rules = [retention.rules[name] for name in KEPT_OF_CITIZENS if name in retention.rules]
    return render_template("dossiers/citizen/privacy.html", rules=rules)


@citizen.get("/ho-tro-nguoi-khuyet-tat/")
def accessibility() -> str:
    return render_template("dossiers/citizen/accessibility.html")


@citizen.get("/dieu-khoan/")
def terms() -> str:
    return render_template("dossiers/citizen/terms.html")


@citizen.get("/.well-known/security.txt")
def security_contact() -> Response:
    """Where to report a hole (RFC 9116)."""
    until = (clock.real_now() + CONTACT_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    help_address = public_urls.page("huong-dan/")
    lines = (
        f"Contact: {help_address}#bao-loi",
        f"Expires: {until.isoformat()}",
        "Preferred-Languages: vi, en",
        f"Canonical: {public_urls.page('.well-known/security.txt')}",
        f"Policy: {help_address}#bao-loi",
    )
    return _plain(lines)


@citizen.get("/robots.txt")
def robots() -> Response:
    closed = (f"Disallow: {request.script_root}{path}" for path in CLOSED_TO_ROBOTS)
    return _plain(("User-agent: *", *closed))


@citizen.get("/favicon.ico")
def favicon() -> Any:
    """Browsers ask for it beside papers and pictures, which name no icon."""
    return redirect(address("img/favicon.ico"))


def _plain(lines: tuple[str, ...]) -> Response:
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
