"""Numbers of a book: no gap, no duplicate, however many heads sign at once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from flask import Flask

from app.dossiers.workflow import State
from app.procedures.rules.procedure_finder import BIRTH
from app.registers import queries
from harness.stage.databases import Database
from harness.stage.factories import ADossier, a_commune
from harness.stage.mutants import mutated
from tests.harness.signers import sign_at_once


def test_eight_heads_at_once_leave_no_gap_and_no_duplicate(app: Flask, committed: Database) -> None:
    found = sign_at_once(app, signers=8, each=8)
    assert (found.gaps, found.duplicates) == ([], [])
    assert found.numbers == tuple(range(1, 65))
    assert found.undone >= 24


def test_the_same_signers_find_out_a_sequence(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "tests.harness.signers", "4", "4"],
        cwd=tmp_path,
        env=mutated("book_numbers_from_a_sequence.patch", tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 1, said.stderr
    assert json.loads(said.stdout.splitlines()[-1])["gaps"]


def test_each_commune_counts_for_itself(database: Database) -> None:
    numbers = []
    for n in (0, 0, 1):
        dossier = ADossier(State.READY, a_commune(n), procedure=BIRTH)
        entry = queries.of_dossier(dossier.id)
        assert entry is not None
        numbers.append((entry.number, entry.book.n))
    assert numbers == [(1, 1), (2, 1), (1, 1)]


def test_an_entry_keeps_what_the_head_signed(database: Database) -> None:
    dossier = ADossier(State.READY, procedure=BIRTH)
    entry = queries.of_dossier(dossier.id)
    assert entry is not None
    assert entry.content["answers"]["child_name"] == dossier.subject_name
    assert entry.content["signer_name"] == entry.signed_by.staff.full_name
    assert entry.book.code == f"01-TP/HT-{entry.year}-KS"
    assert entry.certificate.dossier_id == dossier.id
