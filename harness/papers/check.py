"""A printed paper against its fields: missing, empty where required, foreign."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from io import BytesIO
from itertools import chain

import pypdf

from app.kernel.i18n import vietnamese
from app.procedures import catalogue
from harness.papers.fields import Field, Required

NEAR = 900
"""So many characters after its label a value begins at the latest, other columns between."""
RAW = re.compile(r"\bNone\b|\bTrue\b|\bFalse\b|[{}]|%\(|\b[a-z]+_[a-z_]+\b|undefined")
"""What only a program prints."""
TIME = re.compile(r"(\d\d):(\d\d)")
OF_THE_APP = re.compile(r"[^.:;]*(?:\?|\bcủa ông/bà|\bcủa tôi)(?=:)", re.IGNORECASE)
"""Questions put to a person are no labels of a form."""


def text_of(pdf: bytes) -> list[str]:
    """The lines of the printed pages."""
    pages = (page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)
    text = unicodedata.normalize("NFC", "\n".join(pages)).replace("\u200b", "")
    return text.splitlines()


def faults(lines: Sequence[str], fields: Sequence[Field], facts: Mapping[str, str]) -> list[str]:
    """What is wrong with a paper; ``facts`` are the printed answers and facts by key."""
    return [*_wrong_fields(_flat(" ".join(lines)), fields, facts), *_foreign(lines, fields)]


def _wrong_fields(text: str, fields: Sequence[Field], facts: Mapping[str, str]) -> Iterator[str]:
    """The fields one after the other: the order of what is filled in is part of the form."""
    at = 0
    for field in fields:
        name, fixed = field.labels[0], field.required is Required.TEXT
        known = [facts[key] for key in field.values if facts.get(key)]
        found = _first(text, field.labels, 0 if fixed else at)
        if found is None:
            place = "out of order" if _first(text, field.labels, 0) else "missing"
            yield f"{place}: {name}"
            continue
        at = at if fixed else found.end()
        after = text[found.end() :] if fixed else text[found.end() : found.end() + NEAR]
        yield from (
            f"without its value: {name}: {value}" for value in known if not _says(after, value)
        )
        if field.required is Required.YES and not known and _blank(after, fields):
            yield f"empty: {name}"


def _first(text: str, labels: Iterable[str], at: int) -> re.Match[str] | None:
    found = (_pattern(label).search(text, at) for label in labels)
    return min((each for each in found if each), key=lambda each: each.start(), default=None)


@cache
def _pattern(label: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(_flat(label))}(?!\w)")


def _blank(after: str, fields: Sequence[Field]) -> bool:
    """Whether a dotted line, or the next field, follows the label."""
    rest = re.sub(r"^[^:]{0,40}:\s*", "", after, count=1) if ":" in after[:40] else after
    rest = rest.lstrip()
    labels = chain.from_iterable(field.labels for field in fields)
    return not rest or rest.startswith("...") or any(_pattern(x).match(rest) for x in labels)


def _says(text: str, value: str) -> bool:
    """Whether the text contains the value, a day or a time in digits or in words."""
    forms = {value}
    if time := TIME.fullmatch(value):
        forms |= {f"{time[1]} giờ {time[2]} phút", f"{int(time[1])} giờ {time[2]} phút"}
    if day := vietnamese.day_of(value):
        forms |= {f"{day:%d/%m/%Y}", f"ngày {day:%d} tháng {day:%m} năm {day:%Y}"}
        forms |= {f"{day.day}/{day.month}/{day.year}"}
    bare = _letters(text)
    return any(_letters(form) in bare for form in forms)


def _foreign(lines: Sequence[str], fields: Sequence[Field]) -> Iterator[str]:
    """Headings and questions of the pages, and what only a program prints."""
    mine = {_flat(label) for field in fields for label in field.labels}
    for line in lines:
        said = _flat(line).strip(" .:")
        asked = OF_THE_APP.match(line)
        if line[:1].isupper() and said in _headings() - mine:
            yield f"foreign: {line.strip()}"
        elif asked and _flat(asked[0]) not in mine:
            yield f"foreign: {asked[0].strip()}"
        elif "@" not in line and "/" not in line and (raw := RAW.search(line)):
            yield f"foreign: {raw[0]}"


@cache
def _headings() -> frozenset[str]:
    """Titles of the sections of all declarations, as the pages show them."""
    return frozenset(
        _flat(section["title"]) for entry in catalogue.procedures() for section in entry["sections"]
    ) - {_flat(section) for section in SHARED}


SHARED = (
    "Bên nữ", "Bên nam", "Người giám hộ", "Người được giám hộ", "Người nhận", "Người được nhận",
    "Người yêu cầu",
)  # fmt: skip
"""Words that forms of the law print as well."""


def _flat(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _letters(text: str) -> str:
    return re.sub(r"[\s\u200b]+", "", _flat(text))
