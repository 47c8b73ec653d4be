"""Finding the commune; its procedures are in ``procedure_choice``."""

from typing import Any

from flask import redirect, render_template, request, url_for

from app.dossiers.views.citizen import browser_session
from app.dossiers.views.citizen.blueprint import citizen
from app.dossiers.views.citizen.procedure_choice import by_topic
from app.kernel import clock
from app.kernel.text import parsing
from app.organisation import queries as organisation
from app.procedures import queries as procedures

SHOWN = 40
"""The maximum number of communes shown; for more, a longer search term is required."""
LONGEST = 80
DIGITS = 5
"""Of a commune's code; leading zeros may be left out when typing it from a poster."""


@citizen.get("/")
def home() -> Any:
    """Find a commune by name or district; available procedures; tracking."""
    if request.args.keys() & {"tim", "huyen"}:
        return _found()
    return render_template(
        "dossiers/citizen/home.html",
        districts=organisation.districts(),
        topics=by_topic(procedures.offered()),
        opening_days=organisation.opening_days(clock.today()),
        today=clock.today(),
        has_draft=browser_session.has_draft(),
    )


@citizen.get("/nop-ho-so/")
def choose_commune() -> Any:
    if request.args.keys() & {"tim", "huyen"}:
        return _found()
    return render_template(
        "dossiers/citizen/choose_commune.html",
        districts=organisation.districts(),
        has_draft=browser_session.has_draft(),
    )


@citizen.get("/x/<code>")
def short(code: str) -> Any:
    """The short address on a poster: redirects to its commune, open or not yet."""
    return redirect(url_for("citizen.commune", code=code[:16].zfill(DIGITS)))


def _found() -> Any:
    """The communes of a district, or those that match the typed name."""
    typed = parsing.line(request.args.get("tim", "")[: LONGEST * 4])[:LONGEST]
    wanted = request.args.get("huyen", "")[:16]
    districts = organisation.districts()
    district = next((each for each in districts if each.code == wanted), None)
    communes = organisation.communes(district.id if district else None, typed)
    if not (typed or district):
        communes = []
    shown = communes[: None if district and not typed else SHOWN]
    return render_template(
        "dossiers/citizen/commune_search_results.html",
        typed=typed,
        district=district,
        districts=districts,
        communes=shown,
        count=len(communes),
        first_days=organisation.first_days([each.id for each in shown], clock.today()),
        today=clock.today(),
    )
