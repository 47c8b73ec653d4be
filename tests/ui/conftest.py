"""A browser, and the application behind it, for tests of rendered pages."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from app.accounts import operations as staff
from app.kernel import clock
from app.kernel.db import transaction
from tests.databases import Database

AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js"))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})
  .then(found => found.violations)"""
PASSWORD = "con-trau-di-truoc-cai-cay"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, from the system or from Playwright."""
    system = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        found = system or playwright.chromium.executable_path
        if not Path(found).exists():
            if os.environ.get("CI"):
                pytest.fail("There is no Chromium: apt-get install chromium")
            pytest.skip("There is no Chromium, so the browser tests did not run.")
        yield playwright.chromium.launch(executable_path=found, args=QUIET)


@pytest.fixture
def address(app: Flask, committed: Database) -> Iterator[str]:
    """The application, served to the browser from a database of its own."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def administrator(committed: Database) -> tuple[str, str]:
    """User name and password of a city administrator."""
    with transaction():
        user = staff.account_of(staff.create_city_admin("Nguyễn Văn Quản", since=clock.today()))
        staff.set_password(user, PASSWORD)
    return user.username, PASSWORD


@cache
def _axe() -> str:
    return AXE.read_text()


def violations(page: Page) -> list[Any]:
    """What axe-core finds wrong, of any impact; and the page must not scroll sideways."""
    if not page.evaluate("'axe' in window"):  # the same page in another window keeps it
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": _axe()})
        session.detach()
    found = page.evaluate(RUN, RULES)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append({"id": "scrolls sideways", "nodes": []})
    return [(each["id"], [node["html"][:120] for node in each["nodes"][:3]]) for each in found]
