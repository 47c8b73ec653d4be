"""Dossiers chosen from a list, and bulk runs (xử lý hàng loạt)."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, load_only

from app.dossiers.models.dossier import Dossier
from app.dossiers.models.teamwork import BulkRun
from app.dossiers.queries.visibility import visible_to
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.procedures.models.versions import Procedure, Version

RUNS_SHOWN = 20


def chosen(keys: Collection[UUID], actor: Actor) -> Sequence[Dossier]:
    """Those of the dossiers that this person may read, the most urgent first."""
    return db.session.scalars(_as_listed(visible_to(actor).where(Dossier.id.in_(keys)))).all()


def _as_listed(query: Select[Dossier]) -> Select[Dossier]:
    version = joinedload(Dossier.procedure_version)
    return query.options(
        load_only(
            Dossier.code,
            Dossier.state,
            Dossier.row_version,
            Dossier.commune_id,
            Dossier.subject_name,
            Dossier.assigned_to_id,
            Dossier.accepted_at,
            Dossier.intake_due_at,
            Dossier.due_at,
            Dossier.clock_started_at,
            Dossier.ended_at,
        ),
        version.load_only(Version.procedure_id)
        .joinedload(Version.procedure)
        .load_only(Procedure.short_name),
        joinedload(Dossier.commune),
    ).order_by(Dossier.due_at.asc().nulls_last(), Dossier.submitted_at, Dossier.id)


def own_run(key: UUID, actor: Actor, *, lock: bool = False) -> BulkRun:
    """A run of this person; optionally locked until the transaction ends.

    Raises:
        NotFound: it does not exist, or is somebody else's.
    """
    query = select(BulkRun).where(BulkRun.id == key, BulkRun.staff_id == actor.staff_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found: BulkRun | None = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def own_runs(actor: Actor) -> Sequence[BulkRun]:
    """The last runs of this person, interrupted ones first."""
    return db.session.scalars(
        select(BulkRun)
        .where(BulkRun.staff_id == actor.staff_id)
        .order_by(BulkRun.done, BulkRun.at.desc())
        .limit(RUNS_SHOWN)
    ).all()
