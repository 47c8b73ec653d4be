"""The form of a version: parsing, conditions, copies, pages."""

from __future__ import annotations

from typing import Any

import pytest

from app.procedures import catalogue
from app.procedures.rules.form import Form
from app.procedures.rules.papers_and_fees import papers_for
from tests.refusals import expect_refusal


def one_section(*questions: dict[str, Any]) -> dict[str, Any]:
    return {"sections": [{"key": "s", "title": "S", "questions": list(questions)}]}


def question(key: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": "text", "label": key, **more}


@pytest.mark.parametrize(
    "questions",
    [
        (question("a"), question("a")),
        (question("a", shown_if={"key": "b", "in": ["yes"]}), question("b", kind="yes_no")),
        (question("b", kind="yes_no"), question("a", shown_if={"key": "b", "in": ["maybe"]})),
        (question("a", copied=[{"from": "b"}]), question("b")),
    ],
)
def test_a_form_that_contradicts_itself_is_refused(questions: tuple[dict[str, Any], ...]) -> None:
    with expect_refusal("The form cannot be published"):
        Form.parse(one_section(*questions))


def test_what_the_mother_has_said_of_herself_is_not_asked_again(
    linked: Form, answers: dict[str, Any]
) -> None:
    asked = {q.key for q in linked.asked(answers)}
    assert not asked & {"mother_name", "mother_born", "mother_residence", "mother_id"}
    assert linked.completed(answers)["mother_name"] == "Nguyễn Thị Hồng Nhung"


def test_a_grandmother_is_asked_for_both_parents(linked: Form, answers: dict[str, Any]) -> None:
    asked = {q.key for q in linked.asked({**answers, "applicant_relation": "grandparent"})}
    assert {"mother_name", "father_name"} <= asked


def test_an_unknown_father_is_not_asked_for(linked: Form, answers: dict[str, Any]) -> None:
    answers["parents"] = "mother_only"
    assert "father" not in {question.section for question in linked.asked(answers)}
    assert "father_name" not in linked.completed(answers)


def test_the_same_address_becomes_that_address(linked: Form, answers: dict[str, Any]) -> None:
    whole = linked.completed(answers)
    assert whole["father_residence"] == answers["applicant_residence"]
    assert whole["household_address"] == answers["applicant_residence"]


def test_an_address_cannot_be_the_same_as_an_unoffered_question(
    linked: Form, answers: dict[str, Any]
) -> None:
    answers["father_residence"] = {"place": "same:child_name"}
    assert "father_residence" not in linked.completed(answers)


def test_the_father_who_heads_the_house_is_named_by_himself(
    linked: Form, answers: dict[str, Any]
) -> None:
    whole = linked.completed(answers)
    assert (whole["household_head"], whole["household_relation"]) == ("Trần Văn Quyết", "child")


def test_a_birth_at_home_has_no_facility(linked: Form, answers: dict[str, Any]) -> None:
    answers["birth_place_kind"] = "elsewhere"
    assert "birth_facility" not in linked.completed(answers)


def test_nationality_is_given_and_not_asked(linked: Form, answers: dict[str, Any]) -> None:
    assert linked.completed(answers)["child_nationality"] == "VN"
    assert "child_nationality" not in {q.key for q in linked.asked(answers)}


def test_a_hidden_answer_is_kept_out_of_the_document_only(
    linked: Form, answers: dict[str, Any]
) -> None:
    answers["parents"] = "mother_only"
    assert "marriage_number" not in linked.completed(answers)
    assert answers["marriage_number"]


@pytest.mark.parametrize(
    ("proof", "paper"),
    [
        ("notification", "birth_notification"),
        ("witness", "witness_statement"),
        ("undertaking", "birth_undertaking"),
    ],
)
def test_one_paper_proves_the_birth(
    linked: Form, answers: dict[str, Any], proof: str, paper: str
) -> None:
    keys = {p.key for p in papers_for(linked, {**answers, "birth_proof": proof})}
    proofs = {"birth_notification", "witness_statement", "birth_undertaking"}
    assert keys & proofs == {paper}


def test_a_household_without_the_parents_needs_two_consents(
    linked: Form, answers: dict[str, Any]
) -> None:
    wanted = {"parents_opinion_paper", "head_consent"}
    assert not wanted & {p.key for p in papers_for(linked, answers)}
    answers["household_head_is"] = "grandparent_alone"
    assert wanted <= {p.key for p in papers_for(linked, answers)}


@pytest.mark.parametrize(
    ("relation", "wanted"),
    [
        ("mother", set()),
        ("grandparent", {"kinship_proof"}),
        ("relative", {"kinship_proof"}),
        ("authorised", {"authorisation"}),
    ],
)
def test_relatives_need_no_authorisation_for_a_birth(
    linked: Form, answers: dict[str, Any], relation: str, wanted: set[str]
) -> None:
    keys = {p.key for p in papers_for(linked, {**answers, "applicant_relation": relation})}
    assert keys & {"kinship_proof", "authorisation"} == wanted


@pytest.mark.parametrize(
    ("filed_for", "wanted"),
    [
        ("self", set()),
        ("relative", {"authorisation_simple", "kinship_proof_general"}),
        ("authorised", {"authorisation_certified"}),
    ],
)
def test_who_files_for_another_shows_that_they_may(filed_for: str, wanted: set[str]) -> None:
    kinds = ("authorisation_simple", "kinship_proof_general", "authorisation_certified")
    rows = catalogue._read("papers.json")
    requester = catalogue._section("requester", catalogue._read("sections.json")["requester"], {})
    papers = [{"key": key, **rows[key]} for key in kinds]
    form = Form.parse({"sections": [requester], "papers": papers})
    answers = {"applicant_for": filed_for, "applicant_kin": "sibling"}
    assert {p.key for p in papers_for(form, answers)} == wanted
    assert ("applicant_kin" in form.completed(answers)) is (filed_for == "relative")
