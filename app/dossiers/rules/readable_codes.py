"""Signs that nobody confuses when they are read aloud or copied by hand."""

LEGIBLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Nothing that is misread on paper, so no 0 O 1 I L."""
SECRET_LENGTH = 8


def legible(digest: bytes, length: int) -> str:
    """The beginning of a digest in legible signs."""
    return "".join(LEGIBLE[b % len(LEGIBLE)] for b in digest[:length])
