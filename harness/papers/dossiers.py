"""Every procedure with every outcome, and all papers that its dossiers print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import NamedTuple

from flask_babel import force_locale
from sqlalchemy import select

from app.dossiers.models.dossier import Dossier
from app.dossiers.models.slips import Slip
from app.dossiers.models.treasury import Fund
from app.dossiers.operations import (
    apologies,
    daily_documents,
    declarations,
    payments,
    supplement_expiry,
    treasury,
)
from app.dossiers.operations.slip_contents import contact_of, offered, sheet_of
from app.dossiers.operations.slip_issue import Issuer, as_kept
from app.dossiers.workflow import Action, SlipKind, State
from app.handoffs.models import Direction
from app.handoffs.operations import handover_sheets
from app.handoffs.queries import packets
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.errors import NotFound
from app.kernel.files import storage
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.procedures import queries as procedures
from app.procedures.answers.display import printed_answers
from app.procedures.models.vocabulary import LegKind, Must
from app.procedures.rules.papers_and_fees import papers_for, results
from app.registers.models.entries import Entry
from app.registers.operations import copies
from harness.stage.factories import ADossier, somebody
from harness.stage.factories import dossiers as walk
from harness.stage.factories.dossiers import JUSTICE, LEADER, RECEPTION

REASON = "Hồ sơ không thuộc thẩm quyền giải quyết của xã"
DELAY = "Việc xác minh kéo dài hơn dự kiến"


class Paper(NamedTuple):
    """A printed paper: which list of fields judges it, and what it should say."""

    kind: str
    """Of ``fields.csv``: a kind of slip, the key of a declaration or of a result."""
    name: str
    """Procedure, outcome, kind; of the picture too."""
    pdf: bytes
    facts: Mapping[str, str]


def papers(codes: Iterable[str], commune: Unit) -> Iterator[Paper]:
    """All papers: of each procedure, of the other ends of a dossier, of the desk."""
    for code in codes:
        yield from papers_of(code, commune)
    yield from other_ends(commune)
    yield from sheets(commune)


def papers_of(code: str, commune: Unit) -> Iterator[Paper]:
    """The papers of a procedure: granted, refused at the signature, refused at intake."""
    granted = ADossier(State.RETURNED, commune, code)
    yield from _of(granted, "granted")
    yield from _copies(granted)
    refused = ADossier(State.REFUSED, commune, code)
    yield from _of(refused, "refused", reason=refused.journal[-1].reason or "")
    turned_away = ADossier(State.NOT_ACCEPTED, commune, code)
    yield from _answered(turned_away, "not-accepted")


def other_ends(commune: Unit) -> Iterator[Paper]:
    """Stopped, expired before and after acceptance, late, with money to give back."""
    yield from _answered(ADossier(State.STOPPED, commune), "stopped")
    for late_supplement in (False, True):
        dossier = ADossier(State.SUPPLEMENTING, commune, late_supplement=late_supplement)
        with transaction():
            supplement_expiry.expire(dossier)
        yield from _answered(dossier, f"expired-{'later' if late_supplement else 'at-intake'}")
    late = ADossier(State.PREPARED, commune)
    with transaction():
        late.due_at = late.promised_at = clock.now() - timedelta(hours=1)
        day = organisation.calendar().next_working_day(clock.today() + timedelta(days=20))
        by = somebody(LEADER, commune).at(late)
        apologies.apologise(late, new_day=day, reason=DELAY, by=by)
    yield from _of(late, "late", reason=DELAY)
    refunded = ADossier(State.REFUSED, commune)
    with transaction():
        walk.given_back(refunded)
    yield from _of(refunded, "refunded", reason=refunded.journal[-2].reason or "")


def _answered(dossier: Dossier, outcome: str) -> Iterator[Paper]:
    """The leader answers in writing, with the reason of the step that closed the dossier."""
    with transaction():
        walk.take(dossier, Action.SIGN_WRITTEN_ANSWER, LEADER, REASON)
    closed = next(e for e in reversed(dossier.journal) if e.action != Action.SIGN_WRITTEN_ANSWER)
    for paper in _of(dossier, outcome, reason=REASON):
        if paper.kind == SlipKind.REFUSAL:
            yield paper._replace(facts={**paper.facts, "@reason": closed.reason or ""})
        else:
            yield paper


def _of(dossier: Dossier, outcome: str, reason: str = "") -> Iterator[Paper]:
    """What this dossier has issued, and what the desk can print of it."""
    code = dossier.procedure_version.procedure.code
    facts = facts_of(dossier) | {"@reason": reason}
    issued = db.session.scalars(
        select(Slip).where(Slip.dossier_id == dossier.id).order_by(Slip.issued_at, Slip.number)
    )
    for slip in issued:
        if slip.kind not in declarations.MAKERS:
            yield Paper(slip.kind, f"{code}-{outcome}-{slip.kind}", as_kept(slip), facts)
    for kind in offered(dossier):
        if kind is not SlipKind.RECEIPT:
            document = sheet_of(dossier, kind)
            key = _key_of(dossier, kind)
            yield Paper(
                key,
                f"{code}-{outcome}-{key}",
                document.printed(number=f"01/2016/{kind.suffix}"),
                facts,
            )
    made = {result.key for result in results(procedures.form(dossier.procedure_version))}
    for paper in dossier.papers:
        if paper.key in made and paper.storage_key and paper.sha256:
            printed = storage.read_whole(paper.storage_key, paper.sha256)
            yield Paper(paper.key, f"{code}-{outcome}-{paper.key}", printed, facts)


def _key_of(dossier: Dossier, kind: SlipKind) -> str:
    """The paper of the procedure that this declaration is; a control slip is itself."""
    if kind in declarations.OWN:
        return declarations.OWN[kind].paper
    if kind is not SlipKind.DECLARATION:
        return str(kind)
    form = procedures.form(dossier.procedure_version)
    made = (p for p in papers_for(form, dossier.answers) if p.must is Must.MADE)
    return next(p.key for p in made if declarations.own_form(p, form) is None)


def _copies(dossier: Dossier) -> Iterator[Paper]:
    """The copies that the books give of what was registered."""
    code = dossier.procedure_version.procedure.code
    for entry in db.session.scalars(select(Entry).where(Entry.dossier_id == dossier.id)):
        key = str(entry.content["result"]["key"])
        kind = COPIES.get(key, key)
        try:
            printed = copies.copy_of(entry)
        except NotFound:  # no event that is registered
            continue
        yield Paper(kind, f"{code}-copy-{kind}", printed, facts_of(dossier))


COPIES = {"birth_certificate": "birth_copy", "marriage_certificate": "marriage_copy"}
"""Copies that state something else than the result; the others are extracts again."""


def sheets(commune: Unit) -> Iterator[Paper]:
    """The sheets of the desk, of the treasury and of a hand-over."""
    dossier = ADossier(State.REGISTERED, commune, copies=2)
    who, facts = somebody(JUSTICE, commune), facts_of(dossier)
    with transaction():
        legs = {leg.kind: leg for leg in packets.of_dossier(dossier.id)}
        sheet = handover_sheets.draw_up(
            [legs[LegKind.POLICE].id], Direction.OUT, actor=who.actor, base_url="https://mc.test/"
        )
    with storage.open_stored(sheet.printed_key or "") as kept:
        printed = kept.read()
    yield Paper("hand_over", "hand_over", printed, facts)
    by, today = Issuer.at_desk(somebody(RECEPTION, commune).at(dossier)), clock.today()
    with transaction():
        treasury.hand_over(commune, Fund.SERVICE_FEE, 1000, paper_no="GNT 12", paid_on=today, by=by)
        issued = (
            payments.issue_cash(commune, today, by=by),
            treasury.issue_sheet(commune, today, today, by=by),
            daily_documents.issue_register(commune, today, today, by=by),
        )
    for slip in issued:
        yield Paper(slip.kind, str(slip.kind), as_kept(slip), facts)


def facts_of(dossier: Dossier) -> dict[str, str]:
    """The printed answers of a dossier, and its facts under keys that begin with ``@``."""
    form = procedures.form(dossier.procedure_version)
    with force_locale("vi"):
        said = printed_answers(form, dossier.answers, procedures.surroundings(dossier.commune))
    agencies = organisation.agency_names(dossier.commune.district_id)
    reached = contact_of(dossier)
    asked = (p.name for p in papers_for(form, dossier.answers) if p.must is not Must.IF_ANY)
    return {
        **said,
        **{f"{key}.year": day[-4:] for key, day in said.items() if key.endswith("_born")},
        "applicant_residence": said.get("applicant_residence") or reached["address"],
        "applicant_phone": said.get("applicant_phone") or reached["phone"],
        "@applicant": dossier.applicant_name,
        "@code": dossier.code,
        "@commune": dossier.commune.name,
        "@paper": next(asked),
        "@police": agencies.get("police", ""),
        "@insurance": agencies.get("insurance", ""),
        "@request": dossier.procedure_version.procedure.name,
    }
