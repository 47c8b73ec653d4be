"""The examination of pages detects the faults it is for."""

from __future__ import annotations

import pytest

from harness.stage.person import Person
from tests.e2e.conftest import Arrive

pytestmark = [pytest.mark.browser, pytest.mark.quick]

GOOD = '<html lang="vi"><title>Hồ sơ</title><main><h1>Hồ sơ</h1><p>Đã nhận.</p></main></html>'


def said_of(person: Person, page: str) -> str:
    person.page.set_content(page)
    try:
        person.examine()
    except AssertionError as wrong:
        return str(wrong)
    return ""


@pytest.mark.parametrize(
    ("good", "bad", "complaint"),
    [
        ('lang="vi"', 'lang="en"', "lang"),
        ("<p>", "<h1>Nữa</h1><p>", "h1 × 2"),
        ("<p>", "<img src='data:,'><p>", "image-alt"),
        ("<p>", "<p style='color: #ccc'>", "color-contrast"),
        ("<p>", "<div style='width: 3000px'>Rộng</div><p>", "scrolls sideways"),
        ("Đã nhận.", "Save and continue", "English: Save and continue"),
        ("<p>", "<button aria-label='Delete'>Xóa</button><p>", "English: Delete"),
        ("<p>", "<script>throw new Error('boom')</script><p>", "boom"),
    ],
)
def test_what_is_wrong_is_named(somebody: Arrive, good: str, bad: str, complaint: str) -> None:
    assert complaint in said_of(somebody(), GOOD.replace(good, bad, 1))


@pytest.mark.parametrize(
    "foreign",
    [
        "",
        "<p><span lang=en>Save and continue</span></p>",
        "<p><span lang=en>Save</span> <span lang=en>Save and continue:\n 12</span></p>",
        "<p><span lang=en>Save and continue</span> <span lang=en>Save</span></p>",
        "<p>Lưu <span lang=en style='white-space: pre-line'>Save\n\nand continue</span></p>",
    ],
)
def test_a_good_page_passes(somebody: Arrive, foreign: str) -> None:
    assert said_of(somebody(), GOOD.replace("<p>", f"{foreign}<p>")) == ""
