"""Letters to the applicant: forms 02 to 04 of TT 01/2018/TT-VPCP, A5; the written answer, A4."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.dossiers.slips.declarations import PRINT
from app.kernel import clock
from app.kernel.i18n import vietnamese
from app.kernel.printing import pdf
from app.kernel.printing.pdf import PrintDocument


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What the letters share: the office, the person, the request (phần chung của phiếu).

    ``helper`` and ``helper_phone`` name a contact; ``signer`` signs.
    """

    commune: str
    code: str
    applicant: str
    request: str
    written_at: datetime
    address: str = ""
    phone: str = ""
    email: str = ""
    signer: str = ""
    helper: str = ""
    helper_phone: str = ""
    tracking_url: str = ""


@dataclass(frozen=True)
class MissingItem:
    """One missing item: its subject, what to do, what is wrong (nội dung hoàn thiện)."""

    about: str
    todo: str
    wrong: str


@dataclass(frozen=True, kw_only=True)
class Apology:
    """Why the result is late and the new day (lý do chậm, ngày hẹn mới)."""

    received_at: datetime
    promised_at: datetime | None
    new_promise: datetime | None
    reason: str
    signer_title: str = "CHỦ TỊCH"


@dataclass(frozen=True, kw_only=True)
class WrittenAnswer:
    """Why a dossier ended without a result, by which law, and to whom to complain."""

    received_at: datetime
    about: str
    decided: str
    reason: str
    article: str
    complaint: str
    owes: bool = False
    """Whether the commune still has papers or money of the citizen."""
    signer_title: str = "Chủ tịch"
    instead: str = ""
    """Where to go instead, at the desk."""
    signed: bool = True
    """Whether it was signed in the system; a letter of the desk is signed on paper."""


def supplement(
    letter: Letter, asked: Sequence[MissingItem], *, n: int, until: date | None
) -> PrintDocument:
    """Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (Mẫu 02): the n-th request, with its last day."""
    more = {
        "n": n,
        "until": vietnamese.in_digits(until) if until else "",
        "asked": [{"about": a.about, "todo": a.todo, "wrong": a.wrong} for a in asked],
    }
    return PrintDocument(PRINT / "supplement.typ", base(letter) | more)


def refusal(letter: Letter, reason: str) -> PrintDocument:
    """Phiếu từ chối tiếp nhận giải quyết hồ sơ (Mẫu 03), with the reason as written."""
    return PrintDocument(PRINT / "refusal.typ", base(letter) | {"reason": reason})


def apology(letter: Letter, late: Apology) -> PrintDocument:
    """Phiếu xin lỗi và hẹn lại ngày trả kết quả (Mẫu 04), signed by the head of the office."""
    more = {
        "received_at": vietnamese.moment_in_words(clock.local(late.received_at)),
        "promised_at": _said(late.promised_at),
        "new_promise": _said(late.new_promise),
        "reason": late.reason,
        "capacity": vietnamese.capacity(late.signer_title),
    }
    return PrintDocument(PRINT / "apology.typ", base(letter) | more)


def written_answer(letter: Letter, answer: WrittenAnswer) -> PrintDocument:
    """The letter of the commune's head to a dossier without a result (văn bản trả lời), A4."""
    more = {
        "received_on": vietnamese.in_digits(clock.local(answer.received_at).date()),
        "signed_at": _said(letter.written_at if answer.signed else None),
        "instead": answer.instead,
        "about": answer.about,
        "decided": answer.decided,
        "reason": answer.reason,
        "article": answer.article,
        "complaint": answer.complaint,
        "owes": answer.owes,
        "capacity": vietnamese.capacity(answer.signer_title),
    }
    return PrintDocument(PRINT / "written_answer.typ", base(letter) | more)


def _said(moment: datetime | None) -> str:
    return vietnamese.moment_in_words(clock.local(moment)) if moment else ""


def base(letter: Letter) -> dict[str, Any]:
    written = clock.local(letter.written_at)
    return {
        "office": vietnamese.peoples_committee(letter.commune),
        "place": vietnamese.bare_name(letter.commune),
        "made_on": vietnamese.place_day(written.date()),
        "code": letter.code,
        "applicant": letter.applicant,
        "request": letter.request,
        "address": letter.address,
        "phone": letter.phone,
        "email": letter.email,
        "signer": letter.signer,
        "helper": letter.helper,
        "helper_phone": letter.helper_phone,
        "qr": pdf.qr_svg(letter.tracking_url) if letter.tracking_url else "",
    }
