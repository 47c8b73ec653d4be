"""What each slip of a dossier says today, told from the dossier's rows (nội dung phiếu)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from flask_babel import force_locale

from app.dossiers import queries, slips
from app.dossiers.models import Custody, Dossier, Event, SlipKind
from app.dossiers.operations import steps, tracing
from app.dossiers.rules import supplements
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
    if kind in _AT_A_STEP:
        return _AT_A_STEP[kind](dossier)
    if kind not in offered(dossier):
        raise NotFound
    return _MAKERS[kind](dossier)


def offered(dossier: Dossier) -> tuple[SlipKind, ...]:
    """What can be printed of this dossier now; the receipt exists from acceptance on."""
    form = procedures.form(dossier.procedure_version)
    wanted = {paper.key for paper in papers_for(form, dossier.answers)}
    accepted = (SlipKind.RECEIPT, SlipKind.CONTROL) if dossier.accepted_at else ()
    return (*accepted, *(kind for kind, paper in DECLARATIONS.items() if paper in wanted))


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


def _said(dossier: Dossier) -> Mapping[str, str]:
    """What the applicant said, in words."""
    form = procedures.form(dossier.procedure_version)
    return printed_answers(form, dossier.answers, procedures.surroundings(dossier.commune))


def letter_to(dossier: Dossier, event: Event) -> slips.Letter:
    """The head of a letter about this dossier, signed by whoever took the step."""
    commune, said = dossier.commune, _said(dossier)
    return slips.Letter(
        commune=commune.name,
        code=dossier.code,
        applicant=dossier.applicant_name,
        request=dossier.procedure_version.procedure.name,
        written_at=event.at,
        address=said.get("applicant_residence", ""),
        phone=said.get("applicant_phone", ""),
        email=said.get("applicant_email", ""),
        signer=event.staff_name or "",
        helper=", ".join(filter(None, (event.staff_name, f"bộ phận một cửa UBND {commune.name}"))),
        helper_phone=commune.phone or "",
        tracking_url=portal.page("tra-cuu", ma=dossier.code),
    )


def request_of(dossier: Dossier) -> UUID | None:
    """The request for a supplement that was made last: each has its own slip."""
    return dossier.supplements[-1].id if dossier.supplements else None


def _supplement(dossier: Dossier) -> Sheet:
    event = _last(dossier, Action.ASK_SUPPLEMENT)
    letter = letter_to(dossier, event)
    if not dossier.supplements:  # asked for in words alone
        asked = [slips.Asked("", "", event.reason or "")]
        return slips.supplement(letter, asked, n=1, until=None)
    request = dossier.supplements[-1]
    asked = [
        slips.Asked(about=item.label, todo=item.todo, wrong=item.wrong)
        for item in supplements.items(dossier, request)
    ]
    return slips.supplement(letter, asked, n=dossier.supplements_asked, until=request.until)


def _refusal(dossier: Dossier) -> Sheet:
    event = _last(dossier, Action.REFUSE_INTAKE)
    return slips.refusal(letter_to(dossier, event), event.reason or "")


def _apology(dossier: Dossier) -> Sheet:
    event, given = _last(dossier, Action.APOLOGISE), dossier.reappointment
    late = slips.Apology(
        received_at=dossier.accepted_at or dossier.submitted_at,
        promised_at=given.old_at if given else None,
        new_promise=dossier.promised_at,
        reason=event.reason or "",
        signer_title=queries.title_of(event.posting_id) or "Chủ tịch",
    )
    return slips.apology(letter_to(dossier, event), late)


def _last(dossier: Dossier, action: Action) -> Event:
    """The step that was taken last of this kind.

    Raises:
        NotFound: it was never taken.
    """
    found = next((e for e in reversed(dossier.journal) if e.action == action), None)
    if found is None:
        raise NotFound
    return found


def _reckoning(dossier: Dossier) -> tuple[str, ...]:
    """Why the result is due then, in the language of the paper."""
    reckoning = steps.reckon(dossier)
    with force_locale("vi"):
        return tuple(str(line.text) for line in reckoning.lines) if reckoning else ()


def _receipt(dossier: Dossier) -> Sheet:
    commune, said = dossier.commune, _said(dossier)
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
            reckoning=_reckoning(dossier),
            address=said.get("applicant_residence", ""),
            phone=said.get("applicant_phone", ""),
            email=said.get("applicant_email", ""),
            receiver=_last(dossier, Action.ACCEPT).staff_name or "",
            help=", ".join(filter(None, (commune.address, commune.phone))),
            tracking_url=portal.page("tra-cuu", ma=dossier.code),
        )
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


_AT_A_STEP: Mapping[SlipKind, Callable[[Dossier], Sheet]] = {
    SlipKind.SUPPLEMENT: _supplement,
    SlipKind.REFUSAL: _refusal,
    SlipKind.APOLOGY: _apology,
}
"""Slips that a step alone issues."""

_MAKERS: Mapping[SlipKind, Callable[[Dossier], Sheet]] = {
    SlipKind.RECEIPT: _receipt,
    SlipKind.CONTROL: tracing.control_sheet,
    SlipKind.BIRTH_DECLARATION: _declaration(slips.birth_declaration),
    SlipKind.HOUSEHOLD_NOTICE: _declaration(slips.household_notice),
    SlipKind.INSURANCE_DECLARATION: _declaration(slips.insurance_declaration),
}
