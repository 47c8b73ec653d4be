"""Demo data: invented people and dossiers, and their accounts."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from functools import partial

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app.kernel import clock, demonstration
from app.kernel.db import transaction
from app.kernel.row_security import request_scope
from app.reports.operations import processing_statistics, public_figures
from demo import (
    communes,
    people,
    population,
    readiness,
    readiness_history,
    records,
    registers,
    rehearsals,
    scenario_player,
    staff_lists,
    training,
)


@click.group("demo")
def demo() -> None:
    """Invented people and dossiers, never in production."""


@demo.command("load")
@click.option("--commune", "codes", multiple=True, type=click.Choice(people.COMMUNES))
@with_appcontext
def load(codes: tuple[str, ...]) -> None:
    """Load two districts, four communes and their dossiers; idempotent.

    With --commune only those communes get dossiers; people are created in all four.
    """
    _refuse_in_production()
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's own
    demonstration.set_clock(app)
    if not people.are_hired():
        with transaction():
            demonstration.begin(app)
            _staff()
    places = [place for place, code in enumerate(people.COMMUNES) if code in codes or not codes]
    with ThreadPoolExecutor(len(places)) as threads:
        told = sum(threads.map(partial(_tell, app), places))
    population.settle()
    rehearsals.settle()
    records.settle()
    registers.settle()
    readiness_history.settle()
    with transaction():
        processing_statistics.rebuild()
        public_figures.publish_at_night()
    click.echo(f"{len(people.accounts())} accounts, {told} new dossiers")


def _staff() -> None:
    """Create staff as the roll-out plan requires: on an approved list, trained, then posted."""
    seated = [*people.seat(), *communes.seat()]
    centre = seated[0].unit  # Sở TT&TT holds the classes
    staff_lists.register(seated)
    training.teach(seated, centre)
    hired = [
        each
        for each in seated
        if each.username or communes.progress(each.unit) >= communes.Progress.POSTED
    ]
    staff_lists.give_out(people.hire(hired))
    people.give_links(clock.today())
    people.open_every_procedure()
    training.go_on(staff_lists.wait(), centre)
    readiness.tell(hired)


def _tell(app: Flask, place: int) -> int:
    """Create the dossiers of one commune, in a thread of its own: communes are independent."""
    with app.app_context():
        return scenario_player.tell(place, str(app.config["SECRET_KEY"]))


@demo.command("accounts")
@click.option("--json", "as_json", is_flag=True, help="One JSON list, for programs.")
@with_appcontext
def accounts(as_json: bool) -> None:
    """Print user names and passwords of the demo people."""
    _refuse_in_production()
    with _past_the_walls():
        found = people.accounts() if people.are_hired() else []
    if as_json:
        click.echo(json.dumps([each._asdict() for each in found], ensure_ascii=False))
        return
    for each in found:
        click.echo("\t".join(each))


def _past_the_walls() -> AbstractContextManager[None]:
    """Bypass row-level security: as owner from the command line, as loader in the launcher."""
    return request_scope.as_owner() if "DATABASE_ADMIN_URL" in os.environ else nullcontext()


def _refuse_in_production() -> None:
    if current_app.config["ENVIRONMENT"] == "production":
        raise click.ClickException("There is no demonstration in production.")
