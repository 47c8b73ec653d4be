"""A dossier in each state before each role: the page puts the one step first that the tables give.

``walked()`` makes the dossiers and opens their pages; it needs the test database. ``figures()``
counts them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import NamedTuple

from flask import Flask

from app.accounts.roles import Role
from app.dossiers import rules
from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import State
from app.handoffs import rules as legs
from app.handoffs.queries import packets
from app.kernel.actor import Actor
from harness.stage.factories import ADossier, AnOfficer, browser_of
from harness.stage.factories.people import seat_of

PRIMARY = re.compile(r'class="btn btn-primary[^>]*>(?:<svg.*?</svg>)?([^<]+)', re.DOTALL)
PLACE = 'class="mc-dhead"'


class Seen(NamedTuple):
    """The page of one dossier before one role."""

    state: State
    role: Role
    primaries: tuple[str, ...]
    in_head: bool
    """Whether they stand in the head of the page, which is in view before anything is scrolled."""
    due: str | None
    """The step that the tables give this person now."""

    @property
    def is_right(self) -> bool:
        return self.in_head and self.primaries == ((self.due,) if self.due else ())


def due(dossier: Dossier, actor: Actor) -> str | None:
    """The label of the step that is this person's now: of a leg, or else of the dossier."""
    for leg, holder in packets.panel(dossier, actor):
        if found := legs.next_step(leg, legs.offers(leg, holder)):
            return str(found.row.label)
    by = rules.officer(actor, dossier.commune_id)
    offers = rules.offers(dossier, by)
    offers += rules.offers(dossier, rules.supervisor(actor, dossier.commune_id))
    step = rules.next_step(dossier, by, offers)
    return str(step.row.label) if step else None


def seen(page: str, state: State, role: Role, step: str | None) -> Seen:
    """What the HTML of the page puts first."""
    main = page[page.index("<main") : page.index("</main>")]
    head, _banners, rest = main.partition('class="mc-jump"')
    primaries = tuple(unescape(label).strip() for label in PRIMARY.findall(main))
    return Seen(state, role, primaries, PLACE in head and not PRIMARY.search(rest), step)


def walked(app: Flask, states: Iterable[State] = State) -> Iterator[Seen]:
    """Each state before each role that may open the page."""
    for state in states:
        dossier = ADossier(state)
        for role in Role:
            officer = AnOfficer(role, seat_of(role, dossier.commune))
            answer = browser_of(app, officer).get(f"/can-bo/mot-cua/ho-so/{dossier.id}")
            if answer.status_code == 200:
                page = answer.get_data(as_text=True)
                yield seen(page, state, role, due(dossier, officer.actor))


def figures(pages: Iterable[Seen]) -> dict[str, int]:
    """How many pages there are, and on how many not the one step stands first."""
    kept = list(pages)
    return {
        "states_roles": len(kept),
        "without_one_primary": sum(not each.is_right for each in kept),
    }
