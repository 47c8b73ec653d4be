"""Officers, and their sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts import queries
from app.accounts.models.sessions import Level, Session
from app.accounts.models.staff import AppUser, Credential, Posting, Staff
from app.accounts.operations import accounts
from app.accounts.operations import staff as accounts_staff
from app.accounts.roles import ROLES, Role
from app.dossiers import rules as dossiers
from app.dossiers.models.dossier import Dossier
from app.dossiers.rules import StepActor
from app.handoffs import rules as handoffs
from app.handoffs.models import Leg
from app.handoffs.rules import LegActor
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db, transaction
from app.kernel.security.tokens import new_token, token_hash
from app.organisation.models import Unit, UnitKind
from app.rollout.models.account_rounds import Waiver
from harness.stage.factories import row_cache
from harness.stage.factories.places import a_commune, agency

PASSWORD = "mot-cua-hai-cua-ba-cua"
CHEAP_HASH = "$2a$04$motcuahaicuabacuaaaaaOTfZtdXKTnFNVGkbHO6.Q2KzCieLkYu."
"""Of its digest, by four rounds of bcrypt: ten of them take 0.06 s at every sign-in."""
LONG_AGO = date(2016, 1, 1)

_names = count(1)


@dataclass(frozen=True)
class Officer:
    """A member of staff with a posting."""

    staff: Staff
    posting: Posting

    @property
    def user(self) -> AppUser:
        """The account; only of officers made with one."""
        assert self.staff.user is not None
        return self.staff.user

    @property
    def actor(self) -> Actor:
        """What this person may see today."""
        return queries.actor_of(self.staff.id, clock.today())

    def at(self, dossier: Dossier) -> StepActor:
        """This user's capacities on a dossier."""
        return dossiers.officer(self.actor, dossier.commune_id)

    def on(self, leg: Leg, *, labour_posted: bool = True) -> LegActor:
        """This user's capacities on a leg."""
        return handoffs.acting_on(self.actor, leg, labour_posted=labour_posted)


def seat_of(role: Role, near: Unit | None = None) -> Unit:
    """A unit in which the role exists: the commune itself, or an agency of its district."""
    kinds = ROLES[role].sits_in
    if "commune" in kinds:
        return near or a_commune()
    order = ("police", "insurance", "district", "department", "city", "justice")
    return agency(UnitKind(next(kind for kind in order if kind in kinds)), near)


def AnOfficer(  # noqa: N802  # a noun of the tests
    role: Role = Role.COMMUNE_RECEPTION,
    unit: Unit | None = None,
    *,
    name: str | None = None,
    title: str | None = None,
    account: bool = True,
) -> Officer:
    """A member of staff in a role, with an account and a chosen password by default."""
    where = unit or seat_of(role)

    def appoint() -> tuple[Staff, Posting]:
        staff = accounts_staff.create_staff(name or f"Cán Bộ {_letters(next(_names))}", where)
        posting = accounts_staff.grant_posting(
            staff, where, role, title=title or _TITLES.get(role, "Công chức"), since=LONG_AGO
        )
        if account:
            accounts.open_account(staff)
            assert staff.user is not None
            choose_password(staff.user)
        return staff, posting

    with transaction():
        staff, posting = row_cache.again(appoint, AnOfficer, role, where.id, name, title, account)
        db.session.flush()
    return Officer(staff, posting)


def waiver_of(staff: Staff, unit: Unit, role: Role) -> Waiver:
    """A waiver for the role, independent of lists, classes and phases."""
    return Waiver(
        id=uuid4(),
        staff=staff,
        unit=unit,
        role=role,
        reason="Người đầu tiên của đơn vị",
        at=clock.real_now(),
    )


def cleared(staff: Staff, unit: Unit, role: Role) -> Staff:
    """Staff whom a page may give the role there."""
    with transaction():
        db.session.add(waiver_of(staff, unit, role))
    return staff


def somebody(role: Role, near: Unit) -> Officer:
    """The holder of the role near the commune; a new one without account if there is none."""
    where = seat_of(role, near)
    query = select(Posting).where(
        Posting.unit_id == where.id, Posting.role == role, Posting.stands_for_id.is_(None)
    )
    found = db.session.scalars(query.order_by(Posting.id).limit(1)).first()
    return Officer(found.staff, found) if found else AnOfficer(role, where, account=False)


def signed_in(client: FlaskClient, officer: Officer) -> FlaskClient:
    """The same browser, signed in by the form."""
    with row_cache.beside():
        page = client.get("/can-bo/dang-nhap").get_data(as_text=True)
        token = page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
        answer = client.post(
            "/can-bo/dang-nhap",
            data={"csrf_token": token, "username": officer.user.username, "password": PASSWORD},
        )
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return client


def browser_of(app: Flask, officer: Officer) -> FlaskClient:
    """A browser with an open session, without the slow comparison of passwords."""
    token = new_token()
    with row_cache.beside(), transaction():
        open_session(officer.user, token)
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
        session["_fresh"] = True
    return client


def choose_password(user: AppUser) -> None:
    """Let the owner of a new account have chosen the password of the tests."""
    db.session.flush()
    db.session.merge(Credential(user_id=user.id, password_hash=CHEAP_HASH))


def open_session(
    user: AppUser, token: str, *, level: Level = Level.FULL, began: datetime | None = None
) -> Session:
    """A session of an account, now by default; only tests write one."""
    since = began or clock.real_now()
    session = Session(
        token_hash=token_hash(token),
        user_id=user.id,
        created=since,
        seen=since,
        level=level,
        device="",
        address="",
    )
    db.session.add(session)
    db.session.flush()
    return session


_TITLES = {Role.COMMUNE_LEADER: "Chủ tịch"}


def _letters(number: int) -> str:
    """A name without digits: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
