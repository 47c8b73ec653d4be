"""Due soon, late, slow at intake: what each user sees of it and can do about it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from importlib import import_module

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import apologies, digest
from app.dossiers.queries import queue_counts, queues
from app.dossiers.queries.queues import Queue
from app.dossiers.rules.lateness import Horizon, intake_due
from app.dossiers.workflow import Action, State
from app.kernel import clock
from app.kernel.db import db
from app.kernel.deadlines.calendar import Calendar
from app.notifications import queries as notifications
from app.notifications.models.outbox import Message
from app.notifications.vocabulary import MessageKind
from app.organisation import queries as organisation
from harness.stage.factories import ADossier, AnOfficer, Officer, browser_of
from harness.stage.factories import dossiers as walk
from tests.handoffs.conftest import Desk
from tests.refusals import expect_refusal

FRIDAY = date(2016, 11, 18)


def late(dossier: Dossier, working_days: int = 4) -> Dossier:
    """The limit ended this many working days ago."""
    calendar, day = organisation.calendar(), clock.today()
    for _n in range(working_days):
        day -= timedelta(days=1)
        while not calendar.is_working_day(day):
            day -= timedelta(days=1)
    dossier.due_at = dossier.promised_at = calendar.closes_at(day)
    db.session.flush()
    return dossier


def counts(officer: Officer) -> dict[Queue, int]:
    actor = officer.actor
    found = queue_counts.queue_counts(actor, queues.queues_of(actor))
    return {queue: n for queue, n in found.items() if n}


# ---- the horizon --------------------------------------------------------------------------------


def test_soon_and_long_over_are_counted_in_working_days() -> None:
    horizon = Horizon.of(clock.at(FRIDAY, 10), Calendar())
    assert horizon.tomorrow == clock.at(date(2016, 11, 19))
    assert horizon.soon_ends == clock.at(date(2016, 11, 23))  # Tuesday is the second day after
    assert horizon.long_since == clock.at(date(2016, 11, 16))  # Thursday and Friday have passed


@pytest.mark.parametrize(
    ("sent", "until"),
    [
        (clock.at(FRIDAY, 10, 20), clock.at(date(2016, 11, 21), 10, 20)),
        (clock.at(FRIDAY, 20), clock.at(date(2016, 11, 21), 17)),
    ],
)
def test_intake_has_eight_working_hours(sent: datetime, until: datetime) -> None:
    assert intake_due(sent, Calendar()) == until


# ---- queues -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("database")
def test_slow_intake_stands_in_its_own_queue_and_is_not_late(app: Flask) -> None:
    dossier = ADossier()
    reception = AnOfficer(unit=dossier.commune)
    assert dossier.intake_due_at is not None
    assert dossier.intake_due_at > clock.now()
    dossier.intake_due_at = clock.now() - timedelta(hours=3)
    db.session.flush()
    found = counts(reception)
    assert (found[Queue.LATE_INTAKE], found.get(Queue.LATE)) == (1, None)
    page = Desk(browser_of(app, reception), reception).see("/can-bo/mot-cua/?hang=late_intake")
    assert "Chậm nhận: hạn" in page


@pytest.mark.usefixtures("database")
def test_what_ends_today_and_soon_is_seen_before_it_is_late() -> None:
    dossier = ADossier(State.ACCEPTED)
    officer = AnOfficer(Role.COMMUNE_JUSTICE, dossier.commune)
    morning = clock.at(FRIDAY, 8)
    with clock.frozen(morning):
        for due, queue in (
            (clock.at(FRIDAY, 17), Queue.DUE_TODAY),
            (clock.at(date(2016, 11, 22), 17), Queue.DUE_SOON),
            (clock.at(date(2016, 11, 23), 17), None),
            (clock.at(date(2016, 11, 17), 17), Queue.LATE),
        ):
            dossier.due_at = due
            db.session.flush()
            found = counts(officer).keys() & {Queue.DUE_TODAY, Queue.DUE_SOON, Queue.LATE}
            assert found == ({queue} if queue else set())


@pytest.mark.usefixtures("database")
def test_a_reader_of_the_whole_city_is_told_of_many_as_more_than(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _n in range(4):
        late(ADossier(State.PREPARED))
    ADossier(State.RETURNED)
    officer = AnOfficer(Role.CITY_JUSTICE)
    assert counts(officer) == {Queue.LATE: 4, Queue.ALL: 4}
    counting = import_module("app.dossiers.queries.queue_counts")  # its function has its name
    monkeypatch.setattr(counting, "COUNT_UP_TO", 2)
    monkeypatch.setattr(queue_counts, "COUNT_UP_TO", 2)
    counting._counting_so_far.cache_clear()
    try:
        assert counts(officer) == {Queue.LATE: 3, Queue.ALL: 3}
        page = browser_of(app, officer).get("/can-bo/mot-cua/").get_data(as_text=True)
    finally:
        counting._counting_so_far.cache_clear()
    assert ">2+</span>" in page
    assert ">3</span>" not in page


# ---- the apology --------------------------------------------------------------------------------


@pytest.mark.usefixtures("database")
def test_the_head_apologises_once_and_the_legal_limit_stays() -> None:
    dossier = late(ADossier(State.PREPARED))
    due, old = dossier.due_at, dossier.promised_at
    by = AnOfficer(Role.COMMUNE_LEADER, dossier.commune, account=False).at(dossier)
    calendar = organisation.calendar()
    sunday = clock.today() + timedelta(days=6 - clock.today().weekday())
    for wrong in (None, clock.today(), sunday, clock.today() + timedelta(days=90)):
        with expect_refusal("Choose a working day after"):
            apologies.apologise(dossier, new_day=wrong, reason="Chậm xác minh", by=by)
    day = calendar.next_working_day(clock.today() + timedelta(days=20))
    apologies.apologise(dossier, new_day=day, reason="Chậm xác minh", by=by)
    assert (dossier.due_at, dossier.promised_at) == (due, calendar.closes_at(day))
    assert dossier.reappointment is not None
    assert dossier.reappointment.old_at == old
    message = notifications.about(dossier.id)[0]
    assert message.template == MessageKind.LATE
    assert message.facts["due"] == day.isoformat()
    with expect_refusal("cannot go on"):
        apologies.apologise(dossier, new_day=calendar.next_working_day(day), reason="Nữa", by=by)


@pytest.mark.usefixtures("database")
def test_nobody_apologises_while_there_is_time() -> None:
    dossier = ADossier(State.ACCEPTED)
    by = AnOfficer(Role.COMMUNE_LEADER, dossier.commune, account=False).at(dossier)
    day = apologies.first_new_day(dossier, organisation.calendar())
    with expect_refusal("cannot go on"):
        apologies.apologise(dossier, new_day=day, reason="Chậm xác minh", by=by)


# ---- the district -------------------------------------------------------------------------------


@pytest.mark.usefixtures("database")
def test_the_district_urges_what_is_long_late_and_changes_nothing_else(app: Flask) -> None:
    dossier = late(ADossier(State.ACCEPTED), 1)
    district = AnOfficer(Role.DISTRICT_JUSTICE)
    leader = AnOfficer(Role.COMMUNE_LEADER, dossier.commune, account=False)
    assert Queue.ESCALATED not in counts(district)
    late(dossier)
    assert counts(district)[Queue.ESCALATED] == 1
    desk = Desk(browser_of(app, district), district)
    page, step = f"/can-bo/mot-cua/ho-so/{dossier.id}", "Đề nghị xã giải quyết ngay"
    here = f"{page}/buoc/urge"
    assert here in desk.see(page)
    typed = step.replace(" ", "\0 ")  # the one character that PostgreSQL cannot store
    sent = desk.send(here, here, version=str(dossier.row_version), reason=typed)
    assert sent.status_code == 302
    assert step in desk.see(page)
    event = dossier.journal[-1]
    assert (event.action, event.posting_id) == (Action.URGE, district.posting.id)
    assert counts(leader)[Queue.URGED] == 1
    assert desk.status(f"{page}/buoc/apologise") == 403


# ---- the digest ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("database")
def test_leaders_are_told_in_the_morning_of_working_days_without_names() -> None:
    dossier = late(ADossier(State.TO_SIGN))
    roles = ((Role.COMMUNE_LEADER, dossier.commune), (Role.DISTRICT_LEADER, None))
    heads = [AnOfficer(role, unit, account=False) for role, unit in roles]
    for head in heads:
        head.staff.phone = "0912345678"
    monday = organisation.calendar().next_working_day(clock.today())
    with clock.frozen(clock.at(monday, 7, 30)):
        digest.tell()
    told = db.session.scalars(select(Message).where(Message.template.like("office/%"))).all()
    found = {message.subject_id: message.facts for message in told}
    assert set(found) == {head.staff.id for head in heads}
    commune, district = (found[head.staff.id] for head in heads)
    assert (commune["to_sign"], commune["late"]) == (1, 1)
    assert (district["late"], district["communes"]) == (1, 1)
    assert dossier.subject_name not in str(found)
    sunday = clock.today() + timedelta(days=6 - clock.today().weekday())
    with clock.frozen(clock.at(sunday, 7, 30)):
        digest.tell()
    assert len(told) == len(db.session.scalars(select(Message.id).where(
        Message.template.like("office/%"))).all())  # fmt: skip


@pytest.mark.usefixtures("database")
def test_a_supplement_that_came_gives_intake_its_hours_anew() -> None:
    dossier = ADossier(State.SUPPLEMENTING)
    first = dossier.intake_due_at
    with clock.frozen(clock.now() + timedelta(days=9)):
        walk.supplied(dossier)
    assert dossier.intake_due_at is not None
    assert first is not None
    assert dossier.intake_due_at > first
