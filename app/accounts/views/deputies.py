"""Generated pages of deputies who sign while a leader is away."""

from collections.abc import Iterable
from typing import Any

from flask_appbuilder.actions import action
from flask_babel import lazy_gettext as _
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from app.accounts import queries
from app.accounts.models.staff import Posting, Staff
from app.accounts.operations import deputies, sessions, staff
from app.accounts.queries.deputies import select_deputy_chairmen
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import managed, transaction
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.forms.lookup import Lookup
from app.kernel.web.refusals import refusals


def _leaders(actor: Actor) -> Select[tuple[Posting]]:
    """Leaders for whom this person may name a deputy: oneself, or leaders one manages."""
    own = [seat.posting_id for seat in actor.postings if seat.role == Role.COMMUNE_LEADER]
    return (
        select(Posting)
        .where(
            Posting.role == Role.COMMUNE_LEADER,
            Posting.stands_for_id.is_(None),
            Posting.during.contains(clock.today()),
            or_(Posting.id.in_(own), managed(Posting.unit_id, actor)),
        )
        .options(joinedload(Posting.staff), joinedload(Posting.unit))
        .order_by(Posting.id)
    )


LEADERS = Lookup(
    _leaders,
    lambda text: Posting.staff.has(Staff.folded.contains(text, autoescape=True)),
    label=lambda leader: f"{leader.staff.full_name}, {leader.unit.name}",
)


DEPUTIES = Lookup(select_deputy_chairmen)


class DeputyView(GeneratedView):
    """Deputies of leaders, with days and reason."""

    datamodel = Interface(Posting)
    about = "staff"
    route_base = "/can-bo/ky-thay"
    writes: Iterable[str] = ("add",)
    noun = _("Deputy who signs"), _("Deputies who sign")
    add_title = _("Appoint a deputy")
    label_columns = {
        "staff": _("Deputy"),
        "staff.full_name": _("Deputy"),
        "stands_for.staff.full_name": _("Signs for"),
        "because": _("Reason"),
    }
    description_columns = {
        "staff": _("A deputy chairman (Phó Chủ tịch) of the same commune, by the posted title."),
        "during": _("The deputy signs on these days only."),
        "because": _("What the leader is away for, for example the decision on leave."),
    }
    lookups = {"staff": DEPUTIES, "stands_for": LEADERS}
    list_columns = ["staff.full_name", "stands_for.staff.full_name", "unit.name", "during"]
    show_columns = [
        "staff.full_name", "title", "stands_for.staff.full_name", "unit.name", "during", "because",
    ]  # fmt: skip
    add_columns = ["stands_for", "staff", "during", "because"]
    search_columns = ["staff", "during"]
    order_columns = ["staff.full_name", "unit.name"]
    base_order = ("during", "desc")

    def scope(self, actor: Actor) -> Clauses:
        return (Posting.stands_for_id.is_not(None), queries.postings_visible_to(actor))

    def manages(self, actor: Actor) -> Clauses:
        own = [seat.posting_id for seat in actor.postings if seat.role == Role.COMMUNE_LEADER]
        return (or_(managed(Posting.unit_id, actor), Posting.stands_for_id.in_(own)),)

    def pre_add(self, item: Posting) -> None:
        deputies.check_deputy(item)

    def insert(self, item: Posting) -> None:
        super().insert(item)
        sessions.end_sessions_of(item.staff)

    def offers(self, action: str, item: Posting) -> bool:
        return item.during.upper is not None and item.during.upper > clock.today()

    @action("end", _("End today"), _("Let this deputy stop with today?"), "fa-stop", single=True)
    def end(self, chosen: Any) -> None:
        with refusals(), transaction():
            for deputy in chosen if isinstance(chosen, list) else [chosen]:
                staff.end_posting(deputy, last_day=clock.today())
                self.datamodel.edit(deputy)
