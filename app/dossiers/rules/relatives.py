"""Whether an officer may be one of the people of a dossier, or a relative (người thân thích).

An officer of civil status may not register for himself or for relatives (Luật Hộ tịch Đ12.1.h).
Nobody's relatives are known here, so names and numbers only warn; the person decides.
"""

from collections.abc import Iterable
from typing import NamedTuple

from app.dossiers.workflow import Action
from app.kernel.text.folding import fold
from app.procedures.rules.form import Answers, Form

REGISTERING = frozenset({Action.PREPARE, Action.PROPOSE, Action.SIGN})
"""Steps that the law forbids to a relative."""
COMMON_MIDDLE = frozenset({"van", "thi"})
"""Middle names that say nothing about the family."""


class Named(NamedTuple):
    """A name and, if known, the number of an identity paper."""

    name: str
    number: str = ""


def people(form: Form, answers: Answers) -> dict[str, Named]:
    """Everybody whose name the declaration contains, by the block of questions about them."""
    whole = form.completed(answers)
    shown = form.shown_in(whole)
    return {
        block: Named(str(whole[key]), str(whole.get(f"{block}_id") or ""))
        for key in form.by_key
        if key in shown and (block := key.removesuffix("_name")) != key and whole.get(key)
    }


def may_be_related(officer: Named, person: Named) -> bool:
    """The same number, the same name, or family name and middle name in common."""
    if officer.number and officer.number == person.number:
        return True
    mine, theirs = fold(officer.name).split(), fold(person.name).split()
    family, others = mine[:2], theirs[:2]
    same_line = len(mine) > 2 < len(theirs) and family == others and mine[1] not in COMMON_MIDDLE
    return bool(mine) and (mine == theirs or same_line)


def relatives(officer: Named, form: Form, answers: Answers) -> tuple[str, ...]:
    """The blocks of the people to whom the officer may be related, in the order of the form."""
    named: Iterable[tuple[str, Named]] = people(form, answers).items()
    return tuple(block for block, person in named if may_be_related(officer, person))
