"""Referenced rows are not deleted: the user sees why, and everything stays as it was."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db
from app.training.models.classes import ClassSession, TrainingClass, Way
from app.training.operations import check_in, enrolment
from harness.stage.factories import AnOfficer, Officer, a_commune, browser_of
from harness.stage.factories.training import a_class, a_course, learners

pytestmark = pytest.mark.usefixtures("database")
CLASSES, SITTINGS = "/can-bo/lop-tap-huan", "/can-bo/buoi-tap-huan"
DELETED, HANGS_ON_IT = "Đã xóa.", "Không xóa được “{}”: còn {} gắn với bản ghi này."
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture
def keeper() -> Officer:
    """The manager of the district's classes."""
    return AnOfficer(Role.DISTRICT_IT)


@pytest.fixture
def browser(app: Flask, keeper: Officer) -> FlaskClient:
    """The manager's browser."""
    return browser_of(app, keeper)


def after_deleting(client: FlaskClient, screen: str, key: Any) -> str:
    """The page that follows the button."""
    token = _TOKEN.search(client.get(f"{screen}/edit/{key}").text)
    assert token
    answer = client.post(
        f"{screen}/delete/{key}", data={"csrf_token": token[1]}, follow_redirects=True
    )
    assert answer.status_code == 200
    return answer.text


def is_there(model: type[Any], key: int) -> bool:
    return db.session.scalar(select(model.id).where(model.id == key)) is not None


def test_a_class_with_people_stays_and_says_what_to_do_instead(
    browser: FlaskClient, keeper: Officer
) -> None:
    here = a_class(a_course(), sittings=0)
    enrolment.nominate(here, [each.id for each in learners(a_commune(), 2)], by=keeper.actor)
    page = after_deleting(browser, CLASSES, here.id)
    assert f"Lớp “{here.name}” đã có học viên" in page
    assert "bỏ chỗ của họ" in page
    assert is_there(TrainingClass, here.id)


def test_a_class_that_sits_stays_until_its_sittings_are_gone(browser: FlaskClient) -> None:
    here = a_class(a_course())
    (sitting,) = here.sessions
    refused = after_deleting(browser, CLASSES, here.id)
    assert HANGS_ON_IT.format(here.name, "1 buổi học") in refused
    assert is_there(ClassSession, sitting.id)
    assert DELETED in after_deleting(browser, SITTINGS, sitting.id)
    assert DELETED in after_deleting(browser, CLASSES, here.id)


def test_a_class_that_another_makes_up_for_stays(browser: FlaskClient) -> None:
    missed = a_class(a_course(), sittings=0)
    a_class(missed.course).make_up_of = missed
    refused = after_deleting(browser, CLASSES, missed.id)
    assert HANGS_ON_IT.format(missed.name, "1 lớp tập huấn") in refused
    assert is_there(TrainingClass, missed.id)


def test_a_sitting_at_which_somebody_was_seen_stays(browser: FlaskClient, keeper: Officer) -> None:
    here = a_class(a_course(), at=clock.now())
    people = [each.id for each in learners(a_commune(), 1)]
    (attendance,) = enrolment.nominate(here, people, by=keeper.actor).enrolled
    (sitting,) = here.sessions
    check_in.check_in(attendance, sitting, way=Way.HAND, by=keeper.actor)
    assert "gắn với bản ghi này. Hãy xóa" in after_deleting(browser, SITTINGS, sitting.id)
    assert is_there(ClassSession, sitting.id)
