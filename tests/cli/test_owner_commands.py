"""Commands on the server itself, without sign-in: they need the owner's credentials."""

from __future__ import annotations

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select, update

from app.accounts.models import AppUser
from app.dossiers.models import Dossier
from app.kernel.db import db, transaction
from app.kernel.row_security import request_scope
from tests.databases import Database
from tests.factories import ADossier


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


def test_the_first_administrator_comes_from_the_command_line(
    app: Flask, committed: Database
) -> None:
    said = run(app, "accounts", "admin", "Nguyễn Thị Quản")
    assert said.exit_code == 0, said.output
    username = said.output.split("\t")[0]
    assert db.session.scalar(select(AppUser.active).where(AppUser.username == username))
    assert run(app, "accounts", "link", username).exit_code == 0


def test_after_another_key_all_doors_are_hung_anew(app: Flask, committed: Database) -> None:
    dossier = ADossier()
    key, right = dossier.id, dossier.access_key_hash
    with transaction():
        db.session.execute(update(Dossier).values(access_key_hash=b"another key"))
    assert run(app, "doors").output == "1 dossiers\n"
    assert (
        db.session.scalar(select(Dossier.access_key_hash))
        == right
        == request_scope.access_key_hash(key)
    )


def test_a_door_that_was_shut_for_good_is_not_hung_again(app: Flask, committed: Database) -> None:
    ADossier()
    with transaction():
        db.session.execute(update(Dossier).values(secret_hash="", access_key_hash=None))
    assert run(app, "doors").output == "0 dossiers\n"
    assert db.session.scalar(select(Dossier.access_key_hash)) is None


def test_without_the_owners_address_nothing_is_done(
    app: Flask, committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_ADMIN_URL")
    said = run(app, "accounts", "admin", "Nguyễn Thị Quản")
    assert said.exit_code == 2
    assert "DATABASE_ADMIN_URL is needed" in said.output
