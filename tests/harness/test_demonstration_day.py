"""One story, one date: every process of the demonstration agrees, and every page says the same."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask

from app.kernel import clock, demonstration
from app.kernel.demonstration import FIRST_DAY
from app.organisation import queries as organisation
from app.rollout.queries import readiness_board
from app.rollout.rules.readiness import Light
from config import ROOT
from demo import people
from devstack.database import without_addresses
from harness.stage import databases
from harness.stage.databases import Database

pytestmark = pytest.mark.slow

OPEN, COMING = 139, 277
TODAY = "from app.kernel import clock; import run; print(clock.today())"


@pytest.fixture
def shown(demo: Database) -> Iterator[Flask]:
    """The application on the first day of the story."""
    with databases.disposed(databases.app_on(demo, DEMO_TODAY=FIRST_DAY.isoformat())) as app:
        yield app


def day_of_a_process(demo: Database, **settings: str) -> date:
    """The business day that a newly started process of the system shows."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    environment = without_addresses(inherited) | {"DATABASE_URL": demo.url()} | settings
    said = subprocess.run(
        [sys.executable, "-c", TODAY],
        cwd=ROOT, env=environment, capture_output=True, check=True, text=True,
    )  # fmt: skip
    return date.fromisoformat(said.stdout.strip())


def shown_districts(demo: Database) -> list[tuple[str]]:
    """The names of the districts without the kind."""
    with demo.connect() as connection:
        return connection.execute(
            "select regexp_replace(name, '^(huyện|thị xã) ', '') from unit where kind = 'district'"
        ).fetchall()


def made(demo: Database, days_ago: int) -> None:
    """Let the demonstration have been made some days ago."""
    day = clock.local(clock.real_now()).date() - timedelta(days=days_ago)
    with demo.connect() as connection:
        connection.execute("update demonstration set made_on = %s", [day])


def test_a_process_started_the_next_day_shows_the_next_day(demo: Database) -> None:
    made(demo, 0)
    assert day_of_a_process(demo) == FIRST_DAY == date(2016, 12, 5)
    made(demo, 1)
    assert day_of_a_process(demo) == date(2016, 12, 6)
    assert day_of_a_process(demo, DEMO_TODAY="2016-11-21") == date(2016, 11, 21)
    made(demo, 0)


def test_production_keeps_the_real_day_whatever_its_database_holds(demo: Database) -> None:
    with databases.disposed(databases.app_on(demo)) as app:
        app.config["ENVIRONMENT"] = "production"
        demonstration.set_clock(app)
        assert not clock.is_shifted()
        app.config["ENVIRONMENT"] = "development"
        demonstration.set_clock(app)
        assert clock.is_shifted()


def test_sessions_and_logs_stay_on_the_real_day(demo: Database) -> None:
    with databases.disposed(databases.app_on(demo)) as app:
        demonstration.set_clock(app)
    assert clock.real_now() - clock.now() > timedelta(days=365)


def test_home_board_openings_and_sql_say_the_same(demo: Database, shown: Flask) -> None:
    with demo.connect() as connection:
        counted = connection.execute(
            "select count(distinct unit_id) filter (where lower(during) <= %(day)s),"
            " count(distinct unit_id) filter (where lower(during) > %(day)s),"
            " (select count(*) from unit where kind = 'district') from opening",
            {"day": FIRST_DAY},
        ).fetchall()
    assert counted == [(OPEN, COMING, 18)]
    with databases.disposed(databases.filler_of(demo)) as filler, filler.app_context():
        assert organisation.opening_days(FIRST_DAY) == [
            (FIRST_DAY, OPEN),
            (date(2016, 12, 15), COMING),
        ]
        board = readiness_board.everywhere(FIRST_DAY)
        assert sum(each.is_open(FIRST_DAY) for each in board.standings) == OPEN
        assert readiness_board.lights(board.of_phase(1))[Light.READY] == OPEN
        coming = readiness_board.lights(board.of_phase(2))
        assert sum(coming.values()) == COMING
        assert min(coming.values()) > 0
    clock.pretend_today_is(FIRST_DAY)
    home = shown.test_client().get("/").text
    assert f"{OPEN} xã" in home
    assert f"{COMING} đơn vị" in home
    assert "15/12/2016" in home
    districts = {row[0] for row in shown_districts(demo)}
    assert len(districts) == 18
    assert {name for name in districts if name not in home} == set()


def test_pages_and_prints_say_the_day_in_one_line(shown: Flask) -> None:
    clock.pretend_today_is(FIRST_DAY)
    line = "Bản trình diễn · ngày nghiệp vụ 05/12/2016"
    client = shown.test_client()
    assert client.get("/").text.count(line) == 1
    assert client.get("/login/").text.count(line) == 1
    clock.pretend_today_is(None)
    assert "Bản trình diễn" not in client.get("/").text


def test_there_are_two_administrators_of_the_city(demo: Database) -> None:
    with demo.connect() as connection:
        (found,) = connection.execute(
            "select array_agg(distinct w.username order by w.username) from posting p"
            " join staff s on s.id = p.staff_id join ab_user w on w.id = s.user_id"
            " where p.role = 'city_admin'"
        ).fetchall()
    assert found == (["quantri", people.SECOND_ADMIN.word],)
