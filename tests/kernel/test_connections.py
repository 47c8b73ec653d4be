"""Database connections: their cost for a page, and what happens when one is cut."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from flask import Flask
from psycopg.errors import UndefinedTable
from sqlalchemy import event, func, select, text, update
from sqlalchemy.exc import DataError

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import State
from app.kernel.audit.access_log import AccessEntry
from app.kernel.db import db
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, a_commune, browser_of

DESK = "/can-bo/mot-cua/"
SORTED = "/can-bo/sap-xep/Desk?hang=all"
"""The page has a form for every officer."""


def looks() -> int:
    return db.session.scalar(select(func.count()).select_from(AccessEntry)) or 0


def test_a_line_is_trusted_until_it_is_cut_and_a_page_is_one_transaction(
    app: Flask, committed: Database
) -> None:
    browser = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION, a_commune()))
    assert browser.get(DESK).status_code == 200
    begun: list[Any] = []
    before = looks()
    db.session.remove()
    event.listen(db.engine, "begin", begun.append)
    assert browser.get(DESK).status_code == 200
    of_one = len(begun)
    assert browser.get(DESK).status_code == 200
    # every ten seconds a page also compares the clocks, beside its transaction
    assert min(of_one, len(begun) - of_one) == 1
    with committed.connect() as insider:
        insider.execute(
            "select pg_terminate_backend(pid, 9000) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
    assert browser.get(DESK).status_code == 200
    assert looks() == before + 3


CUT_OFF = """
create sequence cut_off;
grant usage on cut_off to mc_web;
alter function mc_enter rename to mc_enter_whole;
create function mc_enter(date, text, uuid, text, uuid, text) returns void language plpgsql
  security definer as $$
begin
  if nextval('cut_off') <= {cuts} then perform pg_terminate_backend(pg_backend_pid()); end if;
  perform mc_enter_whole($1, $2, $3, $4, $5, $6);
end $$;
"""
"""So many times a connection is lost while a request proves who asks: also by the page of the
error, if that asks."""


@pytest.mark.parametrize("cuts", [1, 50])
@pytest.mark.parametrize(
    ("method", "advice"),
    [("GET", "Thử lại sau vài phút."), ("POST", "nếu chưa thì gửi lại")],
)
def test_a_page_whose_connection_is_cut_says_that_it_comes_back(
    app: Flask, committed: Database, method: str, advice: str, cuts: int
) -> None:
    browser = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION, a_commune()))
    token = browser.get(SORTED).text.split('name="csrf_token"', 1)[1].split('value="', 1)[1]
    db.session.remove()
    with committed.connect() as insider:
        insider.execute(CUT_OFF.format(cuts=cuts).encode())
    sent = {"csrf_token": token.split('"', 1)[0]}
    answer = browser.open(SORTED, method=method, data=sent)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "Hệ thống tạm ngừng" in answer.text
    assert advice in answer.text
    with committed.connect() as insider:
        insider.execute("select setval('cut_off', 99)")
    assert browser.get(SORTED).status_code == 200


CUT_AT_THE_QUEUE = """
create function cut_off() returns trigger language plpgsql security definer as
  'begin perform pg_terminate_backend(pg_backend_pid()); return new; end';
create trigger cut_off before insert on procrastinate_jobs
  for each row execute function cut_off();
"""


def test_connections_that_are_cut_as_soon_as_they_are_made_are_no_fault(
    app: Flask, committed: Database
) -> None:
    browser = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION, a_commune()))
    assert browser.get(DESK).status_code == 200
    db.session.remove()
    with committed.connect() as insider:

        def cut(driver: Any, _record: Any) -> None:
            insider.execute("select pg_terminate_backend(%s, 9000)", [driver.info.backend_pid])

        insider.execute(
            "select pg_terminate_backend(pid, 9000) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        event.listen(db.engine, "connect", cut)
        answer = browser.get(DESK)
        event.remove(db.engine, "connect", cut)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")


def test_a_connection_that_is_cut_at_the_job_of_a_step_is_no_fault(
    app: Flask, committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    dossier = ADossier()
    key, page = dossier.id, f"{DESK}ho-so/{dossier.id}"
    browser = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION, dossier.commune))
    token = browser.get(page).text.split('name="csrf_token"', 1)[1].split('value="', 1)[1]
    typed = {"version": dossier.row_version, "reason": "Hồ sơ nộp nhầm xã", "article": "Đ7"}
    sent = {"csrf_token": token.split('"', 1)[0], **typed}
    db.session.remove()
    with committed.connect() as insider:
        insider.execute(CUT_AT_THE_QUEUE.encode())
    answer = browser.post(f"{page}/buoc/refuse_intake/ly-do", data=sent)
    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "30")
    with committed.connect() as insider:
        insider.execute("drop trigger cut_off on procrastinate_jobs")
    assert db.session.get_one(Dossier, key).state is State.SUBMITTED
    assert browser.get(page).status_code == 200


def test_a_standby_that_may_not_write_yet_is_no_fault(
    app: Flask, committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    browser = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION, a_commune()))
    db.session.remove()
    db.engine.dispose()
    with committed.connect() as insider:
        standby = f"alter database {committed.name} set default_transaction_read_only = on"
        insider.execute(standby.encode())
    answer = browser.get(DESK)  # the look at it is written down
    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "30")


@pytest.mark.parametrize("left", ["in the session", "by a statement", "in a failed transaction"])
def test_what_a_page_left_undone_stays_undone(
    app: Flask, committed: Database, monkeypatch: pytest.MonkeyPatch, left: str
) -> None:
    dossier = ADossier()
    key, name, officer = dossier.id, dossier.subject_name, AnOfficer(unit=dossier.commune)
    browser = browser_of(app, officer)

    def forgetful(*_arguments: Any, **_words: Any) -> str:
        found = db.session.get(Dossier, key)
        assert found is not None
        access_log.log_access(current_actor(), found)
        if left == "in the session":
            found.note = "nửa chừng"
        elif left == "by a statement":
            db.session.execute(update(Dossier).where(Dossier.id == key).values(note="nửa chừng"))
        else:
            with pytest.raises(Exception, match="division by zero"):
                db.session.execute(select(1 / func.nullif(1, 0) / (func.length("") * 1)))
        return name

    before = looks()
    db.session.remove()
    monkeypatch.setitem(app.view_functions, "Desk.queue", forgetful)
    assert browser.get(DESK).text == name
    assert looks() == before + 1
    assert db.session.scalar(select(Dossier.note).where(Dossier.id == key)) is None


def test_pages_that_only_read_keep_their_statements_prepared(
    app: Flask, committed: Database
) -> None:
    browser = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION, a_commune()))
    db.session.remove()
    used: list[Any] = []
    event.listen(db.engine, "begin", lambda line: used.append(line.connection.dbapi_connection))
    event.listen(db.engine, "commit", lambda _line: pytest.fail("this page only reads"))
    for _visit in range(3):
        assert browser.get("/can-bo/").status_code == 200
    driver = used[-1]
    assert {*used} == {driver}
    prepared = "select count(*) from pg_prepared_statements where statement like 'SELECT ab_user.%'"
    assert driver.execute(prepared).fetchone() == (1,)
    with pytest.raises(UndefinedTable):
        driver.execute("select * from no_such_table")
    driver.rollback()
    assert driver.execute(prepared).fetchone() == (0,)  # after an error nothing is kept
    driver.rollback()


@pytest.mark.parametrize("statement", ["select 1", "select 1 / 0"])
def test_a_connection_lost_after_the_page_was_made_is_no_error(
    app: Flask, committed: Database, statement: str
) -> None:
    own = db.session.scalar(text("select pg_backend_pid()"))
    with suppress(DataError):
        db.session.execute(text(statement))
    with committed.connect() as insider:
        insider.execute("select pg_terminate_backend(%s, 5000)", [own])
    db.session.remove()  # as at the end of a request
    assert db.session.scalar(text("select 1")) == 1
