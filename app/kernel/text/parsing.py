"""Parsing of typed names, dates and numbers; ``phone_numbers`` reads phones.

Pure functions: typed text in, stored form out. Invalid text raises ``InvalidInput`` with a sentence
that says what to do. Nothing here knows a form, a request or a database.
"""

import re
import unicodedata
from calendar import monthrange
from datetime import date

from flask_babel import lazy_gettext as _

from app.kernel.errors import DomainError

LONGEST_LINE = 250
LONGEST_TEXT = 2000
MOST_CHOSEN = 100
"""Number of boxes read for one question; no page offers more."""

DAY_WANTED = _("Enter the day, the month and the year, for example 14 11 2016.")
NUMBER_WANTED = _("Enter a number in digits, for example 2.")
TIME_WANTED = _("Enter the hour and the minutes, for example 08:30 or 8h30.")
MONEY_WANTED = _("Enter an amount in đồng, in digits, for example 8.000.")
ADDRESS_WANTED = _("Choose the commune, or the province if it is outside Hanoi.")

SHORTEST_NAME = 2
"""Letters of a person's whole name."""
_EMPTY = frozenset(
    map(chr, (0x34F, 0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10)))
) | frozenset(map(chr, range(0xE0100, 0xE01F0)))
"""Letters and marks that are drawn as nothing: fillers, joiners, variation selectors."""
_BEYOND_LATIN = "\u1f00"
_OF_NAMES = " -'’.,"
"""Signs of usual names."""
_OF_PASSPORTS = _OF_NAMES + "/@()&`\u00b4\u00b7\u02bb\u02bc\u2018"
"""Signs of some passports: Ravi A/L Kumar, Ali @ Abu, and the apostrophes of many languages."""
_MARKS = re.compile(r"(?<![\u0300-\u036f])[\u0300-\u036f]{1,2}(?![\u0300-\u036f])")
"""Marks on a letter that is not written as one character with them."""
_VIETNAMESE = frozenset("bcdđghklmnpqrstvx") | {
    unicodedata.normalize("NFC", vowel + tone)
    for vowel in "aăâeêioôơuưy"
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
}
_LETTER = re.compile(r"[^\W\d_]")
_WHOLE_NUMBER = re.compile(r"[0-9]{9,12}")
_TIME = re.compile(r"(\d{1,2})(?:[:hg.]|giờ)(?:(\d{1,2})(?:p|ph|phút|m)?)?", re.ASCII)
_MONEY = re.compile(r"(\d{1,3}(?:[., ]\d{3})+|\d+)", re.ASCII)
_CURRENCY = re.compile(r"\s*(?:đồng|vnđ|vnd|đ|d)\.?$")
MOST_FIGURES = 12
"""Maximum digits of an amount: no fee reaches a thousand billion đồng."""
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_PASSPORT = re.compile(r"[A-Z]{1,2}\d{6,8}")


class InvalidInput(DomainError):
    """The text cannot be understood; the sentence says how to write it."""

    message = _("This cannot be read. Please enter it again.")
    status = 422


def line(text: str) -> str:
    """One line in NFC, without control characters, with single spaces."""
    return " ".join(_printable(text).split())


def paragraphs(text: str) -> str:
    """Several normalised lines in NFC, without empty lines at the ends."""
    rows = _printable(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(" ".join(row.split()) for row in rows).strip()


def set_lines(text: str) -> str:
    """Lines laid out for print: normalised, with non-breaking spaces preserved."""
    rows = _printable(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(re.sub(r"[ \t]+", " ", row).strip() for row in rows).strip()


def _printable(text: str) -> str:
    """NFC without characters that nobody sees; a control character parts words like a space.

    Not so NUL, which nobody types and no database stores.
    """
    if text.isprintable() and unicodedata.is_normalized("NFC", text) and _EMPTY.isdisjoint(text):
        return text  # as nearly all texts, in a twentieth of the time
    kept = (" " if unicodedata.category(c) == "Cc" and c not in "\n\0" else c for c in text)
    seen = (c for c in kept if unicodedata.category(c) not in {"Cc", "Cf", "Cs"} or c == "\n")
    return unicodedata.normalize("NFC", "".join(c for c in seen if c not in _EMPTY))


class UnusualSign(InvalidInput):
    """A name has a letter or a sign that is rare in names, though a passport may have it."""


def person_name(text: str) -> str:
    """A person's name (họ, chữ đệm, tên), with its capitals as typed.

    Raises:
        UnusualSign: it has other letters than Latin ones, or a sign that names rarely have.
        InvalidInput: it is no name.
    """
    name = _some_name(text)
    if set(name) & set('<>{}[]|\\/@#$%^*=+~`"_;:!?'):
        raise UnusualSign(
            _("A name has no such characters. Enter letters, spaces and hyphens only.")
        )
    if not all(c in _OF_NAMES or _is_latin(c) for c in name):
        raise UnusualSign(_("Enter the name in Latin letters, as written in the passport."))
    return name


def passport_name(text: str) -> str:
    """A name with unusual signs, which an officer has compared with the passport.

    Every passport has the name in Latin letters too (ICAO 9303), and our books have no others.

    Raises:
        InvalidInput: it is no name, or one in other letters.
    """
    name = _some_name(text)
    if not all(c in _OF_PASSPORTS or _is_latin(c) for c in _MARKS.sub("", name)):
        raise InvalidInput(_("Enter the name in Latin letters, as written in the passport."))
    return name


def needs_passport(name: str) -> bool:
    """Whether it is a name with signs that only an officer takes, who has seen the passport."""
    try:
        return bool(passport_name(name)) and not person_name(name)
    except UnusualSign:
        return True
    except InvalidInput:
        return False


def is_vietnamese_name(name: str) -> bool:
    return all(c in _VIETNAMESE or c in _OF_NAMES for c in line(name).lower())


def _some_name(text: str) -> str:
    """One line with letters and without figures, as any name is."""
    name = line(text)
    if not name:
        return ""
    if any(unicodedata.category(c) == "Cc" for c in text.strip().replace("\0", "")):
        raise InvalidInput(_("There is an invisible character in this name. Enter it again."))
    if not _LETTER.search(name):
        raise InvalidInput(_("Enter the name in letters, for example Nguyễn Thị Hoa."))
    if any(c.isdigit() for c in name):
        raise InvalidInput(_("A name has no digits. Look at it again."))
    if sum(map(str.isalpha, name)) < SHORTEST_NAME:
        raise InvalidInput(_("Enter the whole name, for example Nguyễn Thị Hoa."))
    return name


def _is_latin(letter: str) -> bool:
    """Whether the letter is Vietnamese, or of another language written in Latin letters."""
    return letter < _BEYOND_LATIN and unicodedata.name(letter, "").startswith("LATIN ")


SURNAMES_WITH_MARKS = frozenset({
    "bui", "cao", "dang", "dao", "dinh", "do", "doan", "duong", "ho", "hoang", "huynh", "le",
    "luong", "nguyen", "pham", "phung", "tran", "trinh", "truong", "vo", "vu",
})  # fmt: skip
"""Frequent surnames, as they look when somebody has left out the marks."""


def lacks_marks(name: str) -> bool:
    """Whether a surname that has marks was written without."""
    return name.split(" ")[0].lower() in SURNAMES_WITH_MARKS and name.isascii()


def has_usual_capitals(name: str) -> bool:
    """Whether each word of the name is capitalised and otherwise lower case."""
    return all(word[:1].isupper() and not word[1:].isupper() for word in name.split() if word[1:])


def day(year: str, month: str, day_of_month: str) -> date:
    """A date from its three parts; the error names the part that is wrong."""
    parts = [line(part) for part in (day_of_month, month, year)]
    if not all(parts):
        raise InvalidInput(DAY_WANTED)
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts[2]) != 4:
        raise InvalidInput(
            _("Enter the date in digits, the year with four, for example 14 11 2016.")
        )
    d, m, y = (int(part[:6]) for part in parts)
    if not 1 <= m <= 12:
        raise InvalidInput(_("The month is a number from 1 to 12."))
    if not 1800 <= y <= 2999:
        raise InvalidInput(_("Look at the year again: four digits, for example 2016."))
    last = monthrange(y, m)[1]
    if m == 2 and d == 29 and last == 28:
        raise InvalidInput(_("February %(year)s has only 28 days."), year=y)
    if d > last:
        raise InvalidInput(_("Month %(month)s has only %(last)s days."), month=m, last=last)
    if d < 1:
        raise InvalidInput(_("The day is a number from 1 to 31."))
    return date(y, m, d)


def one_line_day(text: str) -> date:
    """A date on one line: 14/11/2016, 14-11-2016, 14 11 2016, 14112016."""
    parts = _parts(text)
    if len(parts) != 3:
        raise InvalidInput(_("Enter the date as day/month/year, for example 14/11/2016."))
    return day(parts[2], parts[1], parts[0])


def control_day(text: str) -> date:
    """A date as the browser's date control sends it, 2016-11-14, or as people write it."""
    parts = text.split("-")
    return day(*parts) if len(parts) == 3 and len(parts[0]) == 4 else one_line_day(text)


def year_or_day(text: str) -> str:
    """``1990``, ``1990-03`` or ``1990-03-27``: old papers often give no more than the year."""
    parts = _parts(text)
    if len(parts) == 1 and len(parts[0]) == 4 and parts[0].isascii() and parts[0].isdigit():
        if not 1800 <= int(parts[0]) <= 2999:
            raise InvalidInput(_("Look at the year again: four digits, for example 2016."))
        return parts[0]
    if len(parts) == 2:
        return day(parts[1], parts[0], "1").isoformat()[:7]
    if len(parts) != 3:
        raise InvalidInput(_("Enter the year, or day, month and year: 1990 or 27 3 1990."))
    return day(parts[2], parts[1], parts[0]).isoformat()


def _parts(text: str) -> list[str]:
    """The digits between slashes, hyphens, dots and spaces; eight in a row are three parts."""
    written = line(text)
    if len(written) == 8 and written.isascii() and written.isdigit():
        return [written[:2], written[2:4], written[4:]]
    return [part for part in re.split(r"[/\-.\s]+", written) if part]


def identity_number(text: str) -> str:
    """9 digits (CMND), 12 digits (CMND, CCCD) or a passport; leading zeros are preserved."""
    typed = line(text)
    if not typed:
        return ""
    number = re.sub(r"[\s.\-]", "", typed).upper()
    if number.isascii() and number.isdigit():
        if len(number) in {9, 12}:
            return number
        raise InvalidInput(
            _("The number has 9 or 12 digits. You wrote %(count)s."), count=len(number)
        )
    if _PASSPORT.fullmatch(number):
        return number
    raise InvalidInput(_("Enter 9 or 12 digits, or a passport number such as B1234567."))


def whole_number(text: str) -> str:
    """What is searched for as a number of a person or a telephone, without spaces and dots.

    Empty for anything else: the digits of a code never stand alone.
    """
    bare = "".join(text.split()).replace(".", "")
    return bare if _WHOLE_NUMBER.fullmatch(bare) else ""


def email(text: str) -> str:
    """An e-mail address as typed, without spaces."""
    address = line(text)
    if address and (len(address) > 254 or not _EMAIL.fullmatch(address)):
        raise InvalidInput(_("Enter an e-mail address such as ten@example.com."))
    return address


def spoken_day(value: str) -> str:
    """A stored date, month or year in printed form: 14/11/2016, 03/1990, or 1990."""
    parts = value.split("-")
    if [len(part) for part in parts] not in ([4, 2], [4, 2, 2]):
        return value
    return "/".join(reversed(parts))


def time_of_day(text: str) -> str:
    """``08:30``, written 8h30, 08:30, 8 giờ 30 phút, 8h or 0830."""
    written = "".join(line(text).lower().split())
    if len(written) == 4 and written.isascii() and written.isdigit():
        written = f"{written[:2]}:{written[2:]}"
    found = _TIME.fullmatch(written)
    if found is None:
        raise InvalidInput(TIME_WANTED)
    hour, minute = int(found[1]), int(found[2] or 0)
    if hour > 23:
        raise InvalidInput(_("The hour is a number from 0 to 23."))
    if minute > 59:
        raise InvalidInput(_("The minutes are a number from 0 to 59."))
    return f"{hour:02d}:{minute:02d}"


def money(text: str) -> int:
    """An amount in đồng, written 8000, 8.000, 8 000 đ or 8,000 đồng."""
    found = _MONEY.fullmatch(_CURRENCY.sub("", line(text).lower()))
    figures = re.sub(r"[., ]", "", found[1]) if found else ""
    if not figures or len(figures) > MOST_FIGURES:
        raise InvalidInput(MONEY_WANTED)
    return int(figures)


def number(text: str) -> int:
    written = line(text)
    if not (written.isascii() and written.isdigit()) or len(written) > 9:
        raise InvalidInput(NUMBER_WANTED)
    return int(written)


def spoken_telephone(digits: str) -> str:
    """A phone number in groups, easier to read aloud: 0912 345 678."""
    if len(digits) < 10:
        return digits
    return f"{digits[:-6]} {digits[-6:-3]} {digits[-3:]}"
