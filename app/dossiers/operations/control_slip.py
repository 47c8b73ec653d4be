"""The control slip, which shows who passed the dossier to whom, from its journal (Mẫu 05)."""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

from app.dossiers.models.dossier import Dossier, Event
from app.dossiers.operations import transitions
from app.dossiers.rules import undo
from app.dossiers.slips import control_and_register
from app.dossiers.workflow import Action, Capacity
from app.kernel.hooks import Hook
from app.kernel.printing.pdf import PrintDocument

DESK, JUSTICE, LEADER = "Bộ phận một cửa", "Công chức tư pháp – hộ tịch", "Lãnh đạo UBND"
CITIZEN = "Công dân"
JUDGING = frozenset({Action.SIGN, Action.SEND_BACK, Action.REFUSE})


class HandingsOf(StrEnum):
    """Hand-offs that only a higher package knows."""

    LEGS = "legs"


handings: Hook[HandingsOf, Callable[[Dossier], Sequence[control_and_register.Handing]]] = Hook(
    HandingsOf
)
"""The hand-offs to and from other agencies; ``create_app()`` binds them."""


def control_sheet(dossier: Dossier) -> PrintDocument:
    """The control slip from the journal, without undone steps."""
    outside = handings[HandingsOf.LEGS](dossier)
    partners = dict.fromkeys(row.receiving for row in outside if row.receiving != JUSTICE)
    trace = control_and_register.Trace(
        commune=dossier.commune.name,
        code=dossier.code,
        applicant=dossier.applicant_name,
        request=dossier.procedure_version.procedure.name,
        partners=tuple(partners),
        received_at=dossier.accepted_at or dossier.submitted_at,
        promised_at=dossier.promised_at,
    )
    rows = [*_inside(dossier), *outside, *_at_the_end(dossier)]
    return control_and_register.control(trace, rows)


def _inside(dossier: Dossier) -> list[control_and_register.Handing]:
    """Hand-offs between the desk, the justice officer and the leader."""
    own = [e for e in undo.standing(dossier.journal) if e.leg_id is None]
    rows = []
    for n, event in enumerate(own):
        later = own[n + 1 :]
        if event.action == Action.ACCEPT:
            taken = _first(later, {Action.PREPARE})
            rows.append(_row(dossier, (DESK, JUSTICE), event, taken))
        elif event.action == Action.PROPOSE:
            taken = _first(later, JUDGING)
            rows.append(_row(dossier, (JUSTICE, LEADER), event, taken))
        elif event.action in JUDGING:
            taken = _taken_up(dossier, event)
            note = (event.reason or "") if event.action == Action.SEND_BACK else ""
            rows.append(_row(dossier, (LEADER, JUSTICE), event, taken, note))
    return rows


def _at_the_end(dossier: Dossier) -> list[control_and_register.Handing]:
    """Hand-offs back to the desk, and from there to the citizen."""
    over = _first(dossier.journal, {Action.COMPLETE})
    given = _first(dossier.journal, {Action.RETURN_RESULT})
    rows = []
    if over is not None:
        rows.append(_row(dossier, (JUSTICE, DESK), over, over))
    if given is not None:
        row = control_and_register.Handing(
            giving=DESK,
            receiving=CITIZEN,
            given_at=given.at,
            given_by=given.staff_name or "",
            received_at=given.at,
            received_by=dossier.collected_by or "",
            result=_in_time(dossier, over or given),
        )
        rows.append(row)
    return rows


def _row(
    dossier: Dossier,
    between: tuple[str, str],
    given: Event,
    taken: Event | None,
    note: str = "",
) -> control_and_register.Handing:
    return control_and_register.Handing(
        giving=between[0],
        receiving=between[1],
        given_at=given.at,
        given_by=given.staff_name or "",
        received_at=taken.at if taken else None,
        received_by=(taken.staff_name or "") if taken else "",
        result=_in_time(dossier, taken),
        note=note,
    )


def _taken_up(dossier: Dossier, event: Event) -> Event | None:
    """The next step of the justice officer, on the dossier or on one of its packets."""
    return next(
        (
            e
            for e in undo.standing(dossier.journal)
            if e.id > event.id and e.capacity == Capacity.CIVIL_STATUS
        ),
        None,
    )


def _first(events: Iterable[Event], actions: Iterable[str]) -> Event | None:
    return next((event for event in events if event.action in actions), None)


def _in_time(dossier: Dossier, event: Event | None) -> str:
    reckoning = transitions.compute_deadline(dossier)
    due = reckoning.due_at if reckoning else None
    return control_and_register.kept_in_time(event.at if event else None, due)
