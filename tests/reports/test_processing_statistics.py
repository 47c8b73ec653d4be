"""Processing statistics, counted from the ledger: on a page and as a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import State
from app.handoffs.queries import packets
from app.handoffs.workflow import LegAction
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit.access_log import AccessEntry, AccessKind
from app.kernel.db import db
from app.kernel.spreadsheets.writer import csv_pieces
from app.organisation.models import Unit
from app.procedures.models.vocabulary import LegKind
from app.procedures.rules.procedure_finder import BIRTH
from app.reports.operations import processing_statistics as counting
from app.reports.queries import processing_statistics
from app.reports.rules import StatisticsLine
from app.reports.views.statistics import PARTS
from app.reports.vocabulary import StatisticsSubject
from harness.stage.factories import ADossier, a_commune
from harness.stage.factories import dossiers as walk
from harness.stage.factories.places import DONG_ANH
from harness.stage.factories.workbooks import rows_of
from tests.accounts.conftest import statements
from tests.handoffs.conftest import Desk, desk, leg_of
from tests.handoffs.test_inquiries import answer, asked, legs_of

__all__ = ["desk"]

pytestmark = pytest.mark.usefixtures("database")
PAGE, FILE = "/can-bo/tinh-hinh-giai-quyet/", "/can-bo/tinh-hinh-giai-quyet/tai-ve.xlsx"
NOVEMBER = (date(2016, 11, 1), date(2016, 11, 30))
CITY = Actor(staff_id=None, city=True)


def on(day: int, hour: int = 9, month: int = 11) -> Any:
    """A moment of 2016; the 21st of November was a Monday."""
    return clock.frozen(clock.at(date(2016, month, day), hour))


def numbers(
    part: StatisticsSubject = StatisticsSubject.WHOLE, commune: Unit | None = None, **when: Any
) -> StatisticsLine:
    """The line of November, of one commune or all, as it reads at a moment."""
    with on(**{"day": 30, **when}):
        counting.count_changes()
        found = processing_statistics.settled(CITY, *NOVEMBER)
    lines = [line for line in found if line.part is part]
    assert {line.month for line in lines} <= {date(2016, 11, 1)}
    return sum(
        (line for line in lines if commune is None or line.unit_id == commune.id),
        StatisticsLine(part, 0, None),
    )


def accepted_on(day: int, commune: Unit | None = None, **more: Any) -> Dossier:
    with on(day):
        dossier = ADossier(commune=commune, **more)
        walk.accepted(dossier)
    return dossier


def test_a_dossier_is_counted_once_wherever_it_stands() -> None:
    with on(21):
        for state in State:
            ADossier(state)
        ADossier(State.READY).is_rehearsal = True
    found = numbers(day=22)
    assert found.received == len(State)
    assert found.received == sum(found.numbers[1:7])
    # ready, returned, refused; not accepted, withdrawn, stopped
    assert (found.in_time, found.late, found.closed) == (3, 0, 3)


def test_a_paused_dossier_is_not_late_however_long_it_waits() -> None:
    dossier = accepted_on(21)
    with on(22):
        walk.asked(dossier)
    waiting = numbers(day=1, month=12)
    assert (waiting.paused, waiting.overdue, waiting.running) == (1, 0, 0)
    with on(25):
        walk.supplied(dossier)
    assert (numbers(day=1, month=12).running, numbers(day=31, month=12).overdue) == (1, 1)


def test_late_is_what_came_after_the_limit_and_stays_so() -> None:
    for day in (22, 25):
        dossier = accepted_on(21, procedure=BIRTH)
        with on(22):
            walk.visited(dossier)
            walk.prepared(dossier)
            walk.proposed(dossier)
        with on(day):
            walk.signed(dossier)
    found = numbers()
    assert (found.in_time, found.late, found.overdue) == (1, 1, 0)
    assert (found.days, found.measured) == (0 + 3, 2)
    assert found.average == 1.5


def test_the_days_of_a_pause_are_not_used() -> None:
    dossier = accepted_on(21)
    with on(22):
        walk.asked(dossier)
    with on(25):
        walk.supplied(dossier)
    with on(29):
        for step in (walk.visited, walk.prepared, walk.proposed, walk.signed, walk.sent):
            step(dossier)
        walk.collected(dossier)
    # 22, 28 and 29 November; 23 to 25 were the citizen's
    assert (numbers().days, numbers().measured) == (3, 1)


def test_each_agency_has_its_own_numbers() -> None:
    with on(21):
        dossier = ADossier(State.AT_AGENCIES)
        police, insurance = (leg_of(dossier, kind) for kind in (LegKind.POLICE, LegKind.INSURANCE))
        walk.move(police, LegAction.RECEIVE, Role.POLICE)
        walk.move(insurance, LegAction.RECEIVE, Role.INSURANCE)
    with on(22):
        walk.move(insurance, LegAction.ASK_COMPLETION, Role.INSURANCE, "Thiếu danh sách")
    with on(24):
        walk.answered(police)
    assert packets.of_dossier(dossier.id)
    found = numbers(StatisticsSubject.POLICE, day=1, month=12)
    assert (found.received, found.in_time, found.days) == (1, 1, 3)
    found = numbers(StatisticsSubject.INSURANCE, day=31, month=12)
    assert (found.received, found.paused, found.overdue) == (1, 1, 0)


def test_a_question_to_another_commune_takes_its_days_from_the_sending() -> None:
    with on(21):
        dossier = asked()
        first, second = legs_of(dossier)
        for leg in (first, second):
            walk.move(leg, LegAction.SEND, Role.COMMUNE_JUSTICE)
    with on(24):
        answer(first)
    found = numbers(StatisticsSubject.COMMUNE)
    assert (found.received, found.in_time, found.overdue) == (2, 1, 1)
    assert (found.days, found.measured) == (3, 1)


# ---- the page -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "near", "far"),
    [
        (Role.COMMUNE_LEADER, True, False),
        (Role.DISTRICT_LEADER, True, False),
        (Role.CITY_JUSTICE, True, True),
    ],
)
def test_leaders_read_their_own_units(
    desk: Callable[..., Desk], role: Role, near: bool, far: bool
) -> None:
    here, there = a_commune(), a_commune(district=DONG_ANH)
    ADossier(State.READY, here)
    ADossier(commune=there)
    counting.count_changes()
    page = desk(role, here).see(PAGE)
    assert here.district is not None
    assert there.district is not None
    names = (here.district.name, there.district.name) if far else (here.name, there.name)
    assert [name in page.split("<table")[1].lower() for name in map(str.lower, names)] == [
        near,
        far,
    ]


@pytest.mark.parametrize("kind", LegKind)
def test_legs_of_every_kind_are_on_the_page_and_in_the_file(
    desk: Callable[..., Desk], kind: LegKind
) -> None:
    leg = legs_of(asked())[0]
    walk.move(leg, LegAction.SEND, Role.COMMUNE_JUSTICE)
    leg.kind = kind
    counting.count_changes()
    reader = desk(Role.DISTRICT_LEADER)
    label = str(PARTS[StatisticsSubject(kind)])
    table = reader.see(PAGE).split(f'id="{kind}"', 1)[1].split("<h2", 1)[0]
    assert label in table
    assert leg.commune.name.lower() in table.lower()
    assert any(label in row for row in rows_of(reader.client.get(FILE)))


def test_whoever_leads_nobody_has_no_such_page(desk: Callable[..., Desk]) -> None:
    assert desk(Role.COMMUNE_RECEPTION).status(PAGE) in {302, 403}


def test_the_city_looks_into_one_district(app: Any, desk: Callable[..., Desk]) -> None:
    here = a_commune()
    assert here.district is not None
    ADossier(commune=here)
    counting.count_changes()
    reader = desk(Role.CITY_JUSTICE)
    with statements(app) as sent:
        page = reader.see(f"{PAGE}?huyen={here.district.code}&tu=2016-01&den=2099-01")
    assert here.name.lower() in page.lower()
    assert len(sent) <= 8
    assert 'type="month"' not in page, "a browser would write it in its own language"
    this = clock.today()
    assert f'value="{this:%Y-%m}" selected>{this:%m/%Y}<' in page


@pytest.mark.parametrize(
    "typed", ["?tu=x&den=y", "?huyen=x", "?tu=2016-13", "?tu=2099-01&den=2016-01", "?tu=2010-01"]
)
def test_an_address_that_says_nothing_shows_what_there_is(
    desk: Callable[..., Desk], typed: str
) -> None:
    assert "Tình hình giải quyết hồ sơ" in desk(Role.CITY_JUSTICE).see(PAGE + typed)


def test_the_file_has_the_numbers_of_the_page_and_is_written_down(
    desk: Callable[..., Desk],
) -> None:
    here = a_commune()
    here.name = "=HYPERLINK(1)"
    ADossier(State.AT_AGENCIES, here)
    counting.count_changes()
    leader = desk(Role.COMMUNE_LEADER, here)
    answer = leader.client.get(FILE)
    rows = rows_of(answer)
    assert len({len(row) for row in rows}) == 1
    assert [row[1:4:2] for row in rows] == [["=HYPERLINK(1)", "1"]] * 3
    exported = select(func.count()).where(
        AccessEntry.action == AccessKind.EXPORT, AccessEntry.staff_id == leader.officer.staff.id
    )
    assert db.session.scalar(exported) == 1


def test_no_cell_of_a_file_is_taken_for_a_formula() -> None:
    file = b"".join(csv_pieces(("a",), [("=1+1", "+84", "-x", "@a", "\tb", "xã", -3, None)]))
    assert file.decode("utf-8-sig") == "a\r\n'=1+1,'+84,'-x,'@a,'\tb,xã,-3,\r\n"
    split_at_semicolons = b"".join(csv_pieces(("a",), [("giấy;=1+1;.jpg", "x;y")]))
    assert split_at_semicolons.decode("utf-8-sig").splitlines()[1] == "giấy;'=1+1;.jpg,x;y"
