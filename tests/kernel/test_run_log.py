"""Each run of a scheduled job writes its row, however it ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import create_engine, select, text

from app.kernel import clock, retention
from app.kernel.db import db, transaction
from app.kernel.jobs import cron, queue
from app.kernel.worker import monitoring, run_log
from app.kernel.worker.models import JobRun
from app.kernel.worker.monitoring import InQueue, JobOutcome
from harness.stage.databases import Database

NIGHTLY, MINUTELY = "kernel.check_seals", "kernel.seal"


def runs(task: str = NIGHTLY) -> list[JobRun]:
    """The runs of a task, the oldest first."""
    db.session.expire_all()
    return list(db.session.scalars(select(JobRun).filter_by(task=task).order_by(JobRun.id)))


def run(task: str = NIGHTLY, *, failing: bool = False) -> None:
    """One run, as the worker does it: the work in one transaction, its row around that."""
    with run_log.noted(task), transaction():
        db.session.execute(text("SELECT 1"))
        if failing:
            raise ZeroDivisionError


@pytest.fixture
def by_the_worker(committed: Database) -> Iterator[Database]:
    """The worker's own role is at work, with real commits."""
    engine, usual = create_engine(committed.url("mc_worker")), db.engines[None]
    db.session.remove()
    db.engines[None] = engine  # type: ignore[index]  # the dictionary of the extension
    yield committed
    db.session.remove()
    db.engines[None] = usual  # type: ignore[index]  # the dictionary of the extension
    engine.dispose()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_all_work_by_the_clock_says_what_it_does_and_how_often(app: Flask, language: str) -> None:
    timed = {each.task.name for each in queue.queue.periodic_registry.periodic_tasks.values()}
    with app.app_context(), force_locale(language):
        silent = [j.name for j in queue.scheduled.values() if not str(j.title).strip()]
        odd = [j.name for j in queue.scheduled.values() if cron.describe_cron(j.cron) == j.cron]

    assert timed == queue.scheduled.keys()
    assert {"kernel.take_over", "dossiers.expire", "dossiers.digest", "retention.drafts"} <= timed
    assert silent == odd == []


def test_each_job_says_in_vietnamese_what_it_does(app: Flask) -> None:
    with app.app_context():
        for job in queue.scheduled.values():
            with force_locale("en"):
                english = str(job.title)
            with force_locale("vi"):
                assert str(job.title) != english


def test_a_rhythm_is_told_by_the_clock_of_hanoi(app: Flask) -> None:
    with app.app_context(), force_locale("en"):
        assert cron.describe_cron("* * * * * */10") == "every 10 seconds"
        assert cron.describe_cron("*/5 * * * *") == "every 5 minutes"
        assert cron.describe_cron("7 * * * *") == "every hour, at minute 07"
        assert cron.describe_cron("23 18 * * *") == "every day at 01:23"
    noon = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
    assert cron.next_after("23 18 * * *", noon) == noon.replace(hour=18, minute=23)


def test_work_that_is_undone_leaves_its_row(by_the_worker: Database) -> None:
    run()
    with pytest.raises(ZeroDivisionError):
        run(failing=True)

    assert [each.error for each in runs()] == [None, "ZeroDivisionError"]
    assert all(each.ended_at and each.ended_at >= each.started_at for each in runs())


def test_of_frequent_work_the_newest_success_is_one_row_and_failures_stay(
    by_the_worker: Database,
) -> None:
    for failing in (False, False, True, False, False):
        try:
            run(MINUTELY, failing=failing)
        except ZeroDivisionError:
            continue

    assert sorted(each.error or "" for each in runs(MINUTELY)) == ["", "ZeroDivisionError"]


def test_what_fails_every_minute_does_not_fill_the_table(
    by_the_worker: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_log, "MOST_ROWS", 3)
    for _ in range(6):
        with pytest.raises(ZeroDivisionError):
            run(MINUTELY, failing=True)

    assert len(runs(MINUTELY)) == 3


def test_a_run_that_somebody_asked_for_keeps_the_name(by_the_worker: Database) -> None:
    staff = uuid4()
    with run_log.noted(MINUTELY, staff):
        pass
    run(MINUTELY)

    assert [each.asked_by_id for each in runs(MINUTELY)] == [staff, None]


def test_runs_of_more_than_a_month_ago_are_removed(by_the_worker: Database) -> None:
    run()
    with transaction():
        db.session.execute(text("UPDATE job_run SET started_at = now() - interval '31 days'"))
    run()

    assert (retention.run("job_runs"), len(runs())) == (1, 1)


# ---- the report ----------------------------------------------------------------------------------


def told(task: str, *, is_running: bool = False) -> monitoring.Round:
    """What administrators read of a task."""
    queue = [InQueue(task, 0, 0, int(is_running), 0, 0)]
    found = {each.job.name: each for each in monitoring.rounds(queue, clock.real_now())}
    return found[task]


def a_run(task: str, ago: timedelta, *, error: str | None = None, ended: bool = True) -> None:
    """A run that began so long ago."""
    began = clock.real_now() - ago
    end = began + timedelta(seconds=3) if ended else None
    db.session.add(JobRun(task=task, started_at=began, ended_at=end, error=error))
    db.session.flush()


def test_what_never_ran_is_no_failure(database: Database) -> None:
    assert told(NIGHTLY).outcome is JobOutcome.NEVER


def test_a_run_without_an_end_was_cut_off_unless_a_worker_is_at_it(database: Database) -> None:
    a_run(MINUTELY, timedelta(minutes=1), ended=False)

    assert told(MINUTELY).outcome is JobOutcome.CUT_OFF
    assert told(MINUTELY).failures == 1
    assert told(MINUTELY, is_running=True).outcome is JobOutcome.RUNNING
    assert told(MINUTELY, is_running=True).failures == 0


def test_a_job_whose_hour_went_by_without_a_worker_is_told(database: Database) -> None:
    a_run(MINUTELY, timedelta(seconds=30))
    assert told(MINUTELY).outcome is JobOutcome.DONE
    assert told(MINUTELY).seconds == 3

    a_run(NIGHTLY, timedelta(days=2))
    assert told(NIGHTLY).outcome is JobOutcome.MISSED


def test_failures_of_thirty_days_are_counted_and_come_first(database: Database) -> None:
    a_run(MINUTELY, timedelta(days=31), error="OperationalError")
    a_run(MINUTELY, timedelta(days=29), error="OperationalError")
    a_run(MINUTELY, timedelta(seconds=20), error="OperationalError")

    assert (told(MINUTELY).outcome, told(MINUTELY).failures) == (JobOutcome.FAILED, 2)
    assert monitoring.rounds([], clock.real_now())[0].job.name == MINUTELY
