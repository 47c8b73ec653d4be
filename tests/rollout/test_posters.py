"""Posters: they are legible, and their QR code leads to the form of the commune."""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO
from typing import Any

import pypdf
import pytest
import segno
import typst
from flask import Flask
from PIL import Image

from app.accounts.roles import Role
from app.kernel import clock, public_urls
from app.kernel.printing import pdf
from app.rollout import posters
from app.rollout.posters import PRINT, Size
from harness.stage.factories import a_commune
from tests.accounts.conftest import statements
from tests.rollout.office import OUTREACH, Desk, a_point

pytestmark = pytest.mark.usefixtures("database")

DOTS_A_MM = 8


def text_of(printed: bytes) -> list[str]:
    """The text of each page, on one line."""
    pages = pypdf.PdfReader(BytesIO(printed)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def drawn(monkeypatch: pytest.MonkeyPatch, size: Size) -> Image.Image:
    """The poster as an image."""
    kept: dict[str, Any] = {}

    def keep(template: Any, data: Any, **_more: Any) -> bytes:
        kept.update(data)
        return b""

    with monkeypatch.context() as patched:
        patched.setattr(pdf, "render", keep)
        posters.printed([a_commune()], size)
    words = json.dumps(pdf.printable(kept), ensure_ascii=False)
    picture = typst.Compiler(root=pdf.APP, font_paths=pdf.fonts()).compile(
        input=PRINT / "poster.typ", format="png", ppi=DOTS_A_MM * 25.4, sys_inputs={"data": words}
    )
    assert isinstance(picture, bytes)
    return Image.open(BytesIO(picture)).convert("L")


def grey_at(picture: Image.Image, x: float, y: float) -> int:
    grey = picture.getpixel((round(x), round(y)))
    assert isinstance(grey, int)
    return grey


def scanned(picture: Image.Image, modules: int) -> list[list[int]]:
    """The dark and light modules of the code in an image, found as a phone finds it."""
    box = picture.point(lambda grey: 255 if grey < 30 else 0).getbbox()
    assert box is not None
    left, top, right, bottom = box
    # an edge between two dots of the printer is drawn on one side or the other
    assert abs((right - left) - (bottom - top)) <= 1, f"not a square of black: {box}"
    columns = [left + (n + 0.5) * (right - left) / modules for n in range(modules)]
    rows = [top + (n + 0.5) * (bottom - top) / modules for n in range(modules)]
    return [[int(grey_at(picture, x, y) < 128) for x in columns] for y in rows]


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("found_under", ["http://localhost", "https://dvc.hanoi.gov.vn"])
def test_the_code_on_the_poster_is_the_short_address(
    monkeypatch: pytest.MonkeyPatch, size: Size, found_under: str
) -> None:
    monkeypatch.setattr(
        public_urls, "_address", found_under
    )  # its length moves the code on the page
    address = public_urls.page(f"x/{a_commune().code}")
    expected = [[int(bit) for bit in row] for row in segno.make_qr(address, error="m").matrix]
    assert scanned(drawn(monkeypatch, size), len(expected)) == expected
    assert posters.short_address(a_commune()) == address


def test_the_poster_says_what_where_when_and_who_helps() -> None:
    here = a_commune()
    here.phone, here.hours, here.address = "02433861234", "Thứ 2 đến thứ 6", "Thôn 5"
    a_point(here, "Bưu điện văn hóa xã")
    a_point(here, "Điểm đã đóng", active=False)
    (page,) = text_of(posters.printed([here], Size.A4))
    for word in (
        "Đăng ký khai sinh, thường trú",
        "thẻ BHYT cho trẻ",
        here.name,
        "Thôn 5",
        "(024) 3386 1234",
        "Thứ 2 đến thứ 6",
        "Bưu điện văn hóa xã",
        f"x/{here.code}",
    ):
        assert word in page
    assert "Điểm đã đóng" not in page
    assert "từ ngày" not in page
    assert "Cũng nộp qua mạng: Khai tử 1 Quét mã" in page, "all that is open from the first day"


def test_what_is_handed_out_tells_the_truth_about_visits_time_fees_and_whom_to_call() -> None:
    here, hotline = a_commune(), "(024) 3512 0000"
    here.phone = "02433861234"
    prints = [
        posters.printed([here], Size.A4, hotline),
        posters.handed_out(here, posters.Kind.LEAFLET, hotline),
        posters.handed_out(here, posters.Kind.BROADCAST, hotline),
    ]
    for (page,) in map(text_of, prints):
        assert "một lần" not in page
        for word in ("20 ngày làm việc", "60 ngày", hotline, "(024) 3386 1234", f"x/{here.code}"):
            assert word in page
    poster, leaflet, broadcast = (text_of(each)[0] for each in prints)
    assert "Đến xã hai lần" in poster
    assert leaflet.count("Khi có tin nhắn lần nữa") == 4, "four to be cut"
    assert "Ông bà cần đến xã hai lần" in broadcast
    assert "địa điểm sinh hoạt cộng đồng" in broadcast
    assert "Hỗ trợ" not in text_of(posters.printed([here], Size.A4))[0], "none is configured"


@pytest.mark.parametrize("paper", ["to-roi", "bai-phat-thanh"])
def test_the_commune_prints_leaflet_and_loudspeaker_text(app: Flask, paper: str) -> None:
    desk = Desk(app, Role.COMMUNE_RECEPTION)
    assert f"{paper}.pdf" in desk.see(f"{OUTREACH}{a_commune().code}")
    answer = desk.client.get(f"{OUTREACH}{a_commune().code}/{paper}.pdf")
    assert answer.mimetype == "application/pdf"
    assert desk.client.get(f"{OUTREACH}{a_commune(1).code}/{paper}.pdf").status_code == 404


def test_before_it_opens_the_poster_says_from_when() -> None:
    with clock.frozen(datetime(2016, 11, 1, 3, tzinfo=clock.HANOI)):
        (page,) = text_of(posters.printed([a_commune()], Size.A4))
    assert "nhận hồ sơ qua mạng từ ngày 10/11/2016" in page


@pytest.mark.parametrize(("asked", "millimetres"), [("", 297), ("?kho=a3", 420)])
def test_an_officer_prints_the_poster_of_the_own_commune(
    app: Flask, asked: str, millimetres: int
) -> None:
    desk = Desk(app, Role.COMMUNE_RECEPTION)
    answer = desk.client.get(f"{OUTREACH}{a_commune().code}/ap-phich.pdf{asked}")
    assert answer.mimetype == "application/pdf"
    (page,) = pypdf.PdfReader(BytesIO(answer.data)).pages
    assert round(float(page.mediabox.height) / 72 * 25.4) == millimetres
    other = a_commune(1)
    assert desk.client.get(f"{OUTREACH}{other.code}/ap-phich.pdf").status_code == 404


def test_a_district_prints_all_posters_at_once(app: Flask) -> None:
    district = Desk(app, Role.DISTRICT_IT)
    with statements(app) as sent:
        answer = district.client.get(f"{OUTREACH}ap-phich.pdf")
    pages = text_of(answer.data)
    assert len(pages) == 31
    assert sum(f"x/{a_commune().code}" in page for page in pages) == 1
    assert len(sent) <= 12, sent


def test_the_city_chooses_whose_posters_it_prints(app: Flask) -> None:
    city = Desk(app, Role.CITY_ADMIN)
    assert city.client.get(f"{OUTREACH}ap-phich.pdf").status_code == 404
    assert "ap-phich.pdf?huyen=017" in city.see(f"{OUTREACH}?huyen=017")
