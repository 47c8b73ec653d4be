"""Three questions that choose among the birth procedures, or refer the person elsewhere.

Sources: TTLT 05/2015 Đ.1–2 (who may ask for the linked procedures), Luật Hộ tịch Đ.11, Đ.13, Đ.15,
Đ.35 (fee, competence, 60 days, foreign element).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.kernel.deadlines.deadline import SAME_DAY_HOUR

BIRTH = "1.001193"
"""Birth registration alone (đăng ký khai sinh)."""
LINKED_A = "2.000986"
"""Birth, permanent residence and health card (liên thông khai sinh, thường trú, thẻ BHYT)."""
LINKED_B = "2.001023"
"""Birth and health card (liên thông khai sinh, thẻ BHYT)."""


class ChildCase(StrEnum):
    """The child's case."""

    ON_TIME = "on_time"
    LATE = "late"
    SIX_OR_MORE = "six_or_more"
    REGISTERED = "registered"


class Residence(StrEnum):
    """Where a parent or carer has registered residence (nơi cư trú)."""

    PERMANENT = "permanent"
    TEMPORARY = "temporary"
    LIVING = "living"
    ELSEWHERE = "elsewhere"
    FOREIGN = "foreign"


class Wish(StrEnum):
    """What the person wants to combine in one application."""

    ALL_THREE = "all_three"
    WITH_CARD = "with_card"
    BIRTH_ONLY = "birth_only"


@dataclass(frozen=True)
class Option:
    """A possible answer."""

    value: str
    label: LazyString
    hint: LazyString | str = ""


@dataclass(frozen=True)
class ChoiceQuestion:
    """One of the three questions."""

    key: str
    label: LazyString
    options: tuple[Option, ...]
    hint: LazyString | str = ""

    @property
    def values(self) -> frozenset[str]:
        return frozenset(option.value for option in self.options)


@dataclass(frozen=True)
class Choice:
    """The matching procedure, or none; the reason; and further advice."""

    code: str | None
    reason: LazyString
    advice: tuple[LazyString, ...] = ()


QUESTIONS: tuple[ChoiceQuestion, ...] = (
    ChoiceQuestion(
        "child",
        _("Has the birth of the child been registered?"),
        (
            Option(ChildCase.ON_TIME, _("Not yet; born within the last 60 days")),
            Option(ChildCase.LATE, _("Not yet; more than 60 days old and younger than 6 years")),
            Option(ChildCase.SIX_OR_MORE, _("Not yet; 6 years old or more")),
            Option(ChildCase.REGISTERED, _("It has been registered already")),
        ),
    ),
    ChoiceQuestion(
        "residence",
        _("Where have the father, the mother or the carer registered their residence?"),
        (
            Option(
                Residence.PERMANENT,
                _("Permanent residence in this district"),
                _("Named in a household book (sổ hộ khẩu) of a commune of the district"),
            ),
            Option(
                Residence.TEMPORARY,
                _("Only temporary residence in this district"),
                _("There is a temporary residence book; the household book is elsewhere"),
            ),
            Option(
                Residence.LIVING,
                _("Living in this commune, residence not registered in the district"),
            ),
            Option(
                Residence.ELSEWHERE,
                _("Elsewhere"),
                _("You will be shown which commune to go to"),
            ),
            Option(
                Residence.FOREIGN,
                _("The father or the mother is a foreigner, or the child was born abroad"),
            ),
        ),
    ),
    ChoiceQuestion(
        "wish",
        _("What would you like to have done at once?"),
        (
            Option(
                Wish.ALL_THREE,
                _("Birth, permanent residence and health insurance card"),
                _("One set of papers, three results at the commune"),
            ),
            Option(
                Wish.WITH_CARD,
                _("Birth and health insurance card"),
                _("One set of papers, two results at the commune"),
            ),
            Option(
                Wish.BIRTH_ONLY,
                _("Birth only"),
                _("The same day if the papers are complete by %(hour)s", hour=SAME_DAY_HOUR),
            ),
        ),
        _("Doing it at once is voluntary. Each step can also be done by itself later."),
    ),
)

LATE_ADVICE = _(
    "More than 60 days after the birth a fee for late registration is due. The office tells you"
    " the amount; families with merit, poor households and people with disability do not pay."
)
SEPARATE_ADVICE = _(
    "Residence and health card can be asked for separately after the birth is registered."
)


def choose(answers: Mapping[str, str]) -> Choice:
    """The procedure for these three answers; none for an unknown answer."""
    if any(str(answers.get(q.key)) not in {o.value for o in q.options} for q in QUESTIONS):
        return Choice(None, _("Answer the three questions, then the right procedure is shown."))
    child, residence = ChildCase(answers["child"]), Residence(answers["residence"])
    elsewhere = _turned_away(child, residence)
    if elsewhere is not None:
        return elsewhere
    return _offered(child, residence, Wish(answers["wish"]))


def _turned_away(child: ChildCase, residence: Residence) -> Choice | None:
    """The cases in which this commune registers nothing."""
    if child is ChildCase.REGISTERED:
        return Choice(
            None,
            _("A birth is registered once only."),
            (
                _("For copies, go to the commune that registered the birth."),
                _("For residence go to the district police, for the card to the insurance office."),
            ),
        )
    if residence is Residence.FOREIGN:
        return Choice(
            None,
            _("A birth with a foreign element is registered by the district, not by the commune."),
            (_("Go to the justice office (Phòng Tư pháp) of the district with the papers."),),
        )
    if residence is Residence.ELSEWHERE:
        return Choice(
            None,
            _("A birth is registered where the father or the mother resides."),
            (
                _("Choose the commune where the father or the mother resides, or lives now."),
                _("If it is not in the list, take the papers to that commune's office."),
            ),
        )
    return None


def _offered(child: ChildCase, residence: Residence, wish: Wish) -> Choice:
    advice = (LATE_ADVICE,) if child in {ChildCase.LATE, ChildCase.SIX_OR_MORE} else ()
    if wish is Wish.BIRTH_ONLY:
        return Choice(BIRTH, _("You asked for the birth registration only."), advice)
    if child is ChildCase.SIX_OR_MORE:
        return Choice(
            BIRTH,
            _("The linked procedures are for children younger than 6 years only."),
            (*advice, SEPARATE_ADVICE),
        )
    if residence is Residence.LIVING:
        return Choice(
            BIRTH,
            _("The linked procedures need a residence registered in this district."),
            (*advice, SEPARATE_ADVICE),
        )
    if wish is Wish.ALL_THREE and residence is Residence.TEMPORARY:
        return Choice(
            LINKED_B,
            _("Permanent residence needs a household book of this district; the card does not."),
            (*advice, SEPARATE_ADVICE),
        )
    if wish is Wish.ALL_THREE:
        return Choice(
            LINKED_A, _("All three are done at the commune with one set of papers."), advice
        )
    return Choice(LINKED_B, _("Both are done at the commune with one set of papers."), advice)
