"""Acts as the pages do them: through the generated views and the operations behind the forms.

Row-level security is off where these acts walk, so that nothing but the application refuses. What a
role may not open it does not try: each act names its permission.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Flask, g
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from app.accounts import queries
from app.accounts.models.staff import AppUser, Posting, Staff
from app.accounts.operations import account_links, posting_changes, two_factor
from app.accounts.operations import staff as accounts_staff
from app.accounts.roles import ROLES, Permission, Role
from app.accounts.views.people import STAFF, UNITS
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db, transaction
from app.kernel.errors import DomainError
from app.organisation.models import Unit
from app.rollout.models.account_rounds import Waiver
from app.rollout.models.staff_lists import ListLine, StaffList
from app.rollout.operations import account_rounds, staff_lists
from app.training.models.classes import Attendance, TrainingClass
from app.training.operations import check_in, class_results, enrolment
from harness.trust_walks.statements import Hand
from harness.trust_walks.world import Walker

PERIODS = (Range(date(2016, 1, 1), None), Range(date(2016, 11, 1), date(2030, 1, 1)))


class Impossible(Exception):
    """The page offers no such choice."""


@dataclass(frozen=True)
class Desk:
    """Somebody at a page: who acts, what they may choose, the views, and what is done there."""

    app: Any
    actor: Actor
    hand: Hand

    def view(self, name: str) -> Any:
        return next(each for each in self.app.appbuilder.baseviews if type(each).__name__ == name)

    def unit(self) -> Unit:
        return _there(UNITS.find(self.actor, str(self.hand.one("unit"))))

    def person(self) -> Staff:
        return _there(STAFF.find(self.actor, str(self.hand.somebody())))

    def seat(self) -> tuple[Staff, Unit, Role]:
        """Person, unit and role that the form takes."""
        staff, unit, role = self.hand.seat()
        found = STAFF.find(self.actor, str(staff)), UNITS.find(self.actor, str(unit))
        return _there(found[0]), _there(found[1]), Role(role)

    def row(self, view: str, kind: str) -> Any:
        """A row within the scope of the view."""
        page = self.view(view)
        return _there(page.datamodel.get(self.hand.one(kind), page._base_filters))

    def managed(self, view: str, kind: str) -> Any:
        """A row on which the view would run an action."""
        found = self.row(view, kind)
        self.view(view).rows.must_manage(found)
        return found

    def posting(self) -> Posting:
        return queries.posting_managed_by(self.actor, UUID(self.hand.one("posting")))

    def add(self, view: str, item: Any) -> None:
        """Save a filled form."""
        self.view(view).pre_add(item)
        self.view(view).insert(item)

    def save(self, view: str, item: Any) -> None:
        """Save a changed form."""
        self.view(view).pre_update(item)
        self.view(view).update(item)

    def post(self) -> None:
        staff, unit, role = self.seat()
        during = self.hand.chance.choice(PERIODS)
        item = Posting(staff=staff, unit=unit, role=role, title="x", during=during)
        self.add("PostingView", item)
        self.hand.note("posting", str(item.id))

    def prolong(self) -> None:
        item = self.managed("PostingView", "posting")
        item.during = self.hand.chance.choice(PERIODS)
        self.save("PostingView", item)

    def end(self) -> None:
        item = self.managed("PostingView", "posting")
        accounts_staff.end_posting(item, last_day=clock.today())
        self.view("PostingView").datamodel.edit(item)

    def transfer(self) -> None:
        item, role, since = self.posting(), Role(self.hand.role()), clock.today()
        posting_changes.transfer(item, self.unit(), role, title="x", since=since, by=self.actor)

    def suspend(self) -> None:
        item, today = self.posting(), clock.today()
        until = today + timedelta(days=self.hand.chance.randrange(3))
        posting_changes.suspend(item, since=today, until=until, reason="x", by=self.actor)

    def reopen(self) -> None:
        posting_changes.reopen(self.managed("PostingView", "posting"), by=self.actor)

    def appoint_deputy(self) -> None:
        leader, today = self.row("PostingView", "posting"), clock.today()
        during = Range(today, today + timedelta(days=9))
        item = Posting(staff=self.person(), stands_for=leader, because="x", during=during)
        self.add("DeputyView", item)

    def waive(self) -> None:
        staff, unit, role = self.seat()
        self.add("WaiverView", Waiver(staff=staff, unit=unit, role=role, reason="x"))

    def hire(self) -> None:
        item = Staff(full_name="Người Bịa", unit=self.unit(), phone="0987654321")
        self.add("StaffView", item)
        self.hand.note("staff", str(item.id))

    def change_person(self) -> None:
        item = self.managed("StaffView", "staff")
        item.phone = "0987654321"
        self.save("StaffView", item)

    def open_account(self) -> None:
        account_links.start_activation(self.managed("StaffView", "staff"), by=self.actor)

    def reset_password(self) -> None:
        account_links.start_reset(self.managed("StaffView", "staff"), by=self.actor)

    def reset_code(self) -> None:
        two_factor.reset_codes(self.managed("StaffView", "staff"), by=self.actor, reason="x")

    def print_slip(self) -> str:
        slip = self.managed("SealedSlipView", "slip")
        return account_links.print_slip(slip, by=self.actor, day=clock.today()).token

    def open_round(self) -> None:
        district, phase = self.unit(), 1
        ready = [group.ready for group in account_rounds.preview(district, phase, by=self.actor)]
        lines = [each.candidate.line_id for group in ready for each in group]
        account_rounds.open_round(district, phase, lines, by=self.actor)

    def begin_list(self) -> None:
        made = staff_lists.open_list(self.unit(), self.hand.chance.choice((1, 2)), by=self.actor)
        self.hand.note("list", made.id)

    def write_line(self) -> None:
        person = self.person()
        item = ListLine(
            staff_list=self.row("StaffListView", "list"),
            full_name=person.full_name,
            unit=self.unit(),
            role=Role(self.hand.role()),
            title="x",
            phone=person.phone or "0987654321",
            id_number=person.id_number or "001180009999",
        )
        self.add("ListLineView", item)

    def change_line(self) -> None:
        item = self.managed("ListLineView", "line")
        item.role = Role(self.hand.role())
        self.save("ListLineView", item)

    def move_list(self) -> None:
        found: StaffList = self.row("StaffListView", "list")
        step = self.hand.chance.choice((staff_lists.submit, staff_lists.take_back))
        step(found, by=self.actor, version=found.version)

    def approve(self) -> None:
        found: StaffList = self.row("StaffListView", "list")
        staff_lists.approve(found, by=self.actor, version=found.version)

    def nominate(self) -> None:
        held = db.session.get(TrainingClass, self.hand.one("class"))
        if held is not None:
            enrolment.nominate(held, [self.person().id], by=self.actor)

    def record(self) -> None:
        item: Attendance = self.managed("AttendanceView", "attendance")
        held = item.training_class
        if self.hand.chance.random() < 0.5 and held.sessions:
            check_in.check_in(item, held.sessions[0], by=self.actor)
        else:
            class_results.settle(held, by=self.actor)


def _there(found: Any) -> Any:
    if found is None:
        raise Impossible
    return found


Act = Callable[[Desk], str | None]
ACTS: tuple[tuple[str, str, Act], ...] = (
    ("add", "Posting", Desk.post),
    ("add", "Posting", Desk.post),
    ("edit", "Posting", Desk.prolong),
    ("edit", "Posting", Desk.prolong),
    ("end", "Posting", Desk.end),
    ("transfer", "Posting", Desk.transfer),
    ("suspend", "Posting", Desk.suspend),
    ("suspend", "Posting", Desk.reopen),
    ("add", "Deputy", Desk.appoint_deputy),
    ("add", "Waiver", Desk.waive),
    ("add", "Staff", Desk.hire),
    ("edit", "Staff", Desk.change_person),
    ("open_account", "Staff", Desk.open_account),
    ("start_reset", "Staff", Desk.reset_password),
    ("reset_code", "Staff", Desk.reset_code),
    ("print", "SealedSlip", Desk.print_slip),
    ("add", "AccountRound", Desk.open_round),
    ("add", "StaffList", Desk.begin_list),
    ("add", "ListLine", Desk.write_line),
    ("edit", "ListLine", Desk.change_line),
    ("submit", "StaffList", Desk.move_list),
    ("decide", "StaffList", Desk.approve),
    ("add", "Attendance", Desk.nominate),
    ("check_in", "Attendance", Desk.record),
)
"""Verb and noun of the permission, and the act."""
REFUSALS = (Impossible, DomainError, HTTPException, SQLAlchemyError, ValueError)


def do(app: Flask, walker: Walker, hand: Hand, n: int) -> str:
    """One act in a request of this person, with the postings of this moment; what came of it.

    Who lacks the permission does another act instead.
    """
    act = ACTS[n][2]
    try:
        with app.app_context(), app.test_request_context("/can-bo/"):
            account = db.session.get(AppUser, walker.user)
            actor = queries.actor_of(UUID(walker.staff), clock.today())
            if account is not None:
                account.actor = actor
            g._login_user = account
            allowed = {each for seat in actor.postings for each in ROLES[Role(seat.role)].may}
            open_to = [
                act for verb, noun, act in ACTS if Permission(f"can_{verb}", noun) in allowed
            ]
            if open_to and act not in open_to:
                act = open_to[n % len(open_to)]
            with transaction():
                told = act(Desk(app, actor, hand)) if open_to else _there(None)
    except REFUSALS as no:
        return f"{act.__name__}: {type(no).__name__}"
    return f"{act.__name__}: done {told or ''}"
