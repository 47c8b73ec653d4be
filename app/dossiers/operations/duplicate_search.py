"""Search for duplicates, for instance a birth declared at both grandparents' (đối chiếu trùng).

A job of the worker, which reads the dossiers of all communes; officers see its results. Of two
dossiers the one submitted later carries the candidate. Idempotent.
"""

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from app.dossiers.models.dossier import Dossier
from app.dossiers.models.duplicates import DuplicateCandidate, DuplicateCheck
from app.dossiers.operations.transitions import TransitionTaken
from app.dossiers.queries import duplicate_search
from app.dossiers.rules import duplicates
from app.dossiers.rules.verification import form_of
from app.dossiers.workflow import WITHOUT_RESULT
from app.kernel import clock
from app.kernel.db import db
from app.kernel.jobs import queue

TASK = "dossiers.compare"


def compare_later(dossier_id: UUID) -> None:
    """Queue the comparison, to run after this transaction commits."""
    queue.defer(TASK, one_at_a_time=TASK, dossier=dossier_id)


def compare_after(step: TransitionTaken) -> None:
    """Compare after a change of answers, commune or end. Bound to ``Effect.FIND_DUPLICATES``.

    Of a dossier that was just transferred only the journal is still readable here.
    """
    compare_later(step.event.dossier_id)


@queue.task(TASK)
def compare(dossier: str) -> None:
    found = duplicate_search.to_compare(UUID(dossier))
    if found is None:
        return
    rows = _alike(found)
    if rows:
        _keep(rows)
    _forget_others(found, rows)
    moved = update(DuplicateCandidate).where(
        DuplicateCandidate.other_id == found.id,
        DuplicateCandidate.other_commune_id != found.commune_id,
    )
    db.session.execute(moved.values(other_commune_id=found.commune_id))
    _note_check(found)


def _alike(dossier: Dossier) -> list[dict[str, Any]]:
    """A row for each dossier that this one may repeat, or that may repeat this one.

    Rehearsals are left out: they all repeat the same invented families.
    """
    book = duplicates.book_of(form_of(dossier))
    if book is None or dossier.state in WITHOUT_RESULT or dossier.is_rehearsal:
        return []
    here = duplicates.read_declared(dossier)
    mother = here.mother.name if here.mother else ""
    pairs = (
        (other, duplicates.alike(here, duplicates.read_declared(other)))
        for other in duplicate_search.candidates(dossier, book, here.numbers, mother)
    )
    return [_row(dossier, other, found) for other, found in pairs if found is not None]


def _row(one: Dossier, two: Dossier, found: duplicates.Alike) -> dict[str, Any]:
    earlier, later = sorted((one, two), key=lambda each: (each.submitted_at, each.id))
    return {
        "id": uuid4(),
        "dossier_id": later.id,
        "other_id": earlier.id,
        "other_code": earlier.code,
        "other_commune_id": earlier.commune_id,
        "kind": found.kind,
        "score": found.score,
        "reasons": list(found.reasons),
        "found_at": clock.now(),
    }


def _keep(rows: list[dict[str, Any]]) -> None:
    """Insert new candidates; of known ones update only the reasons."""
    new = insert(DuplicateCandidate).values(rows)
    db.session.execute(
        new.on_conflict_do_update(
            index_elements=[DuplicateCandidate.dossier_id, DuplicateCandidate.other_id],
            set_={name: new.excluded[name] for name in ("kind", "score", "reasons")},
        )
    )


def _forget_others(dossier: Dossier, rows: list[dict[str, Any]]) -> None:
    """Delete candidates that no longer match, unless somebody has decided on them."""
    gone = delete(DuplicateCandidate).where(
        duplicate_search.touches(dossier.id), DuplicateCandidate.decision.is_(None)
    )
    if rows:
        pairs = [(row["dossier_id"], row["other_id"]) for row in rows]
        gone = gone.where(
            tuple_(DuplicateCandidate.dossier_id, DuplicateCandidate.other_id).not_in(pairs)
        )
    db.session.execute(gone)


def _note_check(dossier: Dossier) -> None:
    made = {"answers_rev": dossier.answers_rev, "at": clock.now()}
    new = insert(DuplicateCheck).values(dossier_id=dossier.id, **made)
    db.session.execute(
        new.on_conflict_do_update(index_elements=[DuplicateCheck.dossier_id], set_=made)
    )
