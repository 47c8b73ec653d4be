"""Regular expressions written by administrators, matched in bounded time.

A pattern must match the whole answer. The number of ways to match one text is estimated beforehand:
a pattern with too many, such as ``(a+)+``, is refused.
"""

import re
from functools import lru_cache
from re import _constants as ops  # type: ignore[attr-defined]  # what a pattern is made of
from re import _parser  # type: ignore[attr-defined]  # has no public name
from typing import Any

from flask_babel import lazy_gettext as _

from app.kernel.errors import DomainError

LONGEST = 200
"""Maximum characters of a pattern, and of a text compared with one."""
MOST_WAYS = 10_000_000
PLAIN = {ops.LITERAL, ops.NOT_LITERAL, ops.ANY, ops.IN, ops.AT, ops.RANGE, ops.CATEGORY}
REPEATS = {ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT}


class BadPattern(DomainError):
    message = _(
        "“%(pattern)s” is no pattern that can be used: at most 200 characters, no repeats inside"
        " repeats, no references back."
    )
    status = 422


@lru_cache(maxsize=512)
def read(pattern: str) -> re.Pattern[str]:
    """The compiled pattern. Raises BadPattern."""
    if len(pattern) > LONGEST:
        raise BadPattern(pattern=f"{pattern[:40]}…")
    try:
        found = re.compile(pattern)
        ways = _ways(_parser.parse(pattern))
    except (re.error, OverflowError, RecursionError, ValueError) as error:
        raise BadPattern(pattern=pattern) from error
    if ways > MOST_WAYS:
        raise BadPattern(pattern=pattern)
    return found


def fits(pattern: str, text: str) -> bool:
    """Whether the pattern matches the whole text; a text over 200 characters never matches."""
    return len(text) <= LONGEST and read(pattern).fullmatch(text) is not None


def _ways(parts: Any) -> int:
    """Upper bound of the ways to match one text against the parts."""
    product = 1
    for kind, said in parts:
        product *= _ways_of(kind, said)
        if product > MOST_WAYS:
            break
    return product


def _ways_of(kind: Any, said: Any) -> int:
    if kind in PLAIN:
        return 1
    if kind is ops.SUBPATTERN:
        return _ways(said[-1])
    if kind is ops.BRANCH:
        return sum(_ways(branch) for branch in said[1])
    if kind in REPEATS:
        return _repeated(*said)
    if kind in {ops.ASSERT, ops.ASSERT_NOT}:
        return _ways(said[1])
    return MOST_WAYS + 1  # back-references and anything else


def _repeated(least: int, most: int, parts: Any) -> int:
    inner, most = _ways(parts), min(int(most), LONGEST)
    if inner == 1:
        return max(most - int(least), 0) + 1
    ways: int = (inner + 1) ** most
    return min(ways, MOST_WAYS + 1)
