"""Valid answers to any form, derived from its questions and rules alone, and its inputs.

``good_answers`` knows no procedure. It tries plausible answers until the form itself finds no
fault, question by question; the same seed gives the same answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from re import _constants as ops  # type: ignore[attr-defined]  # has no public name
from re import _parser  # type: ignore[attr-defined]  # has no public name
from typing import Any

from app.procedures.answers.normalisation import kept_or_typed, spelt
from app.procedures.answers.rules import hours_of
from app.procedures.answers.validation import clean_answers, validate_answers
from app.procedures.models.vocabulary import QuestionKind, StandsFor
from app.procedures.rules.form import Form, Question, Surroundings

TRIES, BEGINNINGS = 60, 40
SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phùng", "Đặng", "Bùi")
MIDDLE = ("Văn", "Thị", "Đức", "Ngọc", "Hồng", "Quốc", "Thu", "Minh")
GIVEN = ("An", "Bình", "Chi", "Dũng", "Hạnh", "Khuê", "Lộc", "Oanh", "Quyết", "Yến")
WORDS = ("sao", "theo", "giấy", "tờ", "gốc", "đã", "ghi", "trong", "sổ", "của", "xã", "năm")
GROWN_UP = 25
"""Age of people who must have lived before something that is asked later."""


class NoGoodAnswer(AssertionError):
    """No attempt is valid: the form cannot be filled in, or this generator is too simple."""


def good_answers(form: Form, around: Surroundings, seed: int = 0, **said: Any) -> dict[str, Any]:
    """A complete document without errors; ``said`` are fixed answers."""
    rng = Random(f"{seed} {list(form.by_key)}")
    for _n in range(BEGINNINGS):
        try:
            answers = _filled(form, around, rng, said)
        except NoGoodAnswer as gave_up:
            stuck = gave_up
            continue
        if not validate_answers(form, answers, around):
            return clean_answers(form, answers, around)
    raise stuck


def _filled(
    form: Form, around: Surroundings, rng: Random, said: Mapping[str, Any]
) -> dict[str, Any]:
    answers: dict[str, Any] = {key: value for key, value in said.items() if key in form.by_key}
    for question in form.questions:
        whole = form.completed(answers)
        asked = question.asked and question.key in form.shown_in(form.completed(answers))
        if not asked or question.key in said or question.is_copied(whole):
            continue
        if not question.required and rng.random() < 0.3:
            continue
        for _n in range(TRIES):
            value = _try(question, form, whole, around, rng)
            answers[question.key] = spelt(kept_or_typed(question, value), around)
            if not validate_answers(form, answers, around, only=frozenset({question.key})):
                break
        else:
            raise NoGoodAnswer(f"{question.key}: {answers[question.key]!r}")
    return answers


def _try(
    question: Question, form: Form, whole: Mapping[str, Any], around: Surroundings, rng: Random
) -> Any:
    rules = question.rules
    if "equal_to" in rules:
        return whole.get(rules["equal_to"])
    if "pattern" in rules:
        return written_like(rules["pattern"], rng)
    return _MAKE[question.kind](question, form, whole, around, rng)


def _name(_q: Question, _f: Form, _w: Any, _a: Surroundings, rng: Random) -> str:
    return " ".join((rng.choice(SURNAMES), rng.choice(MIDDLE), rng.choice(GIVEN)))


def _words(question: Question, _f: Form, _w: Any, _a: Surroundings, rng: Random) -> str:
    said = " ".join(rng.choice(WORDS) for _n in range(rng.randint(1, 6)))
    return said[: question.rules.get("longest", 60)].strip().capitalize()


def _day(
    question: Question, form: Form, whole: Mapping[str, Any], around: Surroundings, rng: Random
) -> str:
    """A day between its bounds, often near one of them."""
    first, last = _bounds(question, form, whole, around.day)
    if rng.random() < 0.2:
        return rng.choice((first, last)).isoformat()
    return (first + timedelta(days=rng.randint(0, max((last - first).days, 0)))).isoformat()


def _bounds(
    question: Question, form: Form, whole: Mapping[str, Any], today: date
) -> tuple[date, date]:
    rules = question.rules
    first = date(max(int(str(rules.get("earliest", 1900))[:4]), today.year - 90), 1, 1)
    last = today
    if rules.get("not_past") or question.stands_for is StandsFor.VISIT_DAY:
        first, last = today, today + timedelta(days=14)
    if "under_years" in rules:
        first = max(first, years_ago(today, rules["under_years"]) + timedelta(days=1))
    if "at_least_years" in rules:
        last = min(last, years_ago(today, rules["at_least_years"]))
    if "before" in rules:
        other = known_day(whole.get(rules["before"]))
        last = min(last, other - timedelta(days=1) if other else years_ago(today, GROWN_UP))
    if other := known_day(whole.get(rules.get("not_before", ""))):
        first = max(first, other)
    for earlier in form.questions:
        if earlier.rules.get("before") == question.key and earlier.key in whole:
            first = max(first, known_day(whole[earlier.key]) or first)
    return min(first, last), last


def _year_or_day(*given: Any) -> str:
    said, rng = _day(*given), given[-1]
    return said[: rng.choice((4, 7, 10, 10))]


def _time(question: Question, _f: Form, _w: Any, _a: Surroundings, rng: Random) -> str:
    minutes = [int(each[:2]) * 60 + int(each[3:]) for each in hours_of(question.rules)]
    said = rng.randint(*minutes)
    return f"{said // 60:02d}:{said % 60:02d}"


def _identity(
    question: Question, _f: Form, whole: Mapping[str, Any], _a: Surroundings, rng: Random
) -> str:
    tail = "".join(rng.choice("0123456789") for _n in range(6))
    if rng.random() < 0.4:
        return f"01{tail}1"
    born = str(whole.get(question.rules.get("born", ""), "1985"))
    sex = question.rules.get("sex", "")
    female = whole.get(sex, sex) == "female"
    return f"001{2 * (int(born[:2]) - 19) + female}{born[2:4]}{tail}"


def _phone(_q: Question, _f: Form, _w: Any, _a: Surroundings, rng: Random) -> str:
    tail = "".join(rng.choice("0123456789") for _n in range(7))
    return rng.choice(("091", "098", "0168", "0123", "032")) + tail


def _email(_q: Question, _f: Form, _w: Any, _a: Surroundings, rng: Random) -> str:
    return f"nguoi.mau{rng.randint(1, 9999)}@example.com"


def _address(
    question: Question, _f: Form, whole: Mapping[str, Any], around: Surroundings, rng: Random
) -> dict[str, str]:
    same = [key for key, _label in question.rules.get("same_as", ()) if key in whole]
    if same and rng.random() < 0.3:
        return {"place": f"same:{rng.choice(same)}"}
    detail = f"số {rng.randint(1, 99)}, thôn Mẫu"
    elsewhere = question.stands_for is StandsFor.OTHER_COMMUNE
    if elsewhere or rng.random() < 0.3:
        communes = [p.code for p in around.places if p.district and p.code != around.commune_code]
        return {"place": rng.choice(communes or [around.commune_code]), "detail": detail}
    return {"place": around.commune_code, "detail": detail}


def _choice(question: Question, _f: Form, _w: Any, _a: Surroundings, rng: Random) -> str:
    return rng.choice([value for value, _label in question.choices])


def _choices(question: Question, _f: Form, _w: Any, _a: Surroundings, rng: Random) -> list[str]:
    offered = [value for value, _label in question.choices]
    return rng.sample(offered, rng.randint(1, len(offered)))


def _number(question: Question, _f: Form, _w: Any, _a: Surroundings, rng: Random) -> int:
    least = question.rules.get("least", 0)
    return rng.randint(least, min(question.rules.get("most", least + 9), least + 9))


def _money(question: Question, _f: Form, _w: Any, _a: Surroundings, rng: Random) -> int:
    least = question.rules.get("least", 0)
    return rng.randint(least, question.rules.get("most", least + 1_000_000))


def _yes_no(_q: Question, _f: Form, _w: Any, _a: Surroundings, rng: Random) -> str:
    return rng.choice(("yes", "no"))


def _facility(_q: Question, _f: Form, _w: Any, around: Surroundings, rng: Random) -> str:
    return rng.choice(around.facilities)[0]


_MAKE: dict[QuestionKind, Callable[..., Any]] = {
    QuestionKind.NAME: _name,
    QuestionKind.TEXT: _words,
    QuestionKind.LONG_TEXT: _words,
    QuestionKind.DATE: _day,
    QuestionKind.YEAR_OR_DATE: _year_or_day,
    QuestionKind.TIME: _time,
    QuestionKind.IDENTITY: _identity,
    QuestionKind.PHONE: _phone,
    QuestionKind.EMAIL: _email,
    QuestionKind.ADDRESS: _address,
    QuestionKind.CHOICE: _choice,
    QuestionKind.CHOICES: _choices,
    QuestionKind.NUMBER: _number,
    QuestionKind.MONEY: _money,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.FACILITY: _facility,
}


def years_ago(day: date, years: int) -> date:
    """The same day so many years before; 29 February becomes the 28th."""
    return day.replace(year=day.year - years, day=min(day.day, 28) if day.month == 2 else day.day)


def known_day(said: Any) -> date | None:
    """A stored date; of a month or a year alone the last possible day."""
    parts = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", str(said or ""))
    if parts is None:
        return None
    year, month, day = int(parts[1]), int(parts[2] or 12), int(parts[3] or 28)
    return date(year, month, day)


def written_like(pattern: str, rng: Random) -> str:
    """A text that matches the pattern, for the simple patterns of forms."""
    return "".join(_like(kind, said, rng) for kind, said in _parser.parse(pattern))


def _like(kind: Any, said: Any, rng: Random) -> str:
    if kind is ops.LITERAL:
        return chr(said)
    if kind is ops.IN:
        return _one_of(said, rng)
    if kind is ops.ANY:
        return "a"
    if kind is ops.SUBPATTERN:
        return "".join(_like(op, of, rng) for op, of in said[-1])
    if kind is ops.BRANCH:
        return "".join(_like(op, of, rng) for op, of in rng.choice(said[1]))
    if kind in {ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT}:
        least, most, part = said
        times = rng.randint(least, max(least, min(int(most), least + 4)))
        return "".join(_like(op, of, rng) for _n in range(times) for op, of in part)
    return ""


def _one_of(members: Any, rng: Random) -> str:
    kind, said = rng.choice([member for member in members if member[0] is not ops.NEGATE])
    if kind is ops.RANGE:
        return chr(rng.randint(*said))
    if kind is ops.CATEGORY:
        return {ops.CATEGORY_DIGIT: "7", ops.CATEGORY_SPACE: " "}.get(said, "a")
    return chr(said)


# ---- inputs of a browser -------------------------------------------------------------------------


def inputs_of(question: Question, value: Any) -> dict[str, Any]:
    """The inputs of one question, filled with a stored answer or empty."""
    key = question.key
    if question.kind is QuestionKind.ADDRESS:
        parts = value if isinstance(value, Mapping) else {}
        return {f"{key}-{part}": parts.get(part, "") for part in ("place", "detail")}
    if question.kind is QuestionKind.CHOICES:
        return {key: ["", *(value or ())]}
    if question.kind in {QuestionKind.DATE, QuestionKind.YEAR_OR_DATE}:
        return day_inputs(key, value)
    return {key: "" if value is None else str(value)}


def day_inputs(key: str, value: Any) -> dict[str, str]:
    """A date, a month or a year in its three inputs."""
    said = [*str(value or "").split("-"), "", ""][:3]
    return {f"{key}-{part}": each for part, each in zip("ymd", said, strict=True)}


def inputs(form: Form, section: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Every input of one page; questions that are copied or not asked are not on it."""
    whole = form.completed(answers)
    reached = form.shown_in(whole)
    found = form.page_of[section]
    typed: dict[str, Any] = {}
    for question in found.questions:
        shown = question.key in reached and not question.is_copied(whole)
        if question.asked and shown:
            typed |= inputs_of(question, answers.get(question.key))
    return typed
