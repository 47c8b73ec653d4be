"""What the desk offers after a step: the slip to print, and the next dossier of the same queue."""

from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from flask import flash, redirect, render_template, request, session, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext as _
from markupsafe import Markup

from app.dossiers.models.dossier import Dossier, Event
from app.dossiers.queries import queues
from app.dossiers.queries.queues import PageSlice, Queue
from app.dossiers.views.desk.queue import Listed, desk_listing, listed
from app.dossiers.workflow import TABLE, SlipKind
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.web.current_actor import current_actor
from app.kernel.web.lists import listing as lists
from app.kernel.web.routes import route

QUEUE = "desk_queue"
"""The list of the desk that this browser opened last, as it stands in the address."""
LONGEST = 300
AFTER, DUE = "sau", "han"
"""Of the dossier just left: its key, and its limit before the step, by which the queue sorts."""


def remember_queue(queue: Queue) -> None:
    """Keep which list of the desk is open; of a long search the queue alone."""
    plain = urlencode({lists.QUEUE: str(queue)})
    asked = urlencode({**request.args.to_dict(), lists.QUEUE: str(queue)})
    session[QUEUE] = asked if len(asked) <= LONGEST else plain


class Left(NamedTuple):
    """A dossier on which a step was just taken: its limit before, and the slips of the step."""

    key: UUID
    due: datetime | None
    slips: tuple[SlipKind, ...]


def slips_of(event: Any) -> tuple[SlipKind, ...]:
    """The slip that the step has issued, if the desk prints it."""
    action = event.action if isinstance(event, Event) else None
    kinds = (row.slip for row in TABLE if row.action == action)
    return tuple({kind for kind in kinds if kind and kind.address})


def tell(sentence: str, left: Left, **more: str) -> None:
    """Flash what was done, with what can be printed now and the way to the next dossier.

    ``more``: further addresses, by the label of their button.
    """
    args: dict[str, Any] = dict(parse_qsl(session.get(QUEUE, "")))
    where: dict[str, Any] = {
        **args,
        AFTER: str(left.key),
        DUE: left.due.isoformat() if left.due else "",
    }
    words = render_template(
        "dossiers/desk/after_step.html",
        sentence=sentence,
        left=left,
        more=more,
        next_one=f"{url_for('NextDossier.go')}?{urlencode(where)}",
    )
    flash(Markup(words), "success")  # noqa: S704 - the template escapes


class NextDossier(BaseView):
    """From one dossier to the next of the queue that was open."""

    route_base = "/can-bo/mot-cua/tiep-theo"
    default_view = "go"
    class_permission_name = "Desk"

    @route("/", verb="read")
    def go(self) -> Any:
        """Open the dossier after the one just left, else the first; else the empty queue."""
        actor = current_actor()
        asked = listed(request.args, actor, desk_listing(self.appbuilder))
        left = _key(request.args.get(AFTER, ""))
        found = _following(asked, actor, left)
        if found is None:
            flash(_("Nothing else waits in “%(queue)s”.", queue=asked.queue.label), "info")
            kept = {k: v for k, v in request.args.items() if k not in {AFTER, DUE}}
            return redirect(f"{url_for('Desk.queue')}?{urlencode(kept)}")
        return redirect(url_for("Desk.dossier", key=found))


def _following(asked: Listed, actor: Actor, left: UUID | None) -> UUID | None:
    today = queues.horizon()

    def first(cut: PageSlice) -> UUID | None:
        page: list[Dossier] = queues.queue_page(actor, asked.shown, asked.narrow, cut, today)
        return next((each.id for each in page if each.id != left), None)

    place = queues.place_in_queue(left, actor) if left else None
    if place is not None:
        beyond = place._replace(due_at=_moment(request.args.get(DUE), place.due_at))
        if found := first(PageSlice(size=1, beyond=beyond)):
            return found
    return first(PageSlice(size=1))


def _key(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:
        return None


def _moment(word: str | None, otherwise: datetime | None) -> datetime | None:
    """The limit in the address; none if it stands there empty."""
    if word is None:
        return otherwise
    try:
        at = datetime.fromisoformat(word)
    except ValueError:
        return None
    return at if at.tzinfo else clock.at(at.date())
