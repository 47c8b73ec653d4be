"""The page about the workflow matches the tables."""

from __future__ import annotations

from flask import Flask

from app.cli import workflow as command
from app.dossiers import workflow
from app.handoffs import workflow as legs


def test_the_page_is_what_the_tables_say(app: Flask) -> None:
    with app.app_context():
        assert command.page() == command.PAGE.read_text(encoding="utf-8"), "run: make workflow"


def test_every_word_of_the_tables_can_be_said() -> None:
    rows = (*workflow.TABLE, *legs.TABLE)
    used = {word for row in rows for word in (*row.by, row.clock, *row.effects)}
    assert used - set(command.WORDS) == set()
