"""Printed papers: a Typst template and its data become a PDF (in biểu mẫu).

The same data always give the same bytes. Data are never code: a template reads them as JSON, and
typed text is printed literally. Only our own fonts are used.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pikepdf
import segno
import typst
from PIL import Image

from app.kernel import clock

APP = Path(__file__).parents[2]
FONTS = Path(__file__).with_name("fonts")
DRAWN_PPI = 120
NO_DAY = date(2000, 1, 1)

WITHOUT_GLYPH = re.compile(
    "[^\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u036f\u0391-\u03a1\u03a3-\u03ce\u0400-\u045f"
    "\u1e00-\u1e9b\u1ea0-\u1ef9\u2010\u2012-\u2015\u2018-\u2022\u2026\u2030\u2032-\u2034"
    "\u20ab\u20ac\u2116\u25a1]"
)
"""Characters that our fonts cannot draw; they print as an empty box."""


@cache
def fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


def render(template: Path, data: Mapping[str, Any], *, day: date | None = None) -> bytes:
    """Render ``data`` with ``template``; ``day`` is the date in its properties.

    PDF/A-2b; with ``attached`` data, which only the third part allows, PDF/A-3b. With ``drawn``
    data, its pages below one another as one PNG, for a page that shows it.
    """
    made = datetime.combine(day or NO_DAY, datetime.min.time(), UTC)
    shown = data if not clock.is_shifted() else {"demonstration": _written(day), **data}
    compiler = typst.Compiler(root=APP, font_paths=fonts())
    inputs = {"data": json.dumps(printable(shown), ensure_ascii=False)}
    if data.get("drawn"):
        pages = compiler.compile(input=template, format="png", ppi=DRAWN_PPI, sys_inputs=inputs)
        return _below_one_another([pages] if isinstance(pages, bytes) else pages or [])
    pdf = compiler.compile(
        input=template,
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=["a-3b" if data.get("attached") else "a-2b"],
        timestamp=int(made.timestamp()),
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no single document")
    return pdf


def _below_one_another(pages: Sequence[bytes]) -> bytes:
    drawn = [Image.open(BytesIO(page)).convert("RGB") for page in pages]
    size = max(page.width for page in drawn), sum(page.height for page in drawn)
    whole, y, out = Image.new("RGB", size, "white"), 0, BytesIO()
    for page in drawn:
        whole.paste(page, (0, y))
        y += page.height
    whole.save(out, "PNG")
    return out.getvalue()


def _written(day: date | None) -> str:
    """The business day on a print: the paper's own, so that a copy of it is equal."""
    return f"{day or clock.today():%d/%m/%Y}"


@dataclass(frozen=True)
class PrintDocument:
    """A paper ready to print, except for the number under which it will be issued."""

    template: Path
    data: Mapping[str, Any]
    enclosed: Sequence[bytes] = ()
    """PDFs whose pages stand behind it."""

    @property
    def says(self) -> str:
        """SHA-256 of the content: equal for papers with equal content."""
        words = json.dumps(self.data, ensure_ascii=False, sort_keys=True)
        return sha256(f"{self.template.name}\n{words}".encode()).hexdigest()

    def printed(self, *, day: date | None = None, **more: Any) -> bytes:
        """The PDF, with the values that are known only when it is issued."""
        own = render(self.template, {**self.data, **more}, day=day)
        return joined([own, *self.enclosed]) if self.enclosed else own


def joined(documents: Iterable[bytes]) -> bytes:
    """The pages of all these PDFs in one, in this order; a seal holds for its own file alone."""
    out = BytesIO()
    with pikepdf.new() as whole:
        for document in documents:
            with pikepdf.open(BytesIO(document)) as one:
                one.flatten_annotations()
                for page in one.pages:
                    if "/Annots" in page:
                        del page["/Annots"]
                whole.pages.extend(one.pages)
        whole.save(out, deterministic_id=True)
    return out.getvalue()


def printable(value: Any) -> Any:
    """The same data with every text normalised by ``printable_text``."""
    if isinstance(value, str):
        return printable_text(value)
    if isinstance(value, Mapping):
        return {key: printable(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [printable(item) for item in value]
    return value


def printable_text(text: str) -> str:
    """The text in NFC, without invisible controls, with a box for characters our fonts lack."""
    visible = (
        letter
        for letter in unicodedata.normalize("NFC", text)
        if letter == "\n" or unicodedata.category(letter) not in {"Cc", "Cf"}
    )
    return WITHOUT_GLYPH.sub("□", "".join(visible))


def qr_svg(text: str) -> str:
    """A QR code as SVG, for ``image(bytes(…))`` in a template."""
    out = BytesIO()
    segno.make_qr(text, error="m").save(out, kind="svg", border=0, omitsize=True, xmldecl=False)
    return out.getvalue().decode()


def picture_headers() -> dict[str, str]:
    """Headers for a print drawn as a picture."""
    return {"Content-Type": "image/png", "X-Content-Type-Options": "nosniff"}


def headers(name: str) -> dict[str, str]:
    """Headers for a PDF made by the system: shown in the browser, never cached."""
    return {
        "Content-Type": "application/pdf",
        "Content-Disposition": f"inline; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }
