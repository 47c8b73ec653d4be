"""Many heads sign at once: the book must have no gap and no duplicate.

``python -m tests.harness.signers 64 8`` signs with 64 threads, 8 dossiers each, in a database of
its own, and prints one line of JSON; it fails when a number is missing or was issued twice. Every
other signature is tried once and rolled back first, as when a connection breaks before the commit:
its number must be issued again.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from flask import Flask
from sqlalchemy import create_engine, select

from app.accounts.roles import Role
from app.dossiers import rules
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import transitions
from app.dossiers.queries import visibility
from app.dossiers.workflow import Action, State
from app.kernel.actor import Actor
from app.kernel.db import db, transaction
from app.procedures.rules.procedure_finder import BIRTH
from app.registers.models import Entry
from harness.stage import databases
from harness.stage.factories import ADossier, a_copy_of, somebody


class Broken(Exception):
    """The connection of a signer breaks before the commit."""


@dataclass(frozen=True)
class Found:
    """The state of the book afterwards."""

    signers: int
    dossiers: int
    undone: int
    seconds: float
    numbers: tuple[int, ...]

    @property
    def gaps(self) -> list[int]:
        """Missing numbers, up to the number of entries."""
        return sorted(set(range(1, self.dossiers + 1)) - set(self.numbers))

    @property
    def duplicates(self) -> list[int]:
        """Numbers of two entries."""
        return sorted(number for number, n in Counter(self.numbers).items() if n > 1)

    @property
    def is_sound(self) -> bool:
        """Whether every dossier has a number, each its own, from 1 without a gap."""
        return len(self.numbers) == self.dossiers and not (self.gaps or self.duplicates)

    def line(self) -> str:
        """All of it as one line of JSON."""
        return json.dumps(
            {
                "signers": self.signers,
                "dossiers": self.dossiers,
                "undone": self.undone,
                "seconds": round(self.seconds, 2),
                "entries": len(self.numbers),
                "gaps": self.gaps,
                "duplicates": self.duplicates,
            }
        )


def sign_at_once(app: Flask, signers: int, each: int) -> Found:
    """Let so many threads sign so many dossiers each, of one commune."""
    with app.app_context():
        waiting = _waiting(signers * each)
        actor = _head(waiting[0])
        _sign_one(actor, waiting[0])  # the book is opened before the race
    begun = time.monotonic()
    with ThreadPoolExecutor(signers) as pool:
        heaps = [waiting[1:][n::signers] for n in range(signers)]
        undone = sum(pool.map(lambda heap: _sign(app, actor, heap), heaps))
    seconds = time.monotonic() - begun
    with app.app_context():
        numbers = tuple(db.session.scalars(select(Entry.number).order_by(Entry.number)))
    return Found(signers, len(waiting), undone, seconds, numbers)


def _sign(app: Flask, actor: Actor, heap: list[UUID]) -> int:
    """One signer's dossiers; returns how many signatures were rolled back."""
    undone = 0
    with app.app_context():
        for n, dossier_id in enumerate(heap):
            if n % 2:
                undone += 1
                with suppress(Broken):
                    _sign_one(actor, dossier_id, broken=True)
            _sign_one(actor, dossier_id)
    return undone


def _sign_one(actor: Actor, dossier_id: UUID, *, broken: bool = False) -> None:
    with transaction():
        dossier = visibility.for_step(dossier_id, actor)
        transitions.advance(dossier, Action.SIGN, by=rules.officer(actor, dossier.commune_id))
        if broken:
            raise Broken


def _head(dossier_id: UUID) -> Actor:
    with transaction():
        dossier = db.session.get_one(Dossier, dossier_id)
        return somebody(Role.COMMUNE_LEADER, dossier.commune).actor


def _waiting(many: int) -> list[UUID]:
    """Dossiers that wait for the signature: one real one, and copies of its rows."""
    with transaction():
        first = ADossier(State.TO_SIGN, procedure=BIRTH)
        return [first.id, *(a_copy_of(first, n).id for n in range(1, many))]


def main(signers: int, each: int) -> int:
    """Sign in a database of its own."""
    server = databases.test_server()
    with server.lease():
        template = databases.seed_template(server)
        with databases.copy_of(server, template, f"t_{os.getpid()}_signers") as database:
            app = databases.app_on(database)
            engine = create_engine(database.url("mc_loader"), pool_size=signers, max_overflow=2)
            with app.app_context():
                db.engines[None] = engine  # type: ignore[index]  # the dictionary of the extension
            found = sign_at_once(app, signers, each)
            engine.dispose()
    sys.stdout.write(found.line() + "\n")
    return 0 if found.is_sound else 1


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in sys.argv[1:])))
