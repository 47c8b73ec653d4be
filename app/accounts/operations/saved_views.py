"""Saved views of lists: a user's own, a unit's, or the default of a role."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _
from sqlalchemy import select, update

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import NotAllowed, NotFound, Refused
from app.kernel.text.parsing import line
from app.kernel.web.lists.saved_view import SavedView

MOST_VIEWS = 30
"""Maximum number of saved views per person and list."""
LONGEST_NAME = 80


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Who sees a view: its owner; with a unit its colleagues; with a role all who have it."""

    unit_id: int | None = None
    role: str | None = None
    first: bool = False
    """Whether the owner's list opens with this view."""


def may_set_for_roles(actor: Actor) -> bool:
    return any(seat.role == Role.CITY_ADMIN for seat in actor.postings)


def keep_view(
    actor: Actor,
    listing: str,
    name: str,
    content: dict[str, Any],
    audience: Audience,
    instead_of: UUID | None = None,
) -> SavedView:
    """Save a view under a name, replacing another one or as a new one.

    Raises:
        Refused: the name is empty.
        NotAllowed: the unit is not the person's, or they may not set views of roles.
        Refused: the maximum is reached.
    """
    name = line(name)[:LONGEST_NAME]
    if not name:
        raise Refused(_("Give the view a name."), field="ten")
    _must_reach(actor, audience)
    standard = audience.first and audience.role is None
    view = own_view(actor, instead_of) if instead_of else _new(actor, listing)
    if standard:
        _no_other(actor, view.listing)
    if audience.role:
        _no_other_of_role(view.listing, audience.role, view.id)
    view.name, view.content, view.standard = name, content, standard
    view.unit_id, view.role = audience.unit_id, audience.role
    db.session.add(view)
    return view


def remove_view(actor: Actor, key: UUID) -> None:
    """Delete a view, also for the others who see it."""
    db.session.delete(own_view(actor, key))


def own_view(actor: Actor, key: UUID) -> SavedView:
    """Return a view that this person may change.

    Raises:
        NotFound: there is none.
    """
    view = db.session.get(SavedView, key)
    if view is None or not is_own(actor, view):
        raise NotFound
    return view


def is_own(actor: Actor, view: Any) -> bool:
    """Whether the person may change this view: its owner, or an administrator for a role's."""
    if view.role is not None:
        return may_set_for_roles(actor)
    return bool(view.owner_id == actor.staff_id)


def _must_reach(actor: Actor, audience: Audience) -> None:
    if audience.unit_id is not None and not actor.postings_in(audience.unit_id):
        raise NotAllowed
    if audience.role is not None and not (may_set_for_roles(actor) and audience.role in list(Role)):
        raise NotAllowed


def _new(actor: Actor, listing: str) -> SavedView:
    own = select(SavedView.id).where(
        SavedView.owner_id == actor.staff_id, SavedView.listing == listing
    )
    if len(db.session.scalars(own.limit(MOST_VIEWS)).all()) >= MOST_VIEWS:
        raise Refused(
            _("You keep %(most)s views of this list already. Remove one of them first."),
            most=MOST_VIEWS,
        )
    return SavedView(id=uuid4(), listing=listing, owner_id=actor.staff_id, made_at=clock.now())


def _no_other(actor: Actor, listing: str) -> None:
    """A list opens with one view only."""
    db.session.execute(
        update(SavedView)
        .where(SavedView.owner_id == actor.staff_id, SavedView.listing == listing)
        .where(SavedView.standard, SavedView.role.is_(None))
        .values(standard=False)
    )


def _no_other_of_role(listing: str, role: str, key: UUID | None) -> None:
    others = select(SavedView).where(SavedView.listing == listing, SavedView.role == role)
    for other in db.session.scalars(others):
        if other.id != key:
            db.session.delete(other)
