"""Cell parsers of the police file (đọc từng ô).

Each parser converts a raw cell into the stored value, None for an empty one; an invalid cell raises
``InvalidInput`` with a message that shows what to write. Places, dates and words recur
in a file of a million rows, so results are cached.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.kernel.text import parsing
from app.kernel.text.folding import fold
from app.kernel.text.parsing import InvalidInput
from app.residents.rules.file_layout import ColumnKind

Reader = Callable[[str], str]

REMEMBERED = 20_000
"""Cache size per column, in distinct cells."""
LONGEST = 500
YES = {"x", "co", "yes", "1"}
SEXES = {"nam": "male", "nu": "female"}
MARITAL_STATES = {
    "doc than": "single",
    "chua ket hon": "single",
    "da ket hon": "married",
    "co vo": "married",
    "co chong": "married",
    "ly hon": "divorced",
    "da ly hon": "divorced",
    "goa": "widowed",
    "goa vo": "widowed",
    "goa chong": "widowed",
}
"""Terms of the police, and those of our own forms."""
BLOOD = {"A", "B", "AB", "O", "A+", "A-", "B+", "B-", "AB+", "AB-", "O+", "O-"}
_NINE, _TWELVE = re.compile(r"[0-9]{9}"), re.compile(r"[0-9]{12}")
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ][0-9:.]+)?", re.ASCII)
_PLAIN_NAME = re.compile(r"[^\W\d_]+(?:[ '’.-]+[^\W\d_]+)*\.?")
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Lists:
    """The reference lists for one file."""

    communes: frozenset[str]
    ethnic_groups: Mapping[str, str]
    """Folded names and codes, each mapped to its code."""
    nationalities: Mapping[str, str]
    as_of: date


def words_of(rows: list[list[str]]) -> dict[str, str]:
    """A reference list keyed by code and by name, ignoring diacritics and case."""
    words = {fold(name): code for code, name in rows} | {fold(code): code for code, _n in rows}
    return words | {code.lstrip("0"): code for code, _n in rows if code.startswith("0")}


def tidy(text: str) -> str:
    """The cell in one line; cheap for tidy cells, which nearly all are."""
    if text.isprintable() and "  " not in text and unicodedata.is_normalized("NFC", text):
        return text.strip()
    return parsing.line(text)


def readers(lists: Lists) -> Mapping[ColumnKind, Reader]:
    """The parser of each kind of column, with these reference lists."""
    latest = lists.as_of.isoformat()

    def day(text: str) -> str:
        found = _day(text)
        if found > latest:
            raise InvalidInput(_("The day is later than the day of the data."))
        return found

    def commune(text: str) -> str:
        code = text.zfill(5)
        if code not in lists.communes:
            raise InvalidInput(_("No commune has this code. Leave it empty for places elsewhere."))
        return code

    known = {
        ColumnKind.DAY: day,
        ColumnKind.TEXT: _text,
        ColumnKind.SEX: _among(SEXES, _("Write Nam or Nữ.")),
        ColumnKind.MARITAL: _among(MARITAL_STATES, _("Write Độc thân, Đã kết hôn, Ly hôn or Góa.")),
        ColumnKind.BLOOD: _blood,
        ColumnKind.ETHNICITY: _among(lists.ethnic_groups, _("There is no such ethnic group.")),
        ColumnKind.NATIONALITY: _among(lists.nationalities, _("There is no such nationality.")),
        ColumnKind.COMMUNE: commune,
        ColumnKind.YES: lambda text: "t" if fold(text) in YES else "f",
    }
    own = {
        ColumnKind.NUMBER: _number,
        ColumnKind.OLD_NUMBER: _old_number,
        ColumnKind.OTHERS_NUMBER: parsing.identity_number,
        ColumnKind.NAME: _name,
    }
    tidied = {kind: _tidied(read) for kind, read in (own | known).items()}
    return tidied | {kind: lru_cache(REMEMBERED)(tidied[kind]) for kind in known}


def _tidied(read: Reader) -> Reader:
    def tidy_and_read(cell: str) -> str:
        text = tidy(cell)
        return read(text) if text else ""

    return tidy_and_read


def _among(words: Mapping[str, str], sentence: LazyString) -> Reader:
    def read(text: str) -> str:
        code = words.get(fold(text))
        if code is None:
            raise InvalidInput(sentence)
        return code

    return read


def _number(text: str) -> str:
    if _TWELVE.fullmatch(text) or _NINE.fullmatch(text):
        return text
    number = re.sub(r"[\s.\-]", "", text)
    if _TWELVE.fullmatch(number) or _NINE.fullmatch(number):
        return number
    raise InvalidInput(
        _("A number of a person has 9 or 12 figures, zeros at its beginning included.")
    )


def _old_number(text: str) -> str:
    number = re.sub(r"[\s.\-]", "", text)
    if not _NINE.fullmatch(number):
        raise InvalidInput(_("An old number has 9 figures, zeros at its beginning included."))
    return number


def _name(text: str) -> str:
    if len(text) > _LONGEST_NAME:
        raise InvalidInput(_("The name is too long."))
    return text if _PLAIN_NAME.fullmatch(text) else parsing.person_name(text)


def _text(text: str) -> str:
    if len(text) > LONGEST:
        raise InvalidInput(_("At most %(most)s letters."), most=LONGEST)
    return text


def _blood(text: str) -> str:
    group = text.upper().replace(" ", "").replace("−", "-")  # noqa: RUF001  # a minus sign
    if group not in BLOOD:
        raise InvalidInput(_("Write A, B, AB or O, with + or - where it is known."))
    return group


def _day(text: str) -> str:
    """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, from usual or ISO notation."""
    iso = _ISO.fullmatch(text)
    if iso is None:
        return parsing.year_or_day(text)
    found = parsing.day(iso[1], iso[2], iso[3] or "1").isoformat()
    return found if iso[3] else found[:7]
