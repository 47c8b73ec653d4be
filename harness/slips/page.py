"""The content of a printed page: words in reading order, boxes of text, images."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any

import pypdf
import typst
from PIL import ImageFont

from app.kernel.printing import pdf
from harness.slips.cases import CASES, EXAMPLES, Case, Example

EDGE = 14.0
"""Points at the edge of the paper that no office printer reaches."""
DAY = date(2016, 11, 21)
FOOT = re.compile(r"(?:BốcụctạmtheoMẫusố\d\d,TT01/2018/TT-VPCP)?Trang\d+/\d+")
"""The footer between two pages of a long text."""
NUMBER, FORMER = "12/2016/XX", "11/2016/XX"


@dataclass(frozen=True)
class Box:
    """One run of letters: its corners, in points from the lower left."""

    page: int
    left: float
    low: float
    right: float
    high: float
    text: str

    def on(self, other: Box) -> bool:
        """Whether the two overlap."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        tall = min(self.high, other.high) - max(self.low, other.low)
        return self.page == other.page and wide > 1.5 and tall > 1.5


def faults(case: Case, example: Example) -> list[str]:
    """Faults of this slip of this person, as text."""
    printed = case.sheet(example).printed(day=DAY, number=NUMBER, former=FORMER)
    reader = pypdf.PdfReader(BytesIO(printed))
    said = FOOT.sub("", _flat(" ".join(page.extract_text() for page in reader.pages)))
    wanted = [NUMBER, FORMER, *case.labels, *case.values(example)]
    found = [f"lacks: {words}" for words in wanted if _flat(words) not in said]
    for page in reader.pages:
        size = (round(float(page.mediabox.width)), round(float(page.mediabox.height)))
        if size != case.size:
            found.append(f"paper of {size}")
    boxes = list(_boxes(reader))
    width, height = case.size
    found += [
        f"cut at the edge: {box.text}"
        for box in boxes
        if box.left < EDGE or box.low < EDGE or box.right > width - EDGE or box.high > height - EDGE
    ]
    found += [f"{a.text} is on {b.text}" for a, b in combinations(boxes, 2) if a.on(b)]
    if case.most_pages and len(reader.pages) > case.most_pages:
        found.append(f"{len(reader.pages)} pages")
    return found


def pictures(folder: Path) -> None:
    """Each slip as PNG, for visual checks."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, case in CASES.items():
        for example in EXAMPLES:
            sheet = case.sheet(example)
            data = {**sheet.data, "number": NUMBER, "former": ""}
            compiler = typst.Compiler(root=pdf.APP, font_paths=pdf.fonts())
            made: Any = compiler.compile(
                input=sheet.template,
                format="png",
                ppi=110,
                sys_inputs={"data": json.dumps(pdf.printable(data), ensure_ascii=False)},
            )
            for n, page in enumerate(made if isinstance(made, list) else [made], 1):
                (folder / f"{name}-{example.name}-{n}.png").write_bytes(page)


def _flat(text: str) -> str:
    """Letters only: line breaks may be anywhere."""
    return re.sub(r"[\s\u200b]+", "", text)


def _boxes(reader: pypdf.PdfReader) -> Iterator[Box]:
    for number, page in enumerate(reader.pages):
        runs: list[tuple[str, Any, Any, Any, float]] = []
        page.extract_text(visitor_text=lambda *run, into=runs: into.append(run))
        for text, cm, tm, font, size in runs:
            letters = text.strip()
            if not letters or not font or set(letters) <= {".", " "}:
                continue
            scale = abs(tm[3] * cm[3]) or 1.0
            points = size * scale
            left = tm[4] * cm[0] + cm[4]
            base = tm[5] * cm[3] + cm[5]
            wide = _font(str(font["/BaseFont"]).partition("+")[2]).getlength(letters)
            yield Box(
                number, left, base - 0.1 * points, left + wide * points / 100,
                base + 0.62 * points, letters,
            )  # fmt: skip


@cache
def _font(name: str) -> Any:
    path = pdf.FONTS / f"{name}.ttf"
    return ImageFont.truetype(
        path if path.exists() else pdf.FONTS / "LiberationSerif-Regular.ttf", 100
    )
