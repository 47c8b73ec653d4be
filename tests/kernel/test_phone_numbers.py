"""Phone numbers of two numbering plans."""

from __future__ import annotations

import pytest

from app.kernel.text import phone_numbers


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0912345678", "0912345678"),
        (" 0912 345 678 ", "0912345678"),
        ("0912.345.678", "0912345678"),
        ("+84912345678", "0912345678"),
        ("+84 (0) 912 345 678", "0912345678"),
        ("0084 912-345-678", "0912345678"),
        ("84912345678", "0912345678"),
        ("01681234567", "01681234567"),
        ("+84 168 123 4567", "01681234567"),
        ("04 3825 1234", "0438251234"),
    ],
)
def test_a_number_is_kept_in_national_form(written, kept):
    assert phone_numbers.normalise(written) == kept


@pytest.mark.parametrize(
    "written",
    ["", "12345", "912345678", "+1 202 555 0100", "09123456789012", "09a2345678", "٠٩١٢٣٤٥٦٧٨"],
)
def test_what_is_no_number_is_refused(written):
    with pytest.raises(phone_numbers.NotAPhone):
        phone_numbers.normalise(written)


@pytest.mark.parametrize(
    ("then", "now"),
    [
        ("01621234567", "0321234567"),
        ("01691234567", "0391234567"),
        ("01201234567", "0701234567"),
        ("01211234567", "0791234567"),
        ("01271234567", "0811234567"),
        ("01991234567", "0591234567"),
        ("0912345678", "0912345678"),
        ("0438251234", "02438251234"),
        ("02438251234", "02438251234"),
    ],
)
def test_a_number_of_2016_is_dialled_as_today(then, now):
    assert phone_numbers.current(then) == now


def test_a_gateway_dials_the_country_first():
    assert phone_numbers.international("01681234567") == "84381234567"


@pytest.mark.parametrize(
    ("number", "mobile"),
    [("0912345678", True), ("01681234567", True), ("0438251234", False), ("02438251234", False)],
)
def test_only_mobiles_take_short_messages(number, mobile):
    assert phone_numbers.takes_sms(number) is mobile


def test_a_masked_number_shows_its_last_four_digits():
    assert phone_numbers.masked("0912344127") == phone_numbers.masked("0912 344 127") == "•••••4127"
    assert phone_numbers.masked("4127") == "•••••"
