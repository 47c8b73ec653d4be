"""An officer enters a birth by keyboard alone; every key that is no part of a value is counted.

Values are copied from the family's papers: names, days, numbers, places. Keys that move on, choose
from a list, tick or send are counted, each key of a chord separately.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import Page

from app.kernel import clock

CHILD, MOTHER, FATHER = "Trần Nguyễn Mẫu An", "Nguyễn Thị Mẫu Phím", "Trần Văn Mẫu Phím"
MOST = 60
STEPS_AT_MOST = 120
RECEIPT = "/nop-ho-so/bien-nhan"
HERE = """() => {
  const at = document.activeElement;
  return at.type === "checkbox" ? at.id : at.name;
}"""
LAST = "() => 'last' in document.activeElement.dataset"

CHOSEN: Mapping[str, tuple[str, ...]] = {
    "procedure": ("ArrowDown",),
    "channel": ("Space",),
    "parents_where": ("ArrowDown",),
    "applicant_relation": ("ArrowDown",),
    "applicant_id_kind": ("ArrowDown",),
    "child_sex": ("ArrowDown",),
    "da-xem-birth_notification": ("Space",),
    "da-xem-applicant_identity": ("Space",),
    "da-xem-marriage_certificate": ("Space",),
    "da-xem-residence_proof": ("Space",),
    "declared": ("Space",),
}
"""Keys for choosing or ticking, by field."""


def values() -> dict[str, str]:
    """The copied values, by field."""
    born = clock.today() - timedelta(days=7)
    return {
        "evidence": "mẹ của trẻ có mặt",
        "applicant_name": MOTHER,
        "applicant_born": "27/3/1990",
        "applicant_phone": "0912345679",
        "applicant_id": "012345679",
        "applicant_id_issued": "12/3/2010",
        "applicant_id_issuer": "Công an thành phố Hà Nội",
        "applicant_residence-detail": "thôn Hậu Dưỡng",
        "child_name": CHILD,
        "child_born": f"{born:%d/%m/%Y}",
        "child_home_town-place": "nt",
        "birth_facility": "Bệnh viện đa khoa Đông Anh",
        "birth_address-place": "dong anh",
        "birth_proof_number": "số 123, quyển 01/2016",
        "birth_proof_date": f"{born + timedelta(days=1):%d/%m/%Y}",
        "marriage_number": "số 27/2014, UBND xã Kim Chung",
        "marriage_date": "8/5/2014",
        "father_name": FATHER,
        "father_born": "1988",
        "father_id": "012345670",
        "father_residence-place": "nt",
    }


@dataclass
class Typist:
    """An officer with a keyboard and no mouse."""

    page: Page
    keys: int = 0
    """Pressed so far, without values."""

    def press(self, *keys: str) -> None:
        """Keys that are no part of a value; each key of a chord counts."""
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += len(key.split("+"))

    def lead_to(self, *keys: str) -> None:
        """Keys after which another page is loaded."""
        with self.page.expect_navigation():
            self.press(*keys)

    def fill_in(self, said: Mapping[str, str]) -> None:
        """Go through the fields until the submit button is reached, and press it."""
        for _step in range(STEPS_AT_MOST):
            if self.page.evaluate(LAST):
                return self.lead_to("Enter")
            line = self.page.evaluate(HERE)
            if line in said:
                self.page.keyboard.insert_text(said[line])
            elif line in CHOSEN:
                self.press(*CHOSEN[line])
            self.press("Enter")
        raise RuntimeError(f"the keyboard does not come further than {line}")


def enter_a_birth(page: Page) -> int:
    """From the queue of the desk to the receipt; returns the number of keys beside the values.

    The page must show the queue of a commune's reception.
    """
    typist = Typist(page)
    typist.lead_to("Alt+n")
    for _page in ("the door", "the declaration"):
        typist.fill_in(values())
    if not page.url.endswith(RECEIPT):
        raise RuntimeError(page.locator(".mc-errors").inner_text())
    return typist.keys
