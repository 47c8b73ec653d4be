"""Numbers and dates in Vietnamese words, as officers write them (ghi bằng chữ).

Printed forms are Vietnamese documents by law, so these words are data and not translated.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime

REHEARSAL = "TẬP"
"""Stands before or instead of a number in a rehearsal, which must not use up real numbers."""

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
AFTER_TENS = {1: "mốt", 4: "tư", 5: "lăm"}
MONTHS = (
    "một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai",
)  # fmt: skip
DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def below_hundred(number: int) -> str:
    """0 to 99: ``mười lăm``, ``hai mươi mốt``."""
    tens, units = divmod(number, 10)
    if tens == 0:
        return DIGITS[units]
    if tens == 1:
        ending = {0: "", 5: " lăm"}.get(units, f" {DIGITS[units]}")
        return f"mười{ending}"
    ending = "" if units == 0 else f" {AFTER_TENS.get(units, DIGITS[units])}"
    return f"{DIGITS[tens]} mươi{ending}"


def number_in_words(number: int) -> str:
    """A whole number: ``hai nghìn không trăm mười sáu``, ``hai mươi tư nghìn``."""
    groups: list[str] = []
    rest, above = number, iter(("", " nghìn", " triệu", " tỷ"))
    while rest:
        rest, three = divmod(rest, 1000)
        unit = next(above)
        if three:
            groups.insert(0, f"{_below_thousand(three, whole=not rest)}{unit}")
    return " ".join(groups) or DIGITS[0]


def _below_thousand(number: int, *, whole: bool) -> str:
    """1 to 999; with its hundreds, even none, unless it is the ``whole`` beginning."""
    hundreds, rest = divmod(number, 100)
    if whole and not hundreds:
        return below_hundred(rest)
    parts = [f"{DIGITS[hundreds]} trăm"]
    if 0 < rest < 10:
        parts.append(f"linh {'tư' if rest == 4 else DIGITS[rest]}")
    elif rest:
        parts.append(below_hundred(rest))
    return " ".join(parts)


def in_words(day: date) -> str:
    """``Ngày mùng một tháng mười một năm hai nghìn không trăm mười sáu``."""
    early = "mùng " if day.day <= 10 else ""
    return (
        f"Ngày {early}{below_hundred(day.day)} tháng {MONTHS[day.month - 1]} "
        f"năm {number_in_words(day.year)}"
    )


def said_day_in_words(text: str | None) -> str:
    """A day of birth in words, also one of which only the year, or the month, is known."""
    if day := day_of(text):
        return in_words(day)
    month, _slash, year = (text or "").strip().rpartition("/")
    if not year.isdecimal():
        return ""
    words = f"năm {number_in_words(int(year))}"
    if month.isdecimal():
        words = f"tháng {MONTHS[int(month) - 1]} {words}"
    return words[:1].upper() + words[1:]


def in_digits(day: date) -> str:
    """``01/11/2016``."""
    return f"{day:%d/%m/%Y}"


def place_day(day: date) -> str:
    """The day beside the place in the head of a paper: ``ngày 01 tháng 11 năm 2016``."""
    return f"ngày {day:%d} tháng {day:%m} năm {day:%Y}"


def day_of(text: str | date | None) -> date | None:
    """The date in ``2016-11-01`` or ``01/11/2016``; None for a year alone or for nothing."""
    if text is None or isinstance(text, date):
        return text
    try:
        if found := DAY_FIRST.fullmatch(text.strip()):
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def said_day(text: str | date | None) -> str:
    """A full date in digits; a bare year, or text that is no date, is returned unchanged."""
    day = day_of(text)
    return in_digits(day) if day else str(text or "").strip()


def bare_name(unit: str) -> str:
    """A unit without its kind, for the line of place and date: ``xã Ba Trại`` is ``Ba Trại``."""
    for kind in ("xã ", "phường ", "thị trấn ", "huyện ", "quận ", "thị xã "):
        if unit.lower().startswith(kind):
            return unit[len(kind) :]
    return unit


def moment_in_words(moment: datetime) -> str:
    """``14 giờ 05 phút, ngày 21 tháng 11 năm 2016``, in Hanoi time."""
    return f"{moment:%H} giờ {moment:%M} phút, ngày {moment:%d} tháng {moment:%m} năm {moment:%Y}"


def money(amount: int) -> str:
    """``15.000 đồng``."""
    return f"{grouped(amount)} đồng"


def money_in_words(amount: int) -> str:
    """``Mười lăm nghìn đồng``."""
    words = number_in_words(amount)
    return f"{words[:1].upper()}{words[1:]} đồng"


def grouped(number: int) -> str:
    """Digits in groups of three: ``15.000``."""
    return f"{number:,}".replace(",", ".")


def peoples_committee(*places: str) -> str:
    """``Ủy ban nhân dân xã Ba Trại, huyện Ba Vì``."""
    return "Ủy ban nhân dân " + ", ".join(place for place in places if place)


def identity_paper(answers: Mapping[str, str], who: str) -> str:
    """Type, number, issuer and date of a person's identity paper in one line (giấy tờ tùy thân)."""
    number = answers.get(f"{who}_id")
    if not number:
        return ""
    parts = [f"{answers.get(f'{who}_id_kind') or 'Giấy tờ tùy thân'} số {number}"]
    if issuer := answers.get(f"{who}_id_issuer"):
        parts.append(f"do {issuer} cấp")
    if issued := said_day(answers.get(f"{who}_id_issued")):
        parts.append(f"ngày {issued}" if issuer else f"cấp ngày {issued}")
    return " ".join(parts)


def capacity(title: str) -> list[str]:
    """The lines above the signature of the head or a deputy (TM. Ủy ban nhân dân, KT. Chủ tịch)."""
    deputy = "phó" in title.lower() or title.lower().startswith("kt.")
    return [
        "TM. ỦY BAN NHÂN DÂN",
        *(["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"] if deputy else ["CHỦ TỊCH"]),
    ]
