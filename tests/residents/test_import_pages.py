"""The pages of police imports: access, progress, downloads."""

from __future__ import annotations

import csv
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select, update

from app.accounts.roles import Role
from app.kernel.audit.access_log import AccessEntry
from app.kernel.audit.change_log import AuditEntry
from app.kernel.db import db, transaction
from app.residents.models.residents import ImportState, ResidentImport
from app.residents.operations import import_validation, imports
from app.residents.rules import file_layout
from app.residents.views import imports as pages
from harness.stage.databases import Database
from harness.stage.factories import AnOfficer, browser_of
from harness.stage.factories.people import seat_of
from tests.residents.police_files import KEYS, a_row, as_csv, checked, now, rows_of

LIST, ADD = "/can-bo/du-lieu-dan-cu/list/", "/can-bo/du-lieu-dan-cu/add"
SAMPLE = "/can-bo/du-lieu-dan-cu/mau"
OWN_PAGE = "/can-bo/mat-khau/"
HOME = "/can-bo/du-lieu-dan-cu/"
OTHERS = [role for role in Role if role is not Role.CITY_JUSTICE]


@pytest.fixture
def justice(app: Flask, committed: Database) -> FlaskClient:
    return browser_of(app, AnOfficer(Role.CITY_JUSTICE, seat_of(Role.CITY_JUSTICE)))


def token(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    page = answer.get_data(as_text=True)
    return page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


def send(client: FlaskClient, content: bytes, **typed: str) -> Any:
    told = {"source": "Công an TP Hà Nội", "as_of": "2016-11-01", **typed}
    told["csrf_token"] = token(client, ADD)
    file = {"file": (BytesIO(content), "dân cư tháng 11.csv")} if content else {}
    return client.post(ADD, data={**told, **file}, content_type="multipart/form-data")


def press(client: FlaskClient, file: ResidentImport, what: str) -> Any:
    page = f"{HOME}show/{file.id}"
    return client.post(f"{HOME}{file.id}/{what}", data={"csrf_token": token(client, page)})


def shown(client: FlaskClient, file: ResidentImport) -> str:
    return client.get(f"{HOME}show/{file.id}").get_data(as_text=True)


def the_file() -> ResidentImport:
    db.session.remove()
    return db.session.scalars(select(ResidentImport)).one()


def test_a_file_is_sent_in_checked_by_the_worker_and_brought_in(justice: FlaskClient) -> None:
    answer = send(justice, as_csv(a_row(), a_row(number="1")))
    file = the_file()
    assert answer.location == f"{HOME}show/{file.id}"
    assert (file.file_name, file.state) == ("dân cư tháng 11.csv", ImportState.WAITING)
    key, by = str(file.id), file.by_id
    imports.read(key)
    page = shown(justice, the_file())
    for words in ("Đã kiểm tra, chưa đưa vào", "Dòng bị loại", "Số định danh/CMND: Số của một"):
        assert words in page
    assert press(justice, the_file(), "dua-vao").status_code == 302
    assert the_file().state is ImportState.TO_APPLY
    imports.apply(key, str(by))
    assert "Đã đưa vào" in shown(justice, the_file())
    told = select(AuditEntry.action).filter_by(key=key, staff_id=by).order_by(AuditEntry.id)
    assert db.session.scalars(told).all() == ["add", "import"]


def test_the_page_loads_itself_again_only_while_the_work_goes_on(justice: FlaskClient) -> None:
    send(justice, as_csv(a_row()))
    file = the_file()
    with transaction():
        half = {"state": ImportState.READING, "done": file.size // 2}
        db.session.execute(update(ResidentImport).values(**half))
    answer = justice.get(f"{HOME}show/{file.id}")
    page = answer.get_data(as_text=True)
    assert answer.headers["Refresh"] == "5"
    assert "Đang kiểm tra: 49 %" in page or "Đang kiểm tra: 50 %" in page
    assert "<progress" in page
    assert "Đưa vào</button>" not in page
    import_validation.read_file(file.id)
    answer = justice.get(f"{HOME}show/{file.id}")
    assert "Refresh" not in answer.headers
    assert "<progress" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("content", "typed", "sentence"),
    [
        (b"", {}, "file-error"),
        (as_csv(a_row(), keys=KEYS[3:]), {}, "Thiếu cột: “Số định danh/CMND”"),
        (as_csv(a_row()), {"as_of": "2999-01-01"}, "Ngày của dữ liệu không được sau hôm nay"),
        (as_csv(a_row()), {"as_of": "30/02/2016"}, "as_of-error"),
        (as_csv(a_row()), {"source": ""}, "source-error"),
    ],
    ids=["no file", "columns", "future", "no day", "no source"],
)
def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(
    justice: FlaskClient, content: bytes, typed: dict[str, str], sentence: str
) -> None:
    page = send(justice, content, **typed)
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert sentence in text
    assert typed.get("source", "Công an TP Hà Nội") in text
    assert db.session.scalar(select(ResidentImport.id)) is None


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_sees_or_sends_files(app: Flask, committed: Database, role: Role) -> None:
    file = checked(as_csv(a_row(number="1")))
    stranger = browser_of(app, AnOfficer(role, seat_of(role)))
    for address in (
        LIST, ADD, f"{SAMPLE}.csv", f"{HOME}show/{file.id}", f"{HOME}{file.id}/dong-bi-loai.csv",
    ):  # fmt: skip
        assert stranger.get(address).status_code in {302, 403, 404}, address
        assert "dan-cu.csv" not in stranger.get(address).get_data(as_text=True)
    mine = token(stranger, OWN_PAGE)
    for address in (ADD, f"{HOME}{file.id}/dua-vao", f"{HOME}{file.id}/bo"):
        assert stranger.post(address, data={"csrf_token": mine}).status_code in {302, 403, 404}
    assert now(file.id).state is ImportState.CHECKED


def test_a_large_body_is_taken_only_of_whoever_may_send_it(
    app: Flask, justice: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 10_000)
    large = as_csv(*(a_row() for _n in range(100)))
    stranger = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION))
    for client, page, status in (
        (stranger, OWN_PAGE, 413),
        (app.test_client(), "/can-bo/dang-nhap", 413),
        (justice, ADD, 302),
    ):
        told = {"source": "Công an", "as_of": "2016-11-01", "csrf_token": token(client, page)}
        sent = {**told, "file": (BytesIO(large), "x.csv")}
        assert client.post(ADD, data=sent, content_type="multipart/form-data").status_code == status


def test_a_file_larger_than_the_room_says_how_to_send_it(
    justice: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MOST_MB", 0)
    assert "chia thành nhiều phần" in send(justice, as_csv(a_row())).get_data(as_text=True)
    monkeypatch.setattr(pages, "ROOM", 100)
    assert send(justice, as_csv(a_row())).status_code == 413


def test_the_refused_rows_are_downloaded_and_the_look_is_written_down(justice: FlaskClient) -> None:
    file = checked(as_csv(a_row(number="1")))
    answer = justice.get(f"{HOME}{file.id}/dong-bi-loai.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    _heads, row = csv.reader(answer.get_data(as_text=True).lstrip("\ufeff").splitlines())
    assert row[3] == "1"
    answer.close()
    looks = select(AccessEntry.key).filter_by(subject="resident_import", action="export")
    assert db.session.scalars(looks).all() == [str(file.id)]


def test_a_file_is_given_up_on_its_page(justice: FlaskClient) -> None:
    file = checked(as_csv(a_row()))
    press(justice, file, "bo")
    assert now(file.id).state is ImportState.DROPPED
    page = shown(justice, file)
    assert "Đã bỏ" in page
    assert "Đưa vào</button>" not in page


def test_the_sample_can_be_filled_in_and_sent_back(justice: FlaskClient) -> None:
    page = justice.get(f"{SAMPLE}.csv").get_data()
    assert checked(page).new == 1
    sheet = load_workbook(BytesIO(justice.get(f"{SAMPLE}.xlsx").get_data())).worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    assert heads == rows_of()[0]
    assert file_layout.columns_of(heads) == [*KEYS]
    assert checked(justice.get(f"{SAMPLE}.xlsx").get_data()).new == 1
    assert justice.get(f"{SAMPLE}.exe").status_code == 404


def test_the_list_names_the_files_and_where_they_stand(justice: FlaskClient) -> None:
    checked(as_csv(a_row()))
    page = justice.get(LIST).get_data(as_text=True)
    assert "dan-cu.csv" in page
    assert "Đã kiểm tra, chưa đưa vào" in page
    assert f'href="{ADD}"' in page
