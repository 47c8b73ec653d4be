"""An abandoned child: the book says so, the certificate does not (NĐ 123/2015 Đ14)."""

from __future__ import annotations

from io import BytesIO

import pypdf
from flask import Flask

from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.kernel.files import storage
from app.procedures.rules.procedure_finder import ABANDONED
from app.registers import queries
from app.registers.slips import books
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, browser_of

NOTE = "Trẻ bị bỏ rơi"


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_book_notes_a_foundling_and_the_certificate_leaves_parents_blank(
    app: Flask, database: Database
) -> None:
    dossier = ADossier(State.READY, procedure=ABANDONED)
    entry = queries.of_dossier(dossier.id)
    assert entry is not None
    assert entry.content["note"] == NOTE
    answers = entry.content["answers"]
    assert not {"mother_name", "father_name", "child_ethnicity"} & answers.keys()
    paper = entry.certificate
    assert paper.storage_key
    kept = storage.read_whole(paper.storage_key, paper.sha256 or "")
    said = text_of(kept)
    assert dossier.subject_name.upper() in said
    assert NOTE.lower() not in said.lower()
    assert NOTE in text_of(books.whole(entry.book, [entry], {}, None))
    desk = browser_of(app, AnOfficer(Role.COMMUNE_JUSTICE, dossier.commune))
    page = desk.get(f"/can-bo/mot-cua/ho-so/{dossier.id}").get_data(as_text=True)
    assert NOTE in page


def test_other_births_have_no_note(database: Database) -> None:
    entry = queries.of_dossier(ADossier(State.READY).id)
    assert entry is not None
    assert entry.content["note"] == ""
