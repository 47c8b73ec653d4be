"""Slips: numbered without gaps, stored byte for byte, issued again only when their content
changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import ProgrammingError

from app.dossiers.models.dossier import Dossier
from app.dossiers.models.slips import Slip
from app.dossiers.operations import slip_issue, transitions, visits
from app.dossiers.operations.answer_revisions import revise_answers
from app.dossiers.operations.slip_issue import Issuer
from app.dossiers.workflow import SlipKind, State
from app.kernel import clock
from app.kernel.db import attempt, db
from app.kernel.files import storage
from app.kernel.files.orphan_cleanup import known_keys
from harness.stage.factories import ADossier, a_commune, somebody
from harness.stage.factories import dossiers as walk
from harness.stage.factories.dossiers import JUSTICE, RECEPTION, slips_of

pytestmark = pytest.mark.usefixtures("database")


def desk_of(dossier: Dossier) -> Issuer:
    return Issuer.at_desk(somebody(RECEPTION, dossier.commune).at(dossier))


def printed(slip: Slip) -> str:
    assert slip.storage_key
    kept = storage.read_whole(slip.storage_key, slip.sha256)
    pages = pypdf.PdfReader(BytesIO(kept)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def numbers(slips: Sequence[Slip]) -> list[str]:
    return sorted(slip.number for slip in slips)


def test_accepting_issues_the_receipt_in_the_same_breath() -> None:
    first = ADossier(State.ACCEPTED)
    second = ADossier(State.ACCEPTED, first.commune)
    [slip], [next_slip] = slips_of(first.id), slips_of(second.id)
    year = clock.today().year
    assert (slip.kind, slip.number) == (SlipKind.RECEIPT, f"01/{year}/TNHS")
    assert next_slip.number == f"02/{year}/TNHS"
    said = printed(slip)
    assert f"Số: 01/{year}/TNHS" in said
    assert first.journal[-1].staff_name
    assert first.journal[-1].staff_name in said


def test_each_commune_and_kind_counts_for_itself() -> None:
    dossier = ADossier(State.ACCEPTED)
    other = ADossier(State.ACCEPTED, a_commune(1))
    slip = slip_issue.issue_of(dossier, SlipKind.BIRTH_DECLARATION, by=desk_of(dossier))
    assert [slips_of(other.id)[0].number_in_year, slip.number_in_year] == [1, 1]


def test_a_step_that_fails_gives_its_number_back() -> None:
    dossier = ADossier()
    by = somebody(RECEPTION, dossier.commune).at(dossier)
    with suppress(InterruptedError), attempt():
        visits.accept(dossier, by=by, visit_at=walk.tomorrow_at_nine())
        raise InterruptedError
    db.session.expire_all()
    assert slips_of(dossier.id) == []
    walk.accepted(dossier)
    assert [slip.number_in_year for slip in slips_of(dossier.id)] == [1]


def test_printing_again_is_the_same_slip_and_a_change_names_the_one_before() -> None:
    dossier = ADossier(State.ACCEPTED)
    by = desk_of(dossier)
    first = slip_issue.issue_of(dossier, SlipKind.BIRTH_DECLARATION, by=by)
    assert slip_issue.issue_of(dossier, SlipKind.BIRTH_DECLARATION, by=by) is first
    changed = {**dossier.answers, "child_name": "Nguyễn Thị Tên Mới"}
    revise_answers(dossier, changed, by=somebody(JUSTICE, dossier.commune).at(dossier))
    second = slip_issue.issue_of(dossier, SlipKind.BIRTH_DECLARATION, by=by)
    assert (second.number_in_year, second.replaces) == (2, first)
    assert f"thay cho bản số {first.number}" in printed(second)
    assert "NGUYỄN THỊ TÊN MỚI" not in printed(first)


def test_a_rehearsal_takes_no_number_that_counts() -> None:
    dossier = ADossier()
    dossier.is_rehearsal = True
    walk.accepted(dossier)
    [slip] = slips_of(dossier.id)
    assert (slip.number_in_year, slip.number) == (None, "TẬP/TNHS")
    real = ADossier(State.ACCEPTED, dossier.commune)
    assert [slip.number_in_year for slip in slips_of(real.id)] == [1]


def test_what_was_issued_stands_still() -> None:
    [slip] = slips_of(ADossier(State.ACCEPTED).id)
    for change in (
        update(Slip).where(Slip.id == slip.id).values(number="99/2016/TNHS"),
        text("delete from slip"),
    ):
        with pytest.raises(ProgrammingError, match="no longer changes"), db.session.begin_nested():
            db.session.execute(change)


def test_a_damaged_file_is_said_and_never_made_anew() -> None:
    [slip] = slips_of(ADossier(State.ACCEPTED).id)
    assert slip.storage_key
    with storage.open_stored(slip.storage_key) as kept:
        Path(kept.name).write_bytes(b"%PDF-1.7 something else")
    with pytest.raises(storage.FileDamaged):
        storage.read_whole(slip.storage_key, slip.sha256)
    assert db.session.scalars(select(Slip)).all() == [slip]


def test_the_sweeper_knows_the_files_of_slips() -> None:
    [slip] = slips_of(ADossier(State.ACCEPTED).id)
    assert slip.storage_key
    assert known_keys([slip.storage_key, "0" * 32]) == {slip.storage_key}


def test_reckoning_and_receipt_promise_the_same_day() -> None:
    dossier = ADossier(State.ACCEPTED)
    reckoning = transitions.compute_deadline(dossier)
    assert reckoning is not None
    assert reckoning.due_at is not None
    assert reckoning.due_at == dossier.promised_at
    due = clock.local(reckoning.due_at)
    promised = f"ngày {due:%d} tháng {due:%m} năm {due:%Y}"
    assert promised in printed(slips_of(dossier.id)[0])
