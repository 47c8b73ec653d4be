"""Staff of two communes, and browsers signed in as them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder import Model
from sqlalchemy import event, select

from app.accounts.models.staff import AppUser, Posting, Staff
from app.accounts.operations import accounts
from app.accounts.operations import staff as accounts_staff
from app.accounts.roles import Role
from app.kernel.db import db
from app.kernel.security.tokens import new_token
from app.organisation.models import Unit, UnitKind
from harness.stage.databases import Database
from harness.stage.factories import people

PASSWORD = people.PASSWORD
LONG_AGO = date(2016, 1, 1)


@dataclass(frozen=True)
class Person:
    """A member of staff with an account, and the credentials."""

    staff: Staff
    user: AppUser
    posting: Posting

    @property
    def username(self) -> str:
        return self.user.username


Make = Callable[..., Person]
Open = Callable[[Person], FlaskClient]


@dataclass
class Places:
    """Two communes of one district and one of another, with their agencies."""

    here: Unit
    next_door: Unit
    far_away: Unit
    district: Unit
    police: Unit
    department: Unit
    more: dict[str, Any] = field(default_factory=dict)


def unit(kind: UnitKind, district: Unit | None = None, n: int = 0) -> Unit:
    query = select(Unit).where(Unit.kind == kind).order_by(Unit.id).offset(n).limit(1)
    if district is not None:
        query = query.where(Unit.district_id == district.id)
    return db.session.scalars(query).one()


@pytest.fixture
def places(database: Database) -> Places:
    district, other = unit(UnitKind.DISTRICT), unit(UnitKind.DISTRICT, n=1)
    return Places(
        here=unit(UnitKind.COMMUNE, district),
        next_door=unit(UnitKind.COMMUNE, district, 1),
        far_away=unit(UnitKind.COMMUNE, other),
        district=district,
        police=unit(UnitKind.POLICE, district),
        department=unit(UnitKind.DEPARTMENT),
    )


@pytest.fixture
def person(places: Places) -> Callable[..., Person]:
    """``person(Role.COMMUNE_LEADER)``: a user with an account and a chosen password."""

    def make(
        role: Role = Role.COMMUNE_RECEPTION,
        unit: Unit | None = None,
        name: str = "Nguyễn Thị Hoa",
        since: date = LONG_AGO,
        until: date | None = None,
    ) -> Person:
        where = unit or places.here
        staff = accounts_staff.create_staff(name, where)
        posting = accounts_staff.grant_posting(
            staff, where, role, title="Công chức", since=since, until=until
        )
        accounts.open_account(staff)
        db.session.flush()
        assert staff.user is not None
        return Person(staff, staff.user, posting)

    return make


@pytest.fixture
def knows_password() -> Callable[[Person], Person]:
    """Set the password of these tests."""

    def settle(person: Person) -> Person:
        people.choose_password(person.user)
        db.session.flush()
        return person

    return settle


@pytest.fixture
def browser(app: Flask) -> Callable[[Person], FlaskClient]:
    """A browser with an open session, without the slow sign-in."""

    def open_for(person: Person) -> FlaskClient:
        token = new_token()
        people.open_session(person.user, token)
        db.session.flush()
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True
        return client

    return open_for


def csrf(client: FlaskClient, page: str) -> str:
    """The CSRF token of the page's forms."""
    text = client.get(page).get_data(as_text=True)
    mark = 'name="csrf_token" type="hidden" value="'
    if mark not in text:
        mark = 'name="csrf_token" value="'
    return text.split(mark, 1)[1].split('"', 1)[0]


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The statements sent inside the block, without scope and transaction control.

    Reference data do not count: a process keeps them, though not in a test that has written.
    Nor does the database's clock, which a process asks for now and then, whatever page it is.
    """
    sent: list[str] = []
    engine = db.engine
    tables = "|".join(
        mapper.local_table.name
        for mapper in Model.registry.mappers
        if vars(mapper.class_).get("__is_reference_data__")
    )
    kept = re.compile(rf"FROM ({tables})\b(?! JOIN)")

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if (
            "set_config" not in statement
            and not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))
            and statement != "SELECT clock_timestamp() AS clock_timestamp_1"
            and not kept.search(statement)
        ):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
