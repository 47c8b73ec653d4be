"""Several officers on one dossier, each with an own connection."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask

from app.accounts.roles import Role
from app.dossiers.operations import visits
from app.dossiers.queries import citizen_access, visibility
from app.dossiers.workflow import State
from app.kernel.db import ChangedMeanwhile, db, transaction
from harness.stage.databases import Database
from harness.stage.factories import ADossier, somebody
from harness.stage.factories import dossiers as walk

OFFICERS = 6


def test_of_several_officers_one_wins_and_the_others_are_told(
    app: Flask, committed: Database
) -> None:
    dossier = ADossier()
    key, seen = dossier.id, dossier.row_version
    officer = somebody(Role.COMMUNE_RECEPTION, dossier.commune)
    actor, by = officer.actor, officer.at(dossier)
    nine, start = walk.tomorrow_at_nine(), Barrier(OFFICERS)

    def accept(_n: int) -> str:
        with app.app_context():
            try:
                start.wait()
                with transaction():
                    found = visibility.for_step(key, actor)
                    visits.accept(found, by=by, visit_at=nine, seen=seen)
            except ChangedMeanwhile:
                return "told"
            finally:
                db.session.remove()
            return "accepted"

    db.session.remove()
    with ThreadPoolExecutor(OFFICERS) as pool:
        answers = sorted(pool.map(accept, range(OFFICERS)))
    assert answers == ["accepted"] + ["told"] * (OFFICERS - 1)
    found = citizen_access.by_id(key)
    assert found is not None
    assert found.state is State.ACCEPTED
    assert [event.action for event in found.journal] == ["submit", "accept"]
