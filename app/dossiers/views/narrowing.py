"""Which part of the desk's list an address or a form asks for: queue, words sought, whose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.dossiers import queries
from app.dossiers.queries import Narrow, Queue
from app.dossiers.rules.team import Team
from app.kernel.scope import Actor


@dataclass(frozen=True)
class Listed:
    """The list as it is asked for."""

    own: tuple[Queue, ...]
    """The queues of the person."""
    queue: Queue
    whose: str
    """Of whom alone (``queries.whose``); empty for everybody's."""
    narrow: Narrow
    team: Team
    shared: bool
    """Whether the person has colleagues to share with."""

    @property
    def typed(self) -> str:
        """What is sought, in any queue."""
        return self.narrow.typed

    @property
    def shown(self) -> Queue:
        """The queue that is looked into: whoever seeks something seeks it everywhere."""
        return Queue.ALL if self.typed else self.queue


def listed(asked: Mapping[str, str], actor: Actor) -> Listed:
    """Read what is asked for; a word that means nothing is left out."""
    own, typed = queries.queues_of(actor), asked.get("tim", "")[:100].replace("\x00", "")
    team = queries.team(queries.desks_of(actor))
    shared = team.is_shared_by(actor.seats)
    whose = asked.get("cua", "")[:36] if shared and not typed else ""
    only = queries.whose(whose, actor, team)
    word = asked.get("hang", "")
    return Listed(
        own=own,
        queue=Queue(word) if word in own else own[0],
        whose=whose if only is not None else "",
        narrow=Narrow(typed, only),
        team=team,
        shared=shared,
    )
