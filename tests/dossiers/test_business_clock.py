"""Business has one clock: the time of the database server does not matter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import ColumnElement, DateTime, Table, func, select
from sqlalchemy.dialects.postgresql import TSTZRANGE

import app.models  # noqa: F401  # every table
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import Base, db
from harness.stage.factories import ADossier

NOW = clock.at(date(2016, 11, 21), 9)
ROOMS = ("dossiers", "handoffs", "registers")
FURTHEST = timedelta(days=60)
"""The furthest future time: appointments, limits and the end of a draft."""


def tables() -> Iterator[Table]:
    """Those of the packages in which dossiers are worked on."""
    for mapper in Base.registry.mappers:
        if mapper.class_.__module__.split(".")[1] in ROOMS:
            yield mapper.local_table


def moments_of(table: Table) -> Iterator[tuple[str, datetime]]:
    for column in table.columns:
        ends: list[ColumnElement[Any]] = [column]
        if isinstance(column.type, TSTZRANGE):
            ends = [func.lower(column), func.upper(column)]
        elif not isinstance(column.type, DateTime):
            continue
        for end in ends:
            for moment in db.session.scalars(select(end).where(end.is_not(None))):
                yield f"{table.name}.{column.name}", moment


@pytest.mark.usefixtures("database")
def test_a_database_server_ten_years_ahead_moves_no_moment_of_a_dossier() -> None:
    assert db.session.scalars(select(func.now())).one() > NOW + timedelta(days=3000)
    with clock.frozen(NOW):
        ADossier(State.RETURNED)
        ADossier(State.STOPPED, late_supplement=True)
    found = [pair for table in tables() for pair in moments_of(table)]
    assert len({name for name, _moment in found}) > 20
    elsewhere = {name for name, moment in found if not NOW <= moment < NOW + FURTHEST}
    assert elsewhere == set()
