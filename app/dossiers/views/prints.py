"""What the desk prints from a dossier: declarations and the receipt, chosen by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.dossiers import slips
from app.dossiers.models import Custody, Dossier
from app.kernel.errors import NotFound
from app.organisation import queries as organisation
from app.procedures import queries as procedures
from app.procedures.models import LegKind, Original, Step
from app.procedures.questions import printed_answers
from app.procedures.rules import papers_for
from app.procedures.rules.needs import legs

PART_WORDS: Mapping[LegKind, str] = {
    LegKind.POLICE: "Đăng ký thường trú",
    LegKind.INSURANCE: "Cấp thẻ bảo hiểm y tế",
}
"""What a linked request is made of, in the words of the printed receipt."""


@dataclass(frozen=True)
class Print:
    """One thing to print: its name in the address, its label, the paper it is made for."""

    name: str
    label: LazyString
    made_for: str | None


PRINTS: tuple[Print, ...] = (
    Print("giay-hen", _("Receipt with the return date"), None),
    Print("to-khai-khai-sinh", _("Birth declaration"), "birth_declaration"),
    Print("hk02", _("Form HK02"), "hk02"),
    Print("tk1-ts", _("Form TK1-TS"), "tk1"),
)

_DECLARATIONS: Mapping[str, Callable[[slips.Answers, slips.Heading], bytes]] = {
    "to-khai-khai-sinh": slips.birth_declaration,
    "hk02": slips.household_notice,
    "tk1-ts": slips.insurance_declaration,
}


def offered(dossier: Dossier) -> tuple[Print, ...]:
    """What can be printed of this dossier now; the receipt exists from acceptance on."""
    form = procedures.form(dossier.procedure_version)
    wanted = {paper.key for paper in papers_for(form, dossier.answers)}
    return tuple(
        each
        for each in PRINTS
        if (each.made_for in wanted if each.made_for else dossier.accepted_at is not None)
    )


def make(dossier: Dossier, what: str, *, base_url: str) -> bytes:
    """The PDF of this name.

    Raises:
        NotFound: nothing of this name can be printed of this dossier.
    """
    if what not in {each.name for each in offered(dossier)}:
        raise NotFound
    if what == "giay-hen":
        return slips.receipt(_receipt(dossier, base_url))
    form = procedures.form(dossier.procedure_version)
    around = procedures.surroundings(dossier.commune)
    return _DECLARATIONS[what](printed_answers(form, dossier.answers, around), _heading(dossier))


def _heading(dossier: Dossier) -> slips.Heading:
    district = dossier.commune.district
    agencies = organisation.agency_names(dossier.commune.district_id)
    return slips.Heading(
        commune=dossier.commune.name,
        district=district.name if district else "",
        police=agencies.get("police", ""),
        insurance=agencies.get("insurance", ""),
        code=dossier.code,
    )


def _receipt(dossier: Dossier, base_url: str) -> slips.Receipt:
    commune = dossier.commune
    procedure = dossier.procedure_version.procedure
    track = f"{base_url}tra-cuu?{urlencode({'ma': dossier.code})}"
    return slips.Receipt(
        commune=commune.name,
        code=dossier.code,
        applicant=dossier.applicant_name,
        request=procedure.name,
        received_at=dossier.accepted_at or dossier.submitted_at,
        promised_at=dossier.promised_at,
        limit=procedures.limits_for(dossier.procedure_version, commune.parent_id)[Step.TOTAL],
        parts=_parts(dossier),
        result_place=f"Bộ phận một cửa, UBND {commune.name}",
        papers=tuple(_filed(dossier)),
        payments=tuple(
            slips.Payment(fee.label, fee.amount) for fee in dossier.fees if fee.taken_at
        ),
        address=commune.address or "",
        phone=commune.phone or "",
        tracking_url=track,
    )


def _parts(dossier: Dossier) -> tuple[str, ...]:
    linked = legs(procedures.form(dossier.procedure_version))
    return ("Đăng ký khai sinh", *(PART_WORDS[leg.kind] for leg in linked)) if linked else ()


def _filed(dossier: Dossier) -> list[slips.FiledPaper]:
    """What was filed, and in which form the commune has it."""
    form = procedures.form(dossier.procedure_version)
    there = {paper.key: paper for paper in dossier.papers}
    lines = []
    for kind in papers_for(form, dossier.answers):
        if kind.key in there:
            kept = there[kind.key].custody is not Custody.CITIZEN
            original = kind.original if kept else Original.COPY
            lines.append(slips.FiledPaper(kind.name, original, kind.count))
    return lines
