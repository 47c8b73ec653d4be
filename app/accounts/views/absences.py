"""Generated pages of colleagues' days of absence."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from sqlalchemy import or_, select

from app.accounts.models.staff import Absence, Posting, Staff
from app.accounts.operations.absences import check_absence
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.current_actor import current_actor
from app.kernel.web.forms.lookup import Lookup


def _units(actor: Actor) -> set[int]:
    return {seat.unit_id for seat in actor.postings}


COLLEAGUES = Lookup(
    lambda actor: select(Staff).where(
        Staff.postings.any(
            Posting.unit_id.in_(_units(actor)) & Posting.during.contains(clock.today())
        )
    )
)


class AbsenceView(GeneratedView):
    """Who is absent on which days; recorded by the person or by a colleague."""

    datamodel = Interface(Absence)
    route_base = "/can-bo/vang-mat"
    writes: Iterable[str] = ("add", "edit", "delete")
    add_title = _("Note an absence")
    edit_title = _("Days of this absence")
    description_columns = {
        "during": _("On these days nothing is given to this person."),
    }
    lookups = {"staff": COLLEAGUES}
    list_columns = ["staff.full_name", "during", "noted_at"]
    first_columns = ["staff"]
    edit_columns = ["during"]
    search_columns = ["staff", "during"]
    order_columns = ["noted_at"]
    base_order = ("during", "desc")

    def scope(self, actor: Actor) -> Clauses:
        return (or_(Absence.unit_id.in_(_units(actor)), Absence.staff_id == actor.staff_id),)

    def manages(self, actor: Actor) -> Clauses:
        """Colleagues record absences for one another: a sick person cannot do it."""
        return (Absence.unit_id.in_(_units(actor)),)

    def pre_add(self, item: Absence) -> None:
        check_absence(item, current_actor())

    def pre_update(self, item: Absence) -> None:
        check_absence(item, current_actor())
