"""Vietnamese without its marks: "Hà Đông" is found by "ha dong"."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Small letters without diacritics, spaces made single; what search columns keep."""
    spread = unicodedata.normalize("NFD", text.lower())
    bare = "".join(c for c in spread if not unicodedata.combining(c)).replace("đ", "d")
    return " ".join(bare.split())
