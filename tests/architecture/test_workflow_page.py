"""The page about the workflow matches the tables."""

from __future__ import annotations

from flask import Flask

from app.cli import workflow as command


def test_the_page_is_what_the_tables_say(app: Flask) -> None:
    with app.app_context():
        assert command.page() == command.PAGE.read_text(encoding="utf-8"), "run: make workflow"
