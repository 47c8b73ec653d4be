"""Numbers of a book: no gap, no duplicate, however many heads sign at once."""

from __future__ import annotations

from app.dossiers.workflow import State
from app.procedures.rules.procedure_finder import BIRTH
from app.registers import queries
from harness.registers import races
from harness.stage.databases import Database
from harness.stage.factories import ADossier, a_commune


def test_eight_heads_at_once_leave_no_gap_and_no_duplicate() -> None:
    found = races.races(8, 4, crashes=False)
    assert (found["gaps"], found["duplicates"]) == (0, 0)
    assert (found["signatures"], found["years"]) == (48, 2)
    assert found["met"]["rolled_back"] > 0
    assert found["kills"]


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
