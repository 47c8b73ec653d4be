"""Requesting everything that is missing, once, and recording the answers item by item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier, Event, Supplement
from app.dossiers.operations.transitions import TransitionTaken, advance
from app.dossiers.rules import StepActor
from app.dossiers.rules.supplements import Asking, How, items, open_items, subjects
from app.dossiers.workflow import Action
from app.kernel import clock
from app.kernel.errors import Refused
from app.kernel.workflow.engine import check_version
from app.organisation import queries as organisation

SUPPLEMENT_DAYS = 30
"""The citizen's time; a last day that is closed moves to the next working day."""
ITEMS_AT_MOST = 30
SAID_LONGEST = 1000


@dataclass(frozen=True)
class Answer:
    """What a person brought or answered for one item."""

    how: How
    said: str = ""


def last_day() -> date:
    day = clock.today() + timedelta(days=SUPPLEMENT_DAYS)
    return organisation.calendar().working_day_from(day)


def ask_supplement(
    dossier: Dossier, asked: Sequence[Asking], *, by: StepActor, seen: int | None = None
) -> Event:
    """Request everything that is missing, in one list (phiếu yêu cầu bổ sung, Mẫu 02).

    Raises Refused.
    """
    check_version(dossier, seen)
    if not asked:
        raise Refused(
            _("Write at least one thing that is missing, and what the citizen is to do."),
            field="items",
        )
    n = len(dossier.supplements) + 1
    dossier.supplements_asked += 1
    dossier.supplements.append(
        Supplement(
            n=n,
            items=[item.kept() for item in asked],
            answers={},
            asked_at=clock.now(),
            until=last_day(),
        )
    )
    names = subjects(dossier)
    lines = [_line(k, item, names.get(item.anchor, "")) for k, item in enumerate(asked, 1)]
    return advance(
        dossier, Action.ASK_SUPPLEMENT, by=by, reason="\n".join(lines), facts={"request": n}
    )


def void_supplement(step: TransitionTaken) -> None:
    """The request that was undone asked for nothing; bound to ``Effect.VOID_SUPPLEMENT``.

    It keeps its number.
    """
    step.dossier.supplements[-1].voided_at = clock.now()
    step.dossier.supplements_asked -= 1


def _line(n: int, item: Asking, name: str) -> str:
    """One printed line of the list: ``1. Giấy chứng sinh: ảnh mờ. Chụp lại.``"""
    said = ". ".join(filter(None, (item.wrong.rstrip("."), item.todo)))
    return f"{n}. {name}: {said}" if name else f"{n}. {said}"


def answer_items(
    dossier: Dossier, answers: Mapping[int, Answer], *, by: StepActor, seen: int | None = None
) -> Event | None:
    """Record answers to items of the newest list; unchanged ones are left alone.

    An answer in words that has become empty is withdrawn.
    """
    check_version(dossier, seen)
    supplement = dossier.supplements[-1]
    kept, now = dict(supplement.answers), clock.now().isoformat()
    changed = []
    for item in items(dossier, supplement):
        answer = answers.get(item.n)
        if answer is None or _is_known(kept.get(str(item.n)), answer):
            continue
        changed.append(item.n)
        if answer.how is How.SAID and not answer.said:
            kept.pop(str(item.n))
        else:
            kept[str(item.n)] = {"how": answer.how, "said": answer.said, "at": now}
    if not changed:
        return None
    supplement.answers = kept
    facts = {"request": supplement.n, "items": changed}
    return advance(dossier, Action.ANSWER_ITEM, by=by, facts=facts)


def _is_known(kept: Mapping[str, str] | None, answer: Answer) -> bool:
    if kept is None:
        return answer.how is How.SAID and not answer.said
    return (kept["how"], kept["said"]) == (answer.how, answer.said)


def supply(dossier: Dossier, *, by: StepActor, seen: int | None = None) -> Event:
    """The citizen has answered the whole list: return to the previous state and resume the clock.

    Raises Refused.
    """
    check_version(dossier, seen)
    if lacking := open_items(dossier):
        raise Refused(
            _("Not answered yet: item %(items)s. Send the document, correct it, or write why not."),
            items=", ".join(str(item.n) for item in lacking),
        )
    action = Action.SUPPLY if dossier.accepted_at is None else Action.SUPPLY_LATER
    facts = {}
    if dossier.supplements:
        supplement, now = dossier.supplements[-1], clock.now()
        answered = {
            str(item.n): {"how": str(item.how), "said": item.said, "at": now.isoformat()}
            for item in items(dossier, supplement)
        }
        supplement.answers = answered | supplement.answers
        supplement.answered_at = now
        facts = {"request": supplement.n}
    return advance(dossier, action, by=by, facts=facts)
