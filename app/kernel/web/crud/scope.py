"""The rows of a generated view: which ones a person sees, which of them the person may change."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, exists, select

from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import NotAllowed
from app.kernel.security.own_affairs import refuse_own_affair
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor

Clauses = Iterable[ColumnElement[bool]]


def all_rows(self: Any, actor: Actor) -> Clauses:
    """``scope = all_rows``: the view filters nothing, and says why beside it."""
    return ()


class Scope:
    """The scope of a view, applied to the person at hand."""

    def __init__(self, view: Any) -> None:
        self.view = view

    def clauses(self) -> tuple[ColumnElement[bool], ...]:
        """Conditions for the rows that the user sees; ``InScope`` asks for them in each query."""
        return tuple(self.view.scope(current_actor()))

    def find(self, pk: Any) -> Any:
        """The row with this key within the scope; 404 otherwise."""
        item = self.view.datamodel.get(pk, self.view._base_filters)
        if item is None:
            abort(404)
        if self.view.watched:
            access_log.log_access(current_actor(), item)
        return item

    def find_managed(self, pk: Any) -> Any:
        """The row with this key, which the user may change."""
        item = self.find(pk)
        self.must_manage(item)
        return item

    def must_manage(self, item: Any) -> None:
        """Check in the database that the user may change the row in its current state."""
        view, actor = self.view, current_actor()
        self.refuse_own_affair(item)
        this = view.datamodel.get_pk() == view.datamodel.get_pk_value(item)
        mine = select(exists().where(this, *view.scope(actor), *view.manages(actor)))
        if not db.session.scalar(mine):
            raise NotAllowed

    def refuse_own_affair(self, item: Any) -> None:
        """Refuse a row about the user, whether or not it is stored yet."""
        about = self.view.about
        person = getattr(item, about) if about else None
        if person is not None:
            refuse_own_affair(person.id, current_actor(), field=about)

    def managed_among(self, keys: Sequence[Any]) -> frozenset[Any]:
        """The subset of the rows that the user may change; no query where nobody may."""
        view, actor = self.view, current_actor()
        verbs = {f"can_{verb}" for verb in view.writes if verb != "add"}
        verbs |= {view.get_action_permission_name(name) for name in view.actions}
        if not keys or not any(view.may(verb) for verb in verbs):
            return frozenset()
        clauses = tuple(view.manages(actor))
        if view.about and actor.staff_id is not None:
            (person,) = getattr(view.datamodel.obj, view.about).property.local_columns
            clauses += (person.is_distinct_from(actor.staff_id),)
        if not clauses:
            return frozenset(keys)
        key = view.datamodel.get_pk()
        return frozenset(db.session.scalars(select(key).where(key.in_(keys), *clauses)))
