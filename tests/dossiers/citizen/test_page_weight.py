"""Page weight for a phone on a slow network, and no requests to other hosts."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask

from harness.stage.citizen import Citizen

HEAVIEST = 150_000
STATIC = Path(__file__).parents[3] / "app" / "static"
_LINKED = re.compile(r'(?:href|src)="/static/([^"?]+)')
_DIGEST = re.compile(r"\.[0-9a-f]{10}(?=\.[a-z0-9]+$)")
_IN_CSS = re.compile(r"url\([\"']?([^)\"'?#]+)")


def transferred(page: bytes) -> int:
    """Bytes of the page and of all it loads: text compressed, fonts and images as they are."""
    files = {STATIC / _DIGEST.sub("", name) for name in _LINKED.findall(page.decode())}
    assert all(file.is_file() for file in files)
    for sheet in [file for file in files if file.suffix == ".css"]:
        named = _IN_CSS.findall(sheet.read_text())
        files |= {(sheet.parent / name).resolve() for name in named if not name.startswith("data:")}
    packed = {".css", ".js", ".svg"}
    weights = [
        len(gzip.compress(file.read_bytes()) if file.suffix in packed else file.read_bytes())
        for file in files
        if file.is_file()
    ]
    return len(gzip.compress(page)) + sum(weights)


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?tim=kim+chung",
        "/nop-ho-so/xa/{code}",
        "/nop-ho-so/khai/applicant",
        "/nop-ho-so/khai/parents",
        "/nop-ho-so/khai/household",
        "/nop-ho-so/giay-to",
        "/nop-ho-so/kiem-tra",
        "/tra-cuu",
        "/tra-cuu/quen-ma",
        "/nop-ho-so/quen-ma",
        "/nop-ho-so/lam-tiep",
        "/nop-ho-so/de-sau",
        "/nop-ho-so/xoa",
    ],
)
def test_public_pages_are_light(app: Flask, citizen: Citizen, address: str) -> None:
    citizen.begin().declare().get(address.format(code=citizen.commune.code))
    assert citizen.answer is not None
    assert citizen.answer.status_code == 200
    page = citizen.answer.get_data()
    assert transferred(page) <= HEAVIEST
    text = page.decode()
    assert 'style="' not in text
    assert not re.findall(r'(?:src|href)="https?://(?!localhost)', text)
    assert "<script>" not in text
    assert text.count("<h1") == 1
