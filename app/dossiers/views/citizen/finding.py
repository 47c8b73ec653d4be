"""Finding the commune and the right procedure."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from app.dossiers.views.citizen import holding
from app.dossiers.views.citizen.blueprint import citizen
from app.dossiers.views.citizen.filling import TYPICAL
from app.kernel import clock, writing
from app.kernel.errors import NotFound
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.procedures import queries as procedures
from app.procedures.models import Step
from app.procedures.rules import (
    BIRTH,
    LINKED_A,
    LINKED_B,
    QUESTIONS,
    choose,
    fees,
    legs,
    papers_for,
)

SHOWN = 40
"""Communes of one answer; whoever typed a single letter is asked to type more."""
LONGEST = 80


@citizen.get("/")
def home() -> Any:
    """Find a commune by name or district; what can be done; where to track."""
    if request.args.keys() & {"tim", "huyen"}:
        return _found()
    return render_template(
        "dossiers/citizen/home.html",
        districts=organisation.districts(),
        procedures={each.code: each for each in procedures.procedures()},
        order=(LINKED_A, LINKED_B, BIRTH),
        opening_days=organisation.opening_days(clock.today()),
        today=clock.today(),
        has_draft=holding.has_draft(),
    )


@citizen.get("/nop-ho-so/")
def choose_commune() -> Any:
    """The same search, for whoever comes from the menu."""
    if request.args.keys() & {"tim", "huyen"}:
        return _found()
    return render_template(
        "dossiers/citizen/choose_commune.html",
        districts=organisation.districts(),
        has_draft=holding.has_draft(),
    )


def _found() -> Any:
    """The communes of a district, or those that the typed name fits."""
    typed = writing.line(request.args.get("tim", "")[: LONGEST * 4])[:LONGEST]
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


@citizen.get("/nop-ho-so/xa/<code>")
def commune(code: str) -> Any:
    """A commune: the three questions where it is open; else when it opens and what to do."""
    unit = _commune(code)
    today = clock.today()
    if organisation.opening(unit.id, LINKED_A, today) is None:
        return render_template(
            "dossiers/citizen/not_open.html",
            commune=unit,
            opens_on=organisation.opens_on(unit.id, LINKED_A),
        )
    answers = {asked.key: request.args.get(asked.key, "")[:32] for asked in QUESTIONS}
    open_ones = [asked for asked in QUESTIONS if answers[asked.key] not in asked.values]
    if not open_ones:
        return _advice(unit, answers)
    return render_template(
        "dossiers/citizen/questions.html",
        commune=unit,
        questions=QUESTIONS,
        answers=answers,
        unanswered=open_ones if request.args else [],  # the button counts too
    )


def _advice(unit: Unit, answers: dict[str, str]) -> Any:
    """What fits, or where to go instead, and why."""
    choice = choose(answers)
    shown: dict[str, Any] = {"commune": unit, "answers": answers, "choice": choice}
    if choice.code is not None:
        version = procedures.published(choice.code)
        form = procedures.form(version)
        shown |= {
            "procedure": version.procedure,
            "papers": papers_for(form, TYPICAL),
            "linked": legs(form),
            "fees": fees(form),
            "limit": procedures.limits_for(version, unit.district_id)[Step.TOTAL],
        }
    return render_template("dossiers/citizen/advice.html", **shown)


def _commune(code: str) -> Unit:
    found = organisation.commune_by_code(code[:16].replace("\x00", ""))
    if found is None:
        raise NotFound
    return found
