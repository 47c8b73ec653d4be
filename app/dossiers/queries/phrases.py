"""The stock phrases that fit a field of a dossier."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from app.dossiers.models.dossier import Dossier
from app.dossiers.models.phrases import PhraseKind, StockPhrase
from app.kernel.db import db

OFFERED = 12


def phrases_for(dossier: Dossier, kind: PhraseKind) -> Sequence[StockPhrase]:
    """Those of the commune for this procedure or for all, the most used first."""
    procedure_id = dossier.procedure_version.procedure_id
    return db.session.scalars(
        select(StockPhrase)
        .where(
            StockPhrase.unit_id == dossier.commune_id,
            StockPhrase.kind == kind,
            or_(StockPhrase.procedure_id.is_(None), StockPhrase.procedure_id == procedure_id),
        )
        .order_by(StockPhrase.used.desc(), StockPhrase.text)
        .limit(OFFERED)
    ).all()
