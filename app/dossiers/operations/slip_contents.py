"""The content of each slip of a dossier, from the dossier's rows (nội dung phiếu)."""

from collections.abc import Callable, Mapping
from typing import TypedDict
from uuid import UUID

from flask_babel import force_locale

from app.dossiers import rules
from app.dossiers.models.dossier import Custody, Dossier, Event, Paper
from app.dossiers.operations import control_slip, declarations, transitions
from app.dossiers.queries import payments
from app.dossiers.rules import postal_delivery, supplements, written_answers
from app.dossiers.slips import declarations as dossiers_declarations
from app.dossiers.slips import letters
from app.dossiers.workflow import Action, SlipKind
from app.kernel import clock, public_urls
from app.kernel.errors import NotFound
from app.kernel.printing.pdf import PrintDocument
from app.procedures import queries as procedures
from app.procedures.answers.display import OF_YOU, printed
from app.procedures.models.vocabulary import (
    LegKind,
    LimitScope,
    Must,
    Original,
    QuestionKind,
    StandsFor,
)
from app.procedures.rules.form import Surroundings
from app.procedures.rules.papers_and_fees import Paper as PaperRule
from app.procedures.rules.papers_and_fees import legs, papers_for, results_for

PART_WORDS: Mapping[LegKind, str] = {
    LegKind.POLICE: "Đăng ký thường trú",
    LegKind.INSURANCE: "Cấp thẻ bảo hiểm y tế",
}
"""The parts of a linked request, as worded on the printed receipt."""

HANDED_OVER: Mapping[Original, str] = {
    Original.ORIGINAL: "Nộp bản chính",
    Original.COPY: "Nộp bản sao",
    Original.SHOWN: "Nộp bản chính",
}
BROUGHT: Mapping[Original, tuple[str, str]] = {
    Original.ORIGINAL: ("Nộp bản chính khi đến", "Đã gửi ảnh, nộp khi đến"),
    Original.COPY: ("Nộp bản sao khi đến", "Đã gửi ảnh, đối chiếu khi đến"),
    Original.SHOWN: ("Xuất trình khi đến", "Đã gửi ảnh, xuất trình khi đến"),
}
"""What the citizen does with a paper at the visit, without and with a photo of it sent before."""


def sheet_of(dossier: Dossier, kind: SlipKind) -> PrintDocument:
    """The document of this kind.

    Raises:
        NotFound: the dossier has no such slip now.
    """
    if kind in _AT_A_STEP:
        return _AT_A_STEP[kind](dossier)
    if kind not in offered(dossier):
        raise NotFound
    return _MAKERS[kind](dossier)


def offered(dossier: Dossier) -> dict[SlipKind, str]:
    """What can be printed of this dossier now; the receipt exists from acceptance on.

    With the name of the paper where the procedure gives it one.
    """
    accepted = (SlipKind.RECEIPT, SlipKind.CONTROL) if dossier.accepted_at else ()
    return {**dict.fromkeys(accepted, ""), **declarations.offered(dossier)}


class Contact(TypedDict):
    """Contact data of a person."""

    address: str
    phone: str
    email: str


def contact_of(dossier: Dossier) -> Contact:
    form = procedures.form(dossier.procedure_version)
    whole, around = form.completed(dossier.answers), Surroundings(clock.today())

    def said(key: str) -> str:
        """The answer; an address has its text with it."""
        return printed(form.by_key[key], whole[key], around) if key in whole else ""

    applicant = form.keys.get(StandsFor.APPLICANT, "").removesuffix("_name")
    mails = (each.key for each in form.questions if each.kind is QuestionKind.EMAIL)
    with force_locale("vi"):
        return {
            "address": said(f"{applicant}_residence"),
            "phone": said(form.keys.get(StandsFor.APPLICANT_PHONE, "")),
            "email": next(filter(None, map(said, mails)), ""),
        }


def result_place(dossier: Dossier, desk: str) -> str:
    """Where the citizen gets the result: at the desk, or by post to the address given."""
    address = postal_delivery.address(dossier)
    return f"Qua bưu điện: {address}" if address else desk


def letter_to(dossier: Dossier, event: Event) -> letters.Letter:
    """The head of a letter about this dossier, signed by the officer who took the step."""
    commune = dossier.commune
    return letters.Letter(
        commune=commune.name,
        code=dossier.code,
        applicant=dossier.applicant_name,
        request=dossier.procedure_version.procedure.name,
        written_at=event.at,
        signer=event.staff_name or "",
        helper=", ".join(filter(None, (event.staff_name, f"bộ phận một cửa UBND {commune.name}"))),
        helper_phone=commune.phone or "",
        tracking_url=public_urls.page("tra-cuu", ma=dossier.code),
        **contact_of(dossier),
    )


def request_of(dossier: Dossier) -> UUID | None:
    """The most recent request for a supplement: each has its own slip."""
    return dossier.supplements[-1].id if dossier.supplements else None


def _supplement(dossier: Dossier) -> PrintDocument:
    event = _last(dossier, Action.ASK_SUPPLEMENT)
    letter = letter_to(dossier, event)
    if not dossier.supplements:  # asked for in words alone
        asked = [letters.MissingItem("", "", event.reason or "")]
        return letters.supplement(letter, asked, n=1, until=None)
    request = dossier.supplements[-1]
    asked = [
        letters.MissingItem(about=item.label, todo=item.todo, wrong=item.wrong)
        for item in supplements.items(dossier, request)
    ]
    return letters.supplement(letter, asked, n=dossier.supplements_asked, until=request.until)


def _refusal(dossier: Dossier) -> PrintDocument:
    event = _last(dossier, Action.REFUSE_INTAKE)
    return letters.refusal(letter_to(dossier, event), event.reason or "")


def _apology(dossier: Dossier) -> PrintDocument:
    event, given = _last(dossier, Action.APOLOGISE), dossier.reappointment
    late = letters.Apology(
        received_at=dossier.accepted_at or dossier.submitted_at,
        promised_at=given.old_at if given else None,
        new_promise=dossier.promised_at,
        reason=event.reason or "",
        signer_title=payments.title_of(event.posting_id) or "Chủ tịch",
    )
    return letters.apology(letter_to(dossier, event), late)


def _written_answer(dossier: Dossier) -> PrintDocument:
    ended = written_answers.ending(dossier)
    event = _last(dossier, Action.SIGN_WRITTEN_ANSWER, Action.REFUSE)
    if ended is None:
        raise NotFound
    how = written_answers.ENDINGS[ended.action]
    name = dossier.procedure_version.procedure.short_name
    answer = letters.WrittenAnswer(
        received_at=dossier.submitted_at,
        about=f"{how.about} {name[:1].lower()}{name[1:]}",
        decided=how.decided,
        reason=event.reason or "",
        article=event.facts.get("article") or written_answers.article(dossier, event.action),
        complaint=written_answers.complaint(dossier.commune),
        owes=rules.owes(dossier),
        signer_title=payments.title_of(event.posting_id) or "Chủ tịch",
    )
    return letters.written_answer(letter_to(dossier, event), answer)


def _last(dossier: Dossier, *actions: Action) -> Event:
    """The last step of one of these kinds.

    Raises:
        NotFound: it was never taken.
    """
    found = next((e for e in reversed(dossier.journal) if e.action in actions), None)
    if found is None:
        raise NotFound
    return found


def _reckoning(dossier: Dossier) -> tuple[str, ...]:
    reckoning = transitions.compute_deadline(dossier)
    with force_locale("vi"):
        return tuple(str(line.text) for line in reckoning.lines) if reckoning else ()


def _receipt(dossier: Dossier) -> PrintDocument:
    commune = dossier.commune
    limits = procedures.limits_for(dossier.procedure_version, commune.parent_id)
    return dossiers_declarations.receipt(
        dossiers_declarations.Receipt(
            commune=commune.name,
            code=dossier.code,
            applicant=dossier.applicant_name,
            request=dossier.procedure_version.procedure.name,
            received_at=dossier.accepted_at or dossier.submitted_at,
            promised_at=dossier.promised_at,
            limit=limits.get(LimitScope.TOTAL),
            parts=_parts(dossier),
            both_come=rules.visits.both_come(dossier),
            result_place=result_place(dossier, f"Bộ phận một cửa, UBND {commune.name}"),
            papers=tuple(_filed(dossier)),
            payments=tuple(
                dossiers_declarations.Payment(fee.label, fee.amount)
                for fee in dossier.fees
                if fee.taken_at
            ),
            reckoning=_reckoning(dossier),
            receiver=_last(dossier, Action.ACCEPT).staff_name or "",
            help=", ".join(filter(None, (commune.address, commune.phone))),
            tracking_url=public_urls.page("tra-cuu", ma=dossier.code),
            **contact_of(dossier),
        )
    )


def _parts(dossier: Dossier) -> tuple[str, ...]:
    """The parts of a linked request; empty for a single procedure."""
    form = procedures.form(dossier.procedure_version)
    own = [f"Cấp {each.name}" for each in results_for(form, dossier.answers)]
    return (*own, *(PART_WORDS[leg.kind] for leg in legs(form) if leg.kind in PART_WORDS))


def _filed(dossier: Dossier) -> list[dossiers_declarations.FiledPaper]:
    form = procedures.form(dossier.procedure_version)
    filed = {paper.key: paper for paper in dossier.papers}
    return [
        dossiers_declarations.FiledPaper(
            OF_YOU.sub("", kind.name), _filed_as(kind, filed.get(kind.key), dossier), kind.count
        )
        for kind in papers_for(form, dossier.answers)
        if kind.must is not Must.IF_ANY or kind.key in filed
    ]


def _filed_as(kind: PaperRule, paper: Paper | None, dossier: Dossier) -> str:
    """In which form the commune has a paper, as the receipt prints it."""
    if kind.must is Must.MADE:
        signed = dossier.declarant_signed_at is not None
        return HANDED_OVER[kind.original] if signed else "Đã kê khai; ký khi đến"
    if paper is not None and paper.custody is not Custody.CITIZEN:
        return HANDED_OVER[kind.original]
    if paper is not None and paper.original_seen_at is not None:
        return "Đã xuất trình"
    return BROUGHT[kind.original][paper is not None]


_AT_A_STEP: Mapping[SlipKind, Callable[[Dossier], PrintDocument]] = {
    SlipKind.SUPPLEMENT: _supplement,
    SlipKind.REFUSAL: _refusal,
    SlipKind.APOLOGY: _apology,
    SlipKind.WRITTEN_ANSWER: _written_answer,
}
"""Slips that only a step issues."""

_MAKERS: Mapping[SlipKind, Callable[[Dossier], PrintDocument]] = {
    SlipKind.RECEIPT: _receipt,
    SlipKind.CONTROL: control_slip.control_sheet,
    **declarations.MAKERS,
}
