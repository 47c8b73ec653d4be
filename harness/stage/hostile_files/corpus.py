"""The malicious files, all generated from one seed, and their file names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from harness.stage.hostile_files import documents, pictures
from harness.stage.hostile_files.canary import EICAR, RUN
from harness.stage.hostile_files.pictures import picture

SEED = 198


class Hostile(NamedTuple):
    """One file: our name for it, its file name, its content."""

    label: str
    file_name: str
    content: bytes


NAMES = {
    "folders": "../../../../etc/passwd",
    "folders-of-windows": "..\\..\\windows\\system32\\x.jpg",
    "whole-path": "/var/www/html/x.php",
    "nul": "x.php\0.jpg",
    "turned-around": "x\u202egpj.exe",
    "line-break": "x.jpg\r\nSet-Cookie: a=b\r\n\r\n<script>" + RUN + "</script>",
    "four-thousand": "ắ" * 4000 + ".jpg",
    "markup": f"<img src=x onerror={RUN}>.jpg",
    "quotes": "\"><script>alert(1)</script>'.jpg",
    "template": "{{7*7}}{% raw %}${7*7}.jpg",
    "query": "'; DROP TABLE paper; --.jpg",
    "formula": "=cmd|' /C calc'!A0.jpg",
    "nfd": unicodedata.normalize("NFD", "Giấy chứng sinh của bé.jpg"),
    "surrogate": "x\ud83d.jpg",
    "invisible": "\u200b\u200b\ufeff.jpg",
    "dots": "...",
    "page": "page.html",
    "two-endings": "photo.jpg.exe",
    "device": "CON.jpg",
    "stream": "photo.jpg::$DATA",
    "percent": "%2e%2e%2fx.jpg%00.html",
}


def corpus() -> Iterator[Hostile]:
    """Every file, always the same ones."""
    random = Random(SEED)  # not a secret
    makers = (
        pictures.disguised(), pictures.two_things(), pictures.broken(random), pictures.bombs(),
        pictures.chatterers(), documents.changed(), documents.by_hand(random),
    )  # fmt: skip
    for maker in makers:
        for name, content in maker:
            yield Hostile(name, name, content)
    for n, (label, name) in enumerate(NAMES.items()):
        another = picture(size=(96, 64 + n), exif=pictures.chatty_exif())
        yield Hostile(f"name-{label}", name, another)
    yield Hostile("eicar", "eicar.jpg", EICAR)
    yield Hostile("eicar-behind-a-photo", "photo.jpg", picture() + EICAR)
