"""Reasons why two records may be the same person, and their weights.

The score is a sum: every reason found adds its points, and from ``SAME_FROM``
points on it is the same person. A point is about one doubling: a common Vietnamese name is shared
by one in two hundred (seven points), a birthday by one in twenty thousand (fourteen). The weights
are not trained; to change a decision, change a weight here and state why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SAME_FROM = 25
"""Points from which two records are one person: a name, an exact date, and the commune."""
A_DOUBT = 4
"""Points that multiply the odds by about twelve; only for scaling a sum to 0..1."""


class MatchReason(StrEnum):
    """A reason, in the order in which officers read them; contains no personal data."""

    SAME_NUMBER = "same_number"
    NUMBER_SLIP = "number_slip"
    NUMBERS_FOLLOW = "numbers_follow"
    OTHER_NUMBER = "other_number"
    NUMBERS_OF_TWO_KINDS = "numbers_of_two_kinds"
    NUMBER_TELLS_ANOTHER_YEAR = "number_tells_another_year"
    NUMBER_TELLS_ANOTHER_SEX = "number_tells_another_sex"
    ANOTHER_SEX = "another_sex"
    SAME_NAME = "same_name"
    NAME_UNKNOWN = "name_unknown"
    NAME_IN_PART = "name_in_part"
    COMMON_NAME = "common_name"
    RARE_NAME = "rare_name"
    NO_MARKS = "no_marks"
    HOOK_FOR_TILDE = "hook_for_tilde"
    ANOTHER_TONE = "another_tone"
    ANOTHER_TONE_BESIDE = "another_tone_beside"
    MIDDLE_MISSING = "middle_missing"
    IN_SHORT = "in_short"
    NAME_ORDER = "name_order"
    KEYS_LEFT = "keys_left"
    IMPOSSIBLE_TONE = "impossible_tone"
    SCANNED = "scanned"
    LETTER_SLIP = "letter_slip"
    GIVEN_LETTER = "given_letter"
    ANOTHER_MIDDLE = "another_middle"
    ANOTHER_FAMILY = "another_family"
    ANOTHER_GIVEN = "another_given"
    SAME_DAY = "same_day"
    SAME_MONTH = "same_month"
    SAME_YEAR = "same_year"
    DAY_FOR_MONTH = "day_for_month"
    DAY_SLIP = "day_slip"
    ANOTHER_DAY = "another_day"
    ANOTHER_YEAR = "another_year"
    SAME_MOTHER = "same_mother"
    MOTHER_ALIKE = "mother_alike"
    ANOTHER_MOTHER = "another_mother"
    SAME_FATHER = "same_father"
    FATHER_ALIKE = "father_alike"
    SAME_FATHER_TOO = "same_father_too"
    ANOTHER_FATHER = "another_father"
    PARENT_NEARLY = "parent_nearly"
    SAME_COMMUNE = "same_commune"
    SAME_DISTRICT = "same_district"
    ANOTHER_COMMUNE = "another_commune"
    SAME_VILLAGE = "same_village"
    ANOTHER_VILLAGE = "another_village"
    TWINS = "twins"
    SIBLINGS = "siblings"
    GENERATIONS = "generations"
    TOO_LITTLE = "too_little"


@dataclass(frozen=True)
class Weight:
    """The points of a reason, and why."""

    points: int
    why: str


WEIGHTS: Mapping[MatchReason, Weight] = {
    MatchReason.SAME_NUMBER: Weight(
        24, "numbers are given once; yet the paper below gets typed too"
    ),
    MatchReason.NUMBER_SLIP: Weight(6, "a wrong figure is common, but so are neighbours in a row"),
    MatchReason.NUMBERS_FOLLOW: Weight(0, "as twins are given them: a limit, no points"),
    MatchReason.OTHER_NUMBER: Weight(-20, "one person has one number of a kind"),
    MatchReason.NUMBERS_OF_TWO_KINDS: Weight(0, "an old card says nothing against a new number"),
    MatchReason.NUMBER_TELLS_ANOTHER_YEAR: Weight(
        -10, "the number was given to somebody of its year"
    ),
    MatchReason.NUMBER_TELLS_ANOTHER_SEX: Weight(
        -10, "Thị, Văn and a ticked box tell the sex, as the number does"
    ),
    MatchReason.ANOTHER_SEX: Weight(-16, "a ticked box may slip, but boys and girls share names"),
    MatchReason.SAME_NAME: Weight(10, "one in a thousand is called so"),
    MatchReason.NAME_UNKNOWN: Weight(-6, "without a name twins cannot be told apart"),
    MatchReason.NAME_IN_PART: Weight(5, "a given name alone is shared by one in thirty"),
    MatchReason.COMMON_NAME: Weight(-3, "Nguyễn Văn Hùng lives in every street"),
    MatchReason.RARE_NAME: Weight(2, "few are called so; more would let namesakes through"),
    MatchReason.NO_MARKS: Weight(-1, "two names may fall together without marks"),
    MatchReason.HOOK_FOR_TILDE: Weight(0, "half the country does not hear the difference"),
    MatchReason.ANOTHER_TONE: Weight(
        -6, "Hoa and Hòa are two names: only number and day outweigh it"
    ),
    MatchReason.ANOTHER_TONE_BESIDE: Weight(-3, "a tone beside the given name is mostly a slip"),
    MatchReason.MIDDLE_MISSING: Weight(-1, "left out in every second handwritten paper"),
    MatchReason.IN_SHORT: Weight(-1, "one letter fits several words"),
    MatchReason.NAME_ORDER: Weight(-1, "machines from abroad turn names round"),
    MatchReason.KEYS_LEFT: Weight(0, "the keys say exactly which marks were meant"),
    MatchReason.IMPOSSIBLE_TONE: Weight(0, "no name has such a mark, so another was meant"),
    MatchReason.SCANNED: Weight(0, "a figure within a word can only be the letter it looks like"),
    MatchReason.LETTER_SLIP: Weight(-3, "a word that is none was meant to be the other"),
    MatchReason.GIVEN_LETTER: Weight(-8, "Lan and Loan are two names, or a letter left out"),
    MatchReason.ANOTHER_MIDDLE: Weight(-6, "brothers and namesakes differ just there"),
    MatchReason.ANOTHER_FAMILY: Weight(-10, "a family name is not changed by marriage here"),
    MatchReason.ANOTHER_GIVEN: Weight(-30, "the given name is the person"),
    MatchReason.SAME_DAY: Weight(14, "one in some twenty thousand"),
    MatchReason.SAME_MONTH: Weight(
        7, "one in several hundred, but written so where nobody knows better"
    ),
    MatchReason.SAME_YEAR: Weight(5, "one in some sixty; papers of the old often tell no more"),
    MatchReason.DAY_FOR_MONTH: Weight(7, "a slip known from forms of another country"),
    MatchReason.DAY_SLIP: Weight(6, "one figure wrong, or two changed about"),
    MatchReason.ANOTHER_DAY: Weight(-9, "namesakes of one year are many"),
    MatchReason.ANOTHER_YEAR: Weight(-13, "a year is rarely written wrongly"),
    MatchReason.SAME_MOTHER: Weight(10, "a mother has few children"),
    MatchReason.MOTHER_ALIKE: Weight(6, "in short, or a mark otherwise"),
    MatchReason.ANOTHER_MOTHER: Weight(-14, "nobody has two mothers on paper"),
    MatchReason.SAME_FATHER: Weight(9, "a father, too, has few children"),
    MatchReason.FATHER_ALIKE: Weight(5, "in short, or a mark otherwise"),
    MatchReason.SAME_FATHER_TOO: Weight(2, "who shares a mother mostly shares a father"),
    MatchReason.ANOTHER_FATHER: Weight(-14, "as with mothers; a recognised child may have two"),
    MatchReason.PARENT_NEARLY: Weight(-4, "Lan and Loan are two mothers, or a letter left out"),
    MatchReason.SAME_COMMUNE: Weight(5, "one of 584 in the city, but records come from one office"),
    MatchReason.SAME_DISTRICT: Weight(1, "one of thirty, and people stay near"),
    MatchReason.ANOTHER_COMMUNE: Weight(-2, "people move"),
    MatchReason.SAME_VILLAGE: Weight(3, "one of a dozen in the commune"),
    MatchReason.ANOTHER_VILLAGE: Weight(-5, "people move, but namesakes of a commune are many"),
    MatchReason.TWINS: Weight(0, "only says what the sum has found"),
    MatchReason.SIBLINGS: Weight(0, "only says what the sum has found"),
    MatchReason.GENERATIONS: Weight(-4, "a child may carry nearly the name of its parent"),
    MatchReason.TOO_LITTLE: Weight(0, "only says what the sum has not found"),
}
"""Points of every reason, each with its justification."""

REASON_LABELS: Mapping[MatchReason, LazyString] = {
    MatchReason.SAME_NUMBER: _("Same number of the paper"),
    MatchReason.NUMBER_SLIP: _("Number differs by one digit, or two digits changed about"),
    MatchReason.NUMBERS_FOLLOW: _("Numbers that follow one another, as those of twins do"),
    MatchReason.OTHER_NUMBER: _("Different numbers of the same kind"),
    MatchReason.NUMBERS_OF_TWO_KINDS: _("A number of 9 digits and one of 12 cannot be compared"),
    MatchReason.NUMBER_TELLS_ANOTHER_YEAR: _("The number tells another year of birth"),
    MatchReason.NUMBER_TELLS_ANOTHER_SEX: _("The number tells another sex than the other record"),
    MatchReason.ANOTHER_SEX: _("Different sexes"),
    MatchReason.SAME_NAME: _("Same name"),
    MatchReason.NAME_UNKNOWN: _("A name is not known"),
    MatchReason.NAME_IN_PART: _("Only a part of the name is known, and it agrees"),
    MatchReason.COMMON_NAME: _("A very common name"),
    MatchReason.RARE_NAME: _("A rare name"),
    MatchReason.NO_MARKS: _("Names agree once the marks are left out"),
    MatchReason.HOOK_FOR_TILDE: _("Hỏi written for ngã, or the other way round"),
    MatchReason.ANOTHER_TONE: _("Given names with different marks: Hoa and Hòa are two names"),
    MatchReason.ANOTHER_TONE_BESIDE: _("Another mark in the family or middle name"),
    MatchReason.MIDDLE_MISSING: _("A middle name is missing"),
    MatchReason.IN_SHORT: _("A part of the name is written in short"),
    MatchReason.NAME_ORDER: _("Family and given name in another order"),
    MatchReason.KEYS_LEFT: _("Typing keys of Telex or VNI were left in the name"),
    MatchReason.IMPOSSIBLE_TONE: _("A tone that the syllable cannot bear: a wrong mark"),
    MatchReason.SCANNED: _("A letter of the name was read as a figure"),
    MatchReason.LETTER_SLIP: _("A letter of the name is typed or read wrongly"),
    MatchReason.GIVEN_LETTER: _("Given names that one letter tells apart: Lan and Loan"),
    MatchReason.ANOTHER_MIDDLE: _("Different middle names"),
    MatchReason.ANOTHER_FAMILY: _("Different family names"),
    MatchReason.ANOTHER_GIVEN: _("Different given names"),
    MatchReason.SAME_DAY: _("Same day of birth"),
    MatchReason.SAME_MONTH: _("Same month of birth, the day is not known"),
    MatchReason.SAME_YEAR: _("Only the year of birth is known, and it agrees"),
    MatchReason.DAY_FOR_MONTH: _("Day and month of birth changed about"),
    MatchReason.DAY_SLIP: _("Date of birth differs by one digit"),
    MatchReason.ANOTHER_DAY: _("Same year, but another day of birth"),
    MatchReason.ANOTHER_YEAR: _("Different years of birth"),
    MatchReason.SAME_MOTHER: _("Same mother"),
    MatchReason.MOTHER_ALIKE: _("The mothers’ names nearly agree"),
    MatchReason.ANOTHER_MOTHER: _("Different mothers"),
    MatchReason.SAME_FATHER: _("Same father"),
    MatchReason.FATHER_ALIKE: _("The fathers’ names nearly agree"),
    MatchReason.SAME_FATHER_TOO: _("Same father"),
    MatchReason.ANOTHER_FATHER: _("Different fathers"),
    MatchReason.PARENT_NEARLY: _("The parents’ given names differ by one letter"),
    MatchReason.SAME_COMMUNE: _("Same commune"),
    MatchReason.SAME_DISTRICT: _("Same district"),
    MatchReason.ANOTHER_COMMUNE: _("Different communes"),
    MatchReason.SAME_VILLAGE: _("Same village"),
    MatchReason.ANOTHER_VILLAGE: _("Different villages of one commune"),
    MatchReason.TWINS: _("Same mother, same day, different names: perhaps twins"),
    MatchReason.SIBLINGS: _("Same mother, different births: brothers or sisters"),
    MatchReason.GENERATIONS: _("Years of birth a generation apart: perhaps parent and child"),
    MatchReason.TOO_LITTLE: _("Too little information to decide"),
}
"""The label of each reason for officers."""
