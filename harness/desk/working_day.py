"""What an officer does with each of the sixty dossiers, by whatever the pages offer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from playwright.sync_api import Locator, expect

from harness.desk.mouse_and_keyboard import MouseAndKeyboard

WRONG = "Ảnh mờ, không đọc được số và ngày cấp."
TO_DO = "Chụp lại bản chính, đủ bốn góc, rõ chữ."
RECEIPT, RECEIVER, SHOWN = "0001234", "Nguyễn Thị Mẫu An", "CMND 012345678"
WRITTEN = "textarea, input[type=text]"
Task = Callable[[MouseAndKeyboard], None]


def accept(officer: MouseAndKeyboard) -> None:
    """Read the answers, look at each paper, accept with the first free appointment."""
    _read(officer)
    _look_at_papers(officer)
    _take(officer, "accept")
    officer.choose(officer.page.locator("[name=slot]"), 1)
    _confirm(officer)


def ask_for_supplement(officer: MouseAndKeyboard) -> None:
    """Read, find one paper that cannot be read, and ask for it anew."""
    _read(officer)
    _look_at_papers(officer)
    verdict = officer.page.locator("form.mc-verdict").first
    if verdict.count():
        officer.type(verdict.locator("[name=note]"), WRONG)
        officer.lead_to(verdict.locator("[value=unsound]"))
    _take(officer, "ask_supplement")
    item = officer.page.locator("fieldset.mc-item").first
    officer.choose(item.locator("select").first, 1)
    for field, said in zip(item.locator(WRITTEN).all(), (WRONG, TO_DO), strict=True):
        officer.type(field, said)
    _confirm(officer)


def record_visit(officer: MouseAndKeyboard) -> None:
    """All originals brought, compared and kept, fees paid, book signed."""
    _take(officer, "visit")
    page = officer.page
    officer.tick(page.locator("[name=signed], [name=outcome][value=done]").first)
    for whole in page.locator("[data-tick-all]:visible input").all():
        officer.tick(whole)
    for group in ("originals", "kept", "fees"):
        for box in page.locator(f"main [name={group}]").all():
            officer.tick(box)
    officer.type(page.locator("[name=receipt_no]"), RECEIPT)
    _confirm(officer)


def prepare(officer: MouseAndKeyboard) -> None:
    """Read the answers, make the draft and pass it on to the leader."""
    _read(officer)
    for step in ("prepare", "propose"):
        _take(officer, step)
        _confirm(officer)


def hand_over(officer: MouseAndKeyboard) -> None:
    """Give the results to the citizen at the counter."""
    _take(officer, "return_result")
    officer.type(officer.page.locator("[name=collected_by]"), RECEIVER)
    officer.type(officer.page.locator("[name=collected_with]"), SHOWN)
    _confirm(officer)


TASKS: Mapping[str, tuple[str, Task, int]] = {
    "accept": ("new", accept, 15),
    "supplement": ("new", ask_for_supplement, 8),
    "visit": ("visits", record_visit, 12),
    "prepare": ("to_prepare", prepare, 15),
    "return": ("to_return", hand_over, 10),
}
"""Queue of the dossiers, what is done with each, and how many there are."""


def work_through(officer: MouseAndKeyboard, *names: str) -> int:
    """All dossiers of these tasks, queue after queue; how many were done."""
    done = 0
    for name in names:
        queue, task, many = TASKS[name]
        for n in range(many):
            _open_next(officer, queue, is_first=n == 0)
            task(officer)
            done += 1
    return done


def _open_next(officer: MouseAndKeyboard, queue: str, *, is_first: bool) -> None:
    page = officer.page
    onward = page.locator("a[href*='/tiep-theo/']:visible")
    if not is_first and onward.count():
        officer.lead_to(onward.first)
        return
    if not page.url.endswith("/can-bo/mot-cua/"):
        officer.lead_to(page.locator("a[href$='/can-bo/mot-cua/']:visible").first)
    officer.lead_to(page.locator(f"a[href*='hang={queue}']:visible").first)
    officer.lead_to(page.locator("a.mc-rowlink").first)


def _read(officer: MouseAndKeyboard) -> None:
    declared = ":is(#khai, section[aria-labelledby=khai]) dl.mc-dl"
    officer.read(officer.page.locator(declared).last)


def _look_at_papers(officer: MouseAndKeyboard) -> None:
    """Beside the answers with the arrow keys, where the page shows them there; else one by one."""
    page = officer.page
    if page.locator("[data-viewer] [data-stage]:visible").count():
        shown = page.locator("[data-viewer] a[data-open]")
        for n in range(shown.count()):
            if n:
                officer.press("ArrowRight")
            expect(shown.nth(n)).to_have_attribute("aria-current", "true")
        return
    papers = page.locator("a[href*='/giay-to/']:visible")
    for n in range(papers.count()):
        officer.lead_to(papers.nth(n))
        with page.expect_navigation():
            page.go_back()
        officer.clicks += 1


def _take(officer: MouseAndKeyboard, step: str) -> None:
    main = officer.page.locator("main")
    words = {step, step.replace("_", "-"), f"{step}/ly-do"}
    ending = ", ".join(f"a[href$='/buoc/{each}']" for each in sorted(words))
    _button(officer, main.locator(f"button[name=action][value='{step}'], {ending}"))


def _confirm(officer: MouseAndKeyboard) -> None:
    """Press the button of a page that asks before a step, if there was one."""
    if officer.page.locator(".mc-formbar").count():
        _button(officer, officer.page.locator(".mc-formbar button[type=submit]"))
        if officer.page.locator(".mc-formbar").count():
            raise RuntimeError(officer.page.locator("main").inner_text())


def _button(officer: MouseAndKeyboard, found: Locator) -> None:
    """Of several that lead to the same, the one for which least has to be scrolled."""
    visible = found.locator("visible=true").all()
    officer.lead_to(min(visible, key=officer.distance_to))
