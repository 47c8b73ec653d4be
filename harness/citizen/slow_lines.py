"""A telephone on a line of the second generation: what pages weigh, and an upload that breaks off.

Every page of the form is weighed as a first visit loads it, nothing kept by the browser. Then the
line is made slow, a photo is chosen, the line breaks while it goes up, and comes back: what had
arrived must not be sent again, and the photo must be there once.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.sync_api import CDPSession, Page, Request

from harness.citizen import minutes
from harness.stage import databases
from harness.stage.running_system import a_system

KB = 1000
RATE = 250 * 1024 / 8
"""Bytes a second."""
LINE = {"offline": False, "latency": 300, "downloadThroughput": RATE, "uploadThroughput": RATE}
FAR = 30
"""Per cent that have arrived when the line breaks."""
PATIENCE = 180_000
"""Milliseconds."""
PAPER = "birth_notification"
PAGES = ("/", "/nop-ho-so/", "/nop-ho-so/kiem-tra", "/nop-ho-so/de-sau", "/tra-cuu")
"""Weighed beside those of the form."""


class Scale:
    """Bytes on the line, compressed as they come, by the page that they were for."""

    def __init__(self, page: Page, line: CDPSession) -> None:
        self.page, self.pages, self.documents = page, dict[str, int](), dict[str, int]()
        self._roots: dict[str, str] = {}
        line.send("Network.enable")
        line.send("Network.setCacheDisabled", {"cacheDisabled": True})
        line.on("Network.responseReceived", self._answered)
        line.on("Network.loadingFinished", self._finished)

    def _answered(self, event: Mapping[str, Any]) -> None:
        if event["type"] == "Document":
            self._roots[event["requestId"]] = event["response"]["url"]
            self.pages[event["response"]["url"]] = 0

    def _finished(self, event: Mapping[str, Any]) -> None:
        size, root = int(event["encodedDataLength"]), self._roots.get(event["requestId"])
        if root:
            self.documents[root] = size
        last = next(reversed(self.pages), None)
        if last:
            self.pages[last] += size


def figures() -> dict[str, Any]:
    """Whether the upload went on, and the heaviest page and document."""
    with a_system() as system, minutes.telephone(system.address) as page:
        line = page.context.new_cdp_session(page)
        scale = Scale(page, line)
        minutes.declare(page, minutes.answers(databases.day_of(system.database)))
        for address in PAGES:
            page.goto(address, wait_until="networkidle")
        heaviest, longest = max(scale.pages.values()), max(scale.documents.values())
        page.goto("/nop-ho-so/giay-to", wait_until="networkidle")
        resumed = goes_on(page, line)
    return {
        "upload_resumed": resumed,
        "page_kb_max": round(heaviest / KB, 1),
        "html_kb_max": round(longest / KB, 1),
    }


def goes_on(page: Page, line: CDPSession) -> bool:
    """Whether an upload that breaks off goes on where it stopped, on the open page of documents."""
    offsets: list[int] = []

    def note(request: Request) -> None:
        if request.method == "PATCH":
            offsets.append(int(request.headers["upload-offset"]))

    page.on("request", note)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    with TemporaryDirectory() as folder:
        photo = Path(folder) / "giấy chứng sinh.jpg"
        Image.effect_noise((1600, 1200), 60).convert("RGB").save(photo, "JPEG", quality=60)
        page.set_input_files(f"#{PAPER}", photo)
        progress = page.locator(".mc-sending progress")
        while not progress.count() or progress.evaluate("each => each.value") < FAR:
            page.wait_for_timeout(100)
        line.send("Network.emulateNetworkConditions", {**LINE, "offline": True})
        time.sleep(3)
        broken = len(offsets)
        line.send("Network.emulateNetworkConditions", LINE)
        there = page.locator(f"[data-files={PAPER}] .mc-file")
        there.first.wait_for(timeout=PATIENCE)
    return there.count() == 1 and min(offsets[broken:]) >= max(offsets[:broken]) > 0
