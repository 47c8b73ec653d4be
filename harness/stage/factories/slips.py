"""What stands on the printed slips of accounts."""

from __future__ import annotations

import re
from io import BytesIO

import pypdf
from werkzeug.test import TestResponse

LINK = re.compile(r"/can-bo/kich-hoat/([\w-]{43})")
"""Of a token of 32 bytes."""


def tokens_of(document: TestResponse) -> list[str]:
    """The tokens of the links on a document, from the first slip to the last."""
    return LINK.findall("".join(words_of(document).split()))


def words_of(document: TestResponse) -> str:
    """The text of a PDF, its lines joined."""
    pages = pypdf.PdfReader(BytesIO(document.get_data())).pages
    text = " ".join(page.extract_text() for page in pages).replace("\u200b", "")
    return " ".join(text.split())
