"""The desk's list as requested: queue, assignee, search, columns, filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import flash, url_for
from flask_appbuilder import AppBuilder
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_
from werkzeug.datastructures import MultiDict

from app.dossiers.models.dossier import Dossier
from app.dossiers.queries import queue_order, queues
from app.dossiers.queries import team as dossiers_team
from app.dossiers.queries.queues import ListFilter, PageSlice, Queue
from app.dossiers.rules.team import Team
from app.dossiers.views.admin import conditions
from app.dossiers.views.admin.dossiers import DossierView
from app.kernel.actor import Actor
from app.kernel.web.lists import listing as lists
from app.kernel.web.lists import pagination, saved_view
from app.kernel.web.lists.conditions import NOTHING
from app.kernel.web.lists.listing import ListDefinition, ListViewState
from app.kernel.web.lists.pagination import OrderKey, PagePosition, Pager

KEY = "Desk"
MOST_PINNED = 8
"""Saved views at the side of the desk, each with its count."""
SHOWN = ("subject_name", "procedure", "state", "submitted_at", "due_at")
FURTHER = ("applicant_name", "applicant_phone", "subject_born", "channel", "promised_at")
"""Columns that a reader may add."""


def desk_listing(appbuilder: AppBuilder) -> ListDefinition:
    """The columns and filters of the desk's list; filters are those of the register of dossiers."""
    register = next(view for view in appbuilder.baseviews if isinstance(view, DossierView))
    return ListDefinition(
        key=KEY,
        title=_("Desk"),
        address=lambda **args: url_for("Desk.queue", **args),
        noun="Desk",
        labels={**register.label_columns, **conditions.LABELS},
        shown=SHOWN,
        further=FURTHER,
        ordered=tuple(queue_order.SORTED),
        offers=conditions.offers_with(register),
        form=lambda: conditions.form_with(register)(),
        queues={str(queue): queue.label for queue in Queue},
    )


@dataclass(frozen=True, kw_only=True)
class Listed:
    """The list as requested."""

    own: tuple[Queue, ...]
    """The queues of the person."""
    queue: Queue
    whose: str
    """The assignee filter (``team.whose``); empty for all."""
    mine: ColumnElement[bool] | None
    """The same as a condition."""
    narrow: ListFilter
    team: Team
    shared: bool
    """Whether the person has colleagues to share with."""
    listing: ListDefinition
    wanted: ListViewState
    kept: Sequence[Any]
    """The saved views that the person may choose."""
    actor: Actor

    def opened_on(self, counts: Mapping[Queue, int]) -> Listed:
        """The same list on the first queue with work, where the address names none."""
        if self.wanted.queue in self.own:
            return self
        if self.wanted.where.parts or self.wanted.view is not None:
            # conditions without a queue are about all open dossiers
            return replace(self, queue=Queue.ALL)
        return replace(self, queue=queues.first_with_work(self.own, counts))

    @property
    def typed(self) -> str:
        return self.narrow.typed

    @property
    def shown(self) -> Queue:
        """The queue that is read: a search covers all dossiers."""
        return Queue.ALL if self.typed else self.queue

    @property
    def searched(self) -> list[str]:
        by_box = ["code", "subject_name"] if self.typed else []
        return [*dict.fromkeys(by_box + lists.searched(self.wanted, self.listing))]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(each for each in self.wanted.columns if each in FURTHER)

    @property
    def grouped(self) -> str:
        """The column by which the rows are grouped; empty where they are not."""
        return self.wanted.order[0] if self.wanted.order[0] in queue_order.GROUPED else ""

    def chosen_above(self) -> dict[str, Any]:
        """The arguments of this list with what was chosen above it among its conditions."""
        named = {lists.QUEUE: self.wanted.queue, lists.TYPED: self.typed, "cua": self.whose}
        kept = {name: value for name, value in named.items() if value}
        return lists.arguments_of(self.wanted, self.listing) | kept

    def grouped_by(self, column: str) -> dict[str, Any]:
        """The arguments of this list with its rows in groups, or without."""
        wanted = replace(self.wanted, queue=str(self.queue), order=(column, "asc"))
        args = lists.arguments_of(wanted, self.listing)
        return args | {"cua": self.whose} if self.whose else args

    def group_of(self, dossier: Dossier) -> str:
        """The words above the group of a row."""
        if self.grouped == "procedure":
            return dossier.procedure_name
        colleague = self.team.member(dossier.assigned_to_id)
        return colleague.name if colleague else gettext("Nobody yet")

    @property
    def at_the_side(self) -> Sequence[Any]:
        """The saved views beside the queues."""
        return self.kept[:MOST_PINNED]

    @property
    def pinned(self) -> list[ColumnElement[bool]]:
        """What each of them shows, to be counted."""
        return [self._shown_by(lists.state_of(self.listing, view)) for view in self.at_the_side]

    @property
    def view_here(self) -> Any:
        """The key of the saved view that is shown as it was kept."""
        args = lists.arguments_of(self.wanted, self.listing)
        return self.wanted.view.id if self.wanted.view is not None and len(args) == 1 else None

    def _shown_by(self, view: ListViewState) -> ColumnElement[bool]:
        queue = Queue(view.queue) if view.queue in self.own else Queue.ALL
        return and_(queues.queue_condition(queue, queues.GIVEN), *lists.clauses(view, self.listing))

    def arguments(self, *, anywhere: bool = False) -> dict[str, Any]:
        """Query parameters for another address of this list; filters only within the same queue."""
        wanted = replace(self.wanted, queue=None, typed="")
        wanted = replace(wanted, where=NOTHING) if anywhere else wanted
        args = lists.arguments_of(wanted, self.listing)
        args.pop(lists.QUEUE, None)
        opens_plain = lists.first_seen(self.kept, self.actor) is None
        return {} if opens_plain and args == {lists.VIEW: lists.PLAIN} else args


def listed(asked: MultiDict[str, str], actor: Actor, listing: ListDefinition) -> Listed:
    """Parse the request; invalid values are ignored."""
    own, typed = queues.queues_of(actor), asked.get("tim", "")[:100].replace("\x00", "")
    kept = saved_view.views_of(actor, KEY)
    wanted = lists.arrange(listing, asked, kept, actor)
    wanted = replace(wanted, where=conditions.with_those_at_hand(wanted.where, asked))
    team = dossiers_team.team(dossiers_team.desks_of(actor))
    shared = team.is_shared_by(actor.postings)
    word = asked.get("cua", "")[:36] if shared and not typed else ""
    whose = dossiers_team.whose(word, actor, team)
    only = [*([] if whose is None else [whose]), *lists.clauses(wanted, listing)]
    return Listed(
        own=own,
        queue=Queue(wanted.queue) if wanted.queue in own else own[0],
        whose="" if whose is None else word,
        mine=whose,
        narrow=ListFilter(typed, and_(*only) if only else None),
        team=team,
        shared=shared,
        listing=listing,
        wanted=wanted,
        kept=kept,
        actor=actor,
    )


def heads(asked: Listed) -> dict[str, str]:
    """The heads of the columns; each row repeats them for small screens."""
    labels = {column: str(asked.listing.labels[column]) for column in asked.listing.columns}
    if asked.queue in {Queue.NEW, Queue.LATE_INTAKE} and not asked.typed:
        labels["due_at"] = gettext("Accept by")
    if asked.queue in {Queue.VISITS, Queue.MISSED}:
        labels["submitted_at"] = gettext("Appointment")
    return labels


def tell_of(asked: Listed) -> None:
    """Flash a message about parameters that could not be parsed."""
    for leaf in lists.unread(asked.wanted, asked.listing):
        label = asked.listing.labels[leaf.column]
        flash(gettext("The condition on “%(column)s” cannot be read.", column=label))
    if asked.wanted.lost:
        flash(gettext("This view does not exist any more, or does not fit this list."))


def page_of_queue(
    asked: Listed, args: MultiDict[str, str], actor: Actor, today: Any
) -> tuple[list[Dossier], Pager]:
    """One page of the list, located by the row in the address, and the pager."""
    place, queue, narrow = _place(args), asked.shown, asked.narrow
    size = asked.wanted.size if asked.wanted.size in lists.SIZES else queues.PAGE
    column, direction = asked.wanted.order
    by_visit = queue in queues.BY_VISIT
    keys = queue_order.sort_columns(column, by_visit=by_visit)
    down = direction == "desc"
    order = [OrderKey(keys[0], down, blank=True), *(OrderKey(key, down) for key in keys[1:])]
    row = queues.place_in_queue(UUID(place.anchor), actor) if place.anchor else None
    values = None if row is None else queue_order.place_by(row, column, by_visit=by_visit)

    def fetch(stretch: Any, terms: Sequence[Any], most: int, skipped: int) -> Sequence[Dossier]:
        cut = PageSlice(size=most, stretch=stretch, terms=terms, columns=asked.columns)
        return queues.read_rows(actor, queue, narrow, cut, today, skipped=skipped)

    page = pagination.cut(fetch, order, place, values, size)
    if not page.rows and place.page and values is None:  # fewer pages now: show the last one
        beyond = PageSlice(page=place.page, size=size)
        place = PagePosition(page=queues.last_page(actor, queue, narrow, beyond, today))
        page = pagination.cut(fetch, order, place, None, size)
    return list(page.rows), pagination.pager(KEY, place, page, [each.id for each in page.rows])


def _place(args: MultiDict[str, str]) -> PagePosition:
    after, before = args.get(pagination.AFTER + KEY), args.get(pagination.BEFORE + KEY)
    number = args.get(pagination.PAGE + KEY, default=args.get("trang", 1, type=int) - 1, type=int)
    page = min(max(number, 0), pagination.LAST_PAGE)
    return PagePosition(_key(after), _key(before), page)


def _key(word: str | None) -> str | None:
    try:
        return str(UUID(word)) if word else None
    except ValueError:
        return None
