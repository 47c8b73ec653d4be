"""Vietnamese without diacritics, and how the operator counts a message."""

from __future__ import annotations

import unicodedata
from itertools import accumulate
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.notifications.rules import gsm_alphabet

PLAIN = {
    "a": "àáảãạăằắẳẵặâầấẩẫậ",
    "e": "èéẻẽẹêềếểễệ",
    "i": "ìíỉĩị",
    "o": "òóỏõọôồốổỗộơờớởỡợ",
    "u": "ùúủũụưừứửữự",
    "y": "ỳýỷỹỵ",
    "d": "đ",
}
"""What people type for each letter on a phone without Vietnamese keys."""
UNMARKED = {marked: plain for plain, group in PLAIN.items() for marked in group}
UNMARKED |= {marked.upper(): plain.upper() for marked, plain in UNMARKED.items()}
LETTERS = "".join(UNMARKED)
TYPED = st.text(
    alphabet=LETTERS + "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;/-%()"
)
IN_GSM = st.text(alphabet=sorted(gsm_alphabet.GSM | gsm_alphabet.EXTENSION), max_size=700)


def test_the_letters_of_vietnamese_are_all_here() -> None:
    assert len(UNMARKED) == 134


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_letter_of_vietnamese_loses_its_marks_and_keeps_its_case(
    letter: str, form: Literal["NFC", "NFD"]
) -> None:
    assert gsm_alphabet.gsm(unicodedata.normalize(form, letter)) == UNMARKED[letter]


@given(TYPED, st.sampled_from(["NFC", "NFD"]))
def test_every_vietnamese_text_reads_as_typed_without_marks(
    text: str, form: Literal["NFC", "NFD"]
) -> None:
    written = unicodedata.normalize(form, text)

    assert gsm_alphabet.gsm(written) == "".join(UNMARKED.get(letter, letter) for letter in text)


@given(st.text())
def test_taking_the_marks_away_twice_changes_nothing_more(text: str) -> None:
    once = gsm_alphabet.gsm(text)

    assert gsm_alphabet.gsm(once) == once


@given(TYPED)
def test_no_part_of_vietnamese_becomes_a_question_mark(text: str) -> None:
    assert "?" not in gsm_alphabet.gsm(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Đã tiếp nhận hồ sơ – mời ông/bà", "Da tiep nhan ho so - moi ong/ba"),
        ("“Giấy khai sinh”…", '"Giay khai sinh"...'),
        ("15.000\u00a0₫", "15.000 d"),
        ("漢", "?"),
    ],
)
def test_signs_of_print_have_plain_ones(text: str, plain: str) -> None:
    assert gsm_alphabet.gsm(text) == plain


@pytest.mark.parametrize(
    ("body", "accented", "parts"),
    [
        ("", False, 1),
        ("a" * 160, False, 1),
        ("a" * 161, False, 2),
        ("a" * 306, False, 2),
        ("a" * 307, False, 3),
        ("€" * 80, False, 1),
        ("€" * 81, False, 2),
        ("a" * 159 + "€", False, 2),
        ("ế" * 160, False, 1),
        ("ế" * 70, True, 1),
        ("ế" * 71, True, 2),
        ("ế" * 134, True, 2),
        ("ế" * 135, True, 3),
        ("😀" * 35, True, 1),
        ("😀" * 36, True, 2),
    ],
)
def test_parts_are_counted_as_the_operator_does(body: str, accented: bool, parts: int) -> None:
    assert gsm_alphabet.parts(body, accented=accented) == parts


@pytest.mark.parametrize(
    ("body", "accented"), [("a" * 152 + "€" + "a" * 152, False), ("a" * 66 + "😀" + "a" * 66, True)]
)
def test_a_letter_of_two_places_is_not_cut_in_the_middle(body: str, accented: bool) -> None:
    room = 67 if accented else 153
    assert gsm_alphabet.places(body, accented=accented) == 2 * room
    assert gsm_alphabet.parts(body, accented=accented) == 3


@given(IN_GSM)
def test_a_part_never_holds_more_than_its_room(body: str) -> None:
    widths = [1 + (letter in gsm_alphabet.EXTENSION) for letter in body]
    total = sum(widths)
    parts = gsm_alphabet.parts(body, accented=False)

    assert gsm_alphabet.places(body, accented=False) == total
    assert (parts == 1) == (total <= 160)
    if parts > 1:
        assert (total + 152) // 153 <= parts <= (total + 151) // 152


@given(st.text(max_size=400))
def test_ucs2_counts_units_of_utf16(text: str) -> None:
    units = len(text.encode("utf-16-le")) // 2

    assert gsm_alphabet.places(text, accented=True) == units
    assert (gsm_alphabet.parts(text, accented=True) == 1) == (units <= 70)


@given(st.lists(st.sampled_from(LETTERS + "ab €😀"), max_size=300), st.booleans())
def test_a_longer_message_never_has_fewer_parts(letters: list[str], accented: bool) -> None:
    counted = [gsm_alphabet.parts(body, accented=accented) for body in accumulate(letters)]

    assert counted == sorted(counted)


def test_what_forces_ucs2_is_named_once_each() -> None:
    assert gsm_alphabet.foreign("Hồ sơ hồ sơ €") == "ồơ"
