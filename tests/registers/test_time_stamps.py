"""Heads sign on while the time-stamp authority does not answer; no number is without its paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.accounts.roles import Role
from app.dossiers.workflow import Action, State
from app.kernel.db import db
from app.kernel.printing import electronic_seal
from app.kernel.printing.electronic_seal import Seal, SealSettings
from app.procedures.rules.procedure_finder import BIRTH
from app.registers import queries
from harness.stage.factories import ADossier
from tests.handoffs.conftest import Desk, desk
from tests.kernel.test_electronic_seal import hanging_authority
from tests.registers.test_verification import IN_FORCE, Checker, sealed

__all__ = ["desk"]


def test_signatures_in_one_book_go_on_while_the_authority_hangs(
    desk: Callable[..., Desk], app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossiers = [ADossier(State.TO_SIGN, procedure=BIRTH, child_name=f"Bùi Thị {n}") for n in "ABC"]
    leader, key = desk(Role.COMMUNE_LEADER), electronic_seal.seal().settings.key
    numbers = []
    with hanging_authority() as hanging:
        own = Seal.of(SealSettings(key=key, timestamps=hanging.address))
        monkeypatch.setattr(electronic_seal, "_seal", own)
        for dossier in dossiers:
            page = f"/can-bo/mot-cua/ho-so/{dossier.id}"
            said = {"action": str(Action.SIGN), "version": dossier.row_version}
            assert leader.send(page, f"{page}/buoc", **said).status_code == 302
            db.session.expire_all()
            entry = queries.of_dossier(dossier.id)
            assert entry is not None
            numbers.append(entry.number)
            assert IN_FORCE in Checker(app).drops(sealed(dossier))[1]
        assert hanging.times_asked() == 1
    assert numbers == list(range(numbers[0], numbers[0] + 3))
