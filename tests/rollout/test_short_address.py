"""The URL on a poster, and the assisted points shown there."""

from __future__ import annotations

from datetime import datetime

import psycopg
import pytest
from flask.testing import FlaskClient

from app.kernel import clock
from harness.stage.databases import Database
from harness.stage.factories import a_commune
from tests.rollout.office import a_point

pytestmark = pytest.mark.usefixtures("database")


def test_the_short_address_leads_to_the_commune(client: FlaskClient) -> None:
    here = a_commune()
    page = client.get(f"/x/{here.code}", follow_redirects=True)
    assert page.request.path == f"/nop-ho-so/xa/{here.code}"
    assert here.name[1:] in page.text
    assert "Đăng ký khai sinh" in page.text


def test_noughts_left_out_do_no_harm(client: FlaskClient) -> None:
    code = a_commune().code
    assert code.startswith("0")
    assert client.get(f"/x/{int(code)}").location == f"/nop-ho-so/xa/{code}"


def test_before_the_opening_it_says_from_when(client: FlaskClient) -> None:
    with clock.frozen(datetime(2016, 11, 1, 3, tzinfo=clock.HANOI)):
        page = client.get(f"/x/{a_commune().code}", follow_redirects=True).text
    assert "10/11/2016" in page


@pytest.mark.parametrize("code", ["99999", "kim-chung", "%00", "0" * 40])
def test_an_address_of_no_commune_is_not_found(client: FlaskClient, code: str) -> None:
    assert client.get(f"/x/{code}", follow_redirects=True).status_code == 404


def test_citizens_read_where_somebody_helps_them(client: FlaskClient) -> None:
    here = a_commune()
    a_point(here, "Bưu điện văn hóa xã", hours="Thứ 7, 8:00–11:00")
    a_point(here, "Điểm đã đóng", active=False)
    a_point(a_commune(1), "Điểm của xã khác")
    page = client.get(f"/nop-ho-so/xa/{here.code}").text
    assert "Bưu điện văn hóa xã" in page
    assert "Thứ 7, 8:00–11:00" in page
    assert "Điểm đã đóng" not in page
    assert "Điểm của xã khác" not in page
    with clock.frozen(datetime(2016, 11, 1, 3, tzinfo=clock.HANOI)):
        assert "Bưu điện văn hóa xã" in client.get(f"/nop-ho-so/xa/{here.code}").text


def test_the_citizens_process_reads_places_and_hours_alone(database: Database) -> None:
    with database.connect("mc_public") as line:
        line.execute("select name, place, hours from assisted_point where active")
        for query in ("select equipment from assisted_point", "select 1 from assisted_duty"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                line.execute(query.encode())
