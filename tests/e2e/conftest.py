"""Fixtures for the people of a story."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page
from sqlalchemy import select

from app.dossiers import rules
from app.dossiers.models.bookkeeping import SubmissionKey
from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import State
from app.kernel.db import db
from app.organisation import queries as organisation
from harness.stage.factories import ADossier, a_pdf
from harness.stage.factories.dossiers import SERVER_KEY
from harness.stage.family import COMMUNE_CODE, Receipt, name_of_a_child
from harness.stage.live import Live
from harness.stage.person import Person

Arrive = Callable[..., Person]
Figure = Callable[[str], None]
Standing = Callable[..., tuple[Dossier, Receipt]]


@pytest.fixture
def somebody(person: Callable[..., Page]) -> Arrive:
    """Call it for each person: ``somebody(width=375, javascript=False, username="…")``."""

    def arrive(
        username: str | None = None, *, width: int = 1280, javascript: bool = True
    ) -> Person:
        name = f"{username or 'citizen'} at {width}{'' if javascript else ' without script'}:"
        found = Person(person(width=width, javascript=javascript), name, scripted=javascript)
        if username:
            found.sign_in(username)
        return found

    return arrive


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Phone photos, some hundred kilobytes each, and a scan, with realistic names."""
    folder = tmp_path_factory.mktemp("giấy tờ")
    found = {}
    for name in ("giấy chứng sinh", "sổ hộ khẩu", "sổ hộ khẩu mới", "thẻ bảo hiểm"):
        found[name] = folder / f"{name}.jpg"
        grain = Image.effect_noise((1600, 1200), 60).convert("RGB")
        grain.save(found[name], "JPEG", quality=60)
    found["chứng nhận kết hôn"] = folder / "chứng nhận kết hôn.pdf"
    found["chứng nhận kết hôn"].write_bytes(a_pdf())
    return found


@pytest.fixture
def standing(live: Live) -> Iterator[Standing]:
    """Call it for a dossier of the commune in a state, with its citizen's receipt.

    It is a linked birth, or what else is given to ``ADossier``.
    """

    def come_to(state: State, **given: Any) -> tuple[Dossier, Receipt]:
        here = organisation.commune_by_code(COMMUNE_CODE)
        dossier = ADossier(state, here, **(given or {"child_name": name_of_a_child()}))
        key = db.session.scalars(
            select(SubmissionKey.key).where(SubmissionKey.dossier_id == dossier.id)
        ).one()
        return dossier, Receipt(dossier.code, rules.secret_of(key, SERVER_KEY))

    with live.filler().app_context():
        yield come_to
        db.session.remove()
        db.engine.dispose()
