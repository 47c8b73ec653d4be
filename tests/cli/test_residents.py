"""Imports of the police from the command line, and the template of their headings."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app.kernel.db import db
from app.residents.models.residents import Resident
from harness.stage.databases import Database
from tests.residents.police_files import a_row, as_csv

TOLD = ("--source", "Công an TP Hà Nội", "--as-of", "2016-11-01")


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["residents", *arguments])


def residents() -> int | None:
    db.session.remove()
    return db.session.scalar(select(func.count(Resident.id)))


def test_a_file_is_checked_and_with_a_word_more_brought_in(
    app: Flask, committed: Database, tmp_path: Path
) -> None:
    path = tmp_path / "dan-cu.csv"
    path.write_bytes(as_csv(a_row(), a_row(number="1")))
    said = run(app, "import", str(path), *TOLD)
    assert said.exit_code == 0, said.output
    assert "rows=2\tnew=1\tchanged=0\tsame=0\tkept=0\trefused=1" in said.output
    assert residents() == 0
    said = run(app, "import", str(path), *TOLD, "--apply")
    assert "applied" in said.output
    assert residents() == 1


def test_what_is_no_such_file_is_told(app: Flask, committed: Database, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")
    said = run(app, "import", str(path), *TOLD)
    assert said.exit_code == 1
    assert "Số định danh/CMND" in said.output


def test_the_sample_comes_out_as_it_goes_in(
    app: Flask, committed: Database, tmp_path: Path
) -> None:
    path = tmp_path / "mau.csv"
    path.write_bytes(run(app, "template").stdout_bytes)
    assert "new=1" in run(app, "import", str(path), *TOLD).output


def test_without_the_owners_address_nothing_is_done(
    app: Flask, committed: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "dan-cu.csv"
    path.write_bytes(as_csv(a_row()))
    monkeypatch.delenv("DATABASE_ADMIN_URL")
    assert run(app, "import", str(path), *TOLD).exit_code == 2
