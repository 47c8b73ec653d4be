"""Finding the commune; what can be done there stands in ``choosing``."""

from __future__ import annotations

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
"""Communes of one answer; whoever typed a single letter is asked to type more."""
LONGEST = 80
DIGITS = 5
"""Of a commune's code; whoever types it from a wall leaves the noughts at its head out."""


@citizen.get("/")
def home() -> Any:
    """Find a commune by name or district; what can be done; where to track."""
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
    """The same search, for whoever comes from the menu."""
    if request.args.keys() & {"tim", "huyen"}:
        return _found()
    return render_template(
        "dossiers/citizen/choose_commune.html",
        districts=organisation.districts(),
        has_draft=browser_session.has_draft(),
    )


@citizen.get("/x/<code>")
def short(code: str) -> Any:
    """The address on a poster: the page of its commune, open or not yet."""
    return redirect(url_for("citizen.commune", code=code[:16].zfill(DIGITS)))


def _found() -> Any:
    """The communes of a district, or those that the typed name fits."""
    typed = parsing.line(request.args.get("tim", "")[: LONGEST * 4])[:LONGEST]
    wanted = request.args.get("huyen", "")[:16]
    districts = organisation.districts()
    district = next((each for each in districts if each.code == wanted), None)
    communes = organisation.communes(district.id if district else None, typed)
    if not (typed or district):
        communes = []
    shown = communes[: None if district and not typed else SHOWN]
    return render_template(
        "dossiers/citizen/found.html",
        typed=typed,
        district=district,
        districts=districts,
        communes=shown,
        count=len(communes),
        first_days=organisation.first_days([each.id for each in shown], clock.today()),
        today=clock.today(),
    )
