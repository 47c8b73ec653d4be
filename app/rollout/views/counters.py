"""Counters of the start page for those who bring districts and communes online."""

from flask import url_for
from flask_babel import lazy_gettext as _

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.web.counters import Counter
from app.kernel.web.lists.listing import PLAIN
from app.rollout.queries import account_rounds, commune_readiness
from app.rollout.queries import staff_lists as queries
from app.rollout.queries.equipment_faults import unsolved
from app.rollout.views.readiness_board import BLOCKED, UNDECIDED


def _owed(actor: Actor) -> int:
    own = [seat.unit_id for seat in actor.postings if seat.role == Role.DISTRICT_IT]
    return len(queries.owed(clock.today(), own))


COUNTERS = (
    Counter(
        key="rollout.not_signed_in",
        label=_("accounts given out and not used"),
        permission=("can_read", "Newcomer"),
        count=lambda actor: account_rounds.count_not_signed_in(actor, clock.real_now()),
        url=lambda: url_for("SilentView.list", xem=PLAIN),
        tone="due",
    ),
    Counter(
        key="rollout.lists_owed",
        label=_("staff lists to hand in"),
        permission=("can_submit", "StaffList"),
        count=_owed,
        url=lambda: url_for("StaffListView.list"),
        opens_its_rows=False,
        tone="due",
        roles=frozenset({Role.DISTRICT_IT}),
    ),
    Counter(
        key="rollout.lists_to_decide",
        label=_("staff lists to approve"),
        permission=("can_decide", "StaffList"),
        count=queries.count_to_decide,
        url=lambda: url_for("StaffListView.list", viec="duyet"),
        tone="due",
    ),
    Counter(
        key="rollout.blockers",
        label=_("communes with something in the way"),
        permission=("can_read", "Readiness"),
        count=commune_readiness.with_blockers,
        url=lambda: url_for("Readiness.board", vuong_mac=BLOCKED, thu_tu="thap"),
        tone="due",
        roles=frozenset({Role.DISTRICT_IT, Role.CITY_ADMIN}),
    ),
    Counter(
        key="rollout.to_decide",
        label=_("communes that wait for a go or no-go"),
        permission=("can_decide", "Readiness"),
        count=commune_readiness.to_decide,
        url=lambda: url_for("Readiness.board", vuong_mac=UNDECIDED),
        tone="due",
    ),
    Counter(
        key="rollout.faults",
        label=_("faults of equipment not solved yet"),
        permission=("can_edit", "Fault"),
        count=unsolved,
        url=lambda: url_for("FaultView.list", viec="chua-xong"),
        tone="due",
    ),
)
