"""Work at the desk: acceptance, visit, money and originals, hand-over of the result."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Custody, Dossier, Event, Paper, PaperKind
from app.dossiers.operations import custody, payments
from app.dossiers.operations.appointments import VISIT_IN_PAST, may_be_appointed
from app.dossiers.operations.citizen_notices import tell
from app.dossiers.operations.slip_issue import Issuer
from app.dossiers.operations.transitions import advance
from app.dossiers.rules import StepActor, postal_delivery, visits
from app.dossiers.workflow import Action
from app.kernel import clock
from app.kernel.errors import Refused
from app.kernel.workflow.engine import check_version
from app.notifications.vocabulary import MessageKind
from app.procedures import queries as procedures
from app.procedures.answers import warnings
from app.procedures.models.vocabulary import Original
from app.procedures.rules.papers_and_fees import papers_for


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What one visit brought: keys of papers and fees, and the signature in the book.

    ``originals`` were compared with the file, ``kept`` were taken against receipt, ``fees`` were
    paid now under ``receipt_no``; ``signed``: the declarant signed the book (Đ16.2). ``people`` are
    those of the two who came with an identity paper and signed, where both must. ``incomplete``:
    they came, but papers are missing and they have to come again.
    """

    originals: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    fees: frozenset[str] = frozenset()
    receipt_no: str | None = None
    signed: bool = False
    people: frozenset[str] = frozenset()
    incomplete: bool = False


def accept(
    dossier: Dossier,
    *,
    by: StepActor,
    visit_at: datetime,
    compared: Collection[str] = (),
    seen: int | None = None,
) -> Event:
    """Accept with an appointment: the chain's clock starts, the citizen is informed when to come.

    ``compared`` are the questions of the foreign names that were compared with the passport.

    Raises:
        Refused: the appointment is not in the future or outside the office hours.
        Refused: a foreign name is missing among them.
    """
    if not may_be_appointed(visit_at):
        raise Refused(VISIT_IN_PAST, field="slot")
    facts = _compared(dossier, compared)
    dossier.visit_at = visit_at
    return advance(dossier, Action.ACCEPT, by=by, seen=seen, facts=facts)


def accept_present(
    dossier: Dossier,
    visit: Visit,
    *,
    by: StepActor,
    compared: Collection[str] = (),
    seen: int | None = None,
) -> Event:
    """Accept what a citizen brings who is at the desk, and record the visit in the same step.

    They get the slip in their hand: no appointment is given, and no message sent.

    Raises:
        Refused: somebody who must sign the book has not.
        Refused: a foreign name is missing among those compared.
    """
    check_version(dossier, seen)
    if not _signed(dossier, visit) and visits.must_sign(dossier):
        raise Refused(
            _(
                "Tick that the book is signed. If they sign another day, do not tick that the"
                " citizen is present, and give an appointment."
            ),
            status=422,
            field="people" if visits.the_two(dossier) else "signed",
        )
    facts = {**_compared(dossier, compared), "present": True}
    dossier.visited_at = clock.now()  # the slip of a same-day matter prints what counts from here
    event = advance(dossier, Action.ACCEPT, by=by, facts=facts)
    record_visit(dossier, visit, by=by)
    return event


def _compared(dossier: Dossier, compared: Collection[str]) -> dict[str, Any]:
    """What the journal notes of foreign names. Raises Refused."""
    foreign = foreign_names(dossier)
    if missing := [text for key, text in foreign.items() if key not in compared]:
        raise Refused(
            _("Compare each name with the passport, then tick it: %(names)s."),
            status=422,
            field="names",
            names="; ".join(missing),
        )
    return {"compared": sorted(foreign)} if foreign else {}


def foreign_names(dossier: Dossier) -> dict[str, str]:
    """Names of the declaration to compare with the passport, by their question."""
    return warnings.foreign_names(procedures.form(dossier.procedure_version), dossier.answers)


def record_visit(
    dossier: Dossier, visit: Visit, *, by: StepActor, seen: int | None = None
) -> Event:
    """Record a visit: originals compared, the book signed, papers and money taken.

    Raises Refused.
    """
    check_version(dossier, seen)
    signed = not visit.incomplete and _signed(dossier, visit)
    acting = by.capacity_for(by.capacity_set)
    now = clock.now()
    brought = _at_hand(dossier, visit.originals | visit.kept)
    for paper in brought:
        if paper.key in visit.originals and paper.original_seen_at is None:
            paper.original_seen_at = now
            paper.original_seen_by_id = acting.posting_id if acting else None
    if signed:
        dossier.declarant_signed_at = dossier.declarant_signed_at or now
    if not visit.incomplete:
        dossier.visited_at = dossier.visited_at or now
    facts = {
        "incomplete": visit.incomplete,
        "originals": sorted(visit.originals),
        "kept": sorted(visit.kept),
        "signed": signed,
        "people": sorted(visit.people),
        "fees": sorted(visit.fees),
    }
    event = advance(dossier, Action.VISIT, by=by, facts=facts)
    paid = [fee for fee in dossier.fees if fee.key in visit.fees]
    payments.take(dossier, paid, by=Issuer.of_step(event), no=visit.receipt_no)
    kept = [paper for paper in brought if paper.key in visit.kept]
    custody.move(kept, Custody.COMMUNE, event=event)
    return event


def _signed(dossier: Dossier, visit: Visit) -> bool:
    """Whether everybody who must sign the book has done so at this visit."""
    two = visits.the_two(dossier)
    if not two:
        return visit.signed and visits.must_sign(dossier)
    missing = [name for key, name in two if key not in visit.people]
    if visit.people and missing:
        raise Refused(
            _(
                "%(missing)s must come and sign too: both are present in person, and nobody may be"
                " authorised (Luật Hộ tịch Đ6.2, Đ18, Đ25). Record the visit when both are there."
            ),
            status=422,
            field="people",
            missing=", ".join(missing),
        )
    return not missing


def _at_hand(dossier: Dossier, keys: Collection[str]) -> list[Paper]:
    """The papers of these keys; one that was never filed gets a row when its original is seen."""
    form = procedures.form(dossier.procedure_version)
    there = {paper.key for paper in dossier.papers}
    for kind in papers_for(form, dossier.answers):
        if kind.key in keys and kind.key not in there:
            dossier.papers.append(
                Paper(
                    kind=PaperKind.FILED,
                    key=kind.key,
                    name=kind.name,
                    filed_at=clock.now(),
                    custody=Custody.CITIZEN,
                )
            )
    return [paper for paper in dossier.papers if paper.key in keys]


def may_be_kept(dossier: Dossier) -> tuple[str, ...]:
    """Keys of the papers whose originals the commune may hold for a while."""
    form = procedures.form(dossier.procedure_version)
    return tuple(
        paper.key
        for paper in papers_for(form, dossier.answers)
        if paper.original is Original.ORIGINAL
    )


def return_result(
    dossier: Dossier,
    *,
    by: StepActor,
    collected_by: str,
    collected_with: str,
    originals: Collection[str] = (),
    seen: int | None = None,
) -> Event:
    """Hand the results and the originals to the collector, and close the dossier.

    ``originals``: the spouses who signed the marriage certificates and got one each.

    Raises Refused.
    """
    # read before anything is written: what is read may flush, and a flush counts the version
    spouses = [key for key, _name in visits.spouses(dossier)]
    _name_collector(dossier, collected_by, collected_with)
    if not set(spouses) <= set(originals):
        raise Refused(
            _("Both spouses come, sign, and get an original each. Tick both when they have it."),
            status=422,
            field="originals",
        )
    facts = {"originals": spouses} if spouses else None
    event = advance(dossier, Action.RETURN_RESULT, by=by, seen=seen, facts=facts)
    tell(dossier, MessageKind.RETURNED, of=event.id, day=clock.today().isoformat())
    return event


def post_result(
    dossier: Dossier, *, by: StepActor, number: str, postage: int = 0, seen: int | None = None
) -> Event:
    """Send the results and the originals by post, and close the dossier.

    Raises:
        Refused: the number is not that of a parcel.
    """
    parcel = postal_delivery.normalised(number)
    if parcel is None or not postal_delivery.may_be_posted(dossier):
        raise Refused(
            _("Enter the number of the parcel as the post printed it, such as EE123456789VN."),
            status=422,
            field="parcel",
        )
    dossier.collected_by, dossier.collected_with = "Bưu điện", parcel
    facts = {"parcel": parcel, "postage": postage}
    event = advance(dossier, Action.RETURN_RESULT, by=by, seen=seen, facts=facts)
    day = clock.today().isoformat()
    tell(dossier, MessageKind.POSTED, of=event.id, day=day, parcel=parcel)
    return event


def give_back(
    dossier: Dossier,
    *,
    by: StepActor,
    collected_by: str,
    collected_with: str,
    seen: int | None = None,
) -> Event:
    """Return the citizen's papers and money after a dossier ended without a result.

    Raises Refused.
    """
    _name_collector(dossier, collected_by, collected_with)
    return advance(dossier, Action.GIVE_BACK, by=by, seen=seen)


def _name_collector(dossier: Dossier, collected_by: str, collected_with: str) -> None:
    if not (collected_by.strip() and collected_with.strip()):
        raise Refused(
            _("Write who collects the result and which identity document they showed."),
            field="collected_by",
        )
    dossier.collected_by, dossier.collected_with = collected_by.strip(), collected_with.strip()
