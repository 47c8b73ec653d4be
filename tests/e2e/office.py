"""How officers find a dossier or a packet and take their steps."""

from __future__ import annotations

import re

from harness.stage.person import Person

DESK, PACKETS = "/can-bo/mot-cua", "/can-bo/ho-so-lien-thong"
POLICE = ".mc-legbox:has(h3:text('Đăng ký thường trú'))"
INSURANCE = ".mc-legbox:has(h3:text('Thẻ bảo hiểm y tế'))"


def open_dossier(officer: Person, code: str) -> str:
    """By its code from the desk; its address."""
    officer.open(f"{DESK}/?tim={code}")
    officer.press(officer.page.locator("a.mc-rowlink").first)
    assert officer.path.startswith(f"{DESK}/ho-so/")
    return officer.path


def open_packet(officer: Person, code: str) -> str:
    """By its code from the list of packets; its address."""
    officer.open(f"{PACKETS}/?tim={code}")
    officer.press(officer.page.locator("a.mc-rowlink").first)
    assert re.fullmatch(rf"{PACKETS}/[0-9a-f-]{{36}}", officer.path), officer.path
    return officer.path


def tasks(officer: Person, queue: str) -> int:
    """How many dossiers wait in a queue of the desk."""
    officer.open(f"{DESK}/?hang={queue}")
    link = officer.page.locator(f"a[href$='hang={queue}'] .mc-queues__n").first
    return int(link.inner_text().replace(".", ""))


def accept(officer: Person) -> None:
    """With the first free moment as the appointment."""
    officer.take("accept")
    officer.page.locator("[name=slot]").select_option(index=1)
    officer.confirm()


def record_visit(officer: Person, receipt_no: str) -> None:
    """All originals brought, compared and kept, fees paid, book signed."""
    officer.take("visit")
    for group in ("originals", "kept", "fees"):
        officer.tick_all(group)
    officer.fill("receipt_no", receipt_no)
    officer.page.locator("[name=outcome][value=done]").check()
    officer.confirm()


def with_reason(officer: Person, step: str, reason: str, within: str = ".mc-dhead") -> None:
    """A step that has to be explained."""
    officer.take(step, within)
    officer.page.locator("[name=reason]").fill(reason)
    officer.confirm()


def printed(officer: Person) -> int:
    """Every declaration that the page offers to print is a PDF; how many there are."""
    forms = officer.page.locator(".mc-prints form").evaluate_all(
        "all => all.map(f => [f.action, f.elements.csrf_token.value])"
    )
    for address, token in forms:
        from_here = {"referer": officer.page.url}  # as the browser says over TLS
        answer = officer.page.request.post(address, form={"csrf_token": token}, headers=from_here)
        assert answer.body().startswith(b"%PDF"), address
    return len(forms)
