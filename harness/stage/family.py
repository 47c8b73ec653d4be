"""An invented family, and its way through the citizens' pages."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from app.kernel import clock
from harness.stage.person import Person

CHILD, MOTHER, FATHER = "Trần Nguyễn Mẫu Nhi", "Nguyễn Thị Mẫu Hiền", "Trần Văn Mẫu Phúc"
BOOK, CARD = "120034567", "012345678"  # the card of the families that stand already
COMMUNE, COMMUNE_CODE = "xã Kim Chung", "00493"
GO_ON, SEND = "main form .govuk-button-group button", "main form .govuk-button-group button"


_days_old = cycle((8, 21, 34, 47, 11, 24, 37, 50, 14, 27, 40, 53))
_given = iter((
    "An", "Bách", "Cường", "Duyên", "Giang", "Hạnh", "Khôi", "Lâm", "Oanh", "Phong",
    "Quyên", "Sơn", "Thảo", "Uyên", "Vinh", "Xuân", "Yến", "Đạt", "Ngọc", "Mạnh",
    "Kiên", "Huệ", "Dung", "Chi", "Bình", "Thịnh", "Trâm", "Tùng", "Nhung", "Lộc",
    "Hoài", "Khuê", "Diệp", "Thương", "Trúc", "Vượng", "Quỳnh", "Nghĩa", "Phước", "Sáng",
))  # fmt: skip
"""Each is given once: two children of one name and day would be duplicate candidates."""


def day_of_birth() -> date:
    """Unique enough not to make a duplicate candidate."""
    return clock.today() - timedelta(days=next(_days_old))


def card_of(phone: str) -> str:
    """The mother's number, another for each telephone: one number is a duplicate candidate."""
    return "02" + "".join(phone.split())[-7:]


def name_of_a_child() -> str:
    """Unique enough not to make a duplicate candidate."""
    return f"Trần Nguyễn Mẫu {next(_given)}"


class Receipt(NamedTuple):
    """What the citizen takes home."""

    code: str
    secret: str


class Size(NamedTuple):
    """How long a form is."""

    pages: int
    inputs: int


def answers(phone: str) -> dict[str, str]:
    """The mother's answers, by the names of the fields."""
    born = day_of_birth()
    here = {"place": COMMUNE_CODE, "detail": "thôn Hậu Dưỡng"}
    days = {
        "applicant_born": date(1990, 3, 27),
        "applicant_id_issued": date(2010, 3, 12),
        "child_born": born,
        "birth_proof_date": born + timedelta(days=1),
        "marriage_date": date(2014, 5, 8),
    }
    places = ("applicant_residence", "child_home_town", "birth_address", "father_residence",
              "household_address")  # fmt: skip
    said = {
        "parents_where": "yes",
        "applicant_relation": "mother",
        "applicant_name": MOTHER,
        "applicant_phone": phone,
        "applicant_id_kind": "cmnd",
        "applicant_id": card_of(phone),
        "applicant_id_issuer": "Công an thành phố Hà Nội",
        "child_name": CHILD,
        "child_sex": "female",
        "child_ethnicity": "01",
        "births_together": "1",
        "birth_place_kind": "facility",
        "birth_facility": "Bệnh viện đa khoa Đông Anh",
        "birth_proof": "notification",
        "birth_proof_number": "123",
        "parents": "married",
        "marriage_number": "27/2014, UBND xã Kim Chung",
        "mother_ethnicity": "01",
        "father_name": FATHER,
        "father_born": "1988",
        "father_born-y": "1988",
        "father_ethnicity": "01",
        "household_head_is": "father",
        "household_book": BOOK,
        "facility": f"x{COMMUNE_CODE}",
        "results_by": "desk",
        "copies": "0",
    }
    said |= {f"{place}-{part}": word for place in places for part, word in here.items()}
    return said | {name: word for key, day in days.items() for name, word in _day(key, day)}


def _day(key: str, day: date) -> list[tuple[str, str]]:
    parts = {"d": day.day, "m": day.month, "y": day.year}
    return [(key, f"{day:%d/%m/%Y}"), *((f"{key}-{part}", str(n)) for part, n in parts.items())]


def find_the_form(citizen: Person) -> None:
    """From the first page to the first question, typing without diacritics."""
    citizen.open("/")
    citizen.page.fill("#tim", "kim chung dong anh")
    citizen.press("form[role=search] button")
    citizen.press(citizen.page.locator(".mc-found a", has_text="Kim Chung").first)
    citizen.press("main .mc-topic__item--first a")
    citizen.press("main form button[type=submit]")
    assert citizen.page.locator(".govuk-error-summary").is_visible(), citizen.words
    for question, answer in {
        "child": "on_time",
        "parents": "married",
        "residence": "permanent",
        "wish": "all_three",
    }.items():
        citizen.fill(question, answer)
    citizen.press("main form button[type=submit]")
    citizen.press("main form button")


def declare(citizen: Person, phone: str) -> Size:
    """Every section, one page each, after one attempt to go on with nothing filled in."""
    citizen.press(citizen.page.locator(GO_ON).first)
    assert citizen.page.locator(".govuk-error-summary").is_visible(), citizen.words
    said, pages, inputs = answers(phone), 0, 0
    while citizen.path.startswith("/nop-ho-so/khai/"):
        here = citizen.path
        for name, word in said.items():
            citizen.fill(name, word)
        pages, inputs = pages + 1, inputs + citizen.controls()
        citizen.press(citizen.page.locator(GO_ON).first)
        assert citizen.path != here, citizen.page.locator(".govuk-error-summary").inner_text()
    return Size(pages, inputs)


def hand_in_papers(citizen: Person, wanted: dict[str, Path]) -> int:
    """One file after the other; each is shown as received. How many files the page asks for."""
    asked = citizen.page.locator("main input[type=file]").count()
    for key, path in wanted.items():
        folded = citizen.page.locator(f"details:not([open]):has(#{key}) summary")
        if folded.count():
            folded.click()
        citizen.page.set_input_files(f"#{key}", path)
        if not citizen.scripted:
            citizen.press(f"button[name=gui][value={key}]")
        citizen.page.locator(f"[data-files={key}]").get_by_text(path.name).first.wait_for()
    citizen.press("button[name=tiep]")
    return asked


def check_and_send(citizen: Person) -> Receipt:
    """Read everything once more, forget the declaration, remember it, send."""
    citizen.sees(CHILD, MOTHER, FATHER, BOOK)
    citizen.press(citizen.page.locator(SEND).first)
    assert citizen.page.locator(".govuk-error-summary").is_visible(), citizen.words
    citizen.fill("declared", "1")
    citizen.press(citizen.page.locator(SEND).first)
    assert citizen.path == "/nop-ho-so/bien-nhan", citizen.words[:2000]
    code = citizen.page.locator(".mc-keys .mc-code").first.text_content() or ""
    secret = citizen.page.locator(".mc-secret").inner_text()
    return Receipt("".join(code.split()), "".join(secret.split()))


def follow(citizen: Person, receipt: Receipt) -> None:
    """The tracking page, opened with the receipt; it shows no name."""
    citizen.open(f"/tra-cuu?ma={receipt.code}")
    citizen.page.fill("#bi_mat", receipt.secret.lower())
    citizen.press("main form button[type=submit]")
    assert citizen.path == "/tra-cuu/ho-so", citizen.words[:2000]
    citizen.sees(receipt.code[-8:])
    citizen.does_not_see(CHILD, MOTHER, FATHER, BOOK, CARD, "Mẫu")
