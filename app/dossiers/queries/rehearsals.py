"""Queries on rehearsals."""

from datetime import date

from sqlalchemy import select

from app.dossiers.models.bookkeeping import DailyCounter
from app.kernel.db import db


def rehearsals_of_day(commune_id: int, day: date) -> int:
    query = select(DailyCounter.last).filter_by(commune_id=commune_id, day=day, is_rehearsal=True)
    return db.session.scalar(query) or 0
