"""Commands that load the initial content of a database: roles, units, procedures, the plan …"""

import click
from flask import current_app
from flask.cli import with_appcontext

from app.accounts.operations import roles as accounts_roles
from app.accounts.roles import Permission, Role
from app.cli.procedures import load as load_procedures
from app.cli.units import load, load_units
from app.cli.workflow import load_steps
from app.kernel.db import transaction
from app.notifications.operations import template_seed
from app.rollout.operations import plan_seed
from app.training.operations import course_seed as courses


@click.group("roles")
def roles() -> None:
    """What each role may open."""


@roles.command("sync")
@with_appcontext
def sync_roles() -> None:
    """Write exactly the twelve roles defined in the code into the database."""
    offered = {
        Permission(verb, view.class_permission_name)
        for view in current_app.appbuilder.baseviews  # type: ignore[attr-defined]
        for verb in view.base_permissions
    }
    with transaction():
        accounts_roles.sync_roles(offered)
    click.echo(f"{len(Role)} roles, {len(offered)} permissions")


@load.command("messages")
@with_appcontext
def load_messages() -> None:
    """Load the default message templates; texts edited by officers stay unchanged."""
    with transaction():
        written = template_seed.load()
    click.echo(f"{written} versions of messages")


@load.command("plan")
@with_appcontext
def load_plan() -> None:
    """Load the phases of the plan, the staff they need, and responsibilities."""
    with transaction():
        phases, parties = plan_seed.load()
    click.echo(f"{phases} phases, {parties} responsible parties")


@load.command("courses")
@with_appcontext
def load_courses() -> None:
    """Load the initial course of each role, with its test questions."""
    with transaction():
        made, questions = courses.load()
    click.echo(f"{made} courses, {questions} questions")


@load.command("content")
@click.pass_context
@with_appcontext
def load_content(context: click.Context) -> None:
    """Load the initial content of every database, in one process: roles, units, procedures, …"""
    for command in CONTENT:
        context.invoke(command)


CONTENT = (
    sync_roles,
    load_units,
    load_procedures,
    load_steps,
    load_messages,
    load_plan,
    load_courses,
)
"""What ``load content`` runs, in this order: later ones refer to earlier ones."""
