"""Public notices: recorded with a photo, visible to the right users, counted."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.files import orphan_cleanup
from app.organisation.models import Unit
from app.rollout.models.outreach import PlaceKind, PublicNotice
from app.rollout.queries import outreach
from harness.stage.factories import a_commune
from harness.stage.factories.files import a_pdf
from tests.accounts.conftest import statements
from tests.rollout.office import OUTREACH, POSTINGS, Desk, a_point, a_posting, photo

pytestmark = pytest.mark.usefixtures("database")
CITY = Actor(staff_id=None, city=True)


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app, Role.COMMUNE_RECEPTION)


def facts(commune: Unit, **other: object) -> dict[str, object]:
    posted = f"{clock.today():%Y-%m-%d}"
    return {
        "unit": commune.id,
        "kind": "cultural",
        "place": "Nhà văn hóa thôn Trại",
        "posted_on": posted,
        **other,
    }


def newest() -> PublicNotice | None:
    return db.session.scalars(select(PublicNotice)).first()


def test_an_officer_writes_down_a_posting_with_its_photo(desk: Desk) -> None:
    page = desk.send(f"{POSTINGS}add", **facts(a_commune(), photo=photo())).text
    assert "Nhà văn hóa thôn Trại" in page
    posting = newest()
    assert posting is not None
    assert f"{POSTINGS}{posting.id}/anh" in page
    with desk.client.get(f"{POSTINGS}{posting.id}/anh") as shown:
        assert shown.mimetype == "image/jpeg"
        assert shown.headers["Content-Disposition"].startswith("inline")
    assert "Nhà văn hóa thôn Trại" in desk.see(f"{OUTREACH}{a_commune().code}")


def test_the_own_commune_stands_in_the_form_already(desk: Desk) -> None:
    assert f'<option selected value="{a_commune().id}">' in desk.see(f"{POSTINGS}add")


def test_where_a_photo_was_taken_is_forgotten(desk: Desk) -> None:
    taken, written = Image.new("RGB", (60, 40)), BytesIO()
    place = taken.getexif()
    place.get_ifd(0x8825)[1] = "N"
    place[0x010F] = "Điện thoại của tôi"
    taken.save(written, "JPEG", exif=place)
    desk.send(f"{POSTINGS}add", **facts(a_commune(), photo=photo(written.getvalue())))
    posting = newest()
    assert posting is not None
    with desk.client.get(f"{POSTINGS}{posting.id}/anh") as kept:
        assert not Image.open(BytesIO(kept.data)).getexif()


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (None, "Hãy chọn hoặc chụp"),
        (photo(b"no photo at all", "x.jpg"), "Không nhận được loại tệp"),
        (photo(a_pdf(), "anh.pdf"), "Hãy gửi ảnh"),
    ],
)
def test_what_is_no_photo_is_told_at_the_field_and_the_rest_stays(
    desk: Desk, sent: tuple[BytesIO, str] | None, told: str
) -> None:
    more = {} if sent is None else {"photo": (BytesIO(sent[0].getvalue()), sent[1])}
    page = desk.send(f"{POSTINGS}add", **facts(a_commune(), **more)).text
    assert 'id="photo-error"' in page
    assert told in page.split('id="photo-error"', 1)[1]
    assert 'value="Nhà văn hóa thôn Trại"' in page
    assert newest() is None


def test_what_does_not_hang_yet_is_not_written_down(desk: Desk) -> None:
    tomorrow = f"{clock.today() + timedelta(days=1):%Y-%m-%d}"
    page = desk.send(f"{POSTINGS}add", **facts(a_commune(), posted_on=tomorrow, photo=photo())).text
    assert 'id="posted_on-error"' in page
    assert newest() is None


def test_what_was_taken_down_stays_on_record_and_is_counted_no_more(desk: Desk) -> None:
    posting = a_posting(a_commune(), desk.officer)
    desk.send(f"{POSTINGS}show/{posting.id}", f"{POSTINGS}action/take_down/{posting.id}")
    db.session.refresh(posting)
    assert posting.removed_on == clock.today()
    assert outreach.reached(CITY, a_commune().district_id) == {}
    assert posting.place in desk.see(f"{POSTINGS}list/")


def test_nobody_takes_down_what_another_commune_has_posted(app: Flask, desk: Desk) -> None:
    other = a_commune(1)
    posting = a_posting(other, Desk(app, Role.COMMUNE_LEADER, other).officer)
    for address in (f"{POSTINGS}show/{posting.id}", f"{POSTINGS}{posting.id}/anh"):
        assert desk.client.get(address).status_code == 404
    desk.send(f"{POSTINGS}add", f"{POSTINGS}action/take_down/{posting.id}")
    db.session.refresh(posting)
    assert posting.removed_on is None


def test_nobody_posts_in_the_name_of_another_commune(desk: Desk) -> None:
    page = desk.send(f"{POSTINGS}add", **facts(a_commune(1), photo=photo())).text
    assert 'id="unit-error"' in page
    assert newest() is None


def test_photos_of_postings_are_not_swept_away(desk: Desk) -> None:
    posting = a_posting(a_commune(), desk.officer)
    assert orphan_cleanup.known_keys([posting.storage_key, "0" * 32]) == {posting.storage_key}


def test_a_district_sees_at_a_glance_what_its_communes_have_done(app: Flask, desk: Desk) -> None:
    here = a_commune()
    for kind in (PlaceKind.ONE_STOP, PlaceKind.CULTURAL, PlaceKind.CULTURAL):
        a_posting(here, desk.officer, kind)
    a_point(here, computers=3)
    a_point(here, "Bưu điện", active=False)
    district = Desk(app, Role.DISTRICT_IT)
    page = district.see(OUTREACH)
    row = page.split(f"{OUTREACH}{here.code}", 1)[1].split("</tr>", 1)[0]
    cells = [cell.split("</td>", 1)[0] for cell in row.split('">')[2:]]
    assert [cell.strip() for cell in cells] == ["1", "0", "0", "2", "1", "3"]
    assert a_commune(1).code in page
    assert district.client.get(f"{OUTREACH}{a_commune(district='017').code}").status_code == 404


def test_the_city_sees_a_line_a_district_and_from_there_its_communes(
    app: Flask, desk: Desk
) -> None:
    here, beside = a_commune(), a_commune(1)
    for commune in (here, here, beside):
        a_posting(commune, desk.officer, PlaceKind.ONE_STOP)
    a_point(beside, computers=3)
    city = Desk(app, Role.CITY_ADMIN)
    city.see(OUTREACH)
    with statements(app) as sent:
        page = city.see(OUTREACH)
    assert len(sent) <= 8, sent
    assert page.count('class="mc-key"') == 18
    assert here.district is not None
    address = f"{OUTREACH}?huyen={here.district.code}"
    row = page.split(f'<a href="{address}"', 1)[1].split("</tr>", 1)[0]
    cells = [cell.split("</td>", 1)[0] for cell in row.split('class="mc-r"')[1:]]
    cells = [cell.rsplit(">", 1)[-1] for cell in cells]
    assert [cell.strip() for cell in cells] == ["3", "0", "0", "0", "1", "3"]
    district = city.see(address)
    assert {here.code, beside.code} <= set(re.findall(rf"{OUTREACH}(\d+)\"", district))


def test_the_page_of_a_commune_asks_little(app: Flask, desk: Desk) -> None:
    a_posting(a_commune(), desk.officer)
    a_point(a_commune())
    address = f"{OUTREACH}{a_commune().code}"
    desk.see(address)
    with statements(app) as sent:
        desk.see(address)
    assert len(sent) <= 12, sent


def test_who_works_in_one_commune_comes_to_its_page_at_once(desk: Desk) -> None:
    assert desk.client.get(OUTREACH).location.endswith(f"{OUTREACH}{a_commune().code}")
