"""Properties of both workflow tables, row by row."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from flask import Flask

from app.accounts.roles import Role
from app.dossiers import rules, workflow
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import transitions
from app.dossiers.rules import StepActor
from app.dossiers.workflow import Action, Capacity, Clock, State
from app.handoffs import rules as leg_rules
from app.handoffs import workflow as legs
from app.handoffs.models import Leg
from app.handoffs.operations import transitions as leg_steps
from app.handoffs.workflow import LegAction, LegCapacity, LegState
from app.kernel.actor import Acting
from app.kernel.vocabulary import Tone
from harness.stage.databases import Database
from harness.stage.factories import ADossier, a_commune, somebody

BOTH = [
    pytest.param(workflow, State, Action, State.SUBMITTED, id="dossier"),
    pytest.param(legs, LegState, LegAction, LegState.PREPARED, id="leg"),
]


def _named(item: object) -> str:
    """The same names in every test process: a set would print in another order in each."""
    return str(getattr(item, "action", item))


table = pytest.mark.parametrize(("words", "state", "action", "first"), BOTH)
WITHOUT_A_ROW = {Action.SUBMIT}
"""Submission creates the dossier; there is no state before it."""


@table
def test_from_one_state_an_action_leads_to_one_state_only(
    words: Any, state: Any, action: Any, first: Any
) -> None:
    for here, what in product(state, action):
        rows = [row for row in words.TABLE if row.action is what and here in row.source]
        assert len(rows) <= 1, (here, what)


@table
def test_every_action_has_a_row_and_a_word(words: Any, state: Any, action: Any, first: Any) -> None:
    assert {row.action for row in (*words.TABLE, *words.TABLE.undos)} == set(action) - WITHOUT_A_ROW


@table
def test_every_state_can_be_reached(words: Any, state: Any, action: Any, first: Any) -> None:
    reached, border = {first}, {first}
    while border:
        border = {
            row.leads_to(here) for here in border for row in words.TABLE if here in row.source
        } - reached
        reached |= border
    assert reached == set(state)


@table
def test_only_final_states_have_no_way_out(words: Any, state: Any, action: Any, first: Any) -> None:
    leads_away = {
        here for row in words.TABLE for here in row.source if row.leads_to(here) is not here
    }
    assert set(state) - leads_away == words.FINAL


@table
def test_every_step_names_its_law(words: Any, state: Any, action: Any, first: Any) -> None:
    assert [row.action for row in words.TABLE if "Đ" not in row.law and "Mẫu" not in row.law] == []


@table
def test_every_step_has_somebody_who_may_take_it(
    words: Any, state: Any, action: Any, first: Any
) -> None:
    assert [row.action for row in words.TABLE if not row.by or not row.source] == []


@table
def test_what_takes_something_away_is_explained(
    words: Any, state: Any, action: Any, first: Any
) -> None:
    assert [row.action for row in words.TABLE if row.danger and not row.wants_reason] == []


@table
def test_every_word_has_an_entry(words: Any, state: Any, action: Any, first: Any) -> None:
    used = {word for row in words.TABLE for word in (*row.by, row.clock, *row.needs, *row.effects)}
    assert [word for word in (*state, *action, *used) if not word.label] == []


def test_every_state_says_something_to_citizens_and_has_its_shape() -> None:
    for state in (*State, *LegState):
        assert state.citizen_label
        assert isinstance(state.tone, Tone)
    assert {state.portal_code for state in State} <= set(range(1, 11))
    assert {state.phase for state in State} == set(workflow.Phase)


def test_every_way_to_an_end_stops_the_clock() -> None:
    ends = {row.action: row.clock for row in workflow.TABLE if row.target in workflow.FINAL}
    ends.pop(Action.RETURN_RESULT)  # the clock stopped when the result was ready
    assert set(ends.values()) == {Clock.STOP}
    ends_of_legs = {row.action: row.clock for row in legs.TABLE if row.target in legs.FINAL}
    ends_of_legs.pop(LegAction.COLLECT)  # the agency had answered before
    assert set(ends_of_legs.values()) == {Clock.STOP}


def test_a_clock_that_pauses_is_resumed_by_every_way_on() -> None:
    waiting = [row for row in workflow.TABLE if State.SUPPLEMENTING in row.source and row.target]
    before = {Action.SUPPLY}  # nothing has started yet
    assert {row.clock for row in waiting if row.action not in before} == {Clock.RESUME, Clock.STOP}


# ---- every member has its meaning ----------------------------------------------------------------


def test_every_need_has_one_meaning(app: Flask) -> None:
    bound = set(workflow.Need) - transitions.needs.unregistered()
    own = {need for need in workflow.Need if rules.judges(need)}
    assert bound | own == set(workflow.Need)
    assert not bound & own


def test_every_effect_has_a_meaning(app: Flask) -> None:
    assert transitions.effects.unregistered() == frozenset()


@pytest.mark.parametrize("row", workflow.TABLE.rows, ids=_named)
def test_what_a_step_tells_and_prints_stands_in_its_row(row: workflow.Transition) -> None:
    assert (workflow.Effect.TELL_APPLICANT in row.effects) == (row.tells is not None)
    assert (workflow.Effect.ISSUE_SLIP in row.effects) == (row.slip is not None)


@table
def test_what_a_step_writes_are_columns(words: Any, state: Any, action: Any, first: Any) -> None:
    model = Dossier if words is workflow else Leg
    written = {column for row in words.TABLE for column in (*row.stamps, *row.clears)}
    assert written <= set(model.__table__.columns.keys())


def test_every_word_of_a_leg_has_its_meaning() -> None:
    assert set(leg_steps._DO) == set(legs.LegEffect)
    assert set(leg_rules._IS_MET) == set(legs.LegNeed)


SCREENS = [*(row.screen for row in workflow.TABLE), *(row.screen for row in legs.TABLE)]


@pytest.mark.parametrize("screen", [screen for screen in SCREENS if screen])
def test_every_screen_of_the_table_exists(app: Flask, screen: str) -> None:
    assert screen in app.view_functions


# ---- who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("row", "capacity"), list(product(workflow.TABLE, Capacity)), ids=_named)
def test_only_the_named_capacities_are_offered_a_step(
    row: workflow.Transition, capacity: Capacity
) -> None:
    by = StepActor(None, (Acting(capacity, None),))
    assert (by.capacity_for(row.by) is not None) == (capacity in row.by)
    for state in State:
        offered = row in workflow.TABLE.offered(state, by.capacity_set)
        assert offered == (state in row.source and capacity in row.by)


@pytest.mark.parametrize(("row", "capacity"), list(product(legs.TABLE, LegCapacity)), ids=_named)
def test_only_the_named_capacities_are_offered_a_step_on_a_leg(
    row: legs.LegTransition, capacity: LegCapacity
) -> None:
    for state in LegState:
        offered = row in legs.TABLE.offered(state, frozenset({capacity}))
        assert offered == (state in row.source and capacity in row.by)


def test_the_system_takes_no_step_that_a_person_may_take() -> None:
    assert all(row.by == {Capacity.SYSTEM} for row in workflow.TABLE if Capacity.SYSTEM in row.by)


PEOPLE = (Role.COMMUNE_RECEPTION, Role.COMMUNE_JUSTICE, Role.COMMUNE_LEADER)


@pytest.mark.parametrize("state", sorted(workflow.OPEN))
def test_the_buttons_are_what_advance_accepts(
    database: Database, attempt: Callable[[Dossier, Action, StepActor], str], state: State
) -> None:
    """An action succeeds exactly when it is offered without a reason to wait."""
    dossier = ADossier(state)
    officers = [somebody(role, dossier.commune).at(dossier) for role in PEOPLE]
    for by in (rules.APPLICANT, *officers):
        free = {offer.row.action for offer in rules.offers(dossier, by) if not offer.waits_for}
        free |= {Action.UNDO} if rules.undo.undo(dossier, by) else set()
        tried = set(Action) - {Action.PROPOSE_TRANSFER}  # its page asks for the commune
        taken = {each for each in tried if attempt(dossier, each, by) == "taken"}
        assert taken == free & tried, by.capacities


def test_whoever_holds_no_seat_in_the_commune_is_offered_nothing(database: Database) -> None:
    dossier = ADossier(State.TO_SIGN)
    for role in Role:
        stranger = somebody(role, a_commune(1)).at(dossier)
        assert rules.offers(dossier, stranger) == ()
