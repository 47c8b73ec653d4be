"""Characters that are not confused when read aloud or copied by hand."""

LEGIBLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0 O 1 I L, which are misread on paper."""
SECRET_LENGTH = 8


def legible(digest: bytes, length: int) -> str:
    return "".join(LEGIBLE[b % len(LEGIBLE)] for b in digest[:length])
