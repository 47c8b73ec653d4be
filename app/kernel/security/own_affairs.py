"""Nobody writes, extends, approves, waives or attends for themselves (việc của chính mình).

The policies of row-level security hold the same rule (``row_security.conditions.ABOUT_ANOTHER``).
"""

from uuid import UUID

from flask_babel import lazy_gettext as _

from app.kernel.actor import Actor
from app.kernel.errors import Refused

OWN_AFFAIR = _("You cannot do this for yourself. Ask another administrator.")


def refuse_own_affair(staff_id: UUID | None, by: Actor, *, field: str | None = None) -> None:
    """Refuse what a person would decide about themselves.

    Raises:
        Refused: the person is the one who acts.
    """
    if staff_id is not None and staff_id == by.staff_id:
        raise Refused(OWN_AFFAIR, status=403, field=field)
