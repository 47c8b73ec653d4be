"""Where the people of a registered event reside, as declared (nơi cư trú)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from app.dossiers.models.dossier import Dossier
from app.dossiers.rules.verification import form_of
from app.procedures.models.vocabulary import BookKind, QuestionKind, StandsFor
from app.procedures.rules.papers_and_fees import results

ABROAD = "x"
SUFFIX = "_residence"


class Residence(NamedTuple):
    """One place outside of the commune, and who of the registered people resides there."""

    place: str
    question: str
    names: tuple[str, ...]


def elsewhere(dossier: Dossier) -> tuple[Residence, ...]:
    """The places where registered people reside, other than the commune that registers them.

    A child without an address of its own resides with its parents: where one of them resides here,
    so does the child (Luật Cư trú Đ13; provisional).
    """
    form = form_of(dossier)
    is_birth = any(each.book is BookKind.BIRTH for each in results(form))
    whole = form.completed(dossier.answers)
    applicant = form.keys.get(StandsFor.APPLICANT, "").removesuffix("_name")
    subject = form.keys.get(StandsFor.SUBJECT, "").removesuffix("_name")
    said: dict[str, Mapping[str, Any]] = {}
    for question in form.questions:
        who, answer = question.key.removesuffix(SUFFIX), whole.get(question.key)
        is_of_the_event = who not in {question.key, applicant} and question.feeds
        if question.kind is QuestionKind.ADDRESS and is_of_the_event and isinstance(answer, dict):
            said[who] = answer
    if is_birth and subject in said:
        said = {subject: said[subject]}
    here = dossier.commune.code
    if is_birth and here in {str(each.get("place")) for each in said.values()}:
        return ()
    found: dict[str, Residence] = {}
    for who, answer in said.items():
        place, name = str(answer.get("place") or ABROAD), str(whole.get(f"{who}_name") or "")
        if place in {here, ABROAD}:
            continue
        # two people in one commune have one notice; in one province, perhaps two communes
        key = place if place.isdigit() else f"{place} {answer.get('detail')}"
        known = found.get(key, Residence(place, f"{who}{SUFFIX}", ()))
        found[key] = known._replace(names=(*known.names, name))
    return tuple(found.values())
