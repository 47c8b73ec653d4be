"""Fixtures of the tests of dossiers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import transitions
from app.dossiers.rules import StepActor
from app.dossiers.workflow import Action
from app.kernel.db import db
from app.kernel.errors import DomainError


@pytest.fixture
def attempt() -> Callable[[Dossier, Action, StepActor], str]:
    """Try a step, then undo it: ``taken``, or the name of the refusal."""

    def try_it(dossier: Dossier, action: Action, by: StepActor) -> str:
        savepoint, seen = db.session.begin_nested(), dossier.row_version
        try:
            transitions.advance(dossier, action, by=by, reason="Vì một lẽ")
            assert dossier.row_version > seen or action is Action.URGE  # or races go unnoticed
        except DomainError as refusal:
            return type(refusal).__name__
        finally:
            savepoint.rollback()
            db.session.expire_all()
        return "taken"

    return try_it
