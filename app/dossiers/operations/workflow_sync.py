"""Writes the steps of the workflow tables to the database, for its own checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import delete

from app.dossiers.models import WorkflowStep
from app.kernel.db import db
from app.kernel.workflow.table import Move


def write_moves(tables: Mapping[str, Iterable[Move]]) -> int:
    """Replace the stored steps of these tables, by subject; returns how many there are."""
    rows = [
        WorkflowStep(subject=subject, action=action, source=source, target=target)
        for subject, moves in tables.items()
        for action, source, target in sorted(moves)
    ]
    db.session.execute(delete(WorkflowStep))
    db.session.add_all(rows)
    return len(rows)
