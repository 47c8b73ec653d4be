"""Password rules: length counts, common passwords are refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from unicodedata import normalize

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import LazyString

from app.accounts.roles import Role
from app.accounts.rules import passwords
from app.accounts.rules.passwords import (
    COMMON_PASSWORD,
    GUESSABLE_PASSWORD,
    LONG_PASSWORD,
    SHORT_PASSWORD,
)
from app.kernel.web.crud.view import GeneratedView
from tests.accounts.conftest import PASSWORD, Person, Places, csrf
from tests.refusals import expect_refusal

WORDS = passwords.words_of("hoa.nt", "Nguyễn Thị Hoa", "Xã Tản Lĩnh")

SHORT = ["", "a", "123456", "matkhau", "Hà Nội 2016", "x9$Kq2!mZ7p", "đường xa lắ"]
COMMON = [
    "aaaaaaaaaaaa",
    "ababababababab",
    "------------",
    "password1234",
    "Password2016!!",
    "iloveyou12345",
    "dragon123456",
    "qwertyqwerty",
    "monkeymonkey",
    "baseball2016",
    "123123123123",
    "1qaz2wsx3edc",
    "football!!!!!",
    "letmein letmein",
    "abc123abc123",
    "qwertyuiop12",
    "anhyeuem2016",
]
GUESSABLE = [
    "123456789012",
    "012345678901234",
    "abcdefghijkl",
    "asdfghjklzxcvbnm",
    "987654321098",
    "matkhau123456",
    "mật khẩu 2016",
    "MatKhau@2024!",
    "mat-khau-cua-hoa",
    "hanoi2016hanoi",
    "HaNoi-1234567",
    "Hà Nội thủ đô",
    "motcua123456",
    "một cửa hộ tịch",
    "hotich2016ubnd",
    "UBND xã Tản Lĩnh",
    "ubndtanlinh2016",
    "tanlinh12345678",
    "nguyenthihoa",
    "Nguyễn Thị Hoa",
    "nguyenthihoa1990",
    "hoa.nt.hoa.nt.2016",
    "xxhoa.ntxx1234",
    "thihoa!@#$%^",
    "quantri2016!",
    "admin-admin-2016",
    "chutichxa2016",
    "emyeuanh1234",
    "dichvucong2016",
    "tuphaphotich",
    "khai sinh 2016",
    "vietnam-hanoi-1",
    "giadinhhanhphuc",
    "1234abcd5678",
]
GOOD = [
    "con-trau-di-truoc-cai-cay",
    "con trâu đi trước cái cày",
    "Trời mưa bong bóng phập phồng",
    "mùa thu lá bay ngoài ngõ",
    "hà nội mùa vắng những cơn mưa",
    "x9$Kq2!mZ7pL",
    "correct horse battery staple",
    "cái bàn, con mèo, quả mít",
    "bốn mươi hai con vịt trời",
    "thuyền về bến cũ chiều đông",
    "ổ khóa gỉ sét dưới giàn mướp",
    "zebra-umbrella-trumpet",
    "tôi thích ăn bún riêu cua",
    "🐃🌾🍚🐓🌧️🎋🪷🐟🏮🎏🥁🪁",
    "q" * 3 + "lá me bay nghiêng",
    "một hai ba bốn năm sáu bảy",
]


@pytest.mark.parametrize(
    ("password", "why"),
    [
        *((word, SHORT_PASSWORD) for word in SHORT),
        *((word, COMMON_PASSWORD) for word in COMMON),
        *((word, GUESSABLE_PASSWORD) for word in GUESSABLE),
        ("từ này sang từ khác " * 12, LONG_PASSWORD),
    ],
)
def test_what_others_would_try_is_refused(password: str, why: LazyString) -> None:
    with expect_refusal(why) as refusal:
        passwords.check_password(password, words=WORDS)
    assert refusal.value.field == "new"


@pytest.mark.parametrize("password", GOOD)
def test_a_few_words_of_the_own_are_taken_without_figures_or_signs(password: str) -> None:
    passwords.check_password(password, words=WORDS)


def test_the_list_of_common_passwords_is_whole() -> None:
    listed = Path(passwords.__file__).parents[1] / "data" / "common_passwords.txt"
    assert len(set(listed.read_text().split())) == 10_000


def test_vietnamese_letters_are_the_same_from_every_keyboard() -> None:
    composed, decomposed = (normalize(form, "đường về nhà em") for form in ("NFC", "NFD"))
    assert composed != decomposed
    assert passwords.kept_form(composed) == passwords.kept_form(decomposed)


def test_the_reason_stands_at_the_field_in_vietnamese(
    person: Callable[..., Person],
    knows_password: Callable[[Person], Person],
    browser: Callable[[Person], FlaskClient],
) -> None:
    own = browser(knows_password(person()))
    page = "/can-bo/mat-khau/"
    for new, sentence in (
        ("ngắn quá", "ít nhất 12 ký tự; mật khẩu này có 8"),
        ("password1234", "rất nhiều người dùng"),
        ("Nguyễn Thị Hoa", "người khác sẽ thử trước"),
    ):
        form = {"old": PASSWORD, "new": new, "again": new, "csrf_token": csrf(own, page)}
        told = own.post(page, data=form).get_data(as_text=True)
        assert re.search(rf'id="new-error"[^§]*{sentence}', told), new


def test_no_administrator_is_offered_a_field_for_a_password(app: Flask) -> None:
    fields = {
        f"{view.endpoint}.{name}"
        for view in app.extensions["appbuilder"].baseviews
        if isinstance(view, GeneratedView)
        for columns in (view.add_columns, view.edit_columns, view.show_columns, view.list_columns)
        for name in columns or ()
        if "password" in name
    }
    assert fields == set()


def test_the_screens_of_an_administrator_ask_for_no_password(
    person: Callable[..., Person], browser: Callable[[Person], FlaskClient], places: Places
) -> None:
    somebody, admin = person(), person(Role.CITY_ADMIN, places.department, "Vũ Quản Trị")
    own = browser(admin)
    for page in ("add", f"edit/{somebody.staff.id}", f"show/{somebody.staff.id}", "list/"):
        answer = own.get(f"/can-bo/nhan-su/{page}")
        assert answer.status_code == 200
        assert 'type="password"' not in answer.get_data(as_text=True)
