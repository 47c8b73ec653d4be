"""Dates and numbers in words, as officers write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.kernel.i18n import vietnamese


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2016, 11, 1), "Ngày mùng một tháng mười một năm hai nghìn không trăm mười sáu"),
        (date(2016, 4, 4), "Ngày mùng bốn tháng tư năm hai nghìn không trăm mười sáu"),
        (date(2005, 1, 5), "Ngày mùng năm tháng một năm hai nghìn không trăm linh năm"),
        (date(2004, 10, 10), "Ngày mùng mười tháng mười năm hai nghìn không trăm linh tư"),
        (date(2000, 12, 11), "Ngày mười một tháng mười hai năm hai nghìn"),
        (date(2015, 2, 14), "Ngày mười bốn tháng hai năm hai nghìn không trăm mười lăm"),
        (date(2010, 3, 15), "Ngày mười lăm tháng ba năm hai nghìn không trăm mười"),
        (date(2020, 8, 20), "Ngày hai mươi tháng tám năm hai nghìn không trăm hai mươi"),
        (date(2021, 7, 21), "Ngày hai mươi mốt tháng bảy năm hai nghìn không trăm hai mươi mốt"),
        (date(2024, 9, 24), "Ngày hai mươi tư tháng chín năm hai nghìn không trăm hai mươi tư"),
        (date(1985, 6, 25), "Ngày hai mươi lăm tháng sáu năm một nghìn chín trăm tám mươi lăm"),
        (date(1999, 5, 30), "Ngày ba mươi tháng năm năm một nghìn chín trăm chín mươi chín"),
        (date(1900, 1, 31), "Ngày ba mươi mốt tháng một năm một nghìn chín trăm"),
    ],
)
def test_a_day_is_written_as_officers_write_it(day: date, said: str) -> None:
    assert vietnamese.in_words(day) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1955", "Năm một nghìn chín trăm năm mươi lăm"),
        ("04/1977", "Tháng tư năm một nghìn chín trăm bảy mươi bảy"),
        ("01/11/2016", "Ngày mùng một tháng mười một năm hai nghìn không trăm mười sáu"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_birth_is_written_as_far_as_it_is_known(written: str | None, said: str) -> None:
    assert vietnamese.said_day_in_words(written) == said


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (0, "Không đồng"),
        (8_000, "Tám nghìn đồng"),
        (24_000, "Hai mươi tư nghìn đồng"),
        (115_000, "Một trăm mười lăm nghìn đồng"),
        (204_500, "Hai trăm linh tư nghìn năm trăm đồng"),
        (1_005_000, "Một triệu không trăm linh năm nghìn đồng"),
        (1_250_000, "Một triệu hai trăm năm mươi nghìn đồng"),
    ],
)
def test_money_is_written_in_words(amount: int, said: str) -> None:
    assert vietnamese.money_in_words(amount) == said


def test_no_two_days_read_alike() -> None:
    days = [date(1999, 1, 1) + timedelta(days=n) for n in range(366 * 30)]
    assert len({vietnamese.in_words(day) for day in days}) == len(days)


@pytest.mark.parametrize(
    ("written", "said"),
    [("2016-11-01", "01/11/2016"), ("1/11/2016", "01/11/2016"), (" 1985 ", "1985"), (None, "")],
)
def test_a_day_is_printed_in_digits_and_a_year_as_it_stands(written: str | None, said: str) -> None:
    assert vietnamese.said_day(written) == said


@pytest.mark.parametrize("written", ["", "1985", "31/02/2016", "11/2016", "hôm qua"])
def test_what_is_no_full_day_is_none(written: str) -> None:
    assert vietnamese.day_of(written) is None


def test_a_moment_and_money_are_printed_the_vietnamese_way() -> None:
    moment = datetime(2016, 11, 21, 14, 5, tzinfo=UTC)
    assert vietnamese.moment_in_words(moment) == "14 giờ 05 phút, ngày 21 tháng 11 năm 2016"
    assert vietnamese.money(1_015_000) == "1.015.000 đồng"


@pytest.mark.parametrize(
    ("unit", "name"),
    [("xã Ba Trại", "Ba Trại"), ("phường Phúc La", "Phúc La"), ("Thị trấn Trôi", "Trôi")],
)
def test_the_line_of_place_and_date_names_the_commune_barely(unit: str, name: str) -> None:
    assert vietnamese.bare_name(unit) == name


def test_an_identity_paper_is_one_line() -> None:
    paper = {
        "applicant_id_kind": "Chứng minh nhân dân",
        "applicant_id": "001088001234",
        "applicant_id_issuer": "Công an thành phố Hà Nội",
        "applicant_id_issued": "2012-05-12",
    }
    assert vietnamese.identity_paper(paper, "applicant") == (
        "Chứng minh nhân dân số 001088001234 do Công an thành phố Hà Nội cấp ngày 12/05/2012"
    )
    del paper["applicant_id_issuer"]
    assert vietnamese.identity_paper(paper, "applicant").endswith(
        "001088001234 cấp ngày 12/05/2012"
    )
    assert vietnamese.identity_paper({}, "applicant") == ""
