"""Random walks of dossiers: any action in any order at any time; invariants must hold.

``Lives`` is a state machine of hypothesis: somebody sends, works, tries what is forbidden, leaves
the post; time passes. After every step ``invariants.untruths`` must be empty. Failures are reduced
to as few steps as possible.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.errors import DomainError
from app.procedures.rules.procedure_finder import BIRTH, LINKED_A
from harness.random_walks.invariants import untruths
from harness.stage.office import HELPS_ON, STAFF, Deed, Office

AT_ONCE = 2
"""Dossiers in one walk."""
WAITS = {
    "a quarter of an hour": timedelta(minutes=15),
    "half a day": timedelta(hours=5),
    "until tomorrow": timedelta(days=1),
    "a week": timedelta(days=7),
    "forty days": timedelta(days=40),
}


class Lives(RuleBasedStateMachine):
    """One commune and its dossiers."""

    def __init__(self) -> None:
        super().__init__()
        line: Any = db.engines[None]  # one connection with a transaction open
        db.session.remove()
        self.undo = line.begin_nested()
        self.office = Office()

    def teardown(self) -> None:
        """Roll everything back."""
        db.session.remove()
        self.undo.rollback()

    @initialize(procedure=st.sampled_from((LINKED_A, BIRTH)))
    def a_family_sends(self, procedure: str) -> None:
        with clock.frozen(self.office.now):
            self.office.send(procedure)

    @precondition(lambda self: len(self.office.sent) < AT_ONCE)
    @rule(procedure=st.sampled_from((BIRTH, LINKED_A)))
    def another_family_sends(self, procedure: str) -> None:
        """A second dossier beside the first."""
        self.a_family_sends(procedure)

    @rule(data=st.data())
    def somebody_works(self, data: Any) -> None:
        """Any user takes any offered step, most often one that moves a dossier on."""
        self._choose(data, [deed for deed in self._offered() for _n in range(deed.weight)])

    @rule(data=st.data())
    def the_work_goes_on(self, data: Any) -> None:
        """A step that moves a dossier on."""
        self._choose(data, [deed for deed in self._offered() if deed.weight >= HELPS_ON])

    @rule(data=st.data())
    def and_on(self, data: Any) -> None:
        """The same again, for a higher weight."""
        self.the_work_goes_on(data)

    @rule(data=st.data())
    def somebody_tries_what_is_forbidden(self, data: Any) -> None:
        """A step that no page offers is refused, and changes nothing."""
        with clock.frozen(self.office.now):
            deed = data.draw(st.sampled_from(self.office.forbidden()))
            try:
                with transaction():
                    deed.do()
            except DomainError:
                return
        raise AssertionError(f"{deed}: was not refused")

    @rule(role=st.sampled_from(STAFF))
    def somebody_new_holds_the_post(self, role: Role) -> None:
        self.office.post(role)

    @rule(how_long=st.sampled_from(list(WAITS)))
    def time_passes(self, how_long: str) -> None:
        self.office.now += WAITS[how_long]

    @invariant()
    def all_is_true(self) -> None:
        """Check every dossier, as the database would at a commit."""
        with clock.frozen(self.office.now):
            for when in ("immediate", "deferred"):  # a move without its row in the journal
                db.session.execute(text(f"set constraints all {when}"))
            said = untruths(self.office)
        if said:
            raise AssertionError("; ".join(said))

    def _offered(self) -> list[Deed]:
        with clock.frozen(self.office.now):
            return self.office.offered()

    def _choose(self, data: Any, deeds: list[Deed]) -> None:
        if deeds:
            deed = data.draw(st.sampled_from(deeds))
            with clock.frozen(self.office.now), transaction():
                deed.do()
        self.office.now += timedelta(minutes=1)


def live(lives: int, steps: int, *, seed: int | None = None, shrink: bool = True) -> None:
    """This many walks of this many steps; raises with the shortest failing story.

    Called inside an application context whose engine is one connection with a transaction open.
    """
    if seed is not None:
        Lives._hypothesis_internal_use_seed = seed
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=lives,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=seed is None,
            phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
