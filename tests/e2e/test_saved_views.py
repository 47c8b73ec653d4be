"""An officer arranges the list of dossiers once; a colleague opens the same view on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Arrive

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LIST = "/can-bo/ho-so/list/"
NAME = "Mới nộp hoặc có kết quả"


def test_a_view_with_either_condition_is_shared_with_a_colleague(somebody: Arrive) -> None:
    reception = somebody("motcua.kimchung", javascript=False)
    page = reception.page
    reception.open(LIST)
    reception.press("main a[href*='/can-bo/sap-xep/']")
    for state in ("submitted", "ready"):
        page.select_option("#moi" if state == "submitted" else "#moi-0", "state")
        reception.press("button[value=nhom]" if state == "submitted" else "button[value=them-0]")
    page.select_option("#noi-0", "any")
    page.select_option("#gia-0-0", "submitted")
    page.select_option("#gia-0-1", "ready")
    page.check("input[name=cot][value=channel]")
    page.fill("#ten", NAME)
    page.select_option("#cho", index=1)
    reception.press("button[value=luu-moi]")
    states = page.locator("td[data-label='Trạng thái']").all_inner_texts()
    assert {text.strip() for text in states} == {"Mới nộp", "Có kết quả"}, states
    expect(page.locator("a.mc-pill")).to_contain_text(" hoặc ")

    colleague = somebody("tuphap.kimchung", width=375)
    colleague.open(LIST)
    colleague.press(colleague.page.get_by_role("link", name=NAME))
    assert colleague.page.locator("td[data-label='Trạng thái']").all_inner_texts() == states
    expect(colleague.page.locator(".mc-views a[aria-current]")).to_contain_text(NAME)
    colleague.page.keyboard.press("j")
    expect(colleague.page.locator("a.mc-rowlink").first).to_be_focused()
    colleague.page.keyboard.press("?")
    expect(colleague.page.locator("dialog[open] kbd").first).to_be_visible()
    colleague.examine()
