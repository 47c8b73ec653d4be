"""Encodings of SMS: GSM 03.38, else UCS-2."""

GSM, UCS2 = 0, 8
"""Values of SMPP's ``data_coding``."""
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_HEADER_FOLLOWS = 0x40
"""Bit of ``esm_class`` for a user data header: the message is one of several parts."""


def written(text: str) -> tuple[int, bytes]:
    if all(letter in _BASIC for letter in text):
        return GSM, bytes(_BASIC.index(letter) for letter in text)
    return UCS2, text.encode("utf-16-be")


def read(coding: int, esm_class: int, content: bytes) -> tuple[str, int, int]:
    """Text of a part, its number, and the number of parts."""
    part, parts = 1, 1
    if esm_class & _HEADER_FOLLOWS and content:
        header, content = content[: content[0] + 1], content[content[0] + 1 :]
        part, parts = header[-1], header[-2]
    if coding == UCS2:
        return content.decode("utf-16-be", "replace"), part, parts
    return "".join(_BASIC[byte & 0x7F] for byte in content), part, parts
