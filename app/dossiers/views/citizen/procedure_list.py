"""Procedures without a commune: the list, the page of each, and its empty form for print."""

from typing import Any

from flask import render_template

from app.dossiers.views.citizen.blueprint import citizen
from app.dossiers.views.citizen.procedure_choice import by_topic, offered_version
from app.dossiers.views.citizen.procedure_facts import facts
from app.procedures import queries as procedures
from app.procedures.answers.blank_form import blank_form


@citizen.get("/thu-tuc/")
def all_procedures() -> str:
    groups = by_topic(procedures.offered())
    return render_template("dossiers/citizen/all_procedures.html", groups=groups)


@citizen.get("/thu-tuc/<procedure>")
def procedure_page(procedure: str) -> str:
    """What the procedure asks; then where to begin it."""
    context: dict[str, Any] = facts(offered_version(procedure), None, {})
    return render_template("dossiers/citizen/procedure_page.html", **context)


@citizen.get("/thu-tuc/<procedure>/mau-giay")
def empty_form(procedure: str) -> str:
    """The form of the procedure on paper, for whoever writes by hand."""
    version = offered_version(procedure)
    return render_template(
        "dossiers/citizen/empty_form.html",
        procedure=version.procedure,
        sections=blank_form(procedures.form(version)),
    )
