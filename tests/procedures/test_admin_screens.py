"""The generated screens of procedures are read-only for officers."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.roles import Role
from app.kernel.db import db
from app.procedures import queries
from app.procedures.models.local import HealthFacility, LocalLimit
from app.procedures.models.versions import PaperKind, Question
from app.procedures.operations import catalogue_seed
from app.procedures.rules.procedure_finder import LINKED_A
from harness.stage.databases import Database
from tests.accounts.conftest import Make, Open, browser, person, places, statements

__all__ = ["browser", "person", "places"]

ROOT = "/can-bo/thu-tuc"
LISTS = (
    f"{ROOT}/list/",
    f"{ROOT}/phien-ban/list/",
    f"{ROOT}/phan/list/",
    f"{ROOT}/cau-hoi/list/",
    f"{ROOT}/giay-to/list/",
    f"{ROOT}/le-phi/list/",
    f"{ROOT}/thoi-han/list/",
    f"{ROOT}/lien-thong/list/",
    f"{ROOT}/ket-qua/list/",
    "/can-bo/thoi-han-cua-huyen/list/",
    "/can-bo/noi-kham-ban-dau/list/",
)


@pytest.fixture
def officer(database: Database, person: Make, browser: Open) -> FlaskClient:
    catalogue_seed.load()
    return browser(person(Role.COMMUNE_RECEPTION))


@pytest.mark.parametrize("address", LISTS)
def test_an_officer_reads_every_list_in_few_statements(
    app: Flask, officer: FlaskClient, address: str
) -> None:
    with statements(app) as sent:
        page = officer.get(address)
    assert page.status_code == 200
    assert len(sent) <= 8


def test_the_page_of_a_version_shows_its_questions_papers_and_limits(officer: FlaskClient) -> None:
    version = queries.published(LINKED_A)
    text = officer.get(f"{ROOT}/phien-ban/show/{version.id}").get_data(as_text=True)
    assert "Giấy chứng sinh" in text
    assert "Ông/bà là gì của trẻ?" in text


def test_each_row_has_a_page(officer: FlaskClient) -> None:
    pages = (
        (f"{ROOT}/cau-hoi", Question),
        (f"{ROOT}/giay-to", PaperKind),
        ("/can-bo/thoi-han-cua-huyen", LocalLimit),
        ("/can-bo/noi-kham-ban-dau", HealthFacility),
    )
    for address, model in pages:
        key = db.session.scalar(select(model.id).limit(1))
        assert officer.get(f"{address}/show/{key}").status_code == 200


@pytest.mark.parametrize("address", [a for a in LISTS if a.startswith(ROOT)])
def test_an_officer_adds_nothing_there(officer: FlaskClient, address: str) -> None:
    assert officer.get(address.replace("/list/", "/add")).status_code == 403
