"""Random steps at many communes: undo, transfers, corrections and rehearsals are among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from app.dossiers.models.dossier import Channel, Dossier
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.errors import DomainError
from app.organisation import queries as organisation
from app.organisation.models import Unit, UnitKind
from app.procedures.rules.procedure_finder import BIRTH, LINKED_A
from harness.stage.factories import ADossier
from harness.stage.office import Deed, Office

PROCEDURES = (BIRTH, LINKED_A)
OF_EARLIER, AT_ONE_OFFICE = 3, 25
"""Open dossiers that an office continues beside its own; steps at one office."""
NIGHTS = 0.02
"""How often the next step is that of another day."""


def open_communes() -> list[Unit]:
    """The communes that take the procedures of the walk."""
    of_the_city = select(Unit).where(Unit.kind == UnitKind.COMMUNE).order_by(Unit.code)
    return [
        commune
        for commune in db.session.scalars(of_the_city)
        if all(organisation.opening(commune.id, each, clock.today()) for each in PROCEDURES)
    ]


@dataclass
class Walk:
    """Steps at one commune after another, while time passes."""

    rng: Random
    now: datetime
    taken: list[str] = field(default_factory=list)
    """The actions, in order."""
    refused: int = 0

    def at(self, commune: Unit, steps: int = AT_ONE_OFFICE) -> None:
        """So many steps of anybody, each of them committed."""
        office = Office(now=self.now, commune=commune)
        with clock.frozen(self.now):
            office.sent = [*self._dossiers(commune)]
        for _step in range(steps):
            if not self._step(office):
                break
            is_night = self.rng.random() < NIGHTS
            office.now += timedelta(days=1) if is_night else timedelta(minutes=1)
        self.now = office.now

    def _dossiers(self, commune: Unit) -> Iterator[UUID]:
        is_open = Dossier.commune_id == commune.id, Dossier.ended_at.is_(None)
        query = select(Dossier.id).where(*is_open).order_by(Dossier.id).limit(OF_EARLIER)
        yield from db.session.scalars(query).all()
        for is_rehearsal in (False, True):
            yield ADossier(
                commune=commune,
                procedure=self.rng.choice(PROCEDURES),
                channel=Channel.FROM_PAPER,
                photos=False,
                is_rehearsal=is_rehearsal,
            ).id

    def _step(self, office: Office) -> bool:
        """One step on one of the dossiers; whether there was any to take."""
        with clock.frozen(office.now):
            deeds = self._deeds(office)
            if not deeds:
                return False
            (deed,) = self.rng.choices(deeds, [deed.weight for deed in deeds])
            try:
                with transaction():
                    deed.do()
            except (DomainError, NoResultFound):  # not every seeded dossier can be continued
                db.session.rollback()
                self.refused += 1
            else:
                self.taken.append(deed.line.split(": ")[1].split()[0])
        return True

    def _deeds(self, office: Office) -> list[Deed]:
        """What is offered for a dossier at hand: to ask for all takes longer than a step."""
        in_turn = self.rng.sample(office.sent, len(office.sent))
        return next(filter(None, (office.offered({key}) for key in in_turn)), [])
