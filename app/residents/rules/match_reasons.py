"""Reasons why two records may be the same person, and their weights.

The score is a sum: every reason found adds its points, and from ``SAME_FROM``
points on it is the same person. A point is about one doubling: a common Vietnamese name is shared
by one in two hundred (seven points), a birthday by one in twenty thousand (fourteen). The weights
are not trained; to change a decision, change a weight here and state why.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from app.kernel.vocabulary import Term

SAME_FROM = 25
"""Points from which two records are one person: a name, an exact date, and the commune."""
A_DOUBT = 4
"""Points that multiply the odds by about twelve; only for scaling a sum to 0..1."""


class MatchReason(Term):
    """A reason, in the order in which officers read them; contains no personal data."""

    # fmt: off
    SAME_NUMBER = "same_number", _("Same number of the paper")
    NUMBER_SLIP = "number_slip", _("Number differs by one digit, or two digits changed about")
    NUMBERS_FOLLOW = "numbers_follow", _("Numbers that follow one another, as those of twins do")
    OTHER_NUMBER = "other_number", _("Different numbers of the same kind")
    NUMBERS_OF_TWO_KINDS = (
        "numbers_of_two_kinds", _("A number of 9 digits and one of 12 cannot be compared"),
    )
    NUMBER_TELLS_ANOTHER_YEAR = (
        "number_tells_another_year", _("The number tells another year of birth"),
    )
    NUMBER_TELLS_ANOTHER_SEX = (
        "number_tells_another_sex", _("The number tells another sex than the other record"),
    )
    ANOTHER_SEX = "another_sex", _("Different sexes")
    SAME_NAME = "same_name", _("Same name")
    NAME_UNKNOWN = "name_unknown", _("A name is not known")
    NAME_IN_PART = "name_in_part", _("Only a part of the name is known, and it agrees")
    COMMON_NAME = "common_name", _("A very common name")
    RARE_NAME = "rare_name", _("A rare name")
    NO_MARKS = "no_marks", _("Names agree once the marks are left out")
    HOOK_FOR_TILDE = "hook_for_tilde", _("Hỏi written for ngã, or the other way round")
    ANOTHER_TONE = "another_tone", _("Given names with different marks: Hoa and Hòa are two names")
    ANOTHER_TONE_BESIDE = "another_tone_beside", _("Another mark in the family or middle name")
    MIDDLE_MISSING = "middle_missing", _("A middle name is missing")
    IN_SHORT = "in_short", _("A part of the name is written in short")
    NAME_ORDER = "name_order", _("Family and given name in another order")
    KEYS_LEFT = "keys_left", _("Typing keys of Telex or VNI were left in the name")
    IMPOSSIBLE_TONE = "impossible_tone", _("A tone that the syllable cannot bear: a wrong mark")
    SCANNED = "scanned", _("A letter of the name was read as a figure")
    LETTER_SLIP = "letter_slip", _("A letter of the name is typed or read wrongly")
    GIVEN_LETTER = "given_letter", _("Given names that one letter tells apart: Lan and Loan")
    ANOTHER_MIDDLE = "another_middle", _("Different middle names")
    ANOTHER_FAMILY = "another_family", _("Different family names")
    ANOTHER_GIVEN = "another_given", _("Different given names")
    SAME_DAY = "same_day", _("Same day of birth")
    SAME_MONTH = "same_month", _("Same month of birth, the day is not known")
    SAME_YEAR = "same_year", _("Only the year of birth is known, and it agrees")
    DAY_FOR_MONTH = "day_for_month", _("Day and month of birth changed about")
    DAY_SLIP = "day_slip", _("Date of birth differs by one digit")
    ANOTHER_DAY = "another_day", _("Same year, but another day of birth")
    ANOTHER_YEAR = "another_year", _("Different years of birth")
    SAME_MOTHER = "same_mother", _("Same mother")
    MOTHER_ALIKE = "mother_alike", _("The mothers’ names nearly agree")
    ANOTHER_MOTHER = "another_mother", _("Different mothers")
    SAME_FATHER = "same_father", _("Same father")
    FATHER_ALIKE = "father_alike", _("The fathers’ names nearly agree")
    SAME_FATHER_TOO = "same_father_too", _("Same father")
    ANOTHER_FATHER = "another_father", _("Different fathers")
    PARENT_NEARLY = "parent_nearly", _("The parents’ given names differ by one letter")
    SAME_COMMUNE = "same_commune", _("Same commune")
    SAME_DISTRICT = "same_district", _("Same district")
    ANOTHER_COMMUNE = "another_commune", _("Different communes")
    SAME_VILLAGE = "same_village", _("Same village")
    ANOTHER_VILLAGE = "another_village", _("Different villages of one commune")
    TWINS = "twins", _("Same mother, same day, different names: perhaps twins")
    SIBLINGS = "siblings", _("Same mother, different births: brothers or sisters")
    GENERATIONS = "generations", _("Years of birth a generation apart: perhaps parent and child")
    TOO_LITTLE = "too_little", _("Too little information to decide")
    # fmt: on


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
