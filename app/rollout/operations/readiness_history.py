"""The readiness of each commune, stored every night for the trend."""

from flask_babel import lazy_gettext as _
from sqlalchemy.dialects.postgresql import insert

from app.kernel import clock
from app.kernel.db import db
from app.kernel.jobs import queue
from app.rollout.models.readiness import ReadinessDay
from app.rollout.queries import readiness_board


@queue.periodic("rollout.reckon", "30 22 * * *", _("Reckon how ready each commune is"))
def record_readiness() -> None:
    """Store score and blockers of this day for all communes; a second run overwrites them."""
    day = clock.today()
    rows = [
        {
            "unit_id": each.unit.id,
            "day": day,
            "score": each.readiness.score,
            "blockers": [str(check) for check in each.readiness.blockers],
        }
        for each in readiness_board.everywhere(day).standings
    ]
    if rows:
        line = insert(ReadinessDay).values(rows)
        db.session.execute(
            line.on_conflict_do_update(
                index_elements=[ReadinessDay.unit_id, ReadinessDay.day],
                set_={"score": line.excluded.score, "blockers": line.excluded.blockers},
            )
        )
