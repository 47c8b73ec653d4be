"""What each slip of a dossier says today, told from the dossier's rows (nội dung phiếu)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.dossiers import slips
from app.dossiers.models import Custody, Dossier, SlipKind
from app.dossiers.workflow import Action
from app.kernel import portal
from app.kernel.errors import NotFound
from app.kernel.pdf import Sheet
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

DECLARATIONS: Mapping[SlipKind, str] = {
    SlipKind.BIRTH_DECLARATION: "birth_declaration",
    SlipKind.HOUSEHOLD_NOTICE: "hk02",
    SlipKind.INSURANCE_DECLARATION: "tk1",
}
"""The papers of the procedure that are printed from the answers."""


def sheet_of(dossier: Dossier, kind: SlipKind) -> Sheet:
    """The sheet of this kind.

    Raises:
        NotFound: the dossier has no such paper now.
    """
    if kind not in offered(dossier):
        raise NotFound
    return _MAKERS[kind](dossier)


def offered(dossier: Dossier) -> tuple[SlipKind, ...]:
    """What can be printed of this dossier now; the receipt exists from acceptance on."""
    form = procedures.form(dossier.procedure_version)
    wanted = {paper.key for paper in papers_for(form, dossier.answers)}
    receipt = (SlipKind.RECEIPT,) if dossier.accepted_at else ()
    return (*receipt, *(kind for kind, paper in DECLARATIONS.items() if paper in wanted))


def _declaration(
    build: Callable[[slips.Answers, slips.Heading], Sheet],
) -> Callable[[Dossier], Sheet]:
    def make(dossier: Dossier) -> Sheet:
        form = procedures.form(dossier.procedure_version)
        around = procedures.surroundings(dossier.commune)
        return build(printed_answers(form, dossier.answers, around), _heading(dossier))

    return make


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


def _receipt(dossier: Dossier) -> Sheet:
    commune = dossier.commune
    limits = procedures.limits_for(dossier.procedure_version, commune.parent_id)
    return slips.receipt(
        slips.Receipt(
            commune=commune.name,
            code=dossier.code,
            applicant=dossier.applicant_name,
            request=dossier.procedure_version.procedure.name,
            received_at=dossier.accepted_at or dossier.submitted_at,
            promised_at=dossier.promised_at,
            limit=limits[Step.TOTAL],
            parts=_parts(dossier),
            result_place=f"Bộ phận một cửa, UBND {commune.name}",
            papers=tuple(_filed(dossier)),
            payments=tuple(
                slips.Payment(fee.label, fee.amount) for fee in dossier.fees if fee.taken_at
            ),
            address=commune.address or "",
            phone=commune.phone or "",
            receiver=_who(dossier, Action.ACCEPT),
            tracking_url=portal.page("tra-cuu", ma=dossier.code),
        )
    )


def _who(dossier: Dossier, action: Action) -> str:
    """The officer who took the step last."""
    names = (event.staff_name for event in reversed(dossier.journal) if event.action == action)
    return next(names, None) or ""


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


_MAKERS: Mapping[SlipKind, Callable[[Dossier], Sheet]] = {
    SlipKind.RECEIPT: _receipt,
    SlipKind.BIRTH_DECLARATION: _declaration(slips.birth_declaration),
    SlipKind.HOUSEHOLD_NOTICE: _declaration(slips.household_notice),
    SlipKind.INSURANCE_DECLARATION: _declaration(slips.insurance_declaration),
}
