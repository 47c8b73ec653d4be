"""Commands for the roll-out."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.kernel.db import transaction
from app.rollout.operations import plan_seed
from app.training.operations import course_seed as courses


@click.command("plan")
@with_appcontext
def load_plan() -> None:
    """Load the phases of the plan, the staff they need, and responsibilities."""
    with transaction():
        phases, parties = plan_seed.load()
    click.echo(f"{phases} phases, {parties} responsible parties")


@click.command("courses")
@with_appcontext
def load_courses() -> None:
    """Load the initial course of each role, with its test questions."""
    with transaction():
        made, questions = courses.load()
    click.echo(f"{made} courses, {questions} questions")
