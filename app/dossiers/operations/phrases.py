"""Counting how often a stock phrase is used, so that the usual ones are offered first."""

from sqlalchemy import func, update

from app.dossiers.models.dossier import Dossier
from app.dossiers.models.phrases import PhraseKind, StockPhrase
from app.kernel.db import db


def count_phrases(dossier: Dossier, kind: PhraseKind, *written: str | None) -> None:
    """Count each phrase of the commune that what was written contains."""
    said = "\n".join(text for text in written if text)
    if said:
        db.session.execute(
            update(StockPhrase)
            .where(
                StockPhrase.unit_id == dossier.commune_id,
                StockPhrase.kind == kind,
                func.strpos(said, StockPhrase.text) > 0,
            )
            .values(used=StockPhrase.used + 1)
            .execution_options(synchronize_session=False)
        )
