"""A file is durable before its row, which killing processes cannot show."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.kernel.db import db
from harness.stage.citizen import Citizen
from harness.stage.databases import Database
from harness.stage.factories import a_commune, a_photo


def test_a_file_is_flushed_and_in_its_place_before_its_row(
    app: Flask, committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen = Citizen(app.test_client(), a_commune()).begin().declare()
    done: list[str] = []
    flush, rename = os.fsync, Path.rename

    def noted_flush(descriptor: int) -> None:
        folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        done.append("folder flushed" if folder else "file flushed")
        flush(descriptor)

    def noted_rename(path: Path, place: Any) -> Path:
        done.append("file in its place")
        return rename(path, place)

    monkeypatch.setattr(os, "fsync", noted_flush)
    monkeypatch.setattr(Path, "rename", noted_rename)
    event.listen(db.engine, "commit", lambda _connection: done.append("row committed"))
    citizen.upload(birth_notification=(a_photo(), "giấy chứng sinh.jpg"))
    order = ["file flushed", "file in its place", "folder flushed", "row committed"]
    assert done[done.index(order[0]) :][: len(order)] == order
