"""Shorter time limits of districts."""

from datetime import date, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy.dialects.postgresql import Range

from app.kernel import clock
from app.kernel.db import db
from app.kernel.deadlines.deadline import Limit
from app.kernel.errors import Refused
from app.organisation.models import Unit
from app.procedures import queries
from app.procedures.models.local import LocalLimit
from app.procedures.models.versions import Version
from app.procedures.models.vocabulary import LimitScope
from app.procedures.rules.papers_and_fees import is_longer, limits


def set_local_limit(
    version: Version, district: Unit, step: LimitScope, limit: Limit, *, during: Range[date]
) -> LocalLimit:
    """Set a shorter limit than the legal one for a district.

    Raises:
        Refused: the limit is longer, in another unit, or the version has no such step.
    """
    row = LocalLimit(
        version=version,
        district=district,
        step=step,
        amount=limit.amount,
        unit=limit.unit,
        during=during,
    )
    check_local_limit(row)
    db.session.add(row)
    return row


def check_local_limit(row: LocalLimit) -> None:
    """Validate a limit that was filled in on a form.

    Raises:
        Refused: the limit is longer, in another unit, or the version has no such step.
    """
    legal = limits(queries.form(row.version)).get(row.step)
    if row.amount < 0 or legal is None or is_longer(Limit(row.amount, row.unit), legal):
        raise Refused(
            _("A district may set a shorter limit only, in the unit of the law."),
            field="amount",
        )


def end_local_limit(row: LocalLimit) -> None:
    """Restore the legal limit from tomorrow; a limit that has not begun never will.

    Dossiers accepted up to today keep the shorter one.
    """
    begins, tomorrow = row.during.lower, clock.today() + timedelta(days=1)
    if begins is not None and begins >= tomorrow:
        db.session.delete(row)
    else:
        row.during = Range(begins, tomorrow)
