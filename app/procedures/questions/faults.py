"""What is wrong with an answer, in sentences that say what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.kernel import phones, writing
from app.kernel.errors import DomainError
from app.procedures.models import Kind
from app.procedures.rules import Answers, Condition, Form, Question, Surroundings

LONGEST = {Kind.NAME: 120, Kind.LONG_TEXT: writing.LONGEST_TEXT, Kind.IDENTITY: 30}


def keep(question: Question, value: Any) -> Any:
    """The form in which an answer is stored (NFC, figures only, ISO days).

    Raises:
        DomainError: it cannot be read as an answer of this kind.
    """
    return _KEEP[question.kind](value)


def faults(question: Question, value: Any, *, answers: Answers, around: Surroundings) -> list[str]:
    """Everything wrong with one answer; ``answers`` is the whole document so far."""
    if value in (None, "", {}, []):
        return [_missing(question)] if question.required else []
    try:
        kept = value if _is_free(question, value, answers) else keep(question, value)
    except DomainError as error:
        return [str(error)]
    if kept == "":
        return [_missing(question)] if question.required else []
    found = _too_long(question, kept)
    if not found:
        found = _BY_KIND.get(question.kind, _nothing)(question, kept, answers, around)
    return found


def validate_answers(
    form: Form, answers: Answers, around: Surroundings, *, only: frozenset[str] | None = None
) -> dict[str, list[str]]:
    """Faults of the whole document by key of the question; empty when it can be handed in.

    Hidden questions are not looked at, and neither are copied answers: what is wrong with them is
    said where they were given.
    """
    whole = form.completed(answers)
    found: dict[str, list[str]] = {}
    shown = form.shown(answers)
    for question in form.questions:
        if question.key not in shown or question.is_copied(whole):
            continue
        if only is not None and question.key not in only:
            continue
        wrong = faults(question, whole.get(question.key), answers=whole, around=around)
        if wrong:
            found[question.key] = wrong
    return found


def clean_answers(form: Form, answers: Answers, around: Surroundings) -> dict[str, Any]:
    """The document as it is stored: kept forms, nothing hidden, nothing unknown, addresses spelt.

    What cannot be read stays as it was typed, for ``validate_answers`` to name.
    """
    clean: dict[str, Any] = {}
    for key, value in answers.items():
        question = form.by_key.get(key)
        if question is not None:
            clean[key] = spelt(kept_or_typed(question, value), around)
        elif _is_raw_phone(form, key) and isinstance(value, str):
            clean[key] = writing.line(value)[: writing.LONGEST_LINE]
    return form.completed(clean)


def _is_free(question: Question, value: Any, answers: Answers) -> bool:
    """Whether the paper may have a number of any shape (army and police cards)."""
    condition = Condition.read(question.rules.get("free_if"))
    return condition is not None and condition.holds(answers) and isinstance(value, str)


def spelt(value: Any, around: Surroundings) -> Any:
    """An address with its full text, so that no reader of the document needs a catalogue."""
    if not (isinstance(value, dict) and "place" in value):
        return value
    place = around.place_by_code.get(str(value["place"]))
    if place is None:
        return value
    detail = str(value.get("detail", ""))
    return {**value, "text": ", ".join(part for part in (detail, place.full) if part)}


def kept_or_typed(question: Question, value: Any) -> Any:
    """The form in which an answer is stored, or what was typed if it cannot be read."""
    try:
        return keep(question, value)
    except DomainError:
        return value


def _is_raw_phone(form: Form, key: str) -> bool:
    question = form.by_key.get(key.removesuffix("_raw"))
    return key.endswith("_raw") and question is not None and question.kind is Kind.PHONE


def _missing(question: Question) -> str:
    return question.missing or _("Answer this: %(label)s.", label=question.label)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise writing.Misread
    return value


def _date(value: Any) -> str:
    parts = _text(value).split("-")
    if len(parts) != 3:
        raise writing.Misread(writing.DAY_WANTED)
    return writing.day(*parts).isoformat()


def _year_or_date(value: Any) -> str:
    written = _text(value)
    return writing.year_or_day(written) if "-" not in written else _date(written)


def _phone(value: Any) -> str:
    written = writing.line(_text(value))
    return phones.normalise(written) if written else ""


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise writing.Misread(writing.NUMBER_WANTED)
    return value


def _address(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping) or not isinstance(value.get("place"), str):
        raise writing.Misread(writing.ADDRESS_WANTED)
    detail = writing.line(_text(value.get("detail", "")))
    kept = {"place": writing.line(value["place"]), "detail": detail}
    text = value.get("text")
    return {**kept, "text": text} if isinstance(text, str) else kept


def _line(value: Any) -> str:
    return writing.line(_text(value))


_KEEP: dict[Kind, Callable[[Any], Any]] = {
    Kind.NAME: lambda value: writing.person_name(_text(value)),
    Kind.TEXT: _line,
    Kind.LONG_TEXT: lambda value: writing.paragraphs(_text(value)),
    Kind.DATE: _date,
    Kind.YEAR_OR_DATE: _year_or_date,
    Kind.IDENTITY: lambda value: writing.identity_number(_text(value)),
    Kind.PHONE: _phone,
    Kind.EMAIL: lambda value: writing.email(_text(value)),
    Kind.ADDRESS: _address,
    Kind.CHOICE: _line,
    Kind.NUMBER: _number,
    Kind.YES_NO: _line,
    Kind.FACILITY: _line,
}

Check = Callable[[Question, Any, Answers, Surroundings], list[str]]


def _nothing(_q: Question, _v: Any, _a: Answers, _s: Surroundings) -> list[str]:
    return []


def _too_long(question: Question, value: Any) -> list[str]:
    most = question.rules.get("longest", LONGEST.get(question.kind, writing.LONGEST_LINE))
    text = value.get("detail", "") if isinstance(value, dict) else value
    if isinstance(text, str) and len(text) > most:
        return [
            _(
                "Write at most %(most)s characters; this is %(count)s.",
                most=most,
                count=len(text),
            )
        ]
    return []


def _chosen(question: Question, value: Any, _answers: Answers, _around: Surroundings) -> list[str]:
    if value in {choice for choice, _label in question.choices}:
        return []
    return [_("Choose one of the answers offered.")]


def _yes_no(_question: Question, value: Any, _answers: Answers, _around: Surroundings) -> list[str]:
    return [] if value in {"yes", "no"} else [_("Choose yes or no.")]


def _facility(_question: Question, value: Any, _a: Answers, around: Surroundings) -> list[str]:
    if value in {code for code, _name in around.facilities}:
        return []
    return [_("Choose a facility of the list.")]


def _amount(question: Question, value: Any, _answers: Answers, _around: Surroundings) -> list[str]:
    least, most = question.rules.get("least", 0), question.rules.get("most", 1_000_000)
    if least <= value <= most:
        return []
    return [_("Write a number from %(least)s to %(most)s.", least=least, most=most)]


def _place(question: Question, value: Any, _answers: Answers, around: Surroundings) -> list[str]:
    place = around.place_by_code.get(value["place"])
    if place is None:
        return [_("Choose the commune, or the province if it is outside Hanoi.")]
    if not value["detail"] and not place.district:
        return [_("Write also the house number or hamlet, the commune and the district.")]
    if not value["detail"] and not question.rules.get("detail_optional"):
        return [_("Write also the house number and street, or the hamlet.")]
    if question.rules.get("same_district") and place.district != around.district_code:
        return [
            _(
                "The household must be in %(district)s. If it is elsewhere, choose the procedure"
                " without permanent residence.",
                district=around.district_name,
            )
        ]
    return []


def _when(question: Question, value: Any, answers: Answers, around: Surroundings) -> list[str]:
    """Faults of a day or of a year alone; a year is compared as a year."""
    rules = question.rules
    year = int(value[:4])
    if rules.get("not_future") and value > around.day.isoformat()[: len(value)]:
        return [_("The day lies in the future. Today is %(today)s.", today=_day(around.day))]
    if year < rules.get("earliest", 1900):
        return [_("The year %(year)s cannot be right. Look at the paper again.", year=year)]
    if "under_years" in rules and _has_turned(value, rules["under_years"], around.day):
        return [
            _(
                "The child is %(years)s years old or more. This procedure is for younger children;"
                " send a birth registration alone.",
                years=rules["under_years"],
            )
        ]
    return _against_others(question, value, answers)


def _against_others(question: Question, value: str, answers: Answers) -> list[str]:
    """``before`` and ``not_before`` compare with the answer to another question."""
    rules = question.rules
    other = _sound_day(answers.get(rules.get("before", "")))
    if other and value[:4] >= other[:4]:
        return [_("This must be before the birth of the child, %(day)s.", day=_spoken(other))]
    other = _sound_day(answers.get(rules.get("not_before", "")))
    if other and value < other[: len(value)]:
        return [_("This cannot be before the birth of the child, %(day)s.", day=_spoken(other))]
    return []


def _sound_day(value: Any) -> str:
    """The other day, unless it is wrong itself: one mistake is told once."""
    try:
        return _year_or_date(value) if value else ""
    except DomainError:
        return ""


def _has_turned(born: str, years: int, day: date) -> bool:
    """Whether the birthday of that age has come."""
    return f"{int(born[:4]) + years:04d}{born[4:]}" <= day.isoformat()


def _day(day: date) -> str:
    return _spoken(day.isoformat())


def _spoken(value: str) -> str:
    return writing.spoken_day(value)


_BY_KIND: dict[Kind, Check] = {
    Kind.CHOICE: _chosen,
    Kind.YES_NO: _yes_no,
    Kind.FACILITY: _facility,
    Kind.NUMBER: _amount,
    Kind.ADDRESS: _place,
    Kind.DATE: _when,
    Kind.YEAR_OR_DATE: _when,
}
