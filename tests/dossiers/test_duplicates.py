"""Duplicates: what the worker finds across communes, what officers see and decide."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.accounts.roles import Role
from app.dossiers import rules, workflow
from app.dossiers.models.dossier import Dossier
from app.dossiers.models.duplicates import (
    DuplicateCandidate,
    DuplicateCheck,
    DuplicateDecision,
    DuplicateKind,
)
from app.dossiers.operations import (
    answer_revisions,
    duplicate_decisions,
    duplicate_search,
    transitions,
)
from app.dossiers.queries import duplicate_search as dossiers_duplicate_search
from app.dossiers.rules import APPLICANT
from app.dossiers.rules.duplicates import Shared, label_reasons
from app.dossiers.workflow import Action, Effect, State
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.procedures.models.vocabulary import BookKind
from harness.stage.factories import ADossier, AnOfficer, a_commune, browser_of, somebody
from harness.stage.factories import dossiers as walk
from tests.accounts.conftest import csrf, statements
from tests.refusals import expect_refusal

pytestmark = pytest.mark.usefixtures("database")

CHILD = "Nguyễn Thị Hồng Thảo"
MOTHER: dict[str, Any] = {"applicant_name": "Lê Thị Thu Hà", "applicant_id": "001190012345"}
OTHER_MOTHER = {
    "applicant_name": "Phạm Thị Mai",
    "applicant_id": "001188054321",
    "applicant_born": "1988-02-01",
    "father_name": "Đỗ Văn Khác",
}
PAGE = "/can-bo/mot-cua/ho-so/{}"
MARRIAGE, DEATH, CONFIRMATION = "1.000894", "1.000656", "1.004873"


def sent(commune: int = 0, **changes: Any) -> Dossier:
    """A birth of Thảo, sent to a commune, and compared by the worker."""
    child = {"child_name": CHILD, **MOTHER, **changes}
    return seen_by_worker(ADossier(State.SUBMITTED, a_commune(commune), **child))


def seen_by_worker(dossier: Dossier) -> Dossier:
    db.session.flush()
    duplicate_search.compare(str(dossier.id))
    db.session.flush()
    db.session.expire_all()
    return dossier


def judge(
    dossier: Dossier, other: Dossier, decision: DuplicateDecision, why: str = "Đã gọi hỏi"
) -> None:
    by = AnOfficer(Role.COMMUNE_RECEPTION, dossier.commune, account=False).at(dossier)
    duplicate_decisions.judge(dossier, other.id, decision, by=by, reason=why)
    db.session.flush()
    db.session.expire_all()


def jobs_of(dossier: Dossier) -> int:
    """How many jobs were queued, with the key as the only argument."""
    db.session.execute(text("reset role"))
    rows = text("select args from procrastinate_jobs where task_name = :task")
    found = db.session.scalars(rows, {"task": duplicate_search.TASK}).all()
    db.session.execute(text("set local role mc_loader"))
    return [*found].count({"dossier": str(dossier.id)})


# ---- candidates ----------------------------------------------------------------------------------


def test_a_child_sent_by_both_grandparents_is_found_in_the_other_commune_with_reasons() -> None:
    first = sent(0)
    second = sent(1)
    (found,) = second.duplicate_candidates
    assert (found.other_code, found.other_commune) == (first.code, a_commune(0))
    assert found.kind is DuplicateKind.SAME_SUBJECT
    assert Shared.MOTHERS_NUMBER in found.reasons
    assert all(label_reasons(found.reasons))
    assert not any(
        CHILD in words or "001190012345" in words for words in label_reasons(found.reasons)
    )
    assert first.duplicate_candidates == []


@pytest.mark.parametrize("name", ["Nguyễn Thị Hông Thao", "nguyen thi hong thao"])
def test_a_name_without_marks_or_with_wrong_ones_is_the_same_child(name: str) -> None:
    first = sent(0)
    second = sent(1, child_name=name)
    assert [each.other_id for each in second.duplicate_candidates] == [first.id]
    assert second.duplicate_candidates[0].kind is DuplicateKind.SAME_SUBJECT


def test_whoever_was_submitted_first_is_told_of_nothing_though_compared_last() -> None:
    first = ADossier(child_name=CHILD, **MOTHER)
    second = sent(1)
    seen_by_worker(first)
    assert first.duplicate_candidates == []
    assert [each.other_id for each in second.duplicate_candidates] == [first.id]


@pytest.mark.parametrize("together", ["1", "2"])
def test_twins_are_told_of_and_hold_nothing_up(together: str) -> None:
    sent(0, births_together=together)
    name = {"child_name": "Nguyễn Gia Bảo", "child_sex": "male", "birth_proof_number": "số 124"}
    twin = sent(0, births_together=together, **name)
    (found,) = twin.duplicate_candidates
    assert found.kind is DuplicateKind.SAME_MOTHER_AND_DAY
    assert (Shared.BOTH_TWINS if together == "2" else Shared.BOTH_ALONE) in found.reasons
    walk.accepted(twin)
    assert twin.state is State.ACCEPTED


def test_twins_by_declaration_whose_names_differ_by_one_letter_hold_nothing_up() -> None:
    sent(0, births_together="2")
    twin = sent(0, births_together="2", child_name=f"{CHILD}o", birth_proof_number="số 124")
    assert [each.kind for each in twin.duplicate_candidates] == [DuplicateKind.SAME_MOTHER_AND_DAY]


def test_what_nobody_can_tell_is_shown_to_be_looked_at_and_holds_nothing_up(app: Flask) -> None:
    first = sent(0, child_name="Nguyễn Thị Lan")
    second = sent(0, child_name="Nguyễn Thị Loan")
    (found,) = second.duplicate_candidates
    assert found.kind is DuplicateKind.UNDECIDED
    assert "given_letter" in found.reasons
    here = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION, second.commune))
    for address in (PAGE.format(second.id), f"{PAGE.format(second.id)}/trung/{first.id}"):
        page = unescape(here.get(address).text)
        assert "Cần xem" in page
        assert "chỉ khác nhau một chữ cái" in page.lower()
    walk.accepted(second)
    assert second.state is State.ACCEPTED


def test_a_boy_and_a_girl_whose_names_a_mark_tells_apart_may_be_twins() -> None:
    sent(0, births_together="1", child_name="Nguyễn Minh Anh", child_sex="female")
    twin = sent(0, births_together="2", child_name="Nguyễn Minh Ánh", child_sex="male")
    assert [each.kind for each in twin.duplicate_candidates] == [DuplicateKind.SAME_MOTHER_AND_DAY]


def test_siblings_and_namesakes_are_not_found() -> None:
    first = sent(0)
    born = (date.fromisoformat(first.answers["child_born"]) - timedelta(days=400)).isoformat()
    sibling = sent(0, child_name="Nguyễn Thị Hồng Thơm", child_born=born)
    namesake = sent(0, **OTHER_MOTHER)
    assert sibling.duplicate_candidates == []
    assert [each.kind for each in namesake.duplicate_candidates] == []


def test_marriages_and_deaths_are_compared_and_what_may_be_asked_for_twice_is_not() -> None:
    for procedure in (MARRIAGE, DEATH):
        first = seen_by_worker(ADossier(procedure=procedure))
        second = seen_by_worker(ADossier(commune=a_commune(1), procedure=procedure))
        assert [each.other_id for each in second.duplicate_candidates] == [first.id], procedure
    seen_by_worker(ADossier(procedure=CONFIRMATION))
    assert seen_by_worker(ADossier(procedure=CONFIRMATION)).duplicate_candidates == []


def test_a_rehearsal_is_not_the_duplicate_of_a_real_dossier() -> None:
    sent(0).is_rehearsal = True
    assert sent(1).duplicate_candidates == []


def test_what_was_registered_counts_and_what_ended_without_a_result_does_not() -> None:
    done = ADossier(State.RETURNED, child_name=CHILD, **MOTHER)
    ADossier(State.WITHDRAWN, a_commune(1), child_name=CHILD, **MOTHER)
    ADossier(State.NOT_ACCEPTED, a_commune(1), child_name=CHILD, **MOTHER)
    assert [each.other_id for each in sent(2).duplicate_candidates] == [done.id]


# ---- when dossiers are compared ------------------------------------------------------------------


def test_the_worker_is_asked_whenever_something_changes_and_told_keys_alone() -> None:
    dossier = ADossier(child_name=CHILD, **MOTHER)
    assert jobs_of(dossier) == 1
    answers = {**dossier.answers, "child_name": "Nguyễn Thị Hồng Thắm"}
    answer_revisions.revise_answers(dossier, answers, by=APPLICANT)
    assert jobs_of(dossier) == 2
    walk.not_accepted(dossier)
    assert jobs_of(dossier) == 3
    by = somebody(Role.COMMUNE_RECEPTION, dossier.commune).at(dossier)
    transitions.advance(dossier, Action.UNDO, by=by)
    assert jobs_of(dossier) == 4


def test_corrected_answers_are_compared_anew_and_what_was_judged_stays() -> None:
    first, second, third = sent(0), sent(1), sent(2)
    judge(third, first, DuplicateDecision.DIFFERENT)
    answers = {
        **third.answers,
        "child_name": "Vũ Đức Long",
        "child_sex": "male",
        "mother_name": "Phạm Thị Mai",
        **OTHER_MOTHER,
        "child_born": (date.fromisoformat(third.answers["child_born"]) - timedelta(2)).isoformat(),
    }
    answer_revisions.revise_answers(third, answers, by=APPLICANT)
    seen_by_worker(third)
    assert [(each.other_id, each.decision) for each in third.duplicate_candidates] == [
        (first.id, DuplicateDecision.DIFFERENT)
    ]
    check = db.session.get(DuplicateCheck, third.id)
    assert check is not None
    assert check.answers_rev == third.answers_rev == 2
    assert [each.other_id for each in second.duplicate_candidates] == [first.id]


def test_a_dossier_that_is_withdrawn_frees_the_one_that_looked_like_it() -> None:
    first, second = sent(0), sent(1)
    walk.withdrawn(first)
    seen_by_worker(first)
    assert second.duplicate_candidates == []
    walk.accepted(second)


def test_a_dossier_that_is_passed_on_is_told_of_where_it_is_now() -> None:
    first, second = sent(0), sent(1)
    first.commune = a_commune(2)  # as ``mc_pass_on`` leaves it
    seen_by_worker(first)
    assert second.duplicate_candidates[0].other_commune == a_commune(2)
    row = workflow.TABLE.step(State.SUBMITTED, Action.AGREE_TRANSFER)
    assert row is not None
    assert Effect.FIND_DUPLICATES in row.effects


def test_comparing_twice_writes_the_same() -> None:
    first, second = sent(0), sent(1)
    before = db.session.scalars(select(DuplicateCandidate.id)).all()
    seen_by_worker(second)
    seen_by_worker(first)
    assert db.session.scalars(select(DuplicateCandidate.id)).all() == before


# ---- an officer's decision -----------------------------------------------------------------------


def test_accepting_waits_until_somebody_has_judged_and_the_journal_keeps_each_word() -> None:
    first, second = sent(0), sent(1)
    with expect_refusal("cannot go on"):
        walk.accepted(second)
    with expect_refusal("Write how you know"):
        judge(second, first, DuplicateDecision.DIFFERENT, why=" ")
    stranger = ADossier(commune=a_commune(2))
    by = somebody(Role.COMMUNE_RECEPTION, second.commune).at(second)
    with pytest.raises(NotFound), db.session.begin_nested():
        duplicate_decisions.judge(second, stranger.id, DuplicateDecision.SAME, by=by, reason="Nhầm")
    judge(second, first, DuplicateDecision.SAME, "Bà nội nộp ở xã kia")
    judge(second, first, DuplicateDecision.DIFFERENT, "Xã kia đã rà lại: khác người")
    (found,) = second.duplicate_candidates
    assert (found.decision, found.why) == (
        DuplicateDecision.DIFFERENT,
        "Xã kia đã rà lại: khác người",
    )
    assert found.decided_by_id is not None
    words = [e.facts for e in second.journal if e.action == Action.RESOLVE_DUPLICATE]
    assert words == [{"other": str(first.id), "decision": each} for each in ("same", "different")]
    walk.accepted(second)
    assert second.state is State.ACCEPTED


def test_a_judgement_takes_no_step_back_from_whoever_may_take_it_back() -> None:
    first, second = sent(0), sent(1)
    judge(second, first, DuplicateDecision.DIFFERENT)
    walk.accepted(second)
    judge(second, first, DuplicateDecision.DIFFERENT, "Xem lại lần nữa")
    last = rules.undo.last_step(second.journal)
    assert last is not None
    assert last.action == Action.ACCEPT


def test_the_page_tells_why_and_shows_nothing_of_the_other_communes_dossier(app: Flask) -> None:
    first = sent(0, child_name="Nguyễn Thị Hông Thao", applicant_phone="0987654321")
    second = sent(1)
    here = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION, second.commune))
    address = PAGE.format(second.id)
    page = unescape(here.get(address).text)
    assert first.code.split("-", 1)[1] in page
    assert first.commune.name in page
    assert "Mẹ có cùng số định danh" in page
    assert str(first.id) not in re.sub(r"/trung/[0-9a-f-]+", "", page)

    compared = unescape(here.get(f"{address}/trung/{first.id}").text)
    assert first.code.split("-", 1)[1] in compared
    for secret in ("Hông Thao", "0987654321", "0987 654 321"):
        assert secret not in page + compared
    assert here.get(PAGE.format(first.id)).status_code == 404


def test_two_dossiers_of_one_commune_stand_side_by_side(app: Flask) -> None:
    first = sent(0, child_name="Nguyễn Thị Hông Thao")
    second = sent(0)
    here = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION, second.commune))
    page = unescape(here.get(f"{PAGE.format(second.id)}/trung/{first.id}").text)
    assert "Hông Thao" in page
    assert CHILD in page
    assert "001190012345" not in page
    moved = here.get(f"{PAGE.format(second.id)}/buoc/judge-likeness")
    assert moved.location.endswith(f"/trung/{first.id}")


def test_what_was_judged_stands_on_the_page_and_prepares_the_refusal(app: Flask) -> None:
    first, second = sent(0), sent(1)
    reception = AnOfficer(Role.COMMUNE_RECEPTION, second.commune)
    here = browser_of(app, reception)
    address = f"{PAGE.format(second.id)}/trung/{first.id}"
    said = {"version": second.row_version, "csrf_token": csrf(here, address), "decision": "same"}
    answer = here.post(address, data=said)
    assert "Ghi căn cứ" in unescape(answer.text)
    said |= {"reason": "Bà ngoại nộp trước"}
    assert here.post(address, data=said).status_code == 302
    page = unescape(here.get(PAGE.format(second.id)).text)
    assert "Bà ngoại nộp trước" in page
    refusal = unescape(here.get(f"{PAGE.format(second.id)}/buoc/refuse_intake/ly-do").text)
    assert first.code in refusal
    assert second.state is State.SUBMITTED


def test_before_the_worker_has_looked_the_page_says_so_and_accepting_is_open(app: Flask) -> None:
    dossier = ADossier(child_name=CHILD, **MOTHER)
    here = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION, dossier.commune))
    said = "Chưa đối chiếu trùng"
    assert said in unescape(here.get(PAGE.format(dossier.id)).text)
    seen_by_worker(dossier)
    assert said not in unescape(here.get(PAGE.format(dossier.id)).text)
    walk.accepted(ADossier(commune=a_commune(1), child_name=CHILD, **MOTHER))


def test_the_page_of_a_duplicate_stays_within_its_statements(app: Flask) -> None:
    for n in range(3):
        last = sent(n)
    here = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION, last.commune))
    here.get(PAGE.format(last.id))
    with statements(app) as told_:
        assert here.get(PAGE.format(last.id)).status_code == 200
    assert len(told_) <= 12


def test_the_queue_marks_what_waits_to_be_judged_within_its_statements(app: Flask) -> None:
    first, second = sent(0), sent(1)
    officer = AnOfficer(Role.COMMUNE_RECEPTION, second.commune)
    here = browser_of(app, officer)
    address = "/can-bo/mot-cua/?hang=new"
    here.get(address)
    with statements(app) as told_:
        page = unescape(here.get(address).text)
    assert "Nghi trùng" in page
    assert len(told_) <= 8
    judge(second, first, DuplicateDecision.DIFFERENT)
    assert "Nghi trùng" not in unescape(here.get(address).text)


def test_candidates_are_found_by_indexes() -> None:
    dossier = sent(0)
    # in a table that is almost empty, or that autovacuum saw empty, another index is as good
    others = db.session.scalars(
        text(
            "select indexrelid::regclass from pg_index where indrelid = 'dossier'::regclass"
            " and not indisunique and indexrelid <> 'ix_dossier_subject_born'::regclass"
        )
    )
    full = "update pg_class set relpages = 1, reltuples = 1000 where relname = 'dossier'"
    dropped = [f"drop index {name}" for name in others]
    for words in ("reset role", full, *dropped, "set local enable_seqscan = off"):
        db.session.execute(text(words))
    found = dossiers_duplicate_search.to_compare(dossier.id)
    assert found is not None
    plans = []
    for query in dossiers_duplicate_search.searches(found, BookKind.BIRTH, ("001190012345",)):
        said = query.compile(db.engine, compile_kwargs={"literal_binds": True})
        plans.append("\n".join(db.session.scalars(text(f"explain {said}"))))
    assert "pk_dossier_person" in plans[0]
    assert all("ix_dossier_subject_born" in plan for plan in plans[1:])
