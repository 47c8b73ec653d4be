"""Finding the commune; its procedures are in ``procedure_choice``."""

from typing import Any

from flask import Response, jsonify, redirect, render_template, request, url_for

from app.dossiers.views.citizen import browser_session
from app.dossiers.views.citizen.blueprint import citizen
from app.dossiers.views.citizen.procedure_choice import by_topic, chosen_topic, name_of
from app.kernel import clock
from app.kernel.text import parsing
from app.organisation import queries as organisation
from app.procedures import queries as procedures

SHOWN = 40
"""The maximum number of communes shown; for more, a longer search term is required."""
LONGEST = 80
DIGITS = 5
"""Of a commune's code; leading zeros may be left out when typing it from a poster."""
SUGGESTIONS_FOR = 24 * 60 * 60
"""Seconds for which a browser may keep the names of the communes."""


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
    """The search for a commune; a topic or procedure chosen before is carried through it."""
    if request.args.get("tim") or request.args.get("huyen"):
        return _found()
    topic = chosen_topic()
    return render_template(
        "dossiers/citizen/choose_commune.html",
        districts=organisation.districts(),
        has_draft=browser_session.has_draft(),
        empty="tim" in request.args,
        topic=topic,
        wanted=name_of(topic),
    )


@citizen.get("/nop-ho-so/xa.json")
def commune_names() -> Response:
    """The names of all communes, for suggestions while somebody types."""
    answer = jsonify(organisation.commune_names_and_districts())
    answer.cache_control.private = True
    answer.cache_control.max_age = SUGGESTIONS_FOR
    return answer


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
    near = [] if communes or not typed else organisation.near_communes(typed)
    quarter = None if communes else organisation.inner_district(typed)
    shown = (communes or near)[: None if district and not typed else SHOWN]
    return render_template(
        "dossiers/citizen/commune_search_results.html",
        typed=typed,
        district=district,
        districts=districts,
        communes=shown,
        count=len(communes),
        near=bool(near),
        quarter=quarter.name if quarter else "",
        topic=chosen_topic(),
        first_days=organisation.first_days([each.id for each in shown], clock.today()),
        today=clock.today(),
    )
