"""Originals change hands: where each is now, and the trail of how it came there."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from app.dossiers.models import Custody, CustodyMove, Event, Paper
from app.kernel.db import db


def move(
    papers: Iterable[Paper], target: Custody, *, event: Event, leg_id: UUID | None = None
) -> None:
    """These originals are now there, by this step; one that is there already has not moved."""
    for paper in papers:
        source = paper.custody
        if source is not target:
            paper.custody = target
            note(paper, source, event=event, leg_id=leg_id)


def note(paper: Paper, source: Custody | None, *, event: Event, leg_id: UUID | None = None) -> None:
    """Write the row of the trail: from there (nowhere, if it was made just now) to where it is."""
    db.session.add(
        CustodyMove(
            dossier_id=event.dossier_id,
            leg_id=leg_id,
            paper=paper,
            source=source,
            target=paper.custody,
            at=event.at,
            event=event,
        )
    )
