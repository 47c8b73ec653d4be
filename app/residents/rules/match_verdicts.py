"""The verdict on two records: one person, two people, or an officer has to look.

The points of the reasons decide, with three limits. Whatever a twin may share, however much of it
agrees, is not the same without asking; records between which nothing stands are not two people,
even if little agrees; and one number with one day of birth, or one name, is looked at in any case.
"""

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.residents.rules.match_reasons import SAME_FROM, MatchReason
from app.residents.rules.name_similarity import points

LOOK_FROM = 16
"""Points from which an officer looks: a common name, its year and the commune make seventeen."""


class Verdict(StrEnum):
    """The verdict on two records (kết luận so khớp)."""

    SAME = "same"
    DIFFERENT = "different"
    LOOK = "look"
    """Undecidable from the records: an officer has to look (cần xem)."""


VERDICT_LABELS: Mapping[Verdict, LazyString] = {
    Verdict.SAME: _("The same person"),
    Verdict.DIFFERENT: _("Two people"),
    Verdict.LOOK: _("To be looked at"),
}

AGAINST = frozenset(
    (
        MatchReason.OTHER_NUMBER, MatchReason.NUMBERS_FOLLOW,
        MatchReason.NUMBER_TELLS_ANOTHER_YEAR, MatchReason.NUMBER_TELLS_ANOTHER_SEX,
        MatchReason.ANOTHER_SEX, MatchReason.ANOTHER_TONE, MatchReason.GIVEN_LETTER,
        MatchReason.ANOTHER_MIDDLE, MatchReason.ANOTHER_FAMILY, MatchReason.ANOTHER_GIVEN,
        MatchReason.ANOTHER_DAY, MatchReason.ANOTHER_YEAR, MatchReason.ANOTHER_MOTHER,
        MatchReason.ANOTHER_FATHER, MatchReason.PARENT_NEARLY, MatchReason.ANOTHER_VILLAGE,
    )
)  # fmt: skip
"""Reasons that speak for two people."""
_NEVER_UNASKED = frozenset(
    (MatchReason.ANOTHER_GIVEN, MatchReason.GIVEN_LETTER, MatchReason.NUMBERS_FOLLOW)
)
_OUTWEIGHED_BY_A_NUMBER = frozenset(
    (
        MatchReason.ANOTHER_TONE, MatchReason.ANOTHER_MIDDLE, MatchReason.ANOTHER_FAMILY,
        MatchReason.ANOTHER_SEX, MatchReason.ANOTHER_MOTHER, MatchReason.ANOTHER_FATHER,
        MatchReason.PARENT_NEARLY,
    )
)  # fmt: skip
_OF_ONE_FAMILY = frozenset(
    (MatchReason.SAME_NUMBER, MatchReason.SAME_MOTHER, MatchReason.SAME_FATHER)
)
_BESIDE_ONE_NUMBER = frozenset((MatchReason.SAME_DAY, MatchReason.SAME_NAME))


def decide(found: frozenset[MatchReason]) -> tuple[Verdict, int]:
    """The verdict, and the points that count for it."""
    total = points(found)
    if _must_be_asked(found):
        total = min(total, SAME_FROM - 1)
    if total >= SAME_FROM:
        return Verdict.SAME, total
    number = MatchReason.SAME_NUMBER in found and found & _BESIDE_ONE_NUMBER
    looked_at = total >= LOOK_FROM or not found & AGAINST or number
    return Verdict.LOOK if looked_at else Verdict.DIFFERENT, total


def _must_be_asked(found: frozenset[MatchReason]) -> bool:
    """Whether something differs in which twins, siblings or namesakes differ."""
    doubts = found & _OUTWEIGHED_BY_A_NUMBER and MatchReason.SAME_NUMBER not in found
    moved = MatchReason.ANOTHER_VILLAGE in found and not found & _OF_ONE_FAMILY
    return bool(found & _NEVER_UNASKED or doubts or moved)
