"""Commands on the server itself, without sign-in: they need the owner's credentials."""

from __future__ import annotations

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from app.accounts.models.staff import AppUser
from app.kernel.audit.change_log import AuditAction, AuditEntry
from app.kernel.db import db
from harness.stage.databases import Database


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
    posted = select(AuditEntry.action).where(AuditEntry.subject == "posting")
    assert db.session.scalars(posted).all() == [AuditAction.ADD]


def test_without_the_owners_address_nothing_is_done(
    app: Flask, committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_ADMIN_URL")
    said = run(app, "accounts", "admin", "Nguyễn Thị Quản")
    assert said.exit_code == 2
    assert "DATABASE_ADMIN_URL is needed" in said.output
