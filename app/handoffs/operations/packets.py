"""What travels: a packet is made when it is sent, and never changes after that."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from app.dossiers import slips as declarations
from app.dossiers.models import Custody, Paper, PaperKind
from app.handoffs import rules, slips
from app.handoffs.models import Leg, Packet
from app.kernel import clock, files
from app.kernel.files import Stored
from app.kernel.pdf import Sheet
from app.organisation import queries as organisation
from app.procedures import queries as procedures
from app.procedures.models import Kind, LegKind, Step
from app.procedures.questions import Row, answers_summary, printed_answers
from app.procedures.rules import Form, Surroundings

PRINTED: Mapping[str, Callable[[declarations.Answers, declarations.Heading], Sheet]] = {
    "hk02": declarations.household_notice,
    "tk1": declarations.insurance_declaration,
}
"""Declarations that are printed into the packet, by the key of their paper."""

LIST_KEY, LIST_NAME = "d03", "Danh sách trẻ em tham gia bảo hiểm y tế (D03-TS)"


def make_packet(leg: Leg, *, note: str, by: UUID | None) -> Packet:
    """Keep what travels as it is now, with a checksum over all of it."""
    dossier = leg.dossier
    form = procedures.form(dossier.procedure_version)
    around = procedures.surroundings(dossier.commune)
    papers = [*_filed(leg, form), *_printed(leg, form, around)]
    limit = procedures.limits_for(dossier.procedure_version, dossier.commune.district_id)[
        Step(leg.kind)
    ]
    content = {
        "code": leg.code,
        "kind": leg.kind,
        "office": dossier.commune.name,
        "parts": _parts(leg, form, around),
        "held_fee": sum(
            fee.amount for fee in dossier.fees if fee.for_leg == leg.kind and fee.taken_at
        ),
        "note": note,
        "limit": {"amount": limit.amount, "unit": limit.unit},
        "policy": dossier.procedure_version.policy,
    }
    sealed = json.dumps([content, papers], sort_keys=True, ensure_ascii=False).encode()
    packet = Packet(
        id=uuid4(),
        n=len(leg.packets) + 1,
        content=content,
        papers=papers,
        checksum=sha256(sealed).hexdigest(),
        made_at=clock.now(),
        made_by_id=by,
    )
    leg.packets.append(packet)
    leg.subject_name = dossier.subject_name
    return packet


def list_of_children(leg: Leg) -> bytes:
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
        agency_code=commune.agency_code or "",
        address=commune.address or "",
        code=leg.code,
        confirmed_by=confirmed,
    )
    return slips.insurance_list(
        head, [slips.Child.of(printed_answers(form, leg.dossier.answers, around))]
    )


def _parts(leg: Leg, form: Form, around: Surroundings) -> list[dict[str, Any]]:
    """The answers that the agency needs, in words, under the headings of the form."""
    wanted = rules.answers_for(leg, form)
    parts = (
        (part.title, [_row(form, r) for r in part.rows if r.key in wanted])
        for part in answers_summary(form, leg.dossier.answers, around)
    )
    return [{"title": title, "rows": rows} for title, rows in parts if rows]


def _row(form: Form, row: Row) -> list[str]:
    """Label, words and kind; a number of a person's paper counts as one of identity."""
    kind = Kind.IDENTITY if form.by_key[row.key].is_guarded else row.kind
    return [row.label, row.value, str(kind)]


def _filed(leg: Leg, form: Form) -> Iterator[dict[str, Any]]:
    """Files of the dossier that belong to this packet."""
    for paper in rules.papers_to_send(leg, leg.dossier, form):
        if paper.storage_key:
            yield {
                "key": paper.key,
                "name": paper.name,
                "storage_key": paper.storage_key,
                "sha256": paper.sha256,
                "mime": paper.mime,
                "scan": paper.scan,
                "original": _travels(paper),
            }


def _travels(paper: Paper) -> bool:
    return paper.kind is PaperKind.FILED and paper.custody is not Custody.CITIZEN


def _printed(leg: Leg, form: Form, around: Surroundings) -> Iterator[dict[str, Any]]:
    """Declarations as they read now, and the list for the insurance."""
    said = printed_answers(form, leg.dossier.answers, around)
    signed = {paper.key for paper in leg.dossier.papers if _travels(paper)}
    for wanted in rules.made_for(leg, form):
        if wanted.key in PRINTED:
            kept = files.keep(PRINTED[wanted.key](said, _heading(leg)).printed())
            yield _line(wanted.key, wanted.name, kept, wanted.key in signed)
    if leg.kind is LegKind.INSURANCE:
        kept = files.keep(list_of_children(leg))
        yield _line(LIST_KEY, LIST_NAME, kept, original=False)


def _line(key: str, name: str, kept: Stored, original: bool) -> dict[str, Any]:
    return {
        "key": key,
        "name": name,
        "storage_key": kept.key,
        "sha256": kept.sha256,
        "mime": kept.mime,
        "scan": kept.scan,
        "original": original,
    }


def _heading(leg: Leg) -> declarations.Heading:
    commune = leg.dossier.commune
    agencies = organisation.agency_names(commune.district_id)
    return declarations.Heading(
        commune=commune.name,
        district=commune.district.name if commune.district else "",
        police=agencies.get("police", ""),
        insurance=agencies.get("insurance", ""),
        code=leg.code,
    )
