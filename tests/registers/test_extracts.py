"""Extracts state the entry of the book, never what the applicant declared."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import transitions
from app.dossiers.operations.answer_revisions import revise_answers
from app.dossiers.rules.extracts import ChosenEntry, chosen_entry
from app.dossiers.workflow import Action, State
from app.kernel.db import db, transaction
from app.kernel.files import storage
from app.procedures.models.vocabulary import BookKind
from app.procedures.rules.procedure_finder import BIRTH
from app.registers import queries, slips
from app.registers.models.copied_entries import CopiedEntry
from app.registers.models.entries import Entry
from app.registers.operations import extracts, registration
from app.registers.operations.extracts import PaperEntry
from app.registers.slips import book_fields
from app.registers.slips.extracts import EXTRACTS
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, a_commune, browser_of, somebody
from harness.stage.factories import dossiers as walk
from tests.refusals import expect_refusal

EXTRACT = "2.000635"
JUSTICE = Role.COMMUNE_JUSTICE
BOOK = {
    "child_name": "Phùng Thị Sổ",
    "child_born": "27/3/1991",
    "child_birth_place": "Trạm y tế xã Tản Lĩnh",
    "child_home_town": "xã Tản Lĩnh, huyện Ba Vì",
    "mother_name": "Trịnh Thị Mẹ",
    "father_name": "Phùng Văn Cha",
}
HEAD = {"book": "01/1991", "number": "45", "registered_on": "1991-04-02"}


def words(pdf: bytes) -> str:
    return " ".join(pypdf.PdfReader(BytesIO(pdf)).pages[0].extract_text().split())


def issued(dossier: Dossier) -> str:
    """What the signed extract says, from the file that was kept."""
    entry = queries.of_dossier(dossier.id)
    assert entry is not None
    assert entry.certificate.storage_key is not None
    with storage.open_stored(entry.certificate.storage_key) as kept:
        return words(kept.read())


def copied(dossier: Dossier, kind: BookKind = BookKind.BIRTH, **changes: str) -> CopiedEntry:
    """An entry that the justice officer copied from the paper book."""
    paper = PaperEntry(kind, "01/1991", 45, date(1991, 4, 2), BOOK | changes)
    with transaction():
        by = somebody(JUSTICE, dossier.commune).at(dossier)
        return extracts.copy_in(dossier, paper, by=by)


def sign(dossier: Dossier) -> None:
    with transaction():
        for step in (walk.prepared, walk.proposed, walk.signed):
            step(dossier)


def visited(**changes: Any) -> Dossier:
    dossier = ADossier(State.ACCEPTED, procedure=EXTRACT, extract_kind="birth", **changes)
    with transaction():
        walk.visited(dossier)
    return dossier


def justice(app: Flask, dossier: Dossier) -> FlaskClient:
    return browser_of(app, AnOfficer(JUSTICE, dossier.commune))


def page_of(dossier: Dossier) -> str:
    return f"/can-bo/mot-cua/ho-so/{dossier.id}"


def hidden(page: str) -> dict[str, str]:
    """The token and the version that the form carries."""
    names = ("csrf_token", "version")
    found = (re.search(rf'name="{name}"[^>]*value="([^"]*)"', page) for name in names)
    return {name: match[1] for name, match in zip(names, found, strict=True) if match}


def test_an_officer_copies_the_entry_in_and_the_extract_is_printed(
    app: Flask, database: Database
) -> None:
    dossier = visited()
    desk, page = justice(app, dossier), page_of(dossier)
    shown = desk.get(page).get_data(as_text=True)
    assert "chưa ai chọn nội dung trong sổ" in shown, "preparing has to wait, in words"
    search = desk.get(f"{page}/buoc/choose-entry").get_data(as_text=True)
    assert f"{page}/buoc/copy-entry/birth" in search
    copying = f"{page}/buoc/copy-entry/birth"
    form = desk.get(copying).get_data(as_text=True)
    wrong = desk.post(copying, data={**hidden(form), **HEAD, **BOOK, "child_name": ""})
    assert "Phùng Văn Cha" in wrong.get_data(as_text=True), "what was typed stays"
    sent = desk.post(copying, data={**hidden(form), **HEAD, **BOOK})
    assert sent.status_code == 302, sent.get_data(as_text=True)
    db.session.expire_all()
    preview = desk.get(f"{page}/xem-truoc/extract_copy").get_data()
    assert "PHÙNG THỊ SỔ" in words(preview)
    sign(dossier)
    said = issued(dossier)
    for part in (
        "TRÍCH LỤC KHAI SINH (BẢN SAO)",
        "Số: 1/TLKS-BS",
        "Họ, chữ đệm, tên: PHÙNG THỊ SỔ",
        "Ngày, tháng, năm sinh: 27/03/1991",
        "Nơi sinh: Trạm y tế xã Tản Lĩnh",
        "Quê quán: xã Tản Lĩnh, huyện Ba Vì",
        "Họ, chữ đệm, tên người mẹ: Trịnh Thị Mẹ",
        "Họ, chữ đệm, tên người cha: Phùng Văn Cha",
        "Số: 45/1991 Quyển số: 01/1991 Ngày đăng ký: 02/04/1991",
    ):
        assert part in said, part
    entry = queries.of_dossier(dossier.id)
    assert entry is not None
    assert entry.subject_name == "Phùng Thị Sổ", "the extract is in the book under the same name"


def test_what_the_applicant_declares_does_not_change_the_extract(database: Database) -> None:
    dossier = visited(applicant_name="Phùng Thị Khai Sai", registered_number="số 99, quyển 07")
    copied(dossier)
    before = words(registration.preview(dossier, "extract_copy"))
    with transaction():
        by = somebody(JUSTICE, dossier.commune).at(dossier)
        said = {**dossier.answers, "applicant_name": "Trần Văn Khác", "applicant_born": "1950"}
        revise_answers(dossier, said, by=by)
    assert words(registration.preview(dossier, "extract_copy")) == before
    sign(dossier)
    extract = issued(dossier)
    assert "PHÙNG THỊ SỔ" in extract
    for declared in ("KHAI SAI", "KHÁC", "1950", "quyển 07"):
        assert declared.lower() not in extract.lower(), declared


def test_without_an_entry_nothing_is_prepared_or_printed(database: Database) -> None:
    dossier = visited()
    by = somebody(JUSTICE, dossier.commune).at(dossier)
    with expect_refusal("cannot go on") as refused:
        transitions.advance(dossier, Action.PREPARE, by=by)
    assert "chưa ai chọn nội dung trong sổ" in str(refused.value)
    with expect_refusal("The entry of the book is not chosen yet"):
        registration.preview(dossier, "extract_copy")


def test_an_entry_of_our_own_books_is_chosen_and_copied(app: Flask, database: Database) -> None:
    birth = ADossier(State.READY, procedure=BIRTH)
    entry = queries.of_dossier(birth.id)
    assert entry is not None
    dossier = visited()
    desk, path = justice(app, dossier), f"{page_of(dossier)}/buoc/choose-entry"
    empty = desk.get(path, query_string={"ten": "Không có ai"}).get_data(as_text=True)
    assert entry.subject_name not in empty
    page = desk.get(path, query_string={"ten": entry.subject_name.upper()}).get_data(as_text=True)
    assert entry.subject_name in page
    asked = {**hidden(page), "entry": f"register_entry:{entry.id}"}
    answer = desk.post(path, query_string={"ten": entry.subject_name}, data=asked)
    assert answer.status_code == 302
    db.session.expire_all()
    assert chosen_entry(dossier) == ChosenEntry("register_entry", entry.id)
    sign(dossier)
    said = issued(dossier)
    assert entry.subject_name.upper() in said
    assert f"Số: {entry.number}/{entry.year} Quyển số: {entry.book.code}" in said


def test_entries_of_other_communes_and_of_issued_papers_are_not_extracted(
    database: Database,
) -> None:
    elsewhere = ADossier(State.READY, a_commune(1), procedure=BIRTH)
    there = queries.of_dossier(elsewhere.id)
    issued_here = ADossier(State.READY, procedure=EXTRACT)
    extract = queries.of_dossier(issued_here.id)
    assert there is not None
    assert extract is not None
    dossier = visited()
    by = somebody(JUSTICE, dossier.commune).at(dossier)
    for table, key in (
        ("register_entry", there.id),
        ("register_entry", extract.id),
        ("copied_entry", uuid4()),
        ("dossier", dossier.id),
    ):
        with expect_refusal("The entry of the book is not chosen yet"):
            extracts.choose_entry(dossier, ChosenEntry(table, key), by=by)


def test_a_mistake_is_put_right_by_a_new_copy_and_no_copy_is_changed(database: Database) -> None:
    dossier = visited()
    first = copied(dossier, child_name="Phùng Thị Số")
    second = copied(dossier)
    wanted = extracts.extract_sources.Wanted([first.kind], "phung thi so", 45)
    assert list(extracts.extract_sources.candidates(dossier, wanted)) == [second]
    assert db.session.scalars(select(CopiedEntry)).all() == [first, second]
    with pytest.raises(ProgrammingError), transaction():
        db.session.execute(text("update copied_entry set number = 46"))


@pytest.mark.parametrize("kind", EXTRACTS)
def test_each_kind_of_book_has_an_extract_with_its_fields(kind: BookKind) -> None:
    fields = book_fields.FIELDS[kind]
    typed = {f.key: f"Giá trị {n}" for n, f in enumerate(fields) if f.kind not in {"day", "time"}}
    source = {
        "kind": kind,
        "number": 45,
        "year": 1991,
        "book": "01/1991",
        "registered_on": "1991-04-02",
        "office": "xã Ba Trại",
        "district": "huyện Ba Vì",
        "answers": typed,
        "parts": book_fields.stated(kind, typed),
    }
    said = words(slips.printed({"source": source, "kind": "extract", "office": "xã Ba Trại"}))
    assert f"{EXTRACTS[kind].title.upper()} (BẢN SAO)" in said
    assert f"{EXTRACTS[kind].mark}-BS" in said
    for value in typed.values():
        assert value.lower() in said.lower(), value
    assert "Số: 45/1991 Quyển số: 01/1991" in said


def test_a_copy_can_be_printed_of_every_event_of_the_books(app: Flask, database: Database) -> None:
    dossier = ADossier(State.READY, procedure="1.000656")
    entry = db.session.scalars(select(Entry).where(Entry.dossier_id == dossier.id)).one()
    answer = justice(app, dossier).get(f"/can-bo/so-ho-tich/ban-sao/{entry.id}")
    said = words(answer.get_data())
    assert "TRÍCH LỤC KHAI TỬ (BẢN SAO)" in said
    assert dossier.subject_name.upper() in said
