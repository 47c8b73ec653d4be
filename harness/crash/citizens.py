"""Citizens who retry until the page confirms the receipt."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.cookies import SimpleCookie
from io import BytesIO
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID, uuid4

from flask import Flask
from PIL import Image

from harness.stage.factories import ADraft

COOKIE = "mot_cua"
PAPERS, CHECK, RECEIPT = "/nop-ho-so/giay-to", "/nop-ho-so/kiem-tra", "/nop-ho-so/bien-nhan"
WANTED = ("birth_notification", "household_book")
PATIENCE_SECONDS = 120
ANSWERS_WITHIN_SECONDS = 30
TOO_MANY = 429
"""Other files were being opened."""
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
CODE = re.compile(r'mc-code__pre">([^<]+)</span><wbr><span class="mc-code__tail">([^<]+)')


class Answer(NamedTuple):
    """One response."""

    status: int
    leads_to: str
    text: str


class GaveUp(RuntimeError):
    """No response after all retries."""


@dataclass
class Citizen:
    """One family with a browser and a draft that is complete up to its last page."""

    port: int
    n: int
    draft: UUID
    phone: str
    session: str
    tell: Callable[[], None] = lambda: None
    """Called when a form is on its way."""
    hear: Callable[[float], None] = lambda _seconds: None
    """Called when it was answered, with the time that took."""
    photos: dict[str, bytes] = field(default_factory=dict)
    met: Counter[str] = field(default_factory=Counter)
    patience: float = PATIENCE_SECONDS
    pause: float = 0.1
    """Seconds until a form is sent again."""
    code: str | None = None

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 of each photo that was sent."""
        return {key: sha256(photo).hexdigest() for key, photo in self.photos.items()}

    def send_everything(self) -> None:
        """Photos first, then the dossier; ``code`` is set when it was acknowledged."""
        token = self.send_photos()
        answer = self._until_answered(lambda: self.submit(token), CHECK)
        if answer.status == 302 and answer.leads_to == RECEIPT:
            self.code = self.receipt()
        else:
            self.met[f"not taken: {answer.status} {answer.leads_to}"] += 1

    def send_photos(self) -> str:
        """All photos; returns the token of the next form."""
        token = self._token()
        self._upload(token)
        return token

    def submit(self, token: str) -> Answer:
        said = {"csrf_token": token, "ban_nhap": str(self.draft), "declared": "1"}
        form = "application/x-www-form-urlencoded"
        return self._ask("POST", CHECK, urlencode(said).encode(), form)

    def receipt(self) -> str:
        answer = self._until_answered(lambda: self._ask("GET", RECEIPT), RECEIPT)
        found = CODE.search(answer.text)
        return found[1] + found[2] if found else ""

    def _token(self) -> str:
        found = _TOKEN.search(self._page_of_papers())
        if found is None:
            raise GaveUp(f"no form on {PAPERS}")
        return found[1]

    def _page_of_papers(self) -> str:
        """As soon as it comes: a refusal for a while does not say what is there."""
        return self._until_answered(lambda: self._ask("GET", PAPERS), PAPERS).text

    def _upload(self, token: str) -> None:
        """Both photos in one form; after a broken connection only the missing ones."""
        tried = False

        def send() -> Answer:
            nonlocal tried
            there = self._page_of_papers() if tried else ""
            lacking = [key for key in WANTED if f"{key}.jpg" not in there]
            tried = True
            said = {"csrf_token": token, "ban_nhap": str(self.draft)}
            if lacking:
                said["gui"] = WANTED[-1]
            body, kind = multipart(said, {key: self.photos[key] for key in lacking})
            return self._ask("POST", PAPERS, body, kind)

        answer = self._until_answered(send, PAPERS)
        if answer.status == 422:  # the broken attempt was taken in the meantime
            answer = self._until_answered(send, PAPERS)
        if answer.status != 302:
            raise GaveUp(f"photos were not taken: {answer.status}")

    def _until_answered(self, once: Callable[[], Answer], what: str) -> Answer:
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            try:
                answer = once()
            except (OSError, HTTPException) as cut:
                self.met[type(cut).__name__] += 1
            else:
                if answer.status < 500 and answer.status != TOO_MANY:
                    return answer
                self.met[str(answer.status)] += 1
            time.sleep(self.pause)
        raise GaveUp(f"{what}: {dict(self.met)}")

    def _ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Answer:
        """One request from an IP address of this family alone."""
        home = f"127.1.{self.n // 250}.{self.n % 250 + 1}"
        line = self._connected(home)
        headers = {"Cookie": f"{COOKIE}={self.session}", "Referer": f"{self.origin}{path}"}
        headers |= {"Content-Type": kind} if kind else {}
        try:
            line.request(method, path, body, headers)
            if body:
                self.tell()
            sent = time.monotonic()
            came = line.getresponse()
            text = came.read().decode(errors="replace")
            self.look(came, text)
            if body:
                self.hear(time.monotonic() - sent)
        finally:
            line.close()
        cookies: SimpleCookie = SimpleCookie(came.getheader("Set-Cookie") or "")
        if COOKIE in cookies:
            self.session = cookies[COOKIE].value
        return Answer(came.status, (came.getheader("Location") or "").split("#")[0], text)

    @property
    def origin(self) -> str:
        """The address of all pages, which browsers name with a form."""
        return f"http://127.0.0.1:{self.port}"

    def _connected(self, home: str) -> HTTPConnection:
        return HTTPConnection(
            "127.0.0.1", self.port, timeout=ANSWERS_WITHIN_SECONDS, source_address=(home, 0)
        )

    def look(self, answer: HTTPResponse, text: str) -> None:
        """See what a page says."""


def families(
    app: Flask, port: int, many: int, *, first: int = 0, kind: type[Citizen] = Citizen
) -> list[Citizen]:
    """This many families with their drafts, each with another phone number."""
    seal = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    found = []
    for n in range(first, first + many):
        phone, token = f"09{n:08d}", uuid4().bytes
        draft = ADraft(photos=False, applicant_phone=phone)
        draft.secret_hash = sha256(token).digest()
        session = seal.dumps({"drafts": [[str(draft.id), token.hex()]]})
        photos = {key: a_photo(n) for key in WANTED}
        found.append(kind(port, n, draft.id, phone, session, photos=photos))
    return found


def a_photo(seed: int) -> bytes:
    """A unique JPEG of some ten kilobytes."""
    written = BytesIO()
    Image.effect_noise((320, 240), 40 + seed % 40).save(written, "JPEG")
    return written.getvalue()


def multipart(said: dict[str, str], files: dict[str, bytes]) -> tuple[bytes, str]:
    """A multipart form, as a browser encodes it."""
    line = uuid4().hex
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in said.items()
    ]
    for name, content in files.items():
        head = f'--{line}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}.jpg"'
        parts.append(f"{head}\r\nContent-Type: image/jpeg\r\n\r\n".encode() + content + b"\r\n")
    return b"".join([*parts, f"--{line}--\r\n".encode()]), f"multipart/form-data; boundary={line}"
