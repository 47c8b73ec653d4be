"""Published versions are immutable by every route: screens, files, SQL."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, inspect, literal_column, select, text
from sqlalchemy.exc import DBAPIError

from app.accounts.roles import Role
from app.kernel.db import Base, attempt, db
from app.kernel.row_security.grants import WEB
from app.procedures import queries
from app.procedures.models.versions import (
    FeeRule,
    LegPlan,
    PaperKind,
    Question,
    ResultPlan,
    Section,
    StepLimit,
    Version,
)
from app.procedures.models.vocabulary import VersionState
from app.procedures.operations import catalogue_seed, drafts, publication
from app.procedures.rules.json_format import entry_of
from app.procedures.rules.procedure_finder import LINKED_A, LINKED_B
from harness.stage.application import become
from harness.stage.databases import Database
from harness.stage.factories import AnOfficer, browser_of
from tests.procedures.test_designer import ROOT, VERSION, fields_of
from tests.refusals import expect_refusal

PARTS: dict[type[Base], str] = {
    Section: f"{ROOT}/phan",
    Question: f"{ROOT}/cau-hoi",
    PaperKind: f"{ROOT}/giay-to",
    FeeRule: f"{ROOT}/le-phi",
    LegPlan: f"{ROOT}/lien-thong",
    StepLimit: f"{ROOT}/thoi-han",
    ResultPlan: f"{ROOT}/ket-qua",
}
"""Each table of rows of a version, and its screens."""


@pytest.fixture
def admin(app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)  # what is proved is not the token
    return browser_of(app, AnOfficer(Role.CITY_ADMIN))


def everything() -> dict[str, Any]:
    """A digest of every row of every published version."""
    db.session.expire_all()
    found: dict[str, Any] = {}
    models: tuple[Any, ...] = (Version, *PARTS)
    for model in models:
        version = Version.id if model is Version else model.version_id
        published = select(Version.id).where(Version.state != VersionState.DRAFT)
        digest = func.md5(literal_column(f"{model.__tablename__}::text"))
        rows = select(model.id, digest).where(version.in_(published))
        found[model.__tablename__] = sorted(map(tuple, db.session.execute(rows)))
    return found


def rows_of(model: type[Base]) -> tuple[Any, Any]:
    """A row of a published version, and the same row of a draft: whose form can be filled in."""
    published = queries.published(LINKED_A)
    made = drafts.draft_from(published)
    db.session.flush()

    def row_of(version: Version) -> Any:
        query = select(model).where(model.version_id == version.id).order_by(model.id).limit(1)
        return db.session.scalars(query).one()

    return row_of(published), row_of(made)


@pytest.mark.parametrize("model", PARTS, ids=lambda model: model.__tablename__)
def test_no_screen_changes_a_row_of_a_published_version(
    admin: FlaskClient, model: type[Any]
) -> None:
    published, draft = rows_of(model)
    base, before = PARTS[model], everything()
    filled = fields_of(admin.get(f"{base}/edit/{draft.id}").get_data(as_text=True))
    assert admin.get(f"{base}/edit/{published.id}").status_code == 403
    assert admin.post(f"{base}/edit/{published.id}", data=filled).status_code == 403
    admin.post(f"{base}/delete/{published.id}")
    parent = "section_id" if model is Question else "version_id"
    elsewhere = {parent.removesuffix("_id"): getattr(published, parent)}
    assert admin.post(f"{base}/add", data={**filled, **elsewhere}).status_code in {200, 403}
    for step in ("up", "down", "delete", "discard"):
        assert admin.post(f"{base}/action/{step}/{published.id}").status_code in {403, 404}
        many = {"action": step, "rowid": [str(published.id), str(draft.id)]}
        assert admin.post(f"{base}/action_post", data=many).status_code in {403, 404}
    if model is Question:  # a question of a draft does not move into a published section either
        form = {**filled, "section": str(published.section_id)}
        assert admin.post(f"{base}/edit/{draft.id}", data=form).status_code == 200
    assert everything() == before
    assert buttons_on(admin, base, published) == []
    assert len(buttons_on(admin, base, draft)) == 4


def buttons_on(admin: FlaskClient, base: str, row: Any) -> list[str]:
    """What the page of its version offers to change this row by."""
    page = admin.get(f"{VERSION}/show/{row.version_id}").get_data(as_text=True)
    buttons = (f"{base}/add", f"{base}/edit/{row.id}", f"{base}/delete/{row.id}", "/action/up/")
    return [button for button in buttons if button in page]


def test_no_screen_changes_a_published_version_itself(admin: FlaskClient) -> None:
    version, before = queries.published(LINKED_A), everything()
    for address in ("edit", "delete", "cong-bo", "action/discard"):
        form = {"valid_from": "2016-11-01", "basis": "x", "visit": "home", "signer": "head",
                "policy": "restart"}  # fmt: skip
        answer = admin.post(f"{VERSION}/{address}/{version.id}", data=form)
        assert answer.status_code in {403, 404}, address
    many = {"action": "discard", "rowid": [str(version.id)]}
    assert admin.post(f"{VERSION}/action_post", data=many).status_code in {403, 404}
    assert everything() == before


def test_a_file_and_the_command_leave_what_is_published_alone(admin: FlaskClient) -> None:
    before = everything()
    for version in list(queries.all_versions()):
        content = json.dumps(entry_of(queries.whole(version.id))).encode()
        answer = admin.post(f"{ROOT}/nhap/", data={"file": (io.BytesIO(content), "x.json")})
        assert answer.status_code == 302
    catalogue_seed.load()
    with expect_refusal("This version has been published and no longer changes"):
        publication.publish(queries.published(LINKED_B))
    assert everything() == before


def statements(model: type[Base]) -> Iterator[str]:
    """Every way to write a table of rows: update, delete, insert, move to another version."""
    table = model.__tablename__
    columns = [c.key for c in inspect(model).columns if c.key != "id"]
    names = ", ".join(columns)
    yield f"update {table} set version_id = version_id where version_id = :published"
    yield f"update {table} set version_id = :draft where version_id = :published"
    yield f"update {table} set version_id = :published where version_id = :draft"
    yield f"delete from {table} where version_id = :published"
    yield (
        f"insert into {table} ({names}) select {names.replace('version_id', ':published')}"
        f" from {table} where version_id = :draft"
    )


@pytest.mark.parametrize("model", PARTS, ids=lambda model: model.__tablename__)
def test_sql_as_the_web_role_changes_no_row(database: Database, model: type[Any]) -> None:
    published = queries.published(LINKED_A)
    made = drafts.draft_from(published)
    keys = {"published": published.id, "draft": made.id}
    db.session.flush()
    before = everything()
    for statement in statements(model):
        refused(statement, keys)
    assert everything() == before
    assert db.session.scalar(select(func.count()).select_from(model).filter_by(version_id=made.id))


@pytest.mark.parametrize(
    "statement",
    [
        "update procedure_version set basis = 'x' where id = :published",
        "update procedure_version set compiled = '{}' where id = :published",
        "update procedure_version set valid_from = '2020-01-01' where id = :published",
        "update procedure_version set state = 'draft' where id = :published",
        "update procedure_version set procedure_id = procedure_id + 1 where id = :published",
        "delete from procedure_version where id = :published",
        "truncate procedure_version cascade",
    ],
)
def test_sql_as_the_web_role_changes_no_version(database: Database, statement: str) -> None:
    keys = {"published": queries.published(LINKED_A).id}
    before = everything()
    refused(statement, keys)
    assert everything() == before


def refused(statement: str, keys: dict[str, int]) -> None:
    """The web role may not do this."""
    used = {name: key for name, key in keys.items() if f":{name}" in statement}
    with pytest.raises(DBAPIError, match=r"no longer changes|permission denied"):
        as_web(statement, used)


def as_web(statement: str, keys: dict[str, int]) -> None:
    """One statement as the officers' web process would send it; rolled back if refused."""
    with attempt():
        become(db.session.connection(), WEB)
        db.session.execute(text(statement), keys)
