"""Whether two requests are about the same person, from their answers (hồ sơ nghi trùng).

An event is registered once, by one commune (Luật Hộ tịch 2014 Đ5.4): births, marriages and deaths
are compared. Extracts, certified copies and confirmations may be requested repeatedly.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier
from app.dossiers.models.duplicates import DuplicateCandidate, DuplicateDecision, DuplicateKind
from app.dossiers.rules.verification import form_of
from app.dossiers.workflow import Phase
from app.kernel.text.folding import fold
from app.procedures.models.vocabulary import BookKind, StandsFor
from app.procedures.rules.form import Form
from app.procedures.rules.papers_and_fees import results
from app.residents.rules.person_match import Known, Match, MatchReason, Verdict, compare

ONCE = (BookKind.BIRTH, BookKind.MARRIAGE, BookKind.DEATH)
"""Books in which an event is registered once."""

MOTHER, FATHER = "mother", "father"
TOGETHER, ALONE = "births_together", "1"
DOUBTS = frozenset({MatchReason.TWINS, MatchReason.TOO_LITTLE})
SURE = 90
"""The minimum score if the declarations themselves agree, whatever the names' similarity."""
OWN_OF_A_CHILD = ("child_sex", "birth_proof_number")
"""What twins do not share, besides their names."""


class Shared(StrEnum):
    """What two requests have in common besides the data of one person."""

    MOTHERS_NUMBER = "mothers_number"
    MOTHER_AND_DAY = "mother_and_day"
    BOTH_ALONE = "both_alone"
    BOTH_TWINS = "both_twins"
    DAY_OF_DEATH = "day_of_death"


SHARED_LABELS: Mapping[str, LazyString] = {
    Shared.MOTHERS_NUMBER: _("The mother has the same number of identity"),
    Shared.MOTHER_AND_DAY: _("Same mother, born on the same day"),
    Shared.BOTH_ALONE: _("Neither declaration says that the child is a twin"),
    Shared.DAY_OF_DEATH: _("Same day of death"),
    Shared.BOTH_TWINS: _("Both declarations say that several children were born together"),
}

KIND_LABELS: Mapping[str, LazyString] = {
    DuplicateKind.SAME_SUBJECT: _("May be the same request as dossier"),
    DuplicateKind.SAME_MOTHER_AND_DAY: _("May be a twin of the child in dossier"),
    DuplicateKind.UNDECIDED: _("To be looked at: perhaps the same person as in dossier"),
}

DECISION_LABELS: Mapping[str, LazyString] = {
    DuplicateDecision.SAME: _("The same request, made twice"),
    DuplicateDecision.DIFFERENT: _("Different people: both requests stand"),
}


def label_reasons(reasons: Iterable[str]) -> list[str]:
    words = {str(word): label for word, label in SHARED_LABELS.items()} | {
        str(reason): reason.label for reason in MatchReason
    }
    return [str(words[word]) for word in reasons if word in words]


def in_one(reasons: Iterable[str]) -> str:
    words = label_reasons(reasons)
    return "; ".join((*words[:1], *(each[:1].lower() + each[1:] for each in words[1:])))


def waits(candidate: DuplicateCandidate) -> bool:
    """Whether the dossier cannot be accepted before this candidate is decided."""
    return candidate.kind is DuplicateKind.SAME_SUBJECT and candidate.decision is None


def book_of(form: Form) -> BookKind | None:
    """The book in which the event would be registered, if any."""
    return next((each.book for each in results(form) if each.book in ONCE), None)


def is_uncompared(dossier: Dossier) -> bool:
    """Whether the current answers are still to be compared with others."""
    compared = dossier.compared is not None and (
        dossier.compared.answers_rev >= dossier.answers_rev
    )
    early = dossier.state.phase is Phase.INTAKE
    return early and not compared and book_of(form_of(dossier)) is not None


# ---- comparison ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class DeclaredFacts:
    """What one request states about its subjects."""

    people: tuple[Known, ...]
    """The child, the deceased, or both spouses."""
    mother: Known | None
    day: str
    died: str
    alone: bool
    """Not declared as one of several children."""
    own: tuple[str, ...]
    """What belongs to one child of a birth."""

    @property
    def numbers(self) -> frozenset[str]:
        theirs = {known.id_number for known in self.people}
        return frozenset({*theirs, self.mother.id_number if self.mother else ""} - {""})


@dataclass(frozen=True)
class Alike:
    """Why two requests are similar."""

    kind: DuplicateKind
    score: int
    reasons: tuple[str, ...]


def read_declared(dossier: Dossier) -> DeclaredFacts:
    """Read the answers by what the questions of this version feed."""
    form, answers = form_of(dossier), dossier.answers
    mother = _known(MOTHER, answers) if answers.get(f"{MOTHER}_name") else None
    blocks, of_birth = _subjects(form), book_of(form) is BookKind.BIRTH
    return DeclaredFacts(
        people=tuple(_known(block, answers, of_birth=of_birth) for block in blocks),
        mother=mother if of_birth else None,
        day=str(form.answer(StandsFor.SUBJECT_BORN, answers) or "") if of_birth else "",
        died="" if of_birth else str(form.answer(StandsFor.EVENT_DAY, answers) or ""),
        alone=str(answers.get(TOGETHER, ALONE)) == ALONE,
        own=tuple(str(answers.get(key, "")) for key in OWN_OF_A_CHILD),
    )


def alike(one: DeclaredFacts, other: DeclaredFacts) -> Alike | None:
    """Whether one may repeat the other; None if they are clearly different."""
    matches = [compare(a, b) for a, b in zip(one.people, other.people, strict=False)]
    if not matches or len(one.people) != len(other.people):
        return None
    shared = _same_mother_and_day(one, other) + _same_death(one, other)
    score = round(100 * min(match.score for match in matches))
    sure = _is_declared_the_same(one, other, shared)
    reasons = _told_once(shared, _reasons(matches, sure=sure))
    if sure:
        return Alike(DuplicateKind.SAME_SUBJECT, max(score, SURE), reasons)
    if not (shared and _are_twins(one, other)):
        if all(match.same for match in matches):
            return Alike(DuplicateKind.SAME_SUBJECT, score, reasons)
        if all(match.verdict is not Verdict.DIFFERENT for match in matches):
            return Alike(DuplicateKind.UNDECIDED, score, reasons)
    if Shared.MOTHER_AND_DAY in shared:
        return Alike(DuplicateKind.SAME_MOTHER_AND_DAY, score, reasons)
    return None


def _is_declared_the_same(
    one: DeclaredFacts, other: DeclaredFacts, shared: Collection[str]
) -> bool:
    """Equal names but for diacritics, and a single birth on that day, or one day of death."""
    names = [[fold(known.name) for known in said.people] for said in (one, other)]
    return names[0] == names[1] and not {Shared.BOTH_ALONE, Shared.DAY_OF_DEATH}.isdisjoint(shared)


def _same_death(one: DeclaredFacts, other: DeclaredFacts) -> tuple[str, ...]:
    same = one.died and one.died == other.died and one.people[0].born == other.people[0].born
    return (Shared.DAY_OF_DEATH,) if same else ()


def _same_mother_and_day(one: DeclaredFacts, other: DeclaredFacts) -> tuple[str, ...]:
    """The reasons, as codes; empty if mother or day differ."""
    if not (one.mother and other.mother and one.day and one.day == other.day):
        return ()
    number = one.mother.id_number
    same_number = bool(number) and number == other.mother.id_number
    if not same_number and not compare(one.mother, other.mother).same:
        return ()
    words = [Shared.MOTHERS_NUMBER] if same_number else []
    words.append(Shared.MOTHER_AND_DAY)
    if one.alone and other.alone:
        words.append(Shared.BOTH_ALONE)
    elif not (one.alone or other.alone):
        words.append(Shared.BOTH_TWINS)
    return tuple(words)


def _are_twins(one: DeclaredFacts, other: DeclaredFacts) -> bool:
    """Both were declared as one of several, and the child's own data differ."""
    if one.alone or other.alone:
        return False
    names = [fold(said.people[0].name) for said in (one, other)]
    own = [(a, b) for a, b in zip(one.own, other.own, strict=True) if a and b]
    return names[0] != names[1] or any(fold(a) != fold(b) for a, b in own)


def _told_once(shared: tuple[str, ...], reasons: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out the combined reason where the matcher has given both parts."""
    if {MatchReason.SAME_MOTHER, MatchReason.SAME_DAY}.issubset(reasons):
        shared = tuple(word for word in shared if word != Shared.MOTHER_AND_DAY)
    return (*shared, *reasons)


def _reasons(matches: Iterable[Match], *, sure: bool) -> tuple[str, ...]:
    """The reasons of all people, each once; doubts are left out if it is surely one person."""
    found = dict.fromkeys(reason for match in matches for reason in match.reasons)
    return tuple(str(reason) for reason in found if not (sure and reason in DOUBTS))


def _subjects(form: Form) -> tuple[str, ...]:
    """The blocks of the people concerned: ``child``, or ``bride`` and ``groom``."""
    question = form.by_key.get(form.keys.get(StandsFor.SUBJECT, ""))
    if question is None:
        return ()
    names = question.rules.get("joins") or (question.key,)
    return tuple(str(name).removesuffix("_name") for name in names)


def _known(block: str, answers: Mapping[str, Any], *, of_birth: bool = False) -> Known:
    """What is said of a person; of a child also its parents', and the mother's address."""

    def said(key: str) -> str:
        return str(answers.get(key) or "")

    address = _address(answers.get(f"{block}_residence"))
    return Known(
        name=said(f"{block}_name"),
        born=said(f"{block}_born"),
        id_number=said(f"{block}_id"),
        mother=said(f"{MOTHER}_name") if of_birth else "",
        address=address or (_address(answers.get(f"{MOTHER}_residence")) if of_birth else ""),
        father=said(f"{FATHER}_name") if of_birth else "",
        sex=said(f"{block}_sex"),
    )


def _address(value: Any) -> str:
    """The text of an address, without its place code."""
    return str(value.get("text") or "") if isinstance(value, Mapping) else str(value or "")


def submitted_on(code: str) -> date | None:
    """The day of submission from the code of a dossier: ``….H26-161215-0007``."""
    try:
        return datetime.strptime(code.split("-")[-2], "%y%m%d").date()  # noqa: DTZ007  # a day
    except (IndexError, ValueError):
        return None


def duplicate_of(dossier: Dossier) -> str:
    """Why a duplicate request ends here, as shown to its citizen; otherwise empty."""
    found = (
        each for each in dossier.duplicate_candidates if each.decision is DuplicateDecision.SAME
    )
    first = next(found, None)
    if first is None:
        return ""
    code, commune = first.other_code, first.other_commune.name
    return gettext(
        "The same request was made before, as dossier %(code)s of %(commune)s.",
        code=code,
        commune=commune,
    )
