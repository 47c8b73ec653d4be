"""The officers of a city, with accounts, and families with all their answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from io import BytesIO
from random import Random
from typing import Any

from PIL import Image
from sqlalchemy import select

from app.accounts.models.staff import AppUser, Posting
from app.accounts.operations import accounts
from app.accounts.operations import staff as accounts_staff
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db, transaction
from app.organisation import queries as organisation
from app.organisation.models import Unit, UnitKind
from app.procedures import queries as procedures
from app.procedures.rules.procedure_finder import LINKED_A
from app.rollout.rules.plan import PHASES
from demo import people
from harness.bench.city import IN_A_COMMUNE
from harness.bench.families import family
from harness.stage.factories import answers_for, inputs

COMMUNES = 40
"""So many communes receive what is sent."""
PHOTO, PHOTOS = (1600, 1200), 8
"""The pixels of a photo of a paper by telephone, and how many there are."""


@dataclass(frozen=True)
class Account:
    """An officer who can sign in."""

    username: str
    role: Role
    commune: int


@dataclass(frozen=True)
class Family:
    """A form filled in page by page, and the commune that it is for."""

    n: int
    commune: int
    code: str
    """Of the commune."""
    pages: Mapping[str, Mapping[str, Any]]
    """The inputs of each section."""


def employ(many: int) -> list[Account]:
    """So many officers over all communes and their roles, all with the demonstration's password."""
    communes = list(db.session.scalars(organisation.select_units(UnitKind.COMMUNE)))
    taken = {str(name).lower() for name in db.session.scalars(select(AppUser.username))}
    found, during = [], accounts_staff.period(PHASES[1].accounts_from)
    with transaction():
        for n in range(many):
            turn, place = divmod(n, len(communes))
            unit, role = communes[place], IN_A_COMMUNE[(turn + 1) % len(IN_A_COMMUNE)]
            staff = accounts_staff.create_staff(people.invented(n).full_name, unit)
            db.session.add(
                Posting(staff=staff, unit=unit, role=role, title="Công chức", during=during)
            )
            found.append((staff, role, unit.id))
        accounts.open_accounts((staff for staff, _role, _unit in found), taken)
        users = [accounts.account_of(staff) for staff, _role, _unit in found]
        accounts.set_passwords(users, people.PASSWORD)
        return [
            Account(str(accounts.account_of(staff).username), role, unit)
            for staff, role, unit in found
        ]


def receiving() -> list[Unit]:
    """The communes to which families send: those that take the linked procedure today."""
    open_ones = (
        unit
        for unit in db.session.scalars(organisation.select_units(UnitKind.COMMUNE))
        if organisation.opening(unit.id, LINKED_A, clock.today())
    )
    return [unit for unit, _n in zip(open_ones, range(COMMUNES), strict=False)]


def families(communes: list[Unit], many: int) -> Iterator[Family]:
    """Families so different that none is taken for another, one commune after the other."""
    form, rng = procedures.form(procedures.published(LINKED_A)), Random(1)  # invented
    for n in range(many):
        unit, invented = communes[n % len(communes)], family(rng, n)
        born = clock.today() - timedelta(days=rng.randint(2, 50))
        answers = answers_for(
            form,
            unit,
            applicant_name=invented["mother"],
            applicant_born=f"{rng.randint(1976, 1995)}-03-{rng.randint(10, 28)}",
            applicant_phone=invented["phone"],
            applicant_id=f"{10_000_000 + n:09d}",
            child_name=invented["child"],
            child_born=born.isoformat(),
            birth_proof_date=(born + timedelta(days=1)).isoformat(),
            father_name=invented["father"],
        )
        pages = {s.key: inputs(form, s.key, answers) for s in form.pages(answers)}
        yield Family(n, unit.id, unit.code, pages)


@cache
def photos() -> list[bytes]:
    """JPEGs of some hundred kilobytes."""
    found = []
    for n in range(PHOTOS):
        written = BytesIO()
        Image.effect_noise((400, 300), 40 + n).resize(PHOTO).save(written, "JPEG")
        found.append(written.getvalue())
    return found
