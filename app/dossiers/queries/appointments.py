"""Who is expected at a commune's desk, and when."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, load_only

from app.dossiers.models.dossier import Dossier
from app.dossiers.queries.visibility import in_scope
from app.dossiers.workflow import OPEN
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.procedures.models.versions import Procedure, Version

_SHOWN = (
    Dossier.code, Dossier.subject_name, Dossier.applicant_name, Dossier.applicant_phone,
    Dossier.state, Dossier.visit_at, Dossier.visited_at, Dossier.procedure_version_id,
    Dossier.row_version,
)  # fmt: skip


def appointed(actor: Actor, commune_id: int, since: date, until: date) -> Sequence[Dossier]:
    """Dossiers in progress with an appointment from the first day to before the last."""
    version = joinedload(Dossier.procedure_version)
    return db.session.scalars(
        select(Dossier)
        .where(
            in_scope(actor),
            Dossier.commune_id == commune_id,
            Dossier.visit_at >= clock.at(since),
            Dossier.visit_at < clock.at(until),
            Dossier.state.in_(OPEN),
        )
        .options(
            load_only(*_SHOWN),
            version.load_only(Version.procedure_id),
            version.joinedload(Version.procedure).load_only(Procedure.short_name),
        )
        .order_by(Dossier.visit_at, Dossier.id)
    ).all()
