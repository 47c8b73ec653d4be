"""Packets: made when they are sent, immutable after that."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from app.dossiers.models.dossier import Custody, Dossier, Paper, PaperKind
from app.dossiers.models.slips import Slip
from app.dossiers.operations.slip_issue import Issuer, issue, issue_of
from app.dossiers.workflow import SlipKind
from app.handoffs import rules, slips
from app.handoffs.models import Leg, Packet
from app.handoffs.queries import packets
from app.kernel import clock
from app.kernel.deadlines.deadline import Limit, LimitUnit
from app.kernel.files.content_type import PDF
from app.kernel.files.virus_scan import Scan
from app.kernel.printing.pdf import PrintDocument
from app.procedures import queries as procedures
from app.procedures.answers.display import SummaryRow, answers_summary, printed_answers
from app.procedures.models.vocabulary import LegKind, LimitScope, QuestionKind
from app.procedures.rules.form import Form, Surroundings

PRINTED: Mapping[str, SlipKind] = {
    "hk02": SlipKind.HOUSEHOLD_NOTICE,
    "tk1": SlipKind.INSURANCE_DECLARATION,
}
"""Declarations that travel as issued slips, by the key of their paper."""

CORRECTIONS: Mapping[LegKind, Limit] = {
    LegKind.POLICE: Limit(3, LimitUnit.WORKING_DAY),
    LegKind.INSURANCE: Limit(7, LimitUnit.WORKING_DAY),
}
"""Limits for correcting the household book and the card (Luật Cư trú 2006 Đ29, Luật BHYT 2008 Đ19;
provisional)."""
USUAL = Limit(3, LimitUnit.WORKING_DAY)
"""Limit for another commune's answer if the version has none (NĐ 123/2015 Đ22)."""
LIST_KEY, LIST_NAME = "d03", "Danh sách trẻ em tham gia bảo hiểm y tế (D03-TS)"


def make_packet(leg: Leg, *, note: str, by: Issuer) -> Packet:
    """Store the packet as it is now, with a checksum over all of it."""
    dossier = leg.dossier
    form = procedures.form(dossier.procedure_version)
    around = procedures.surroundings(dossier.commune)
    papers = [*_filed(leg, form), *_printed(leg, form, by)]
    limit = CORRECTIONS[leg.kind] if leg.corrects_id else limit_of(dossier, leg.kind)
    content = {
        "code": leg.code,
        "kind": leg.kind,
        "office": dossier.commune.name,
        "parts": _corrected(leg) if leg.corrects_id else _parts(leg, form, around),
        "held_fee": sum(
            fee.amount
            for fee in dossier.fees
            if fee.for_leg == leg.kind and fee.taken_at and not leg.corrects_id
        ),
        "note": note,
        "limit": {"amount": limit.amount, "unit": limit.unit},
        "policy": dossier.procedure_version.policy,
    }
    packet = Packet(
        id=uuid4(),
        n=len(leg.packets) + 1,
        content=content,
        papers=papers,
        checksum=rules.seal_of(content, papers),
        made_at=clock.now(),
        made_by_id=by.posting_id,
    )
    leg.packets.append(packet)
    leg.subject_name = dossier.subject_name
    return packet


def limit_of(dossier: Dossier, kind: LegKind) -> Limit:
    """The limit of the other office, from the version and the district."""
    found = procedures.limits_for(dossier.procedure_version, dossier.commune.district_id)
    return (
        found.get(LimitScope(kind), USUAL) if kind is LegKind.COMMUNE else found[LimitScope(kind)]
    )


def list_of_children(leg: Leg) -> PrintDocument:
    """The list D03-TS of this dossier's child, for the social insurance."""
    commune = leg.dossier.commune
    form = procedures.form(leg.dossier.procedure_version)
    around = procedures.surroundings(commune)
    confirmed = leg.list_confirmed_by.staff.full_name if leg.list_confirmed_by else ""
    head = slips.ListHead(
        commune=commune.name,
        district=commune.district.name if commune.district else "",
        insurance=leg.holder.name,
        day=clock.local(leg.list_confirmed_at or clock.now()).date(),
        insurance_code=commune.insurance_code or "",
        address=commune.address or "",
        code=leg.code,
        confirmed_by=confirmed,
    )
    return slips.insurance_list(
        head, [slips.InsuredChild.of(printed_answers(form, leg.dossier.answers, around))]
    )


def _parts(leg: Leg, form: Form, around: Surroundings) -> list[dict[str, Any]]:
    """The answers that the agency needs, formatted, under the headings of the form."""
    wanted = rules.answers_for(leg, form)
    parts = (
        (part.title, [_row(form, r) for r in part.rows if r.key in wanted])
        for part in answers_summary(form, leg.dossier.answers, around)
    )
    return [{"title": title, "rows": rows} for title, rows in parts if rows]


def _corrected(leg: Leg) -> list[dict[str, Any]]:
    """What the notes on the entry say, in place of answers."""
    return [
        {
            "title": "Nội dung đã ghi chú vào Sổ hộ tịch",
            "rows": [
                ["Người được đăng ký", each.subject_name, str(QuestionKind.TEXT)],
                ["Ghi chú", each.text, str(QuestionKind.TEXT)],
                ["Căn cứ", each.basis, str(QuestionKind.TEXT)],
            ],
        }
        for each in packets.corrected(leg.dossier_id)
        if (each.kind, each.holder_unit_id) == (leg.kind, leg.holder_unit_id)
    ]


def _row(form: Form, row: SummaryRow) -> list[str]:
    """Label, text and kind; the number of a person's paper gets the kind of identity numbers."""
    kind = QuestionKind.IDENTITY if form.by_key[row.key].is_guarded else row.kind
    return [row.label, row.value, str(kind)]


def _filed(leg: Leg, form: Form) -> Iterator[dict[str, Any]]:
    for paper in rules.papers_to_send(leg, leg.dossier, form):
        if paper.storage_key:
            yield {
                "key": paper.key,
                "name": paper.name,
                "storage_key": paper.storage_key,
                "sha256": paper.sha256,
                "mime": paper.mime,
                "scan": paper.scan,
                "original": _travels(paper) and not leg.corrects_id,
            }


def _travels(paper: Paper) -> bool:
    return paper.kind is PaperKind.FILED and paper.custody is not Custody.CITIZEN


def _printed(leg: Leg, form: Form, by: Issuer) -> Iterator[dict[str, Any]]:
    """Declarations and the insurance list, printed from the current answers as issued slips."""
    signed = {paper.key for paper in leg.dossier.papers if _travels(paper)}
    for wanted in rules.made_for(leg, form):
        if wanted.key in PRINTED:
            slip = issue_of(leg.dossier, PRINTED[wanted.key], by=by)
            yield _line(wanted.key, wanted.name, slip, wanted.key in signed)
    if rules.has_list(leg):
        sheet, kind = list_of_children(leg), SlipKind.INSURANCE_LIST
        slip = issue(kind, sheet, of=leg.dossier, by=by, about=leg.id)
        yield _line(LIST_KEY, LIST_NAME, slip, original=False)


def _line(key: str, name: str, slip: Slip, original: bool) -> dict[str, Any]:
    return {
        "key": key,
        "name": name,
        "storage_key": slip.storage_key,
        "sha256": slip.sha256,
        "mime": PDF.mime,
        "scan": Scan.OWN,
        "original": original,
    }
