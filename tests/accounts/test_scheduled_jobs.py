"""The administrator's page of scheduled jobs: who may see it, and which jobs can be run again."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from app.accounts.operations import job_control
from app.accounts.roles import Role
from app.kernel.actor import NOBODY
from app.kernel.audit.change_log import AuditEntry
from app.kernel.db import db
from app.kernel.jobs import queue
from app.kernel.worker import monitoring
from harness.stage.databases import Database
from tests.accounts.conftest import Make, Open, Places, csrf
from tests.refusals import expect_refusal

PAGE = "/can-bo/viec-dinh-ky/"
JOB = "kernel.check_seals"
SECRET = "0b6f3a52-1111-4222-8333-944444444444"  # the key of a dossier in a job


@pytest.fixture
def admin(places: Places, person: Make, browser: Open) -> FlaskClient:
    """A browser of an administrator of the city."""
    return browser(person(Role.CITY_ADMIN, places.department))


def press(client: FlaskClient, address: str) -> str:
    """Press a button of the page and read what comes."""
    data = {"csrf_token": csrf(client, PAGE)}
    return client.post(f"{PAGE}{address}", data=data, follow_redirects=True).text


def waiting(task: str = JOB) -> list[tuple[Any, ...]]:
    """The jobs of a task in the queue."""
    query = text("SELECT status::text, args FROM procrastinate_jobs WHERE task_name = :task")
    return [tuple(row) for row in db.session.execute(query, {"task": task})]


def a_failed_job(lock: str | None = None) -> int:
    """A job about a dossier that failed for good."""
    query = text(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts,"
        " queueing_lock) VALUES ('work', 'dossiers.compare',"
        " jsonb_build_object('key', cast(:key AS text)), 'failed', 5, :lock) RETURNING id"
    )
    return db.session.scalar(query, {"key": SECRET, "lock": lock})


def test_every_scheduled_job_stands_on_the_page(admin: FlaskClient) -> None:
    page = admin.get(PAGE).text

    assert [
        j.name for j in queue.scheduled.values() if f"{PAGE}{j.name}/chay-lai" not in page
    ] == []


@pytest.mark.parametrize("role", [Role.CITY_JUSTICE, Role.COMMUNE_LEADER, Role.DISTRICT_IT])
def test_nobody_else_reads_the_page_or_runs_a_job(
    places: Places, person: Make, browser: Open, role: Role
) -> None:
    unit = {Role.CITY_JUSTICE: places.department, Role.DISTRICT_IT: places.district}.get(role)
    client = browser(person(role, unit))

    assert PAGE not in client.get("/can-bo/").text
    assert "viec-dinh-ky" not in client.get(PAGE).text
    client.post(f"{PAGE}{JOB}/chay-lai", data={"csrf_token": csrf(client, "/can-bo/dang-xuat")})
    assert waiting() == []


def test_a_job_run_again_keeps_who_asked_and_stands_in_the_trail(
    places: Places, person: Make, browser: Open, database: Database
) -> None:
    somebody = person(Role.CITY_ADMIN, places.department)

    press(browser(somebody), f"{JOB}/chay-lai")

    ((status, arguments),) = waiting()
    assert status == "todo"
    assert arguments["asked_by"] == str(somebody.staff.id)
    trail = db.session.scalars(select(AuditEntry).filter_by(action="run")).one()
    assert (trail.staff_id, trail.key) == (somebody.staff.id, JOB)


def test_pressing_twice_runs_it_once_and_says_why(admin: FlaskClient) -> None:
    press(admin, f"{JOB}/chay-lai")

    assert "đang chờ sẵn" in press(admin, f"{JOB}/chay-lai")
    assert len(waiting()) == 1


def test_a_job_that_runs_now_is_not_started_beside_itself(admin: FlaskClient) -> None:
    press(admin, f"{JOB}/chay-lai")
    db.session.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))

    assert "đang chạy" in press(admin, f"{JOB}/chay-lai")
    assert len(waiting()) == 1


def test_two_administrators_at_once_start_it_once(
    admin: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(admin, f"{JOB}/chay-lai")
    monkeypatch.setattr(monitoring, "in_queue", list)  # both looked before either pressed

    assert "đang chờ sẵn" in press(admin, f"{JOB}/chay-lai")
    assert len(waiting()) == 1


def test_a_job_that_is_none_is_not_found(admin: FlaskClient) -> None:
    token = {"csrf_token": csrf(admin, PAGE)}

    assert admin.post(f"{PAGE}dossiers.compare/chay-lai", data=token).status_code == 404
    assert admin.post(f"{PAGE}{JOB}/chay-lai", data={}).status_code in {302, 400}
    assert waiting() == []


def test_a_failed_job_is_shown_without_what_it_was_about_and_tried_again(
    admin: FlaskClient,
) -> None:
    key = a_failed_job()

    page = admin.get(PAGE).text
    assert f"viec/{key}/thu-lai" in page
    assert SECRET not in page

    assert "hàng đợi lại" in press(admin, f"viec/{key}/thu-lai")
    assert waiting("dossiers.compare") == [("todo", {"key": SECRET})]
    assert "không còn" in press(admin, f"viec/{key}/thu-lai")


def test_a_failed_job_whose_like_waits_already_is_left(admin: FlaskClient) -> None:
    key = a_failed_job("the same")
    other = a_failed_job("the same")
    press(admin, f"viec/{other}/thu-lai")

    assert "không còn" in press(admin, f"viec/{key}/thu-lai")
    assert sorted(status for status, _ in waiting("dossiers.compare")) == ["failed", "todo"]


@pytest.mark.parametrize("key", ["0", "999999999999999999999999"])
def test_a_key_of_no_job_is_refused_politely(admin: FlaskClient, key: str) -> None:
    assert "không còn" in press(admin, f"viec/{key}/thu-lai")


@pytest.mark.parametrize("call", ["mc_jobs()", "mc_jobs_failed(50)"])
def test_the_database_tells_the_queue_to_nobody_else(database: Database, call: str) -> None:
    a_failed_job()

    assert db.session.scalar(select(func.count()).select_from(text(call))) == 0


def test_the_database_runs_nothing_again_for_anybody_else(database: Database) -> None:
    key = a_failed_job()

    with expect_refusal("This job is no longer among the failed ones"):
        job_control.try_again(NOBODY, key)
    assert waiting("dossiers.compare")[0][0] == "failed"
