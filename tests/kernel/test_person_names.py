"""What is a person's name, whoever types it: on the citizen's form, in a list, in the staff."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.operations import staff
from app.accounts.roles import Role
from app.kernel.text.parsing import (
    InvalidInput,
    UnusualSign,
    is_vietnamese_name,
    line,
    needs_passport,
    paragraphs,
    passport_name,
    person_name,
)
from harness.stage.factories import AnOfficer, a_commune, browser_of
from tests.accounts.conftest import csrf


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Thị Hoa",
        "Nguye\u0302\u0303n Thi\u0323 Hoa",
        "H'Hen Niê",
        "Ma Seo-Páo",
        "Lò Thị Ý",
        "François Müller",
        "Łukasz Żak",
        "Bjørn Ågård",
        "Y Wang",
    ],
)
def test_vietnamese_names_and_those_of_passports_are_taken(name: str) -> None:
    assert person_name(f"  {name} ") == line(name)


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)>",
        "Nguyễn Vаn A",  # noqa: RUF001  # a Cyrillic letter
        "Νίκος",  # Greek
        "王小明",
        "Nguyễn 🙂 Hoa",
        "Nguyễn \ue000 Hoa",
        "Hoa\u0301\u0302\u0303\u0304",
        "Nguyễn\x0bVăn",
        "Ý",
        "' or 1=1 --",
        "-",
    ],
)
def test_what_is_no_name_is_refused_in_words(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        person_name(text)
    assert str(refused.value)


@pytest.mark.parametrize(
    "name",
    ["Ravi A/L Kumar", "Ali @ Abu", "O\u2018Brien", "O\u02bbzbek", "\u1eb8\u0300k\u1ecd\u0301 Ade"],
)
def test_rare_signs_of_passports_are_taken_after_a_look_at_the_passport(name: str) -> None:
    with pytest.raises(UnusualSign):
        person_name(name)
    assert passport_name(f" {name} ") == line(name)
    assert needs_passport(name)


@pytest.mark.parametrize(
    "text",
    [
        "<b>Ravi</b>",
        "Nguyễn Vаn A",  # noqa: RUF001  # a Cyrillic letter
        "Νίκος",
        "王小明",
        "Ravi 🙂",
        "Ravi \ue000",
        "Ravi | Kumar",
        "Hoa\u0301\u0302\u0303\u0304",
        "Ravi\x0bKumar",
        "Ravi 1/2",
        "/",
        "",
    ],
)
def test_no_passport_has_what_is_no_name_in_latin_letters(text: str) -> None:
    assert not needs_passport(text)
    if text:
        with pytest.raises(InvalidInput):
            passport_name(text)


@pytest.mark.parametrize(
    ("name", "vietnamese"),
    [
        ("Nguyễn Thị Hoa", True),
        ("NGUYỄN THỊ ƯỚC", True),
        ("H'Hen Niê", True),
        ("Lò Thị Ý", True),
        ("François Müller", False),
        ("Y Wang", False),
        ("Zorro", False),
        ("Ñu\u0303n", False),
        ("Ravi A/L Kumar", False),
    ],
)
def test_letters_that_vietnamese_has_not_are_known(name: str, vietnamese: bool) -> None:
    assert is_vietnamese_name(name) is vietnamese


def test_an_empty_looking_text_is_empty() -> None:
    for nothing in ("\u3164", "\u2800\u200b", "\ufe0f\u034f", "\u115f\U000e0100"):
        assert line(nothing) == paragraphs(nothing) == ""


def test_a_control_character_parts_words() -> None:
    assert line("thôn\x0bTrong\x07xóm") == "thôn Trong xóm"
    assert paragraphs("một\x0chai\nba") == "một hai\nba"


@pytest.mark.usefixtures("database")
def test_the_staff_form_takes_names_alone(app: Flask) -> None:
    commune = a_commune()
    browser = browser_of(app, AnOfficer(Role.DISTRICT_IT, commune.district))
    form = {"unit": commune.id, "phone": "", "id_number": ""}
    for name, words in (("<b>Hoa</b>", "không có các dấu ấy"), ("Đỗ Thị Mới", "")):
        form |= {"full_name": name, "csrf_token": csrf(browser, "/can-bo/dang-xuat")}
        page = browser.post("/can-bo/nhan-su/add", data=form, follow_redirects=True)
        assert words in page.text
    with pytest.raises(InvalidInput):
        staff.create_staff("Nguyễn 1", commune)
