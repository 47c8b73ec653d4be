"""The browser's half of the proof of work: its SHA-256 equals the server's."""

from __future__ import annotations

from hashlib import sha256
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser

from app.kernel.security.proof_of_work import is_right
from harness.stage.databases import ROOT

SCRIPT = ROOT / "app" / "static" / "js" / "puzzle.js"
PAGE = """
<form method="post"><div hidden data-puzzle="{seed}" data-bits="{bits}" data-answer="found"
data-later="later" data-working="{{n}}%" data-pressed="{{n}}%, sent then" data-done="done">
<p role="status">waiting</p><progress max="100" value="0"></progress>
<input type="hidden" name="found" value=""></div><button name="send">Send</button>
<button name="later" value="1">Later</button></form>
"""


@pytest.mark.browser
def test_what_the_browser_finds_is_right(browser: Browser) -> None:
    page = browser.new_page()
    for seed in ("0123456789abcdef0123456789abcdef", "f" * 32):
        page.set_content(PAGE.format(seed=seed, bits=14))
        page.add_script_tag(path=str(SCRIPT))
        page.wait_for_function("document.forms[0]?.elements.found.value")
        found = page.eval_on_selector("[name=found]", "input => input.value")
        assert is_right(seed, found, 14)
        assert page.inner_text("[role=status]") == "done"
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("later", ["later", ""])
def test_whoever_presses_early_is_sent_on_when_it_is_found(browser: Browser, later: str) -> None:
    page = browser.new_page()
    page.route("**/*", lambda route: route.fulfill(body="taken"))
    there = PAGE.format(seed="a" * 32, bits=19).replace("<form", '<form action="http://x/"')
    nameless = there.replace('name="send"', 'id="send"').replace(
        'data-later="later"', f'data-later="{later}"'
    )
    page.set_content(nameless)
    page.add_script_tag(path=str(SCRIPT))
    with page.expect_request("http://x/") as sent:
        page.click("#send", no_wait_after=True, force=True)
    found = parse_qs(sent.value.post_data or "")["found"][0]
    assert is_right("a" * 32, found, 19)
    page.close()


@pytest.mark.browser
def test_the_page_shows_how_far_it_is_and_the_button_as_not_ready(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(PAGE.format(seed="a" * 32, bits=40))
    page.add_script_tag(path=str(SCRIPT))
    page.wait_for_function("document.querySelector('progress').value >= 0")
    assert page.is_visible("progress")
    assert page.get_attribute("[name=send]", "aria-disabled") == "true"
    assert page.get_attribute("[name=later]", "aria-disabled") is None
    page.click("[name=send]", no_wait_after=True, force=True)
    page.wait_for_function("document.querySelector('p').textContent.includes('sent then')")
    page.close()


@pytest.mark.browser
def test_the_browser_counts_zero_bits_as_the_server_does(browser: Browser) -> None:
    """Over more than one word of the hash, where the difficulty has grown without end."""
    page = browser.new_page()
    page.set_content(PAGE.format(seed="b" * 32, bits=1))
    own = "window.words = text => (hash(text), [H[0] >>> 0, H[1] >>> 0]); window.zeros = zeros;"
    page.add_script_tag(content=SCRIPT.read_text().replace("  calculate();\n})();", f"{own}}})();"))
    for n in range(100):
        text = f"{'b' * 32}:{n}"
        digest = sha256(text.encode()).digest()
        words = [int.from_bytes(digest[at : at + 4]) for at in (0, 4)]
        assert page.evaluate("text => words(text)", text) == words
    found = page.evaluate("[[-1, 0], [1, -1], [0, -1], [0, 1], [0, 0]].map(e => zeros(...e))")
    assert found == [0, 31, 32, 63, 64]
    page.close()
