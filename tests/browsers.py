"""A running system and real browsers, for end-to-end tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request

from devstack.postgres import DATABASE, Server
from harness.stage.live import CHROMIUM, Elsewhere, Live, chromium, demonstration

DIED = "Target page, context or browser has been closed"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run a test once more under which the browser has died: that says nothing about the page."""
    for item in items:
        if "running_browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=DIED))


@pytest.fixture(scope="session")
def live(server: Server) -> Iterator[Live]:
    """Web server and worker over a copy of the demonstration, which the stories change.

    ``LIVE`` names the address of one that ``make up`` has started instead.
    """
    if address := os.environ.get("LIVE"):
        yield Live(address, Elsewhere(server, DATABASE))
        return
    with demonstration(server, "live") as running:
        yield running


@pytest.fixture(scope="module")
def running_browser() -> Iterator[Callable[[], Browser]]:
    """Chromium, or a new one. Where there is none the test is skipped, and fails when CI is set."""
    if CHROMIUM is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("there is no Chromium here")
    with chromium() as running:
        yield running


@pytest.fixture
def browser(running_browser: Callable[[], Browser]) -> Browser:
    """Chromium. A test under which it dies by itself runs once more."""
    return running_browser()


@pytest.fixture
def person(browser: Browser, live: Live) -> Iterator[Callable[..., Page]]:
    """Call it for each person of the story: a page in a browser session of its own.

    ``person(width=375, javascript=False)``. A request for another machine fails the test.
    """
    strangers: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((live.address, "data:", "blob:")):
            strangers.append(request.url)

    with ExitStack() as stack:

        def arrive(*, width: int = 1280, height: int = 900, javascript: bool = True) -> Page:
            size: Any = {"width": width, "height": height}
            context = browser.new_context(
                base_url=live.address,
                viewport=size,
                locale="vi-VN",
                timezone_id="Asia/Ho_Chi_Minh",
                java_script_enabled=javascript,
                ignore_https_errors=live.address.startswith("https:"),  # signed by itself
            )
            stack.callback(context.close)
            context.on("request", note)
            context.set_default_timeout(15000)
            return context.new_page()

        yield arrive
    assert strangers == []
