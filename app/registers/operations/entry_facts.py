"""What an entry keeps beside its printed text: facts that statistics count and searches find.

They are taken from the answers at signing and stand in columns of the entry, frozen like its
content. A fact that the answers do not state is left out and counted as unknown.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from app.dossiers.models.dossier import Dossier
from app.kernel import clock
from app.kernel.text.folding import fold
from app.procedures import queries as procedures
from app.procedures.models.vocabulary import BookKind
from app.procedures.rules.form import Answers
from app.procedures.rules.late_registration import ON_TIME_DAYS, on_time_days
from app.procedures.rules.papers_and_fees import IssuedResult
from app.procedures.rules.procedure_finder import LINKED_A, LINKED_B
from app.registers.vocabulary import BirthPlace, CauseOfDeath, Timing

LINKED = frozenset({LINKED_A, LINKED_B})
REGISTERED_AGAIN = frozenset({"1.004884", "1.005461", "1.004746"})
"""Procedures that register a birth, a death or a marriage again (NĐ 123/2015/NĐ-CP Đ24)."""
DAY_OF_EVENT: Mapping[BookKind, str] = MappingProxyType(
    {BookKind.BIRTH: "child_born", BookKind.DEATH: "death_day"}
)
PARENTS = ("mother_name", "father_name")
CAUSES: tuple[tuple[CauseOfDeath, tuple[str, ...]], ...] = (
    (CauseOfDeath.SUICIDE, ("tu tu", "tu sat", "treo co", "tu van")),
    (CauseOfDeath.TRAFFIC, ("giao thong",)),
    (CauseOfDeath.ACCIDENT, ("tai nan", "duoi nuoc", "chet duoi", "dien giat", "bong", "ngat khi")),
    (
        CauseOfDeath.ILLNESS,
        (
            "benh",
            "gia yeu",
            "tuoi gia",
            "tuoi cao",
            "ung thu",
            "tai bien",
            "dot quy",
            "suy",
            "viem",
        ),
    ),
)
"""Folded words that tell the group, in the order in which they are looked for."""
NOT_STATED = ("khong ro", "chua xac dinh", "chua ro")


def columns(dossier: Dossier, result: IssuedResult, day: date) -> dict[str, Any]:
    """The columns of an entry signed on ``day``: its facts, the day of the event, the parents."""
    form = procedures.form(dossier.procedure_version)
    answers = form.completed(dossier.answers)
    happened = str(answers.get(DAY_OF_EVENT.get(result.book, ""), ""))
    facts: dict[str, Any] = {}
    if result.book is BookKind.MARRIAGE:
        happened = day.isoformat()
        facts = _of_marriage(answers, happened)
    elif result.book is BookKind.BIRTH:
        facts = _of_birth(answers) | {"linked": dossier.procedure_version.procedure.code in LINKED}
    elif result.book is BookKind.DEATH:
        facts = _of_death(answers, happened)
    if result.book in {BookKind.MARRIAGE, *DAY_OF_EVENT}:
        asked = clock.local(dossier.submitted_at).date()
        days = on_time_days(form) or (ON_TIME_DAYS if result.book is BookKind.BIRTH else None)
        again = dossier.procedure_version.procedure.code in REGISTERED_AGAIN
        facts["timing"] = Timing.AGAIN if again else _timing(_day(happened), asked, days)
    return {
        "facts": {name: value for name, value in facts.items() if value is not None},
        "event_on": _day(happened),
        "parents_folded": _parents(answers),
    }


def of_copied(book: BookKind, typed: Mapping[str, str], day: date) -> dict[str, Any]:
    """The same columns of an entry of a paper book, as far as searches look at them."""
    happened = typed.get(DAY_OF_EVENT.get(book, ""), "")
    event_on = day if book is BookKind.MARRIAGE else _day("-".join(happened.split("/")[::-1]))
    return {"event_on": event_on, "parents_folded": _parents(typed)}


def _parents(answers: Mapping[str, Any]) -> str:
    return "|".join(fold(str(answers.get(key, ""))) for key in PARENTS).strip("|")


def _of_birth(answers: Answers) -> dict[str, Any]:
    place = answers.get("birth_place_kind")
    return {
        "sex": answers.get("child_sex"),
        "place": BirthPlace(place) if place in set(BirthPlace) else None,
    }


def _of_marriage(answers: Answers, day: str) -> dict[str, Any]:
    return {
        f"{who}_{fact}": value
        for who in ("bride", "groom")
        for fact, value in (
            ("age", age(str(answers.get(f"{who}_born", "")), day)),
            ("marriages", _number(answers.get(f"{who}_marriages"))),
        )
    }


def _of_death(answers: Answers, day: str) -> dict[str, Any]:
    return {
        "sex": answers.get("deceased_sex"),
        "age": age(str(answers.get("deceased_born", "")), day),
        "cause": cause(str(answers.get("death_cause", ""))),
    }


def age(born: str, day: str) -> int | None:
    """Completed years; the difference of the years where either date is not whole."""
    if not (born[:4].isdigit() and day[:4].isdigit()):
        return None
    whole = len(born) == len(day) == len("2016-11-21")
    years = int(day[:4]) - int(born[:4]) - int(whole and day[4:] < born[4:])
    return years if years >= 0 else None


def cause(words: str) -> CauseOfDeath | None:
    """The group of a cause; None where it is not stated or not determined."""
    said = fold(words)
    if not said or any(word in said for word in NOT_STATED):
        return None
    groups = (group for group, known in CAUSES if any(word in said for word in known))
    return next(groups, CauseOfDeath.OTHER)


def _timing(happened: date | None, asked: date, days: int | None) -> Timing:
    is_late = None not in (happened, days) and (asked - (happened or asked)).days > (days or 0)
    return Timing.LATE if is_late else Timing.ON_TIME


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(value: Any) -> int | None:
    return int(value) if str(value).isdigit() else None
