"""Validation of a normalised answer by the rules of its question."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _

from app.kernel.i18n import vietnamese
from app.kernel.text import parsing, safe_regex
from app.procedures.answers.normalisation import kept_or_typed, sound_day
from app.procedures.models.vocabulary import QuestionKind
from app.procedures.rules.form import Answers, Form, Question, Surroundings, said_values

LONGEST = {
    QuestionKind.NAME: 120,
    QuestionKind.LONG_TEXT: parsing.LONGEST_TEXT,
    QuestionKind.IDENTITY: 30,
}
MOST_NUMBER = 1_000_000
IDENTITY_CARD, CITIZEN_CARD = "cmnd", "cccd"
"""Kinds of paper: chứng minh nhân dân has 9 digits, 12 in some provinces since 2012 (TT 57/2013);
căn cước công dân has 12 (NĐ 137/2015 Đ13)."""
CARD_FROM_AGE = 14
"""Both are issued from this age (NĐ 05/1999 Đ3, Luật Căn cước công dân Đ19)."""
MOST_MONEY = 10**parsing.MOST_FIGURES - 1


class Given(NamedTuple):
    """A normalised answer with everything it is compared with."""

    form: Form
    question: Question
    value: Any
    answers: Answers
    around: Surroundings

    @property
    def rules(self) -> Any:
        return self.question.rules


Check = Callable[[Given], Iterator[str]]


def found_by(given: Given) -> list[str]:
    """The first fault: one mistake is reported once."""
    for check in (_too_long, _BY_KIND.get(given.question.kind, _nothing), *_BY_RULE):
        found = next(check(given), None)
        if found is not None:
            return [found]
    return []


def _nothing(_given: Given) -> Iterator[str]:
    yield from ()


def _too_long(given: Given) -> Iterator[str]:
    usual = LONGEST.get(given.question.kind, parsing.LONGEST_LINE)
    most = given.rules.get("longest", usual)
    value = given.value
    text = value.get("detail", "") if isinstance(value, dict) else value
    if isinstance(text, str) and len(text) > most:
        yield _("Write at most %(most)s characters; this is %(count)s.", most=most, count=len(text))


# ---- by kind -------------------------------------------------------------------------------------


def _chosen(given: Given) -> Iterator[str]:
    if given.value not in {choice for choice, _label in given.question.choices}:
        yield _("Choose one of the answers offered.")


def _all_chosen(given: Given) -> Iterator[str]:
    if not said_values(given.value) <= {choice for choice, _label in given.question.choices}:
        yield _("Choose among the answers offered.")


def _yes_no(given: Given) -> Iterator[str]:
    if given.value not in {"yes", "no"}:
        yield _("Choose yes or no.")


def _facility(given: Given) -> Iterator[str]:
    if given.value not in {code for code, _name in given.around.facilities}:
        yield _("Choose a facility of the list.")


def _amount(given: Given) -> Iterator[str]:
    least, most = given.rules.get("least", 0), given.rules.get("most", MOST_NUMBER)
    if not least <= given.value <= most:
        yield _("Enter a number from %(least)s to %(most)s.", least=least, most=most)


def _money(given: Given) -> Iterator[str]:
    least, most = given.rules.get("least", 0), given.rules.get("most", MOST_MONEY)
    if not least <= given.value <= most:
        yield _(
            "Enter an amount from %(least)s to %(most)s.",
            least=vietnamese.money(least),
            most=vietnamese.money(most),
        )


def _hour(given: Given) -> Iterator[str]:
    least, most = hours_of(given.rules)
    if not least <= given.value <= most:
        yield _("Enter a time from %(least)s to %(most)s.", least=least, most=most)


def hours_of(rules: Mapping[str, Any]) -> tuple[str, str]:
    """Allowed range of times; a plain number is an hour."""
    said = rules.get("least", "00:00"), rules.get("most", "23:59")
    first, last = (f"{each:02d}:00" if isinstance(each, int) else str(each) for each in said)
    return first, last


def _place(given: Given) -> Iterator[str]:
    value, around = given.value, given.around
    place = around.place_by_code.get(value["place"])
    if place is None:
        yield _("Choose the commune, or the province if it is outside Hanoi.")
    elif not value["detail"] and not place.district:
        yield _("Enter also the house number or hamlet, the commune and the district.")
    elif not value["detail"] and not given.rules.get("detail_optional"):
        yield _("Enter also the house number and street, or the hamlet.")
    elif given.rules.get("same_district") and place.district != around.district_code:
        yield _(
            "The household must be in %(district)s. If it is elsewhere, choose the procedure"
            " without permanent residence.",
            district=around.district_name,
        )


def _when(given: Given) -> Iterator[str]:
    """Faults of a day, a month or a year; partial dates are compared as far as known."""
    rules, value, today = given.rules, given.value, given.around.day
    near = today.isoformat()[: len(value)]
    if rules.get("not_future") and value > near:
        yield _("The day lies in the future. Today is %(today)s.", today=_day(today))
    if rules.get("not_past") and value < near:
        yield _("The day has gone by. Today is %(today)s.", today=_day(today))
    if value < str(rules.get("earliest", 1900))[: len(value)]:
        yield _("The year %(year)s cannot be right. Look at the document again.", year=value[:4])
    yield from _age(given)
    yield from _against_others(given)


def _age(given: Given) -> Iterator[str]:
    """A month or a year counts from its first day (TTLT 01/2016 Đ2)."""
    rules, value, today = given.rules, given.value, given.around.day
    own = rules.get("years_message")
    if "under_years" in rules and has_turned(value, rules["under_years"], today):
        yield own or _(
            "This makes %(years)s years or more. The procedure is for those who are younger.",
            years=rules["under_years"],
        )
    if "at_least_years" in rules and not has_turned(value, rules["at_least_years"], today):
        yield own or _(
            "This makes less than %(years)s years. The procedure is for those who are older.",
            years=rules["at_least_years"],
        )


def _against_others(given: Given) -> Iterator[str]:
    """``before`` and ``not_before`` compare with the date in another answer.

    Both are compared as far as both are known: 1990 is not before any day of 1990.
    """
    value, own = given.value, given.rules.get("before_message")
    other, label = _other_day(given, "before")
    known = min(len(value), len(other))
    if other and value[:known] >= other[:known]:
        yield own or _(
            "“%(own)s” must be before “%(label)s”, %(day)s.",
            own=given.question.label,
            label=label,
            day=_spoken(other),
        )
    other, label = _other_day(given, "not_before")
    if other and value < other[: len(value)]:
        yield own or _(
            "“%(own)s” cannot be before “%(label)s”, %(day)s.",
            own=given.question.label,
            label=label,
            day=_spoken(other),
        )
    elif other and _is_card(given) and value < _turned(other, CARD_FROM_AGE):
        yield _(
            "Identity cards are issued from the age of %(years)s. Compare with “%(label)s”.",
            years=CARD_FROM_AGE,
            label=label,
        )


def _other_day(given: Given, rule: str) -> tuple[str, str]:
    """The other date and its label; none if it is invalid itself, which is reported there."""
    key = given.rules.get(rule, "")
    question = given.form.by_key.get(key)
    return sound_day(given.answers.get(key)), question.label if question else ""


def _is_card(given: Given) -> bool:
    kind = given.answers.get(given.rules.get("paper_kind", ""))
    return kind in {IDENTITY_CARD, CITIZEN_CARD}


def has_turned(born: str, years: int, day: date) -> bool:
    return _turned(born, years) <= day.isoformat()


def _turned(born: str, years: int) -> str:
    return f"{int(born[:4]) + years:04d}{born[4:]}"


def _day(day: date) -> str:
    return _spoken(day.isoformat())


def _spoken(value: str) -> str:
    return parsing.spoken_day(value)


# ---- by rule -------------------------------------------------------------------------------------


def _pattern(given: Given) -> Iterator[str]:
    pattern, value = given.rules.get("pattern"), given.value
    if pattern and isinstance(value, str) and not safe_regex.fits(pattern, value):
        yield (
            given.rules.get("pattern_message")
            or given.question.hint
            or _("This is not written as it should be. Look at the example.")
        )


def _equal(given: Given) -> Iterator[str]:
    other = given.form.by_key.get(given.rules.get("equal_to", ""))
    if other and given.value != kept_or_typed(other, given.answers.get(other.key)):
        yield _("This must be the same as “%(label)s”.", label=other.label)


def _number_of_kind(given: Given) -> Iterator[str]:
    """``paper_kind`` names the question that says which paper has the number."""
    kind = given.answers.get(given.rules.get("paper_kind", ""))
    if kind == CITIZEN_CARD and not _has_digits(given.value, 12):
        yield _("A citizen identity card has 12 digits. Check the number and the kind of document.")
    elif kind == IDENTITY_CARD and not _has_digits(given.value, 9, 12):
        yield _("An identity card has 9 or 12 digits. Check the number and the kind of document.")


def _has_digits(value: Any, *lengths: int) -> bool:
    return str(value).isdigit() and len(str(value)) in lengths


def _refused(given: Given) -> Iterator[str]:
    """An answer for which the commune is not competent; the message names who is (thẩm quyền)."""
    for refusal in given.question.refusals:
        if said_values(given.value) & refusal.values:
            yield refusal.message


_BY_KIND: dict[QuestionKind, Check] = {
    QuestionKind.CHOICE: _chosen,
    QuestionKind.CHOICES: _all_chosen,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.FACILITY: _facility,
    QuestionKind.IDENTITY: _number_of_kind,
    QuestionKind.NUMBER: _amount,
    QuestionKind.MONEY: _money,
    QuestionKind.TIME: _hour,
    QuestionKind.ADDRESS: _place,
    QuestionKind.DATE: _when,
    QuestionKind.YEAR_OR_DATE: _when,
}
_BY_RULE: tuple[Check, ...] = (_pattern, _equal, _refused)
