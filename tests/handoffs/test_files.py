"""Files of a dossier or packet are not deleted; an agency's invalid file is refused at its
field.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers.models.slips import Slip
from app.dossiers.workflow import State
from app.kernel.db import db
from app.kernel.files import storage
from app.kernel.files.orphan_cleanup import known_keys, sweep
from app.kernel.files.virus_scan import Scan
from app.procedures.models.vocabulary import LegKind
from harness.stage.factories import ADossier, stored
from tests.handoffs.conftest import PACKETS, Desk, leg_of


def grow_old(store: storage.Store) -> None:
    for path in store.directory.glob("??/*"):
        os.utime(path, (0, 0))


def test_the_sweep_keeps_what_papers_and_packets_name(
    database: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = storage.Store(tmp_path / "files").install()
    monkeypatch.setattr(storage, "_default", store)
    dossier = ADossier(State.AT_AGENCIES)
    papers = {paper.storage_key for paper in dossier.papers if paper.storage_key}
    legs = [leg_of(dossier, kind) for kind in (LegKind.POLICE, LegKind.INSURANCE)]
    travels = {paper["storage_key"] for leg in legs for paper in leg.packets[-1].papers}
    orphan = stored().key
    slips = {key for key in db.session.scalars(select(Slip.storage_key)) if key}
    kept = sorted(papers | travels | slips)
    assert papers
    assert travels - papers
    assert known_keys([*kept, orphan]) == {*kept}
    grow_old(store)
    assert sweep(store) == 1
    assert sorted(path.name for path in store.directory.glob("??/*")) == kept


def test_a_packet_says_what_the_scanner_said(database: object) -> None:
    (packet,) = leg_of(ADossier(State.AT_AGENCIES), LegKind.POLICE).packets
    said = {paper["key"]: paper["scan"] for paper in packet.papers}
    assert said["household_book"] == Scan.NOT_SCANNED
    assert said["hk02"] == Scan.OWN


def test_a_wrong_file_of_an_agency_is_refused_at_its_field(desk: Callable[..., Desk]) -> None:
    dossier = ADossier(State.AT_AGENCIES)
    leg, police = leg_of(dossier, LegKind.POLICE), desk(Role.POLICE)
    page = f"{PACKETS}{leg.id}/buoc/tra-loi"
    wrong = (BytesIO(b"MZ" + bytes(99)), "x.jpg")
    answer = police.send(page, page, number="250417832", files=wrong, version=leg.version)
    text = answer.get_data(as_text=True)
    assert "Không nhận được loại tệp này" in text
    assert "250417832" in text
    assert leg_of(dossier, LegKind.POLICE).result in (None, {})
