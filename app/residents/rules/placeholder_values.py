"""Placeholder values: two mothers who are "không rõ" are not the same mother."""

import re

from app.kernel.text.folding import fold

_NOTHING = re.compile(
    r"\W*(?:(?:khong|chua)(?: (?:ro|biet|co|ten|co ten|dat ten|xac dinh|khai))?"
    r"|vo danh|(?:be|con|chau) (?:trai|gai)|null|none|n/a|nil|x+)\W*"
)


def says_nothing(text: str) -> bool:
    return _NOTHING.fullmatch(fold(text)) is not None
