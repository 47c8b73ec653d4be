"""Phone numbers (số điện thoại) under the numbering plans of 2016 and of today.

Stored as given, in national form; dialled and shown in today's plan. In 2018 the eleven-digit
mobile numbers became ten-digit ones, in 2017 Hanoi's landlines went from 04 to 024.
"""

import re

from flask_babel import lazy_gettext as _

from app.kernel.errors import DomainError

_TODAY = {
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036", "0167": "037",
    "0168": "038", "0169": "039", "0120": "070", "0121": "079", "0122": "077", "0126": "076",
    "0128": "078", "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
_HANOI_LANDLINE_2016 = re.compile(r"04\d{8}")
_MOBILE = re.compile(r"0[35789]\d{8}")
_NATIONAL = re.compile(r"0\d{9,10}")
HIDDEN = "•••••"
"""Stands for the figures that a page does not show."""
SHOWN_AT_MOST = 4
_PUNCTUATION = re.compile(r"[\s.\-()]+")


class NotAPhone(DomainError):
    message = _("Give a telephone number of 10 or 11 digits that begins with 0.")


def normalise(raw: str) -> str:
    """The number in national form: ``+84 912 345 678`` becomes ``0912345678``.

    Numbers of 2016 (eleven digits, 04) are left unchanged.

    Raises:
        NotAPhone: it is not 10 or 11 digits beginning with 0.
    """
    digits = re.sub(r"^(\+|00)84\(?0?\)?", "0", _PUNCTUATION.sub("", raw.strip()))
    if re.fullmatch(r"84\d{9,10}", digits):
        digits = "0" + digits[2:]
    if not (_NATIONAL.fullmatch(digits) and digits.isascii()):
        raise NotAPhone
    return digits


def current(number: str) -> str:
    """The number under today's plan: ``01681234567`` becomes ``0381234567``."""
    if len(number) == 11 and number[:4] in _TODAY:
        return _TODAY[number[:4]] + number[4:]
    if _HANOI_LANDLINE_2016.fullmatch(number):
        return "024" + number[2:]
    return number


def international(number: str) -> str:
    """Today's number in the form for a gateway, without a plus: ``84381234567``."""
    return "84" + current(number)[1:]


def takes_sms(number: str) -> bool:
    """Whether it is a mobile number of Vietnam, now or in 2016."""
    return _MOBILE.fullmatch(current(number)) is not None


def is_of_a_plan(number: str) -> bool:
    """Whether a plan knows its prefix: landlines 02 to 08, mobiles, and 01 as in 2016."""
    return number[1:2] not in {"0", "1"} or (len(number) == 11 and number[:4] in _TODAY)


def masked(number: str) -> str:
    """A number with only its last four digits: ``•••••4127``; a short one is fully hidden.

    The only mask of the project, for phones and identity papers alike.
    """
    figures = "".join(number.split())
    return HIDDEN + (figures[-SHOWN_AT_MOST:] if len(figures) > SHOWN_AT_MOST else "")
