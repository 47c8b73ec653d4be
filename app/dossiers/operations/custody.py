"""The custody of originals: where each is now, and the trail of its moves."""

from collections.abc import Iterable
from uuid import UUID

from app.dossiers.models.custody import CustodyMove
from app.dossiers.models.dossier import Custody, Event, Paper
from app.kernel.db import db


def move(
    papers: Iterable[Paper], target: Custody, *, event: Event, leg_id: UUID | None = None
) -> None:
    """Move these originals by this step; those that are there already do not move."""
    for paper in papers:
        source = paper.custody
        if source is not target:
            paper.custody = target
            note(paper, source, event=event, leg_id=leg_id)


def note(paper: Paper, source: Custody | None, *, event: Event, leg_id: UUID | None = None) -> None:
    """Add a row to the trail; ``source`` is None if the paper was just issued."""
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
