"""The letters of a short message as an operator has them: GSM 03.38, else UCS-2."""

from __future__ import annotations

GSM, UCS2 = 0, 8
"""What SMPP calls ``data_coding``."""
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_HEADER_FOLLOWS = 0x40
"""The bit of ``esm_class`` that tells of a header: one part of several."""


def written(text: str) -> tuple[int, bytes]:
    """Coding and bytes of what a citizen types."""
    if all(letter in _BASIC for letter in text):
        return GSM, bytes(_BASIC.index(letter) for letter in text)
    return UCS2, text.encode("utf-16-be")


def read(coding: int, esm_class: int, content: bytes) -> tuple[str, int, int]:
    """The words of a part, which part it is, and of how many."""
    part, parts = 1, 1
    if esm_class & _HEADER_FOLLOWS and content:
        header, content = content[: content[0] + 1], content[content[0] + 1 :]
        part, parts = header[-1], header[-2]
    if coding == UCS2:
        return content.decode("utf-16-be", "replace"), part, parts
    return "".join(_BASIC[byte & 0x7F] for byte in content), part, parts
