"""Row scope of generated views, and the filters of their lists per request."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from flask import abort, g, has_request_context
from flask_appbuilder import ModelView
from flask_appbuilder.models.filters import Filters
from sqlalchemy import ColumnElement, exists, select

from app.kernel.actor import Actor
from app.kernel.audit import change_log
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import db
from app.kernel.errors import NotAllowed
from app.kernel.own_affairs import refuse_own_affair
from app.kernel.web import access_log
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.current_actor import current_actor
from app.kernel.web.forms import masked
from app.kernel.web.lists.filters import HouseFilter

Clauses = Iterable[ColumnElement[bool]]


class ScopedView(ModelView):
    """The part of a generated view that restricts rows to the user's scope."""

    datamodel: Interface
    watched: ClassVar[bool] = False
    """Whether accesses to the rows are logged."""
    writes: Iterable[str] = ()
    """Which of add, edit and delete the view offers."""
    numbers: ClassVar[Collection[str]] = ()
    """Columns with a personal number: searched by the complete number only."""
    about: ClassVar[str] = ""
    """The relation to the person whom a row is about: nobody writes rows about themselves."""
    _own_filters: Filters | None = None

    def scope(self, actor: Actor) -> Clauses:
        """Conditions for the rows that the user may see; every view defines it."""
        raise NotImplementedError

    def manages(self, actor: Actor) -> Clauses:
        """Conditions for the rows that the user may change, within the scope."""
        return ()

    def _scope_now(self) -> tuple[ColumnElement[bool], ...]:
        return tuple(self.scope(current_actor()))

    def find(self, pk: Any) -> Any:
        """The row with this key within the scope; 404 otherwise."""
        item = self.datamodel.get(pk, self._base_filters)
        if item is None:
            abort(404)
        if self.watched:
            access_log.log_access(current_actor(), item)
        return item

    def _must_manage(self, item: Any) -> None:
        """Check in the database that the user may change the row in its current state."""
        actor = current_actor()
        self._refuse_own_affair(item)
        key = self.datamodel.get_pk()
        mine = select(
            exists().where(
                key == self.datamodel.get_pk_value(item), *self.scope(actor), *self.manages(actor)
            )
        )
        if not db.session.scalar(mine):
            raise NotAllowed

    def _refuse_own_affair(self, item: Any) -> None:
        """Refuse a row about the user, whether or not it is stored yet."""
        person = getattr(item, self.about) if self.about else None
        if person is not None:
            refuse_own_affair(person.id, current_actor(), field=self.about)

    def _reveal(self, form: Any, item: Any) -> None:
        shown = masked.reveal(form) if self._may_reveal() else ()
        if shown:
            access_log.log_access(current_actor(), item, AccessKind.REVEAL, shown)

    def _may_reveal(self) -> bool:
        """Whether the user, who may change the row, may also see its numbers in full."""
        may, name = self.appbuilder.sm.has_access, masked.REVEAL
        own = name in self.actions
        return not own or may(self.get_action_permission_name(name), self.class_permission_name)

    def offers(self, action: str, item: Any) -> bool:
        """Whether the action applies to the row in its current state."""
        return True

    def _managed_among(self, keys: Sequence[Any]) -> frozenset[Any]:
        """The subset of the rows that the user may change; no query where nobody may."""
        may = self.appbuilder.sm.has_access
        verbs = {f"can_{verb}" for verb in self.writes if verb != "add"}
        verbs |= {self.get_action_permission_name(name) for name in self.actions}
        if not keys or not any(may(verb, self.class_permission_name) for verb in verbs):
            return frozenset()
        actor = current_actor()
        clauses = tuple(self.manages(actor))
        if self.about and actor.staff_id is not None:
            (person,) = getattr(self.datamodel.obj, self.about).property.local_columns
            clauses += (person.is_distinct_from(actor.staff_id),)
        if not clauses:
            return frozenset(keys)
        key = self.datamodel.get_pk()
        return frozenset(db.session.scalars(select(key).where(key.in_(keys), *clauses)))

    def note(self, action: str, item: Any) -> None:
        """Log an action on a row in the change log, in the caller's transaction."""
        change_log.record(current_actor(), action, item)

    @property
    def _filters(self) -> Any:
        """The filters of this request; FAB would share them between all threads."""
        if self._own_filters is None or not has_request_context():
            return self._own_filters
        key = f"filters_of_{id(self)}"
        found = g.get(key)
        if found is None:
            found = copy.copy(self._own_filters)
            found.clear_filters()
            setattr(g, key, found)
        return found

    @_filters.setter
    def _filters(self, filters: Filters) -> None:
        self._own_filters = filters

    def search_filters(self) -> Mapping[str, Sequence[HouseFilter]]:
        return self._own_filters.get_search_filters() if self._own_filters else {}
