"""Rules computed from a dossier's own rows. Nothing here reads the database."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from hmac import new as hmac
from typing import Any
from uuid import UUID

from app.accounts.roles import Role
from app.dossiers.models.dossier import Custody, Dossier, Paper, PaperKind, Pause
from app.dossiers.rules import (
    duplicates,
    extracts,
    supplements,
    undo,
    verification,
    visits,
    written_answers,
)
from app.dossiers.rules.lateness import NEAR
from app.dossiers.rules.readable_codes import SECRET_LENGTH, legible
from app.dossiers.workflow import TABLE, Action, Capacity, Need, State, Transition
from app.kernel import clock
from app.kernel.actor import Acting, ActingPerson, Actor
from app.kernel.deadlines import deadline
from app.kernel.deadlines.explanation import ExplanationKind
from app.kernel.workflow import table
from app.kernel.workflow.table import Offer
from app.procedures.models.vocabulary import Must, StandsFor
from app.procedures.rules.form import Form
from app.procedures.rules.papers_and_fees import papers_for

CAPACITY_OF_ROLE: Mapping[str, Capacity] = {
    Role.COMMUNE_RECEPTION: Capacity.RECEPTION,
    Role.COMMUNE_JUSTICE: Capacity.CIVIL_STATUS,
    Role.COMMUNE_LEADER: Capacity.SIGNER,
}

SUPERVISING = frozenset({Role.DISTRICT_LEADER, Role.DISTRICT_JUSTICE})
"""Roles that send reminders to the communes of a district."""


@dataclass(frozen=True)
class StepActor(ActingPerson[Capacity]):
    """Who takes a step on a dossier."""


APPLICANT = StepActor(None, (Acting(Capacity.APPLICANT, None),))
"""The citizen, known only by the code and secret of the dossier."""
SYSTEM = StepActor(None, (Acting(Capacity.SYSTEM, None),))
"""Automatic steps."""


def officer(actor: Actor, commune_id: int) -> StepActor:
    """This person as an officer of the commune, in the order of their postings."""
    return StepActor(
        actor.staff_id,
        tuple(
            Acting(CAPACITY_OF_ROLE[seat.role], seat.posting_id)
            for seat in actor.postings_in(commune_id)
            if seat.role in CAPACITY_OF_ROLE
        ),
    )


def supervisor(actor: Actor, commune_id: int) -> StepActor:
    return StepActor(
        actor.staff_id,
        tuple(
            Acting(Capacity.SUPERVISOR, seat.posting_id)
            for seat in actor.postings
            if seat.role in SUPERVISING and commune_id in actor.reads
        ),
    )


# ---- needs --------------------------------------------------------------------------------------


def originals_to_see(dossier: Dossier) -> tuple[str, ...]:
    """Keys of the papers whose originals the desk compares at the visit (NĐ 123/2015 Đ2–3)."""
    form = Form.of(dossier.procedure_version.compiled)
    filed = {paper.key for paper in dossier.papers}
    wanted = papers_for(form, dossier.answers)
    return tuple(
        paper.key
        for paper in wanted
        if paper.must in {"required", "presented"} or paper.key in filed
    )


def all_originals_seen(dossier: Dossier) -> bool:
    """Whether each required paper has been compared with its original."""
    seen = {paper.key for paper in dossier.papers if paper.original_seen_at is not None}
    form = Form.of(dossier.procedure_version.compiled)
    required = {
        paper.key for paper in papers_for(form, dossier.answers) if paper.must == "required"
    }
    return required <= seen


def papers_to_judge(dossier: Dossier) -> list[Paper]:
    """What the citizen has filed or will show; results and own forms are not examined."""
    form = Form.of(dossier.procedure_version.compiled)
    made = {each.key for each in papers_for(form, dossier.answers) if each.must is Must.MADE}
    filed = (each for each in dossier.papers if each.kind is PaperKind.FILED)
    return [each for each in filed if each.key not in made]


def may_judge_papers(dossier: Dossier, by: StepActor) -> bool:
    """Whether this person says which documents are in order: who may ask for a supplement."""
    row = next(each for each in TABLE if each.action is Action.ASK_SUPPLEMENT)
    return bool(by.capacity_set & row.by) and dossier.state in {*row.source, State.SUPPLEMENTING}


def owes(dossier: Dossier) -> bool:
    """Whether the commune still holds originals or money that belong to the citizen."""
    return any(paper.custody is Custody.COMMUNE for paper in dossier.papers) or any(
        fee.refund_due_at and fee.refunded_at is None for fee in dossier.fees
    )


def who_prepared(dossier: Dossier) -> frozenset[UUID | None]:
    """Everybody who took part in preparing the entry; none of them may sign it."""
    preparing = {Action.PREPARE, Action.PROPOSE, Action.PROPOSE_REFUSAL}
    return frozenset(
        event.staff_id for event in undo.standing(dossier.journal) if event.action in preparing
    )


_IS_MET: Mapping[Need, Callable[[Dossier, StepActor], bool]] = {
    Need.BEFORE_ACCEPTANCE: lambda dossier, _by: dossier.accepted_at is None,
    Need.AFTER_ACCEPTANCE: lambda dossier, _by: dossier.accepted_at is not None,
    Need.LIST_ANSWERED: lambda dossier, _by: not supplements.open_items(dossier),
    Need.ORIGINALS_SEEN: lambda dossier, _by: all_originals_seen(dossier),
    Need.DECLARANT_SIGNED: lambda dossier, _by: (
        visits.both_come(dossier) or visits.is_over(dossier)
    ),
    Need.BOTH_SIGNED: lambda dossier, _by: not visits.both_come(dossier) or visits.is_over(dossier),
    Need.VISIT_AWAITED: lambda dossier, _by: not visits.has_come(dossier),
    Need.SIGNER_DID_NOT_PREPARE: lambda dossier, by: by.staff_id not in who_prepared(dossier),
    Need.SOMETHING_OWED: lambda dossier, _by: dossier.owed_since is not None,
    Need.NEAR_ITS_END: lambda dossier, _by: is_near_its_end(dossier, clock.now()),
    Need.FIRST_APOLOGY: lambda dossier, _by: not is_apologised_for(dossier),
    Need.IS_LATE: lambda dossier, _by: is_late(dossier, clock.now()),
    Need.NOTHING_PROPOSED: lambda dossier, _by: dossier.passing_to_id is None,
    Need.TRANSFER_PROPOSED: lambda dossier, _by: dossier.passing_to_id is not None,
    Need.LAW_GIVES_TIME: lambda dossier, _by: verification.may_be_verified(dossier),
    Need.FIRST_VERIFICATION: lambda dossier, _by: not verification.is_verified(dossier),
    Need.LETTER_AWAITED: lambda dossier, _by: bool(verification.letters_open(dossier)),
    Need.MINE_TO_GIVE: lambda dossier, by: (
        dossier.assigned_to_id in {None, by.staff_id} or Capacity.SIGNER in by.capacity_set
    ),
    Need.WITH_A_COLLEAGUE: lambda dossier, by: dossier.assigned_to_id not in {None, by.staff_id},
    Need.DUPLICATES_RESOLVED: lambda dossier, _by: (
        not any(map(duplicates.waits, dossier.duplicate_candidates))
    ),
    Need.LOOKS_ALIKE: lambda dossier, _by: bool(dossier.duplicate_candidates),
    Need.COPIES_AN_ENTRY: lambda dossier, _by: extracts.copies_an_entry(dossier),
    Need.ENTRY_CHOSEN: lambda dossier, _by: not extracts.lacks_entry(dossier),
    Need.GRANT_PROPOSED: lambda dossier, _by: written_answers.refusal_proposed(dossier) is None,
    Need.WRITTEN_ANSWER_DUE: lambda dossier, _by: dossier.written_answer_due_since is not None,
}


def judges(need: Need) -> bool:
    """Whether the dossier's own row answers; all other needs are bound by higher packages."""
    return need in _IS_MET


def unmet(row: Transition, dossier: Dossier, by: StepActor) -> tuple[Need, ...]:
    """The unmet needs of a step, without those bound by higher packages."""
    return tuple(need for need in row.needs if judges(need) and not _IS_MET[need](dossier, by))


def offers(dossier: Dossier, by: StepActor) -> tuple[Offer[Transition], ...]:
    """The steps that the workflow offers these capacities on this dossier now."""
    return TABLE.offers(dossier.state, by.capacity_set, lambda row: unmet(row, dossier, by))


def next_step(
    dossier: Dossier, by: StepActor, offered: Iterable[Offer[Transition]]
) -> Offer[Transition] | None:
    """The one step that is this person's to take now; None if somebody else's turn it is."""
    return table.next_step(offered, lambda need: not judges(need) or _IS_MET[need](dossier, by))


# ---- clock --------------------------------------------------------------------------------------


def clock_starts(dossier: Dossier, limit: deadline.Limit) -> datetime | None:
    """When the limit begins: same-day matters at the visit, all others at acceptance."""
    if limit.unit is deadline.LimitUnit.SAME_DAY:
        return dossier.visited_at
    return dossier.accepted_at


def pauses(dossier: Dossier) -> tuple[deadline.Pause, ...]:
    """The pauses of the dossier for the deadline computation, without those of its legs."""
    return as_counted(pause for pause in dossier.pauses if pause.subject_id == dossier.id)


def as_counted(ledger: Iterable[Pause]) -> tuple[deadline.Pause, ...]:
    return tuple(
        deadline.Pause(pause.during.lower, pause.during.upper)
        for pause in ledger
        if pause.during.lower is not None
    )


REMOTE = "remote_commune"
"""Cause of the extra time of linked dossiers of a remote commune (TTLT 05/2015: +≤5 ngày)."""

TOLD_AS: Mapping[str, ExplanationKind] = {
    REMOTE: ExplanationKind.MORE_FOR_DISTANCE,
    verification.INQUIRY: ExplanationKind.MORE_FOR_INQUIRY,
    Action.VERIFY: ExplanationKind.MORE_FOR_VERIFICATION,
}
"""The explanation of each cause of extra time."""


def extensions(dossier: Dossier) -> tuple[deadline.Extension, ...]:
    """Extensions of the limit in the form used by the deadline computation."""
    back = undo.taken_back(dossier.journal) if dossier.extensions else frozenset()
    return tuple(
        deadline.Extension(
            each.amount,
            each.unit,
            TOLD_AS.get(each.cause, ExplanationKind.MORE_FOR_COMPLETION),
        )
        for each in dossier.extensions
        if each.proof_event_id not in back
    )


def open_pauses(dossier: Dossier) -> tuple[Pause, ...]:
    return still_open(pause for pause in dossier.pauses if pause.subject_id == dossier.id)


def still_open(ledger: Iterable[Pause]) -> tuple[Pause, ...]:
    """Pauses that have not ended; one of length zero has ended."""
    return tuple(
        pause for pause in ledger if pause.during.upper is None and not pause.during.is_empty
    )


def is_late(dossier: Dossier, now: datetime) -> bool:
    """Late means ``due_at < now``, nothing else."""
    return dossier.due_at is not None and dossier.due_at < now


def is_apologised_for(dossier: Dossier) -> bool:
    """Whether a new day has already been promised."""
    return any(event.action == Action.APOLOGISE for event in dossier.journal)


def is_near_its_end(dossier: Dossier, now: datetime) -> bool:
    """Whether the first promised day is past or very near, so that a new day would be pointless."""
    given = dossier.reappointment
    promised = given.old_at if given else dossier.promised_at
    return promised is not None and promised < now + NEAR


# ---- answers -------------------------------------------------------------------------


def listed(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that lists filter on, from the answers.

    If the procedure concerns nobody else, the subject is the applicant.
    """
    born = str(form.answer(StandsFor.SUBJECT_BORN, answers) or "")
    applicant = str(form.answer(StandsFor.APPLICANT, answers) or "")
    return {
        "subject_name": str(form.answer(StandsFor.SUBJECT, answers) or applicant),
        "subject_born": date.fromisoformat(born) if len(born) == len("2016-11-21") else None,
        "applicant_name": applicant,
        "applicant_phone": form.answer(StandsFor.APPLICANT_PHONE, answers),
        "applicant_id": form.answer(StandsFor.APPLICANT_ID, answers),
    }


def changed_keys(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(key for key in {*before, *after} if before.get(key) != after.get(key)))


def secret_of(draft_id: UUID, server_key: str) -> str:
    """The eight characters of the receipt, the same whenever the same draft is submitted again.

    They are derived, not stored: a repeated POST can show the first receipt although the database
    stores only a hash.
    """
    digest = hmac(server_key.encode(), b"receipt:" + draft_id.bytes, sha256).digest()
    return legible(digest, SECRET_LENGTH)
