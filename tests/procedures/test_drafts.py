"""Drafts of versions: faults are named, documents are exported and imported whole, diffs are
shown.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

from app.kernel.db import db
from app.kernel.errors import Refused
from app.procedures import catalogue, queries
from app.procedures.models.versions import Procedure, Version
from app.procedures.models.vocabulary import VersionState
from app.procedures.operations import drafts, import_file, publication
from app.procedures.rules import person_blocks
from app.procedures.rules.editor_fields import PLAIN, question_fields, question_json
from app.procedures.rules.json_format import ADDRESS, entry_of, schema
from app.procedures.rules.procedure_finder import LINKED_A
from app.procedures.rules.publication_checks import faults
from app.procedures.rules.version_diff import differences
from harness.stage.databases import ROOT
from tests.procedures.conftest import form_of
from tests.refusals import expect_refusal

SCHEMA = ROOT / "docs" / "procedure-version.schema.json"


def document(code: str = LINKED_A) -> dict[str, Any]:
    """As it would be published; person blocks are written out."""
    entry, known = copy.deepcopy(catalogue.procedure(code)), set[str]()
    for section in entry["sections"]:
        section["questions"] = list(person_blocks.written_out(section["questions"], known))
    return {**entry, "lists": catalogue.lists()}


def question(found: dict[str, Any], key: str) -> dict[str, Any]:
    return next(q for s in found["sections"] for q in s["questions"] if q["key"] == key)


def spoil(found: dict[str, Any], fault: str) -> None:
    """Put one fault into a sound document."""
    phone = question(found, "applicant_phone")
    applicant, child = found["sections"][0], question(found, "child_name")
    ways: dict[str, Callable[[], Any]] = {
        "unknown": lambda: phone.update(shown_if={"key": "nobody", "in": ["yes"]}),
        "ahead": lambda: phone.update(shown_if={"key": "copies", "in": ["1"]}),
        "itself": lambda: phone.update(shown_if={"key": "applicant_phone", "in": ["yes"]}),
        "no such answer": lambda: child.update(shown_if={"key": "applicant_relation", "in": ["x"]}),
        "twice": lambda: child.update(key="applicant_phone"),
        "pattern": lambda: phone.update(rules={"pattern": "[0-9"}),
        "slow pattern": lambda: phone.update(rules={"pattern": "(a+)+b"}),
        "paper": lambda: found["papers"][0].update(needed_if={"key": "nobody", "in": ["yes"]}),
        "leg": lambda: found["legs"][0]["papers"].append("nothing"),
        "subject": lambda: child.pop("stands_for"),
        "result": lambda: found.update(results=[]),
        "total": lambda: found["limits"].pop("total"),
        "empty": lambda: applicant.update(questions=[]),
        "layout": lambda: child.update(key="little_one"),
        "commune": lambda: found["legs"].append({"kind": "commune", "papers": [], "needs": []}),
        "booked": lambda: found.update(visit="booked"),
    }
    ways[fault]()


@pytest.mark.parametrize("code", catalogue.CODES)
def test_the_catalogue_has_no_fault(code: str) -> None:
    assert [str(fault) for fault in faults(form_of(code).compiled)] == []


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("unknown", "“nobody”, which is no question"),
        ("ahead", "“copies”, which is not asked before it"),
        ("itself", "“applicant_phone”, which is not asked before it"),
        ("no such answer", "the answer “x”"),
        ("twice", "Two questions have the key “applicant_phone”"),
        ("pattern", "The pattern cannot be used"),
        ("slow pattern", "The pattern cannot be used"),
        ("paper", "“nobody”, which is no question"),
        ("leg", "the document “nothing”"),
        ("subject", "No question asks for the name of whom the dossier is about"),
        ("result", "There is no result"),
        ("total", "no time limit for the whole procedure"),
        ("empty", "The section has no question"),
        ("layout", "Its print states “child_name”"),
        ("commune", "No question asks for the commune that is asked"),
        ("booked", "Citizens choose the day of the visit"),
    ],
)
def test_each_fault_is_named(app: Flask, fault: str, told: str) -> None:
    found = document()
    spoil(found, fault)
    with app.test_request_context(), force_locale("en"):
        assert any(told in str(each) for each in faults(found))


def test_fields_keep_what_they_do_not_know() -> None:
    """Every question of the catalogue goes through its form unchanged."""
    for code in catalogue.CODES:
        for section in catalogue.procedure(code)["sections"]:
            for row in section["questions"]:
                rules, choices = row.get("rules", {}), row.get("choices", [])
                fields = question_fields(rules, choices, row.get("shown_if"))
                said = question_json(fields, rules)
                assert said == {"rules": rules, "choices": choices, "shown_if": row.get("shown_if")}


def test_every_plain_rule_has_a_place_in_the_schema() -> None:
    rules = schema(catalogue.lists())["properties"]["sections"]["items"]["properties"]["questions"]
    assert {*PLAIN, "refuse"} <= rules["items"]["properties"]["rules"]["properties"].keys()


def test_the_schema_of_the_docs_is_the_one_that_is_served(client: FlaskClient) -> None:
    served = client.get(ADDRESS)
    assert served.json == json.loads(SCHEMA.read_text()) == schema(catalogue.lists())


@pytest.mark.usefixtures("database")
def test_a_version_leaves_and_comes_back_the_same() -> None:
    for version in queries.all_versions():
        entry = entry_of(queries.whole(version.id))
        again = drafts.bring_in(import_file.read(json.dumps(entry).encode()))
        assert again.state is VersionState.DRAFT
        assert again.n == version.n + 1
        assert entry_of(queries.whole(again.id)) == entry
        assert publication.faults_of(again) == []


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        (b"{", "line 1"),
        (b"\xff\xfe", "UTF-8"),
        (b"[" * 5000 + b"]" * 5000, "no version"),
        (b'{"code": NaN}', "no version"),
        (b'{"code": "a\\u0000"}', "no version"),
        (b'{"code": "\\ud800"}', "no version"),
        (b'{"a": 1, "a": 2}', "“a” appears twice"),
        (b"[]", "the whole file"),
        (b" " * (import_file.LARGEST + 1), "1 MB"),
        ({"title": "x"}, "title"),
        ({"valid_from": "2016-02-30"}, "no such day"),
        ({"policy": "never"}, "policy"),
        ({"n": 10**12}, "too large"),
        ({"sections": [{"key": "A", "title": "", "intro": "", "questions": []}]}, "sections[0]"),
        ({"results": [{"key": "r", "name": "R", "book": "birth"}] * 2}, "appears twice"),
    ],
)
def test_a_file_that_is_no_version_is_refused_with_the_place(
    app: Flask, spoilt: bytes | dict[str, Any], told: str
) -> None:
    entry = {**from_the_files(), **spoilt} if isinstance(spoilt, dict) else spoilt
    content = entry if isinstance(entry, bytes) else json.dumps(entry).encode()
    with app.test_request_context(), force_locale("en"):
        with pytest.raises(Refused) as refused:
            import_file.read(content)
        assert told in str(refused.value)


def from_the_files() -> dict[str, Any]:
    entry = catalogue.procedure(LINKED_A)
    return {k: v for k, v in entry.items() if k not in {"local_limits", "overrides"}}


def test_differences_are_told_field_by_field() -> None:
    old, new = document(), document()
    question(new, "child_name")["label"] = "Tên cháu"
    question(new, "applicant_phone").setdefault("rules", {})["longest"] = 11
    new["papers"].pop()
    new["fees"].append({**new["fees"][0], "key": "more", "label": "Lệ phí khác"})
    new["limits"]["total"] = {"amount": 3, "unit": "working_day"}
    told = [(d.group, d.row, d.change, d.field) for d in differences(old, new)]
    assert told == [
        ("question", "Số điện thoại nhận tin", "changed", "longest"),
        ("question", "Tên cháu", "changed", "label"),
        ("paper", old["papers"][-1]["name"], "removed", ""),
        ("fee", "Lệ phí khác", "added", ""),
        ("limit", "total", "changed", "amount"),
    ]
    assert differences(old, old) == []


@pytest.mark.usefixtures("database")
def test_rows_change_places_in_a_draft_only() -> None:
    version = drafts.draft_from(queries.published(LINKED_A))
    first, second = version.papers[:2]
    drafts.move(second, drafts.UP)
    drafts.move(second, drafts.UP)
    assert [paper.key for paper in queries.whole(version.id).papers[:2]] == [second.key, first.key]
    with expect_refusal("This version has been published and no longer changes"):
        drafts.move(queries.published(LINKED_A).papers[0], drafts.DOWN)


@pytest.mark.usefixtures("database")
def test_a_copy_is_a_procedure_of_its_own_and_a_draft_can_be_thrown_away() -> None:
    made = drafts.copy_procedure(
        queries.published(LINKED_A), code="9.000001", name="Thủ tục thử", short_name="Thử"
    )
    assert made.procedure.code == "9.000001"
    assert (made.n, made.state) == (1, VersionState.DRAFT)
    assert made.compiled is None
    with expect_refusal("Another procedure has this code"):
        drafts.copy_procedure(made, code="9.000001", name="x", short_name="x")
    key, procedure = made.id, made.procedure_id
    drafts.discard(made)
    assert db.session.get(Version, key) is None
    assert db.session.get(Procedure, procedure) is not None
    with expect_refusal("This version has been published and no longer changes"):
        drafts.discard(queries.published(LINKED_A))


@pytest.mark.usefixtures("database")
def test_the_commands_check_give_out_and_bring_in(app: Flask, tmp_path: Path) -> None:
    def run(*words: str) -> Result:
        return app.test_cli_runner().invoke(args=["procedures", *words])

    given = run("export", LINKED_A)
    assert json.loads(given.output) == entry_of(queries.whole(queries.published(LINKED_A).id))
    path = tmp_path / "x.json"
    path.write_text(given.output.replace('"results": [', '"results": [], "fees": [', 1))
    assert run("import", str(path)).exit_code != 0
    spoilt = json.loads(given.output) | {"results": []}
    path.write_text(json.dumps(spoilt))
    assert run("import", str(path)).output == f"{LINKED_A} 2: draft\n"
    told = run("check")
    assert told.exit_code == 0
    assert f"{LINKED_A} 2: draft, not yet" in told.output
    assert f"{LINKED_A} 1: " in told.output
    assert run("export", "nothing").exit_code != 0
