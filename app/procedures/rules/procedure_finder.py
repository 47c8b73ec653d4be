"""Questions that choose among the birth procedures, or refer the person elsewhere.

They are asked in order until the answers so far decide. Whether this commune is competent is asked
again in each declaration, which officers may open without these questions.

Sources: TTLT 05/2015 Đ.1–2 (who may ask for the linked procedures), Luật Hộ tịch Đ.11, Đ.13, Đ.15,
Đ.35 (fee, competence, 60 days, foreign element), NĐ 123/2015 Đ.14–16, Đ.24 (special births).
"""

from collections.abc import Callable, Mapping
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


ABANDONED, UNDETERMINED, SURROGACY = "1.001193.1", "1.001193.2", "1.001193.3"
"""Births of abandoned children, of children without father or both parents, by surrogacy."""
WITH_RECOGNITION = "1.000689"
"""Birth together with recognition (khai sinh kết hợp nhận cha, mẹ, con)."""
AGAIN, WITH_PERSONAL_PAPERS = "1.004884", "1.004772"
"""Registering a birth again; births of those who have personal papers."""


class ChildCase(StrEnum):
    """The case of the child, or of the grown-up whose birth is to be registered."""

    ON_TIME = "on_time"
    LATE = "late"
    SIX_OR_MORE = "six_or_more"
    WITH_PAPERS = "with_papers"
    LOST = "lost"
    REGISTERED = "registered"


class Parents(StrEnum):
    """Whom the birth certificate names."""

    MARRIED = "married"
    MOTHER_ONLY = "mother_only"
    UNMARRIED = "unmarried"
    FATHER_ONLY = "father_only"
    UNKNOWN = "unknown"
    ABANDONED = "abandoned"
    SURROGACY = "surrogacy"


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
    """One of the questions."""

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
            Option(ChildCase.SIX_OR_MORE, _("Not yet; 6 years old or more, without documents")),
            Option(
                ChildCase.WITH_PAPERS,
                _("Not yet; born before 2016, and there are personal documents"),
                _("For example identity card, household book, school records"),
            ),
            Option(
                ChildCase.LOST,
                _("Yes, before 2016; the register and the certificate are both lost"),
            ),
            Option(ChildCase.REGISTERED, _("It has been registered already")),
        ),
    ),
    ChoiceQuestion(
        "parents",
        _("Who are the parents of the child?"),
        (
            Option(Parents.MARRIED, _("Father and mother, married to each other")),
            Option(
                Parents.MOTHER_ONLY,
                _("Not married; only the mother is named"),
                _("The place of the father is left blank"),
            ),
            Option(
                Parents.UNMARRIED,
                _("Not married; the father recognises the child"),
                _("Both come to the commune and sign"),
            ),
            Option(
                Parents.FATHER_ONLY,
                _("The mother is not known; the father recognises the child"),
            ),
            Option(Parents.UNKNOWN, _("Neither father nor mother is known")),
            Option(Parents.ABANDONED, _("The child was abandoned")),
            Option(Parents.SURROGACY, _("The child was born by surrogacy")),
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
                _("One set of documents, three results at the commune"),
            ),
            Option(
                Wish.WITH_CARD,
                _("Birth and health insurance card"),
                _("One set of documents, two results at the commune"),
            ),
            Option(
                Wish.BIRTH_ONLY,
                _("Birth only"),
                _("The same day if the documents are complete by %(hour)s", hour=SAME_DAY_HOUR),
            ),
        ),
        _("Doing it at once is voluntary. Each step can also be done by itself later."),
    ),
)

LATE_ADVICE = _(
    "More than 60 days after the birth a fee for late registration is due; families with merit,"
    " poor households and people with disability do not pay."
)
SEPARATE_ADVICE = _(
    "Residence and health card can be asked for separately after the birth is registered."
)
RESIDENCE_ADVICE = _(
    "Permanent residence can be asked for separately after the birth is registered."
)


_BY_RECOGNITION = _(
    "Unmarried, or the mother unknown: the father is named if he recognises the child at once."
)
_BY_PARENTS: Mapping[Parents, Choice] = {
    Parents.UNMARRIED: Choice(WITH_RECOGNITION, _BY_RECOGNITION, (SEPARATE_ADVICE,)),
    Parents.FATHER_ONLY: Choice(WITH_RECOGNITION, _BY_RECOGNITION, (SEPARATE_ADVICE,)),
    Parents.UNKNOWN: Choice(
        UNDETERMINED, _("Births of children whose parents are not known have their own procedure.")
    ),
    Parents.ABANDONED: Choice(
        ABANDONED, _("An abandoned child is registered where the report on it was made.")
    ),
    Parents.SURROGACY: Choice(
        SURROGACY, _("Births by surrogacy have their own procedure."), (SEPARATE_ADVICE,)
    ),
}


def choose(answers: Mapping[str, str]) -> Choice:
    """The procedure for these answers; none while they do not suffice."""
    decided = _decided(answers)
    if isinstance(decided, Choice):
        return decided
    return Choice(None, _("Answer the questions, then the right procedure is shown."))


def unanswered(answers: Mapping[str, str]) -> tuple[ChoiceQuestion, ...]:
    """The questions that still have to be answered; none once the answers decide."""
    stuck = _decided(answers)
    if isinstance(stuck, Choice):
        return ()
    later = QUESTIONS[QUESTIONS.index(stuck) :]
    return tuple(asked for asked in later if answers.get(asked.key) not in asked.values)


def _decided(answers: Mapping[str, str]) -> Choice | ChoiceQuestion:
    """The choice, or the first question whose answer is missing."""
    for asked, decide in zip(QUESTIONS, _STEPS, strict=True):
        if str(answers.get(asked.key)) not in asked.values:
            return asked
        choice = decide(answers)
        if choice is not None:
            return choice
    raise AssertionError("the last question decides")


def _by_child(answers: Mapping[str, str]) -> Choice | None:
    """Births that were registered before, and of people who have papers."""
    child = ChildCase(answers["child"])
    if child is ChildCase.WITH_PAPERS:
        return Choice(
            WITH_PERSONAL_PAPERS, _("The personal documents stand in for the birth notification.")
        )
    if child is ChildCase.LOST:
        return Choice(AGAIN, _("A birth registered before 2016 can be registered again."))
    if child is ChildCase.REGISTERED:
        return Choice(
            None,
            _("A birth is registered once only."),
            (
                _("For copies, go to the commune that registered the birth."),
                _("For residence go to the district police, for the card to the insurance office."),
            ),
        )
    return None


def _by_parents(answers: Mapping[str, str]) -> Choice | None:
    return _BY_PARENTS.get(Parents(answers["parents"]))


def _by_residence(answers: Mapping[str, str]) -> Choice | None:
    """The cases in which another office is competent, or nothing can be linked."""
    residence = Residence(answers["residence"])
    if residence is Residence.FOREIGN:
        return Choice(
            None,
            _("A birth with a foreign element is registered by the district, not by the commune."),
            (_("Go to the justice office (Phòng Tư pháp) of the district with the documents."),),
        )
    if residence is Residence.ELSEWHERE:
        return Choice(
            None,
            _("A birth is registered where the father or the mother resides."),
            (
                _("Choose the commune where the father or the mother resides, or lives now."),
                _("If it is not in the list, take the documents to that commune's office."),
            ),
        )
    if answers["child"] == ChildCase.SIX_OR_MORE:
        return _alone(
            answers, _("The linked procedures are for children younger than 6 years only.")
        )
    if residence is Residence.LIVING:
        return _alone(
            answers, _("The linked procedures need a residence registered in this district.")
        )
    return None


def _by_wish(answers: Mapping[str, str]) -> Choice:
    """The procedures this commune offers for the child."""
    wish, advice = Wish(answers["wish"]), _late(answers)
    if wish is Wish.BIRTH_ONLY:
        return _alone(answers, _("You asked for the birth registration only."))
    if wish is Wish.ALL_THREE and answers["residence"] == Residence.TEMPORARY:
        return Choice(
            LINKED_B,
            _("Permanent residence needs a household book of this district; the card does not."),
            (*advice, RESIDENCE_ADVICE),
        )
    if wish is Wish.ALL_THREE:
        return Choice(
            LINKED_A, _("All three are done at the commune with one set of documents."), advice
        )
    return Choice(LINKED_B, _("Both are done at the commune with one set of documents."), advice)


def _alone(answers: Mapping[str, str], reason: LazyString) -> Choice:
    """The birth only; with the place of the father left blank it is a procedure of its own."""
    code = UNDETERMINED if answers["parents"] == Parents.MOTHER_ONLY else BIRTH
    return Choice(code, reason, (*_late(answers), SEPARATE_ADVICE))


def _late(answers: Mapping[str, str]) -> tuple[LazyString, ...]:
    return () if answers["child"] == ChildCase.ON_TIME else (LATE_ADVICE,)


_STEPS: tuple[Callable[[Mapping[str, str]], Choice | None], ...] = (
    _by_child, _by_parents, _by_residence, _by_wish,
)  # fmt: skip
"""What each question decides together with those before it, in the order of ``QUESTIONS``."""
