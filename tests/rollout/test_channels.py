"""Channels of dossiers: by commune and month, without rehearsals, in few statements."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.roles import Role
from app.dossiers.models.dossier import Channel
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import db
from app.organisation.models import Unit
from app.reports.operations import processing_statistics as counting
from app.reports.queries.channels import came
from app.rollout.queries.channels import together
from harness.stage.factories import ADossier, a_commune
from harness.stage.factories.workbooks import rows_of
from tests.accounts.conftest import statements
from tests.rollout.office import OUTREACH, Desk

pytestmark = pytest.mark.usefixtures("database")

PAGE = "/can-bo/kenh-nop/"


def a_dossier(commune: Unit, channel: Channel, *, is_rehearsal: bool = False) -> None:
    dossier = ADossier(State.SUBMITTED, commune)
    dossier.channel, dossier.is_rehearsal = channel, is_rehearsal
    db.session.flush()
    counting.count_changes()


def lines(app: Flask, role: Role) -> list[list[str]]:
    return rows_of(Desk(app, role).client.get(f"{PAGE}tai-ve.xlsx"))


def test_a_leader_sees_how_many_came_by_which_way(app: Flask) -> None:
    here = a_commune()
    for channel in (Channel.SELF, Channel.SELF, Channel.ASSISTED, Channel.FROM_PAPER):
        a_dossier(here, channel)
    a_dossier(a_commune(district="017"), Channel.ON_BEHALF)
    (line,) = lines(app, Role.DISTRICT_LEADER)
    assert line == [here.name, f"{clock.today():%m/%Y}", "2", "1", "0", "1", "4"]
    assert "50,0 %" in Desk(app, Role.DISTRICT_LEADER).see(PAGE)


def test_rehearsals_are_never_counted(app: Flask) -> None:
    a_dossier(a_commune(), Channel.ASSISTED, is_rehearsal=True)
    assert lines(app, Role.DISTRICT_LEADER) == []
    leader = Desk(app, Role.COMMUNE_LEADER)
    assert "6 tháng gần đây chưa có hồ sơ" in leader.see(f"{OUTREACH}{a_commune().code}")
    a_dossier(a_commune(), Channel.ASSISTED)
    assert "6 tháng gần đây chưa có hồ sơ" not in leader.see(f"{OUTREACH}{a_commune().code}")


def test_the_city_sees_districts_and_the_communes_of_one(app: Flask) -> None:
    here = a_commune()
    a_dossier(here, Channel.SELF)
    a_dossier(a_commune(1), Channel.ASSISTED)
    (line,) = lines(app, Role.CITY_JUSTICE)
    assert here.district is not None
    assert line[0] == here.district.name
    assert line[2:] == ["1", "1", "0", "0", "2"]
    page = Desk(app, Role.CITY_JUSTICE).see(f"{PAGE}?huyen={here.district.code}")
    assert here.name[1:] in page


def test_all_lines_together_are_all_dossiers(app: Flask) -> None:
    a_dossier(a_commune(), Channel.SELF)
    a_dossier(a_commune(1), Channel.SELF)
    actor = Desk(app, Role.CITY_JUSTICE).officer.actor
    month = clock.today().replace(day=1)
    found = came(actor, month, clock.today())
    assert together(found).whole == 2
    assert together([]).online is None


def test_the_page_asks_little(app: Flask) -> None:
    a_dossier(a_commune(), Channel.SELF)
    city = Desk(app, Role.CITY_JUSTICE)
    city.see(PAGE)
    with statements(app) as sent:
        city.see(PAGE)
    assert len(sent) <= 8, sent
