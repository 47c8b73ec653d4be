"""Staff of the units, and their postings."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from uuid import uuid4

from flask_babel import lazy_gettext as _
from sqlalchemy import inspect
from sqlalchemy.dialects.postgresql import Range

from app.accounts import queries
from app.accounts.models.staff import Posting, Staff
from app.accounts.operations.clearance import check_cleared
from app.accounts.operations.sessions import end_sessions_of, end_sessions_of_posted
from app.accounts.roles import BY_TWO, ROLES, Role, sits_in
from app.kernel.db import db
from app.kernel.errors import DomainError, Refused, SeveralRefusals
from app.kernel.text import phone_numbers
from app.kernel.text.folding import fold
from app.kernel.text.parsing import identity_number, person_name
from app.organisation.models import Unit

READ: Mapping[str, Callable[[str], str]] = {
    "full_name": person_name,
    "phone": phone_numbers.normalise,
    "id_number": identity_number,
}
"""How what is typed of a person is read."""


NUMBER_TAKEN = _(
    "Somebody of the staff has this identity number already. Look for the person by it; where the"
    " person works in another unit, that unit transfers them."
)


PHONE_TAKEN = _(
    "Somebody else of the staff has this telephone number already. Links for passwords are sent"
    " there: give the person’s own number."
)


def create_staff(
    full_name: str, unit: Unit, *, phone: str | None = None, id_number: str | None = None
) -> Staff:
    staff = Staff(id=uuid4(), full_name=full_name, unit=unit, phone=phone, id_number=id_number)
    tidy_staff(staff)
    db.session.add(staff)
    return staff


def tidy_staff(staff: Staff) -> None:
    """Update the search form of the name, and normalise name and numbers.

    Raises:
        DomainError: this is no name of a person, or no such number; ``field`` says which.
    """
    for column, read in READ.items():
        typed = getattr(staff, column)
        try:
            setattr(staff, column, read(typed) if typed else typed)
        except DomainError as refusal:
            refusal.field = column
            raise
    staff.folded = fold(staff.full_name)


def check_staff(staff: Staff) -> None:
    """Validate a person that was filled in on a form.

    Raises:
        SeveralRefusals: somebody of the staff, of any unit, has one of the numbers already.
    """
    tidy_staff(staff)
    with db.session.no_autoflush:
        taken = queries.numbers_taken(staff)
    reasons = {"id_number": NUMBER_TAKEN, "phone": PHONE_TAKEN}
    refused = [Refused(why, field=column) for column, why in reasons.items() if column in taken]
    if refused:
        raise SeveralRefusals(refused)


def grant_posting(
    staff: Staff, unit: Unit, role: Role, *, title: str, since: date, until: date | None = None
) -> Posting:
    """Give a person a role in a unit, from one day to another, both inclusive.

    For system setup; postings from pages are also checked against the plan (``check_posting``).

    Raises Refused.
    """
    posting = Posting(
        id=uuid4(), staff=staff, unit=unit, role=role, title=title, during=period(since, until)
    )
    check_seat(posting)
    db.session.add(posting)
    end_sessions_of(staff)
    return posting


def check_posting(posting: Posting) -> None:
    """Validate a posting that was filled in on a form.

    Raises:
        Refused: it does not fit the unit, or the person already has it.
        DomainError: the plan does not admit the person to the role yet; the message says why.
    """
    check_seat(posting)
    with db.session.no_autoflush:
        check_cleared(posting)


def check_days(posting: Posting) -> None:
    """Raise when a posting would get days for which the plan does not admit the person.

    Of a role of the city also the last day is looked at: two administrators prolong it.
    """
    before: Sequence[Range[date]] = inspect(posting).attrs.during.history.deleted
    if before and _widens(posting, before[0]):
        with db.session.no_autoflush:
            check_cleared(posting)


def _widens(posting: Posting, before: Range[date]) -> bool:
    during = posting.during
    if during.isempty or before.isempty:
        return not during.isempty
    if (during.lower or date.min) < (before.lower or date.min):
        return True
    lasts = (during.upper or date.max) > (before.upper or date.max)
    return lasts and posting.role in BY_TWO


def check_seat(posting: Posting) -> None:
    """Raise unless the unit has the role and the person does not have it there already."""
    with db.session.no_autoflush:
        if not sits_in(posting.role, str(posting.unit.kind)):
            raise Refused(
                _("The role “%(role)s” does not exist in %(unit)s."),
                status=422,
                field="role",
                role=ROLES[posting.role].label,
                unit=posting.unit.name,
            )
        if queries.holds(posting.staff.id, posting.unit.id, posting.role, posting.during):
            raise Refused(
                _("%(name)s already has this role there at that time."),
                name=posting.staff.full_name,
            )


def period(since: date, until: date | None = None) -> Range[date]:
    """The days from ``since`` to ``until``, both inclusive; unbounded when ``until`` is None."""
    if until is not None and until < since:
        raise Refused(_("The last day is before the first one."), status=422, field="until")
    return Range(since, until and until + timedelta(days=1))


def end_posting(posting: Posting, *, last_day: date) -> None:
    """Set the last day of a posting; ends the person's sessions now."""
    begins = posting.during.lower
    if begins is not None and last_day < begins:
        last_day = begins - timedelta(days=1)
    posting.during = Range(begins, last_day + timedelta(days=1))
    end_sessions_of_posted(posting)
