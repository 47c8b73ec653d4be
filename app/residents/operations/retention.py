"""Retention of the population database and of look-ups (thời hạn lưu giữ)."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, or_, select, update

from app.kernel import retention
from app.kernel.db import db
from app.kernel.retention import PRIVACY, PurgeResult, RetentionRule
from app.residents.models.residents import ResidentImport, ResidentRow


def purge_files(before: datetime, at_most: int) -> PurgeResult:
    """Delete files that are imported, or never will be."""
    has_file = or_(ResidentImport.storage_key.is_not(None), ResidentImport.refused_key.is_not(None))
    query = select(ResidentImport.id).where(ResidentImport.at < before, has_file).limit(at_most)
    ids = list(db.session.scalars(query.with_for_update(skip_locked=True)))
    forgotten = {"storage_key": None, "refused_key": None}
    db.session.execute(update(ResidentImport).where(ResidentImport.id.in_(ids)).values(forgotten))
    db.session.execute(delete(ResidentRow).where(ResidentRow.import_id.in_(ids)))
    return PurgeResult(len(ids))


retention.declare(
    RetentionRule(
        name="resident_files",
        what=_("Files of the population database: the file, its refused rows, rows on their way"),
        kept=timedelta(days=30),
        since=_("the file came"),
        then=_("they are removed; the result of the file, and its checksum, stay"),
        law=PRIVACY,
        provisional=True,
        order=60,
        purge=purge_files,
    ),
    RetentionRule(
        name="residents",
        what=_("The population database: people and households"),
        then=_("kept as the police’s newest file tells it; nobody’s page reads it"),
        law="Luật Căn cước công dân 2014 Đ9–10",
        provisional=True,
        order=61,
    ),
    RetentionRule(
        name="look_ups",
        what=_("Look-ups: who asked, from which dossier and why; the answer as it was given"),
        then=_("the line is never removed; the answer is kept with its dossier"),
        law="Luật Hộ tịch 60/2014/QH13 Đ61, Đ74; Luật BVDLCN 91/2025/QH15",
        provisional=True,
        order=62,
    ),
)
