"""Vietnamese without diacritics: "Hà Đông" is found by "ha dong"."""

import unicodedata


def fold(text: str) -> str:
    """Lower case without diacritics, with single spaces; the form stored in search columns."""
    spread = unicodedata.normalize("NFD", text.lower())
    bare = "".join(c for c in spread if not unicodedata.combining(c)).replace("đ", "d")
    return " ".join(bare.split())
