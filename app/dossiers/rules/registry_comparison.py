"""Comparison of the declaration with the population database, line by line (đối chiếu).

Nothing here decides: if the two differ, both are shown and neither is preferred. Only empty answers
can be filled.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from app.dossiers.rules.declared_people import HOUSEHOLD_FACTS, DeclaredPerson
from app.kernel.text import parsing, phone_numbers
from app.procedures.answers.display import printed
from app.procedures.models.vocabulary import QuestionKind
from app.procedures.rules import place_search
from app.procedures.rules.form import Answers, Form, Question, Surroundings
from app.residents.rules import person_match
from app.residents.rules.person_match import Known, Match, MatchReason

Content = Mapping[str, Any]
"""A result of the database, by field name."""


class ComparisonResult(StrEnum):
    """The result of comparing one line (kết quả đối chiếu)."""

    SAME = "same"
    DIFFERS = "differs"
    BLANK = "blank"
    """Empty in the declaration, known to the database."""
    UNKNOWN = "unknown"
    """Unknown to the database, given in the declaration."""
    TOLD = "told"
    """Not asked in the declaration."""


COMPARISON_RESULTS: Mapping[ComparisonResult, tuple[str, LazyString]] = {
    ComparisonResult.SAME: ("ready", _("The same")),
    ComparisonResult.DIFFERS: ("late", _("Differs")),
    ComparisonResult.BLANK: ("new", _("Left empty in the declaration")),
    ComparisonResult.UNKNOWN: ("closed", _("Not in the database")),
    ComparisonResult.TOLD: ("closed", _("Not asked in the declaration")),
}
"""Icon and label of each."""

FACTS: Mapping[str, LazyString] = {
    "name": _("Full name"),
    "born": _("Born"),
    "sex": _("Sex"),
    "ethnicity": _("Ethnic group"),
    "nationality": _("Nationality"),
    "residence": _("Registered residence"),
    "dwelling": _("Where the person lives now"),
    "household_book": _("Number of the household book"),
    "household_address": _("Address in the household book"),
    "head_name": _("Head of the household"),
    "head_number": _("Number of the head of the household"),
    "relation": _("Relation to the head"),
    "marital": _("Marital status"),
    "spouse_name": _("Wife or husband"),
    "father_name": _("Father"),
    "mother_name": _("Mother"),
    "representative_name": _("Legal representative"),
    "died_on": _("Died on"),
    "missing_since": _("Missing since"),
}
"""In display order."""

PLACES = {"residence": "residence_place", "dwelling": "dwelling_place"}
"""Address fields, each with the field of its commune code."""
NAMES = frozenset({"name", "head_name"})
DAYS = frozenset({"born", "died_on", "missing_since"})
NUMBERS = frozenset({"head_number", "household_book"})
"""Fields of which only the last digits are shown, as everywhere."""

UNSAID = frozenset(
    {MatchReason.SAME_NAME, MatchReason.COMMON_NAME, MatchReason.RARE_NAME, MatchReason.TOO_LITTLE}
)
"""Reasons that concern a person as a whole and are left out of single lines."""
OF_A_PERSON: Mapping[str, str] = {
    "name": "name",
    "born": "born",
    "sex": "sex",
    "residence": "address",
    "father_name": "father",
    "mother_name": "mother",
}
"""Facts by which the matcher judges a person, with its words for them."""

MARITAL: Mapping[str, LazyString] = {
    "single": _("Never married"),
    "married": _("Married"),
    "divorced": _("Divorced"),
    "widowed": _("Widowed"),
}


@dataclass(frozen=True)
class ComparisonLine:
    """One fact on both sides."""

    fact: str
    label: str
    declared: str
    told: str
    standing: ComparisonResult
    remarks: tuple[str, ...] = ()
    question: str = ""
    """The key of its question."""
    answer: Any = None
    """The database's value in the format of stored answers; None if it cannot be one."""

    @property
    def can_be_filled(self) -> bool:
        return self.standing is ComparisonResult.BLANK and self.answer is not None


@dataclass(frozen=True)
class Sides:
    """The declaration and the result, with the context needed to read them."""

    form: Form
    whole: Answers
    content: Content
    around: Surroundings


def compare(
    person: DeclaredPerson, form: Form, answers: Answers, content: Content, around: Surroundings
) -> tuple[ComparisonLine, ...]:
    """Every fact of the result, and requested facts that only the declaration has."""
    whole = form.completed(answers)
    shown = form.shown_in(whole)
    sides = Sides(form, whole, content, around)
    house = {fact: key for fact, key in HOUSEHOLD_FACTS.items() if key in shown}
    of_house = any(fact in content for fact in HOUSEHOLD_FACTS)
    parts = {**person.parts, **(house if of_house else {})}
    lines = (_line(fact, form.by_key.get(parts.get(fact, "")), sides) for fact in FACTS)
    return tuple(line for line in lines if line.declared or line.told)


def judge(lines: Iterable[ComparisonLine], number: str) -> Match | None:
    """Whether the declared person is the one whom the database has under this number.

    None where no name is declared, or the purpose gives none.
    """
    facts = [(OF_A_PERSON[line.fact], line) for line in lines if line.fact in OF_A_PERSON]
    declared = Known(id_number=number, **{key: line.declared for key, line in facts})
    told = Known(id_number=number, **{key: line.told for key, line in facts})
    return person_match.compare(declared, told) if declared.name and told.name else None


def is_blank(question: Question, value: Any, around: Surroundings) -> bool:
    """Whether the question is unanswered; an address with only the own commune is."""
    if value in (None, "", {}, []):
        return True
    if question.kind is not QuestionKind.ADDRESS or not isinstance(value, Mapping):
        return False
    bare = not str(value.get("detail", "")) and not question.rules.get("detail_optional")
    return bare and str(value.get("place", "")) in {"", around.commune_code}


def _line(fact: str, question: Question | None, sides: Sides) -> ComparisonLine:
    told, label = _spoken(fact, sides), str(FACTS[fact])
    if question is None:
        return ComparisonLine(fact, label, "", told, ComparisonResult.TOLD)
    value, around = sides.whole.get(question.key), sides.around
    line = ComparisonLine(
        fact,
        label,
        declared="" if is_blank(question, value, around) else _declared(question, value, around),
        told=told,
        standing=ComparisonResult.SAME,
        question=question.key,
    )
    if not line.declared:
        return replace(line, standing=ComparisonResult.BLANK, answer=_kept(fact, question, sides))
    if not told:
        return replace(line, standing=ComparisonResult.UNKNOWN)
    same, remarks = _agree(fact, value, sides.content)
    return replace(
        line, standing=ComparisonResult.SAME if same else ComparisonResult.DIFFERS, remarks=remarks
    )


# ---- equality ------------------------------------------------------------------------------------


def _agree(fact: str, value: Any, content: Content) -> tuple[bool, tuple[str, ...]]:
    said = str(content[fact])
    if fact in NAMES:
        return _names(str(value), said)
    if fact == "born":
        return _days(str(value), said)
    if fact in PLACES:
        return _addresses(value, said, str(content.get(PLACES[fact]) or ""))
    if fact == "household_address":
        return _addresses(value, said, "")
    return _plain(str(value)) == _plain(said), ()


def _names(declared: str, told: str) -> tuple[bool, tuple[str, ...]]:
    """Equal letters and diacritics, ignoring Unicode composition and case."""
    if _plain(declared) == _plain(told):
        return True, ()
    return False, _reasons(Known(name=declared), Known(name=told))


def _days(declared: str, told: str) -> tuple[bool, tuple[str, ...]]:
    """To the precision of the less precise side: 1988 agrees with every day of 1988."""
    if declared == told:
        return True, ()
    if told.startswith(f"{declared}-"):
        return True, (gettext("The declaration knows it less exactly"),)
    if declared.startswith(f"{told}-"):
        return True, (gettext("The database knows it less exactly"),)
    return False, _reasons(Known(born=declared), Known(born=told))


def _reasons(declared: Known, told: Known) -> tuple[str, ...]:
    """How two different values are similar or not, as reason codes of the matcher."""
    found = person_match.compare(declared, told).reasons
    return tuple(str(reason.label) for reason in found if reason not in UNSAID)


def _addresses(value: Any, told: str, code: str) -> tuple[bool, tuple[str, ...]]:
    parts = value if isinstance(value, Mapping) else {"text": str(value)}
    place, text = str(parts.get("place", "")), str(parts.get("text", "") or value)
    if code and place and code != place:
        return False, (gettext("Another commune"),)
    if place_search.bare(text) == place_search.bare(told):
        return True, ()
    detail = place_search.bare(str(parts.get("detail", "")))
    if code and code == place:
        within = bool(detail) and place_search.bare(told).startswith(f"{detail} ")
        return within, () if within else (gettext("The same commune, another address in it"),)
    return False, ()


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


# ---- values to display and to store --------------------------------------------------------------


def _declared(question: Question, value: Any, around: Surroundings) -> str:
    if question.is_guarded:
        return phone_numbers.masked(str(value))
    return printed(question, value, around)


def _spoken(fact: str, sides: Sides) -> str:
    said = sides.content.get(fact)
    if said in (None, ""):
        return ""
    if fact in DAYS:
        return parsing.spoken_day(str(said))
    if fact in NUMBERS:
        return phone_numbers.masked(str(said))
    if fact == "marital":
        return str(MARITAL.get(str(said), said))
    if fact in {"sex", "ethnicity", "nationality"}:
        return _named(fact, str(said), sides.form)
    return str(said)


def _named(fact: str, code: str, form: Form) -> str:
    """The label of a code, from any question of the form with such choices."""
    offered = (q for q in form.questions if q.key.endswith(f"_{fact}") and q.choices)
    return next((q.label_of(code) for q in offered), code)


def _kept(fact: str, question: Question, sides: Sides) -> Any:
    said = sides.content.get(fact)
    if said in (None, ""):
        return None
    if question.kind is QuestionKind.ADDRESS:
        code = str(sides.content.get(PLACES.get(fact, "")) or "")
        return address(str(said), code, sides.around)
    if question.choices and str(said) not in dict(question.choices):
        return None
    return str(said)


def address(text: str, code: str, around: Surroundings) -> dict[str, str] | None:
    """A full address in the format of stored answers; None if its commune is unknown."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    place = around.place_by_code.get(code)
    cut = len(parts)
    for n in range(len(parts)):
        if place is not None and place_search.bare(parts[n]) == place_search.bare(place.label):
            cut = n
            break
        found = () if place else place_search.named(", ".join(parts[n : n + 2]), around)
        if len(found) == 1 and n + 1 < len(parts):
            place, cut = found[0], n
            break
    if place is None:
        return None
    return {"place": place.code, "detail": ", ".join(parts[:cut])}
