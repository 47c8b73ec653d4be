"""Commands for the two workflow tables: sync to the database, documentation page."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from flask_babel import LazyString, force_locale
from flask_babel import lazy_gettext as _
from sqlalchemy import delete

from app.cli.units import load
from app.dossiers import workflow
from app.dossiers.models.bookkeeping import WorkflowStep
from app.dossiers.workflow import State
from app.handoffs import workflow as legs
from app.handoffs.workflow import LegState
from app.kernel.db import db, transaction
from app.kernel.vocabulary import Term
from app.kernel.workflow.table import Table

PAGE = Path(__file__).parents[2] / "docs" / "workflow.md"

COLUMNS = (
    _("Step taken"),
    _("State before"),
    _("State after"),
    _("Who"),
    _("Clock"),
    _("Only if not"),
    _("What follows"),
    _("Source in law"),
)


@load.command("steps")
@with_appcontext
def load_steps() -> None:
    """Write the steps of both tables into the database."""
    rows = [
        WorkflowStep(subject=subject, action=action, source=source, target=target)
        for subject, table in (("dossier", workflow.TABLE), ("leg", legs.TABLE))
        for action, source, target in sorted(table.moves())
    ]
    with transaction():
        db.session.execute(delete(WorkflowStep))
        db.session.add_all(rows)
    click.echo(f"{len(rows)} steps")


@click.command("workflow")
@with_appcontext
def write_page() -> None:
    """Write docs/workflow.md from the two tables."""
    PAGE.write_text(page(), encoding="utf-8")
    click.echo(str(PAGE))


def page() -> str:
    """The page as Markdown, in Vietnamese: a diagram and a table of each workflow."""
    with force_locale("vi"):
        return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield "# " + str(_("Workflow"))
    yield ""
    yield str(_("Written from the tables of the code by “make workflow”; do not edit it by hand."))
    yield ""
    yield "## " + str(_("Dossier")) + " (`app/dossiers/workflow`)"
    yield ""
    yield from _workflow(workflow.TABLE, State.SUBMITTED, workflow.FINAL)
    yield from _states()
    yield "## " + str(_("Leg")) + " (`app/handoffs/workflow`)"
    yield ""
    yield from _workflow(legs.TABLE, LegState.PREPARED, legs.FINAL)


def _workflow(table: Table[Any], first: Term, final: Iterable[Term]) -> Iterator[str]:
    """The diagram, the steps, and those that can be undone."""
    yield from _drawing(table, first, final)
    yield from _steps(table)
    yield from _ways_back(table.undos)


def _drawing(table: Table[Any], first: Term, final: Iterable[Term]) -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield from (f'    state "{state.label}" as {state}' for state in type(first))
    yield f"    [*] --> {first}"
    for row in table:
        for source in sorted(row.source):
            if row.leads_to(source) != source:
                yield f"    {source} --> {row.leads_to(source)} : {row.label}"
    yield from (f"    {state} --> [*]" for state in sorted(final))
    yield "```"
    yield ""


def _steps(table: Table[Any]) -> Iterator[str]:
    yield _line(COLUMNS)
    yield "|---" * len(COLUMNS) + "|"
    for row in table:
        yield _line(
            (
                f"{row.label} (`{row.action}`)",
                _joined(sorted(row.source)),
                row.target.label if row.target else _("stays where it is"),
                _joined(sorted(row.by)),
                row.clock.label,
                _joined(row.needs),
                _joined(row.effects),
                row.law,
            )
        )
    yield ""


def _ways_back(undos: Iterable[Any]) -> Iterator[str]:
    """Steps that can be undone for some minutes, and the state they return to."""
    yield str(
        _(
            "For some minutes whoever took one of these steps may take it back, unless something"
            " has happened since. The journal keeps both rows."
        )
    )
    yield ""
    yield _line((_("Step taken back"), COLUMNS[1], COLUMNS[2], COLUMNS[3]))
    yield "|---|---|---|---|"
    for row in undos:
        yield _line(
            (
                f"{row.undoes.action.label} (`{row.action}`)",
                _joined(row.source),
                row.target.label,
                _joined(sorted(row.by)),
            )
        )
    yield ""


def _states() -> Iterator[str]:
    yield _line((_("State"), _("For the applicant"), _("Code of the national portal")))
    yield "|---|---|---|"
    for state in State:
        label = f"{state.label} (`{state}`)"
        yield _line((label, state.citizen_label, str(state.portal_code)))
    yield ""


def _joined(words: Iterable[Term]) -> str:
    return "; ".join(str(word.label) for word in words) or "—"


def _line(cells: Iterable[LazyString | str]) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"
