"""The order of the Vietnamese alphabet (thứ tự bảng chữ cái tiếng Việt), computed in SQL.

A server of PostgreSQL without ICU knows no Vietnamese collation; by code points every Đ comes
after all other letters.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from sqlalchemy import ColumnElement, func

LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
VOWELS = frozenset("aăâeêioôơuưy")
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
"""None, huyền, hỏi, ngã, sắc, nặng: the order of dictionaries."""
FIRST = 0x100
"""Digits, spaces and signs keep their place before all letters."""

_TONED = [
    unicodedata.normalize("NFC", letter + tone)
    for letter in LETTERS
    for tone in (TONES if letter in VOWELS else TONES[:1])
]
_RANKS = {letter: chr(FIRST + rank) for rank, letter in enumerate(_TONED)}
_BOTH = {" ": " "} | _RANKS | {letter.upper(): rank for letter, rank in _RANKS.items()}
FREQUENT = " nãxhgTiuaHĐưPâêLtrcmCơVúNMạSXKịàoBồyấáôpDợòQờYệộếìăùảAỹọềắĩ"
"""Letters of names, the most frequent first: the server looks each up from the beginning."""
_PAIRS = {letter: _BOTH[letter] for letter in FREQUENT} | _BOTH
_FROM, _TO = "".join(_PAIRS), "".join(_PAIRS.values())


def alphabetical(column: Any) -> ColumnElement[str]:
    """A key by which names sort as in a Vietnamese dictionary, whatever the case."""
    return func.translate(column, _FROM, _TO).collate("C")
