"""Facts encoded in a twelve-digit identity number (số định danh, NĐ 137/2015 Đ.13).

Three digits for the province of the birth's registration, one for century and sex, two for the year
of birth, six random. Nine-digit numbers encode nothing that can be checked.
"""

from dataclasses import dataclass

LENGTH = 12
PROVINCES = {
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37,
    38, 40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75,
    77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
}  # fmt: skip
"""Codes of the 63 provinces (TT 07/2016/TT-BCA, Phụ lục I)."""
ABROAD_FROM = 100
"""From this code on, the birth was registered abroad (Phụ lục II)."""


@dataclass(frozen=True)
class IdentityFacts:
    """The decoded facts."""

    place: int
    year: int
    female: bool

    @property
    def has_place(self) -> bool:
        """Whether the code is a known province or a country."""
        return self.place in PROVINCES or self.place >= ABROAD_FROM


def decode_number(number: str) -> IdentityFacts | None:
    """The facts of a twelve-digit number; None for any other."""
    if len(number) != LENGTH or not (number.isascii() and number.isdigit()):
        return None
    century, female = divmod(int(number[3]), 2)
    return IdentityFacts(int(number[:3]), (19 + century) * 100 + int(number[4:6]), bool(female))
