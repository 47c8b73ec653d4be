"""Postings in which a user may sign decisions about a commune."""

from app.accounts.roles import Role
from app.kernel.actor import Actor, CurrentPosting
from app.rollout.queries.readiness_board import BoardUnit


def signing_seat(actor: Actor, commune: BoardUnit) -> CurrentPosting | None:
    """The posting for go or no-go: the commune's leader, or the district's."""
    for seat in actor.postings:
        leads = seat.role == Role.COMMUNE_LEADER and seat.unit_id == commune.id
        above = seat.role == Role.DISTRICT_LEADER and commune.id in actor.reads
        if leads or above:
            return seat
    return None


def opening_seat(actor: Actor) -> CurrentPosting | None:
    """The posting for opening and closing public forms: the city's administrators."""
    return next((seat for seat in actor.postings if seat.role == Role.CITY_ADMIN), None)
