"""The designer's screens: a procedure is made, previewed, compared, exported and published."""

from __future__ import annotations

import io
import json
import re
from typing import Any, TypeVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.audit.change_log import AuditEntry
from app.kernel.db import db
from app.procedures import queries
from app.procedures.models.versions import (
    FeeRule,
    LegPlan,
    PaperKind,
    Procedure,
    Question,
    Section,
    Version,
)
from app.procedures.models.vocabulary import VersionState
from app.procedures.operations import drafts
from app.procedures.rules.json_format import entry_of
from app.procedures.rules.procedure_finder import LINKED_A, LINKED_B
from harness.stage.databases import Database
from harness.stage.factories import AnOfficer, browser_of
from tests.accounts.conftest import csrf

T = TypeVar("T")
ROOT = "/can-bo/thu-tuc"
VERSION = f"{ROOT}/phien-ban"


@pytest.fixture
def admin(app: Flask, database: Database) -> FlaskClient:
    return browser_of(app, AnOfficer(Role.CITY_ADMIN))


def post(
    client: FlaskClient, address: str, *, page: str | None = None, **said: Any
) -> TestResponse:
    """Fill in a form and send it; the names of fields never begin with a digit."""
    form = {"csrf_token": csrf(client, page or address), **said}
    return client.post(address, data=form)


def add(client: FlaskClient, noun: str, *, of: tuple[str, object], **said: Any) -> TestResponse:
    """Add a row to a version or section."""
    kind, key = of
    return post(client, f"{ROOT}/{noun}/add", page=f"{ROOT}/{noun}/add?_flt_0_{kind}={key}",
                **{kind: str(key)}, **said)  # fmt: skip


def words_of(answer: TestResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


def one(model: type[T], **where: Any) -> T:
    return db.session.scalars(select(model).filter_by(**where)).one()


def a_draft() -> Version:
    version = drafts.draft_from(queries.published(LINKED_B))
    db.session.flush()
    return version


def test_a_procedure_is_made_without_a_line_of_code(admin: FlaskClient) -> None:
    made = post(admin, f"{ROOT}/add", name="Xác nhận tình trạng nhà ở", short_name="Nhà ở",
                code="9.000123", topic="family")  # fmt: skip
    assert made.status_code == 302
    procedure = one(Procedure, code="9.000123")
    begun = post(admin, f"{VERSION}/add", procedure=str(procedure.id), valid_from="2016-11-01",
                 basis="Luật Nhà ở", about="", visit="office", declarant_signs="y", signer="head",
                 on_time_days="", policy="continue_from_elapsed", note="")  # fmt: skip
    assert begun.status_code == 302
    version = one(Version, procedure_id=procedure.id)
    of = ("version", version.id)
    assert (version.n, version.state, version.both_present) == (1, VersionState.DRAFT, False)
    assert "Chưa có phần nào" in words_of(admin.get(f"{VERSION}/cong-bo/{version.id}"))

    add(admin, "phan", of=of, title="Người yêu cầu", key="applicant", intro="")
    section = one(Section, version_id=version.id)
    asked = ("section", section.id)
    add(admin, "cau-hoi", of=asked, label="Ông/bà", key="applicant", kind="person", required="y",
        parts=["name", "id"], optional=["id"], stands_for="applicant")  # fmt: skip
    add(admin, "cau-hoi", of=asked, label="Số điện thoại", key="phone", kind="phone", required="y",
        stands_for="applicant_phone")  # fmt: skip
    add(admin, "cau-hoi", of=asked, label="Tên chủ nhà", key="owner", kind="name", required="y",
        stands_for="subject", feeds=["result"])  # fmt: skip
    add(admin, "cau-hoi", of=asked, label="Loại nhà", key="house", kind="choice",
        offered="flat | Căn hộ\nland | Nhà đất\nship | Thuyền", required="y", refuse_in="ship",
        refuse_message="Thuyền đăng ký ở cảng vụ.")  # fmt: skip
    add(admin, "cau-hoi", of=asked, label="Số tầng", key="floors", kind="number", least="1",
        most="9", when_key="house", when_in="flat, land")  # fmt: skip
    floors = one(Question, version_id=version.id, key="floors")
    assert floors.rules == {"least": 1, "most": 9}
    assert floors.shown_if == {"key": "house", "in": ["flat", "land"]}
    house = one(Question, version_id=version.id, key="house")
    assert house.choices[1] == ["land", "Nhà đất"]
    assert house.rules["refuse"]["in"] == ["ship"]
    add(admin, "giay-to", of=of, name="Giấy tờ nhà", key="deed", must="required", count="1",
        original="original", when_key="house", when_in="land")  # fmt: skip
    assert one(PaperKind, version_id=version.id).needed_if == {"key": "house", "in": ["land"]}
    add(admin, "ket-qua", of=of, name="Giấy xác nhận", key="paper", book="other",
        layout="confirmation")  # fmt: skip
    add(admin, "thoi-han", of=of, step="total", amount="3", unit="working_day")
    add(admin, "thoi-han", of=of, step="police", amount="2", unit="working_day")
    add(admin, "lien-thong", of=of, kind="police", opens="signed", papers=["deed", "paper"],
        needs=["original_held"])  # fmt: skip
    leg = one(LegPlan, version_id=version.id)
    assert (leg.papers, leg.needs) == (["deed", "paper"], ["original_held"])
    add(admin, "le-phi", of=of, label="Lệ phí", key="fee", kind="fee", amount="5000",
        due_when="always", basis="Nghị quyết", exempt="")  # fmt: skip
    assert one(FeeRule, version_id=version.id).exempt == []

    page = f"{VERSION}/cong-bo/{version.id}"
    assert post(admin, page, valid_from="2000-01-01").status_code == 200
    assert post(admin, page, valid_from=clock.today().isoformat()).status_code == 302
    assert queries.published("9.000123").id == version.id
    trail = select(AuditEntry.action).where(AuditEntry.subject == "procedure_version")
    assert db.session.scalars(trail.order_by(AuditEntry.id)).all()[-2:] == ["add", "publish"]
    text = words_of(admin.get(f"{VERSION}/show/{version.id}"))
    assert "Giấy tờ nhà" in text
    assert "Thêm" not in text.split("Các phần")[-1]


def test_a_section_with_questions_is_not_deleted_under_them(admin: FlaskClient) -> None:
    section = next(each for each in a_draft().sections if each.questions)
    before = [question.id for question in section.questions]
    address = f"{ROOT}/phan"
    assert post(
        admin, f"{address}/delete/{section.id}", page=f"{address}/edit/{section.id}"
    ).location.endswith("#SectionView")
    assert "gắn với bản ghi này. Hãy xóa hoặc kết thúc" in words_of(admin.get(f"{VERSION}/list/"))
    assert [question.id for question in section.questions] == before


def test_bad_input_is_told_at_its_field_and_stays(admin: FlaskClient) -> None:
    version = a_draft()
    section = ("section", version.sections[0].id)
    answer = add(admin, "cau-hoi", of=section, label="Mục mới", key="Tên Khóa", kind="choice",
                 offered="một dòng", pattern="(a+)+", least="5", most="1", refuse_in="x",
                 when_in="yes")  # fmt: skip
    assert answer.status_code == 200
    text = answer.get_data(as_text=True)
    for kept in ("Mục mới", "Tên Khóa", "một dòng", "(a+)+"):
        assert kept in text
    told = words_of(answer)
    for sentence in ("Dòng 1:", "Hãy viết mẫu đơn giản hơn", "Số nhỏ nhất lớn hơn"):
        assert sentence in told
    for name in ("least", "most", "longest", "under_years", "at_least_years"):
        huge = add(
            admin, "cau-hoi", of=section, label="M", key="m", kind="text", **{name: "9" * 400}
        )
        assert huge.status_code == 200
    again = add(admin, "cau-hoi", of=section, label="Mục mới", key="Tên Khóa", kind="text")
    assert "chữ thường không dấu" in words_of(again)
    taken = version.sections[0].questions[0].key
    again = add(admin, "cau-hoi", of=section, label="Mục mới", key=taken, kind="text")
    assert "đã có dòng khác mang mã này" in words_of(again)
    assert post(admin, f"{ROOT}/add", name="A", short_name="A", code=LINKED_A,
                topic="birth").status_code == 200  # fmt: skip


def test_saving_a_question_untouched_changes_nothing(admin: FlaskClient) -> None:
    version = a_draft()
    before = entry_of(queries.whole(version.id))
    rows = db.session.scalars(select(Question).where(Question.version_id == version.id))
    shapes = {
        (row.kind, *sorted(row.rules), type(row.choices), bool(row.shown_if)): row for row in rows
    }
    for question in shapes.values():
        page = f"{ROOT}/cau-hoi/edit/{question.id}"
        answer = admin.post(page, data=fields_of(admin.get(page).get_data(as_text=True)))
        assert answer.status_code == 302, (question.key, words_of(answer))
    assert entry_of(queries.whole(version.id)) == before


def fields_of(page: str) -> dict[str, list[str]]:
    """What a browser would send of the unchanged form."""
    from lxml import html

    form = next(form for form in html.fromstring(page).forms if form.method == "POST")
    found: dict[str, list[str]] = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value)
    return found


def test_rows_are_moved_by_buttons_and_the_focus_stays(admin: FlaskClient) -> None:
    version = a_draft()
    first, second = version.papers[:2]
    page = f"{VERSION}/show/{version.id}"
    answer = post(admin, f"{ROOT}/giay-to/action/up/{second.id}", page=page)
    button = f"PaperKindView-{second.id}-up"
    assert answer.location.endswith(f"{page}#{button}")
    assert f'id="{button}"' in admin.get(page).get_data(as_text=True)
    assert [paper.id for paper in queries.whole(version.id).papers[:2]] == [second.id, first.id]


def test_a_draft_is_tried_out_and_nothing_is_kept(admin: FlaskClient, app: Flask) -> None:
    version = a_draft()
    page = f"{VERSION}/xem-thu/{version.id}"
    before = rows_everywhere()
    shown = admin.get(page).get_data(as_text=True)
    assert "Xem thử" in shown
    wrong = admin.post(page, data=fields_of(shown))
    assert "phải sửa" in words_of(wrong) or "cần sửa" in words_of(wrong)
    assert rows_everywhere() == before
    officer = browser_of(app, AnOfficer(Role.COMMUNE_JUSTICE))
    assert officer.get(page).status_code in {302, 403}


def rows_everywhere() -> dict[str, int]:
    names = ("draft", "dossier", "paper", "answers_revision", "pending_form", "procedure_version")
    return {n: db.session.scalar(db.text(f"select count(*) from {n}")) for n in names}


def test_a_version_leaves_as_a_file_and_comes_back_as_a_draft(admin: FlaskClient) -> None:
    version = queries.published(LINKED_A)
    content = admin.get(f"{VERSION}/xuat/{version.id}").get_data()
    page = f"{ROOT}/nhap/"
    answer = post(admin, page, file=(io.BytesIO(content), "../../etc/passwd.json"))
    assert answer.status_code == 302
    again = db.session.scalars(select(Version).order_by(Version.id.desc()).limit(1)).one()
    assert again.state is VersionState.DRAFT
    assert entry_of(queries.whole(again.id)) == json.loads(content)
    spoilt = content.replace(b'"kind": "phone"', b'"kind": "telegraph"', 1)
    told = words_of(post(admin, page, file=(io.BytesIO(spoilt), "x.json")))
    assert re.search(r"sections\[\d\]\.questions\[\d\]\.kind", told)


def test_two_versions_are_compared_in_words(admin: FlaskClient) -> None:
    version = a_draft()
    version.papers[0].name = "Tờ khai mẫu mới"
    version.limits[0].amount += 4
    db.session.flush()
    text = words_of(admin.get(f"{VERSION}/so-sanh/{version.id}"))
    assert "Tờ khai mẫu mới" in text
    assert "Thời hạn" in text
    assert admin.get(f"{VERSION}/so-sanh/{version.id}?voi=0").status_code == 404


def test_copies_and_discarding(admin: FlaskClient) -> None:
    published = queries.published(LINKED_A)
    page = f"{ROOT}/sao/{published.procedure_id}"
    assert post(admin, page, code=LINKED_A, name="Bản sao", short_name="Bản sao").status_code == 200
    assert post(admin, page, code="9.1", name="Bản sao", short_name="Bản sao").status_code == 302
    copied = one(Procedure, code="9.1").versions[0]
    assert post(admin, f"{VERSION}/ban-moi/{copied.id}").status_code == 302
    newest = one(Procedure, code="9.1").versions[0]
    assert newest.n == copied.n + 1
    show = f"{VERSION}/show/{newest.id}"
    assert post(admin, f"{VERSION}/action/discard/{newest.id}", page=show).status_code == 302
    assert [each.n for each in one(Procedure, code="9.1").versions] == [copied.n]
