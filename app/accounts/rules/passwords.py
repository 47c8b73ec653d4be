"""Password policy. Length counts; no digits and no punctuation are required.

Rejected are common passwords, and those of which too little is left after removing what anybody
here would try first: the person's own name, the unit, terms of the field, keyboard rows, years.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from flask_babel import lazy_gettext as _

from app.kernel.errors import Refused
from app.kernel.text.folding import fold

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200

_FEWEST_SIGNS = 5
_MUST_BE_LEFT = 8
"""Characters that must remain after removing all guessable parts."""
_SHORTEST_WORD = 3
_RUN = 4

_LIST = Path(__file__).parents[1] / "data" / "common_passwords.txt"
_OF_THIS_PLACE = (
    "dichvucongtructuyen", "dichvucong", "matkhau", "password", "passwd", "motcua", "hotich",
    "hanoi", "ubnd", "uyban", "nhandan", "thudo", "thanhpho", "vietnam", "tuphap", "congan",
    "baohiem", "bhxh", "bhyt", "khaisinh", "khaitu", "kethon", "hoso", "lienthong", "tructuyen",
    "congdan", "canbo", "congchuc", "chutich", "quantri", "admin", "administrator", "letmein",
    "welcome", "xinchao", "dangnhap", "taikhoan", "bimat", "iloveyou", "anhyeuem", "emyeuanh",
    "yeuem", "yeuanh", "tinhyeu", "giadinh", "hanhphuc", "thanhlong",
)  # fmt: skip
"""Words obvious to people in these offices, without diacritics and spaces."""
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb", "!@#$%^&*()",
)  # fmt: skip
_YEAR = re.compile(r"(?:19|20)\d\d")
_BETWEEN = re.compile(r"[\s\-_.,/:;]+")


SHORT_PASSWORD = _(
    "A password has at least %(least)s characters; this one has %(found)s. Write a few words that"
    " only you would put together."
)


LONG_PASSWORD = _("A password has at most %(most)s characters.")


COMMON_PASSWORD = _(
    "Very many people use this password, or it repeats a few characters, so it would be tried"
    " first. Write a few words that only you would put together."
)


GUESSABLE_PASSWORD = _(
    "This password is made of what others would try first: your name or user name, your unit, words"
    " such as “mật khẩu” or “một cửa”, rows of keys, years. Add words that have nothing to do with"
    " you or your work."
)


def kept_form(password: str) -> str:
    """Unicode-normalise the password, so that all Vietnamese keyboards give the same text."""
    return unicodedata.normalize("NFKC", password)


def password_digest(password: str) -> str:
    """What the database hashes: bcrypt reads 72 bytes, and a password may have 200 characters."""
    return hashlib.sha256(kept_form(password).encode()).hexdigest()


def words_of(*texts: str) -> tuple[str, ...]:
    """Guessable words from a name, a user name, a unit; the longest first."""
    words: set[str] = set()
    for text in texts:
        parts = re.findall(r"[a-z0-9]+", fold(text))
        words |= {*parts, "".join(parts)}
    return tuple(sorted((w for w in words if len(w) >= _SHORTEST_WORD), key=len, reverse=True))


def check_password(password: str, *, field: str = "new", words: Iterable[str] = ()) -> None:
    """Check that the password is long, not common, and not made of the words given.

    Raises Refused.
    """
    kept = kept_form(password)
    if len(kept) < SHORTEST_PASSWORD:
        raise Refused(
            SHORT_PASSWORD, status=422, field=field, least=SHORTEST_PASSWORD, found=len(kept)
        )
    if len(kept) > LONGEST_PASSWORD:
        raise Refused(LONG_PASSWORD, status=422, field=field, most=LONGEST_PASSWORD)
    plain = _BETWEEN.sub("", fold(kept))
    if _is_common(plain):
        raise Refused(COMMON_PASSWORD, status=422, field=field)
    if len(_left_of(plain, words)) < _MUST_BE_LEFT:
        raise Refused(GUESSABLE_PASSWORD, status=422, field=field)


def _is_common(plain: str) -> bool:
    """Whether it is on the list, also with digits around it or repeated, or uses few characters."""
    core = plain.strip("0123456789!@#$%^&*()?+=")
    piece = plain[: (plain + plain).find(plain, 1)]
    return (
        len(set(plain)) < _FEWEST_SIGNS
        or not {plain, core, piece}.isdisjoint(_common())
        or (piece != plain and len(piece) < _MUST_BE_LEFT)
    )


def _left_of(plain: str, words: Iterable[str]) -> str:
    own = sorted({*words, *_OF_THIS_PLACE}, key=len, reverse=True)
    for word in own:
        plain = plain.replace(word, "\0")
    for row in _ROWS:
        for known in (row, row[::-1]):
            plain = _without_runs(plain, known)
    return _YEAR.sub("", plain).replace("\0", "")


def _without_runs(plain: str, row: str) -> str:
    """Remove pieces of a keyboard row of four characters or more."""
    at = 0
    while at + _RUN <= len(plain):
        end = at + _RUN
        if plain[at:end] not in row:
            at += 1
            continue
        while end < len(plain) and plain[at : end + 1] in row:
            end += 1
        plain = plain[:at] + "\0" + plain[end:]
        at += 1
    return plain


@cache
def _common() -> frozenset[str]:
    return frozenset(_LIST.read_text(encoding="utf-8").split())
