"""Canaries: unique words, and how they are found in a response."""

from __future__ import annotations

import json
import re
import zlib
from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from io import BytesIO
from string import ascii_lowercase
from uuid import UUID
from zipfile import BadZipFile, ZipFile
from zlib import crc32

from pypdf import PdfReader

_WORD = re.compile(rb"zqvx[a-z]{4}")
_NUMBERS = tuple(map(re.compile, (rb"988\d{6}", rb"197[67]\d{6}", rb"296[456]\d{6}")))
"""A number or a count, and the sums of two or three counts; each begins with a literal, which is
searched for many times as fast as a choice of them.
"""
_BEGINNINGS = (b"988", b"1976", b"1977", b"1.976", b"1.977", b"296", b"2.96")
"""As they are written; few pages have one of these, and only those are searched."""
_GAPS, _LONG_GAPS = b" .-", (b"&nbsp;", b"\xc2\xa0", b"%20", b"\\u00a0")
"""What may stand between the digits of a number."""
MARKS = (b"zqvx", b"ZQVX", b"Zqvx")
COOKIE = "mot_cua"
KEPT = "kept-for-{}-by-the-matrix"
"""The token of the pending form of a user."""


def word(n: int) -> str:
    """The n-th word: letters only, so that it can be part of a name."""
    letters = ""
    for _ in range(4):
        n, rest = divmod(n, 26)
        letters = ascii_lowercase[rest] + letters
    return f"Zqvx{letters}"


def number(n: int) -> str:
    """The n-th number: nine digits, valid as an identity number or after the 0 of a phone
    number.
    """
    return f"98877{n:04d}"


def count(n: int) -> int:
    """The n-th count of dossiers: at random, so that sums of other counts are not equal to it or
    to its own sums.
    """
    return 988_000_000 + crc32(f"count {n}".encode()) % 770_000


def found_in(text: bytes) -> set[str]:
    """Every canary in plain bytes, normalised."""
    found = {match.decode() for match in _WORD.findall(text.lower())}
    if any(beginning in text for beginning in _BEGINNINGS):
        joined = text.translate(None, _GAPS)
        for gap in _LONG_GAPS:
            joined = joined.replace(gap, b"")
        for pattern in _NUMBERS:
            found |= {match.decode() for match in pattern.findall(joined)}
    return found


def found_in_answer(
    status: str, headers: Iterable[tuple[str, str]], body: bytes, kind: str
) -> Iterator[tuple[str, set[str]]]:
    """The canaries in each part of a response: headers, cookie, body, content of a file."""
    for name, value in headers:
        yield f"header {name}", found_in(value.encode(errors="replace"))
        if name == "Set-Cookie" and value.startswith(f"{COOKIE}="):
            yield "cookie", found_in(opened_cookie(value.split(";")[0].partition("=")[2]))
    yield "body", found_in(status.encode() + body)
    if kind.startswith("application/pdf"):
        yield "pdf", found_in(pdf_text(body))
    elif body[:4] == b"PK\x03\x04":
        yield "zip", found_in(_unzipped(body))


def opened_cookie(value: str) -> bytes:
    """The content of Flask's cookie, which is signed and compressed but not encrypted."""
    packed, text = value.startswith("."), value.strip('"').lstrip(".").split(".")[0]
    try:
        said = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return zlib.decompress(said) if packed else said
    except (NotBase64, zlib.error):
        return b""


def tickets_in(headers: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The dossiers whose tracking ticket a cookie sets."""
    for name, value in headers:
        if name == "Set-Cookie" and value.startswith(f"{COOKIE}="):
            said = opened_cookie(value.split(";")[0].partition("=")[2])
            for ticket in re.findall(rb'"ticket":"([^"]+)"', said):
                with suppress(TypeError, ValueError):
                    key, _door = json.loads(opened_cookie(ticket.decode()) or b"null")
                    yield "cookie", str(UUID(str(key)))


@lru_cache(maxsize=64)
def pdf_text(body: bytes) -> bytes:
    """The text of a PDF."""
    pages = PdfReader(BytesIO(body)).pages
    return "\n".join(page.extract_text() for page in pages).encode()


def _unzipped(body: bytes) -> bytes:
    try:
        with ZipFile(BytesIO(body)) as packed:
            return b"\n".join(packed.read(name) for name in packed.namelist())
    except BadZipFile:
        return b""


class Canaries:
    """All canaries, with the row that each belongs to."""

    def __init__(self, known: Mapping[str, list[str]] | None = None) -> None:
        self.known: dict[str, list[str]] = dict(known or {})

    def word(self, kind: str, owner: object, where: str) -> str:
        made = word(len(self.known))
        self.known[made.lower()] = [kind, str(owner), where]
        return made

    def number(self, kind: str, owner: object, where: str) -> str:
        made = number(len(self.known))
        self.known[made] = [kind, str(owner), where]
        return made

    def count(self, owner: object, where: str) -> int:
        made = count(len(self.known))
        self.known[str(made)] = ["figure", str(owner), where]
        return made

    def rename(self, old: str, new: str) -> None:
        for meaning in self.known.values():
            if meaning[1] == old:
                meaning[1] = new
