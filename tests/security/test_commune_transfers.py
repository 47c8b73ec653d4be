"""The one way to transfer a dossier to another commune; everything else is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import text

from app.accounts.roles import Role
from app.dossiers.models.dossier import Channel, Dossier, Event
from app.dossiers.operations import commune_transfers
from app.dossiers.queries import visibility
from app.dossiers.workflow import Action, State
from app.kernel import clock
from app.kernel.db import db, transaction
from harness.stage.databases import Database, door_of
from harness.stage.factories import ADossier, AnOfficer, a_commune, somebody
from tests.security.test_policies import a_token, enter

CONSENT = (
    "insert into dossier_event (dossier_id, at, action, source, target, capacity, facts)"
    " values (%s, %s, 'agree_passing', 'submitted', 'submitted', 'applicant', '{}')"
)
ANSWER = "update commune_transfer set agreed = true, answered_at = %s where id = %s"
PASS_ON = "select mc_pass_on(%s, %s)"
COMMUNE = "select commune_id from dossier where id = %s"


@pytest.fixture(params=["mc_web", "mc_public"])
def line(committed: Database, request: Any) -> Iterator[psycopg.Connection[Any]]:
    """A connection of either process that serves people, with a transaction open."""
    with committed.connect(request.param) as connection, connection.transaction():
        yield connection


def proposed() -> Dossier:
    """A dossier with a proposed transfer."""
    with transaction():
        dossier = ADossier(channel=Channel.FROM_PAPER, photos=False)
        by = somebody(Role.COMMUNE_RECEPTION, dossier.commune).at(dossier)
        commune_transfers.propose(dossier, a_commune(1), by=by, reason="Cha mẹ thường trú xã bên")
    return dossier


def as_citizen(line: psycopg.Connection[Any], dossier: Dossier, database: Database) -> UUID:
    """The scope of the dossier's citizen; returns the key of the proposal."""
    enter(line, dossier=dossier.id, door=door_of(database, dossier.id))
    found = visibility.open_passing(dossier.id)
    assert found is not None
    key: UUID = found.id
    return key


def agree(line: psycopg.Connection[Any], dossier: Dossier, key: UUID) -> None:
    now = clock.now()
    line.execute(CONSENT, [dossier.id, now])
    line.execute(ANSWER, [now, key])


def pass_on(line: psycopg.Connection[Any], key: UUID) -> None:
    line.execute(PASS_ON, [key, clock.today()])


def test_with_a_consent_of_this_moment_it_goes(
    line: psycopg.Connection[Any], committed: Database
) -> None:
    dossier = proposed()
    there = a_commune(1).id
    key = as_citizen(line, dossier, committed)
    agree(line, dossier, key)
    pass_on(line, key)
    assert line.execute(COMMUNE, [dossier.id]).fetchone() == (there,)


def test_nobody_writes_the_commune_of_a_dossier(
    line: psycopg.Connection[Any], committed: Database
) -> None:
    dossier = proposed()
    as_citizen(line, dossier, committed)
    with pytest.raises(InsufficientPrivilege):
        line.execute("update dossier set commune_id = commune_id + 1")


def test_without_a_consent_it_stays(line: psycopg.Connection[Any], committed: Database) -> None:
    dossier = proposed()
    key = as_citizen(line, dossier, committed)
    line.execute(ANSWER, [clock.now(), key])
    with pytest.raises(InsufficientPrivilege):
        pass_on(line, key)


def test_a_consent_of_another_transaction_is_none(
    line: psycopg.Connection[Any], committed: Database
) -> None:
    dossier, now = proposed(), clock.now()
    with transaction():
        dossier.journal.append(
            Event(
                at=now,
                action=Action.AGREE_TRANSFER,
                source=State.SUBMITTED,
                target=State.SUBMITTED,
                capacity="applicant",
            )
        )
    key = as_citizen(line, dossier, committed)
    line.execute(ANSWER, [now, key])
    with pytest.raises(InsufficientPrivilege):
        pass_on(line, key)


@pytest.mark.parametrize(
    "meanwhile",
    [
        "update opening set during = daterange(null, current_date)",
        "set session_replication_role = replica; update dossier set state = 'supplementing'",
        "update dossier set accepted_at = now()",
        "update commune_transfer set to_commune_id = from_commune_id",
    ],
    ids=["commune not open", "another state", "accepted", "no other commune"],
)
def test_what_has_changed_keeps_it(
    line: psycopg.Connection[Any], committed: Database, meanwhile: str
) -> None:
    dossier = proposed()
    key = as_citizen(line, dossier, committed)
    with committed.connect() as outside:
        outside.execute(meanwhile.encode())
    agree(line, dossier, key)
    with pytest.raises(InsufficientPrivilege):
        pass_on(line, key)


def test_an_officer_of_another_commune_passes_nothing_on(committed: Database) -> None:
    dossier = proposed()
    token = a_token(AnOfficer(Role.COMMUNE_RECEPTION, a_commune(1)))
    passing_id = visibility.open_passing(dossier.id)
    assert passing_id is not None
    key = passing_id.id
    with transaction():  # as if both had been written for them
        db.session.execute(text("update commune_transfer set agreed = true, answered_at = now()"))
    with committed.connect("mc_web") as line, line.transaction():
        enter(line, token)
        with pytest.raises(InsufficientPrivilege):
            line.execute(CONSENT, [dossier.id, clock.now()])
    with committed.connect("mc_web") as line, line.transaction():
        enter(line, token)
        with pytest.raises(InsufficientPrivilege):
            pass_on(line, key)
