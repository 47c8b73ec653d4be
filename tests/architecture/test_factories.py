"""The factories bring a dossier to every state, and sign officers in."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.procedures.rules.procedure_finder import BIRTH, LINKED_A, LINKED_B
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, signed_in

AT_AGENCIES = {State.REGISTERED, State.AT_AGENCIES}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("procedure", [LINKED_A, LINKED_B, BIRTH])
def test_a_dossier_comes_to_every_state(database: Database, procedure: str, state: State) -> None:
    if procedure == BIRTH and state in AT_AGENCIES:
        pytest.skip("a birth alone goes to no agency")
    dossier = ADossier(state, procedure=procedure)
    own = [event for event in dossier.journal if event.leg_id is None]
    assert own[-1].target == state


@pytest.mark.parametrize("role", Role)
def test_an_officer_comes_in_by_the_form(
    database: Database, client: FlaskClient, role: Role
) -> None:
    assert signed_in(client, AnOfficer(role)).get("/can-bo/").status_code == 200
