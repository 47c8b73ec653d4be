"""Procedures one after the other: broken in every way, then valid, then through the office."""

from __future__ import annotations

import traceback
from collections.abc import Iterable

from flask import Flask

from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import State
from app.kernel.db import transaction
from app.organisation.models import Unit
from app.procedures.models.versions import Version
from harness.procedures.citizens import Filling, Tally
from harness.stage.factories.dossiers import way_to


def walk(
    app: Flask,
    versions: Iterable[Version],
    commune: Unit,
    *,
    seeds: int = 1,
    wrong: int | None = None,
) -> Tally:
    """Fill in each version: broken on every page (``wrong`` times at most), then ``seeds`` times
    valid.
    """
    tally = Tally()
    for version in versions:
        for seed in range(seeds):
            filling = Filling.begin(app, version, commune, seed, tally)
            filling.fill()
            if seed == 0:  # after all answers, since days are compared with days of later pages
                filling.break_each(wrong)
            dossier = filling.send()
            if dossier is not None:
                _to_the_end(dossier, filling)
    return tally


def _to_the_end(dossier: Dossier, filling: Filling) -> None:
    """Through the office: acceptance, visit, signature, legs, hand-over."""
    taken = ""
    try:
        for step in way_to(State.RETURNED):
            taken = step.__name__
            with transaction():
                step(dossier)
    except Exception:  # any refusal on the way is what this looks for
        filling.tally.note(filling.code, f"at {taken}: {traceback.format_exc(limit=-2)}")
        return
    if dossier.state is State.RETURNED:
        filling.tally.filled_valid += 1
    else:
        filling.tally.note(filling.code, f"ended in {dossier.state}")
