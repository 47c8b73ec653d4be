"""Commands for the two workflow tables: sync to the database, documentation page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from flask_babel import LazyString, force_locale
from flask_babel import lazy_gettext as _

from app.cli.units import load
from app.dossiers import rules, workflow
from app.dossiers.operations.workflow_sync import write_moves
from app.dossiers.workflow import Capacity, Clock, Effect, State
from app.handoffs import rules as leg_rules
from app.handoffs import workflow as legs
from app.handoffs.workflow import LegCapacity, LegEffect, LegState
from app.kernel.db import transaction

PAGE = Path(__file__).parents[2] / "docs" / "workflow.md"

WORDS: Mapping[StrEnum, LazyString] = {
    Capacity.APPLICANT: _("Applicant"),
    Capacity.RECEPTION: _("One-stop officer"),
    Capacity.CIVIL_STATUS: _("Justice and civil status officer"),
    Capacity.SIGNER: _("Commune leader"),
    Capacity.SUPERVISOR: _("District leader or justice division"),
    Capacity.SYSTEM: _("by itself"),
    LegCapacity.LABOUR: _("Labour and social affairs officer"),
    LegCapacity.HOLDER: _("the agency that holds the packet"),
    LegCapacity.STANDING_IN: _("the justice officer where nobody is posted for labour"),
    LegCapacity.SYSTEM: _("by itself"),
    LegCapacity.ON_PAPER: _("the justice officer, by the hand-over sheet that the agency signed"),
    Clock.KEEP: _("runs on"),
    Clock.START: _("starts"),
    Clock.PAUSE: _("pauses"),
    Clock.RESUME: _("goes on"),
    Clock.STOP: _("ends"),
    Effect.ISSUE_SLIP: _("the slip is issued and kept"),
    Clock.REWIND: _("is set back"),
    Effect.TELL_APPLICANT: _("the applicant is told"),
    Effect.NUMBER_ENTRY: _("the results are entered in their books, numbered and issued"),
    Effect.OPEN_LEGS: _("the packets for the agencies are opened"),
    Effect.RELEASE_HELD_FEES: _("money held is given back"),
    Effect.KEEP_FOR_CITIZEN: _("what is the applicant's waits at the desk"),
    Effect.GIVE_BACK_ORIGINALS: _("originals go back to the applicant"),
    Effect.PAY_BACK: _("money not needed is paid back"),
    Effect.ASK_CONSENT: _("the applicant is asked whether it may go to that commune"),
    Effect.PASS_ON: _("the dossier goes to the other commune, under the same code"),
    Effect.KEEP_HERE: _("the proposal is over"),
    Effect.OPEN_INQUIRIES: _("communes where the person lived before are asked"),
    Effect.CLOSE_INQUIRIES: _("questions to other communes end"),
    Effect.EXTEND_FOR_VERIFICATION: _("the limit grows by the time for verification, once"),
    Effect.HAND_TO: _("the dossier is the named officer’s"),
    Effect.GIVE_IN_TURN: _("where the commune shares in turn, the next officer has it"),
    Effect.FIND_DUPLICATES: _("it is compared with other dossiers anew"),
    Effect.KEEP_JUDGEMENT: _("what was found of the likely duplicate is kept"),
    Effect.AWAIT_WRITTEN_ANSWER: _("the written answer waits for the head's signature"),
    Effect.TAKE_BACK: _("what followed from the step is taken back"),
    LegEffect.MAKE_PACKET: _("the packet is made and sealed"),
    LegEffect.BOOK_SENT: _("the commune writes down that it was sent"),
    LegEffect.BOOK_RECEIVED: _("the agency writes down that it was received"),
    LegEffect.BOOK_GIVEN_BACK: _("the agency writes down that it was answered"),
    LegEffect.BOOK_FETCHED: _("the commune writes down that it is back"),
    LegEffect.ORIGINALS_TO_AGENCY: _("originals and money held go to the agency"),
    LegEffect.ORIGINALS_TO_COMMUNE: _("originals come back to the commune"),
    LegEffect.RESULTS_TO_COMMUNE: _("results come to the commune"),
    LegEffect.EXTEND_CHAIN: _("the limit of the dossier grows by at most two working days"),
    LegEffect.FORWARD_DOSSIER: _("the dossier is at the agencies"),
    LegEffect.CLOSE_IF_ALL_IN: _("the result is ready when all packets are closed"),
    LegEffect.REFUND_HELD_FEE: _("money held is given back"),
}
"""Labels for values that no page shows; equal values of both tables share a line."""

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
    with transaction():
        number = write_moves({"dossier": workflow.moves(), "leg": legs.moves()})
    click.echo(f"{number} steps")


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
    yield from _drawing(workflow.TABLE, workflow.STATE_LABELS, State.SUBMITTED, workflow.FINAL)
    yield from _steps(workflow.TABLE, workflow.STATE_LABELS, rules.WHY)
    yield from _ways_back(workflow.UNDOS, workflow.STATE_LABELS, workflow.ACTION_WORDS)
    yield from _states()
    yield "## " + str(_("Leg")) + " (`app/handoffs/workflow`)"
    yield ""
    yield from _drawing(legs.TABLE, legs.LEG_LABELS, LegState.PREPARED, legs.FINAL)
    yield from _steps(legs.TABLE, legs.LEG_LABELS, leg_rules.WHY)
    yield from _ways_back(legs.UNDOS, legs.LEG_LABELS, legs.ACTION_WORDS)


def _drawing(
    table: Iterable[Any], labels: Mapping[Any, LazyString], first: StrEnum, final: Iterable[Any]
) -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield from (f'    state "{label}" as {state}' for state, label in labels.items())
    yield f"    [*] --> {first}"
    for row in table:
        for source in sorted(row.source):
            if row.leads_to(source) != source:
                yield f"    {source} --> {row.leads_to(source)} : {row.label}"
    yield from (f"    {state} --> [*]" for state in sorted(final))
    yield "```"
    yield ""


def _steps(
    table: Iterable[Any], labels: Mapping[Any, LazyString], why: Mapping[Any, LazyString]
) -> Iterator[str]:
    yield _line(COLUMNS)
    yield "|---" * len(COLUMNS) + "|"
    for row in table:
        yield _line(
            (
                f"{row.label} (`{row.action}`)",
                _joined(labels[source] for source in sorted(row.source)),
                labels[row.target] if row.target else _("stays where it is"),
                _joined(_said(capacity) for capacity in sorted(row.by)),
                _said(row.clock),
                _joined(why[need] for need in row.needs),
                _joined(_said(effect) for effect in row.effects),
                row.law,
            )
        )
    yield ""


def _ways_back(
    undos: Iterable[Any], labels: Mapping[Any, LazyString], words: Mapping[str, LazyString]
) -> Iterator[str]:
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
                f"{words[row.undoes]} (`{row.action}`)",
                _joined(labels[source] for source in row.source),
                labels[row.target],
                _joined(_said(capacity) for capacity in sorted(row.by)),
            )
        )
    yield ""


def _states() -> Iterator[str]:
    yield _line((_("State"), _("For the applicant"), _("Code of the national portal")))
    yield "|---|---|---|"
    for state in State:
        label = f"{workflow.STATE_LABELS[state]} (`{state}`)"
        yield _line((label, rules.CITIZEN_STATES[state], str(workflow.PORTAL_CODE[state])))
    yield ""


def _said(word: StrEnum) -> str:
    return str(WORDS[word])


def _joined(words: Iterable[LazyString | str]) -> str:
    return "; ".join(str(word) for word in words) or "—"


def _line(cells: Iterable[LazyString | str]) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"
