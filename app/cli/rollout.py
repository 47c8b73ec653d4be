"""Commands about the roll-out."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.kernel.db import transaction
from app.rollout.operations import plan_seed
from app.training.operations import course_seed as courses


@click.command("plan")
@with_appcontext
def load_plan() -> None:
    """Load the phases of the plan, whom they need, and who answers for what."""
    with transaction():
        phases, parties = plan_seed.load()
    click.echo(f"{phases} phases, {parties} responsible parties")


@click.command("courses")
@with_appcontext
def load_courses() -> None:
    """Load the first course of each role, with the questions of its test."""
    with transaction():
        made, questions = courses.load()
    click.echo(f"{made} courses, {questions} questions")
