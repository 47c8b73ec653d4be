"""The letters about a complaint or feedback, A4: it is accepted for handling; it is answered."""

from pathlib import Path
from typing import Any

from app.complaints import rules
from app.complaints.models import Complaint
from app.complaints.vocabulary import ComplaintKind, ComplaintState
from app.dossiers.slips.letters import Letter, base
from app.kernel import clock
from app.kernel.i18n import vietnamese
from app.kernel.printing.pdf import PrintDocument

PRINT = Path(__file__).with_name("print")
WHAT = {ComplaintKind.COMPLAINT: "khiếu nại", ComplaintKind.FEEDBACK: "phản ánh, kiến nghị"}


def acceptance(letter: Letter, complaint: Complaint, *, signer_title: str) -> PrintDocument:
    """It is handled, and by when the answer comes (thông báo thụ lý)."""
    return PrintDocument(
        PRINT / "complaint_acceptance.typ",
        _about(letter, complaint, signer_title=signer_title)
        | {"answer_by": vietnamese.in_digits(clock.local(complaint.due_at).date())},
    )


def answer(
    letter: Letter, complaint: Complaint, state: ComplaintState, said: str, *, signer_title: str
) -> PrintDocument:
    """Answered or declined: what came when, what is said to it, to whom to turn next."""
    what, commune = WHAT[complaint.kind], complaint.commune
    is_declined = state is ComplaintState.DECLINED
    return PrintDocument(
        PRINT / "complaint_answer.typ",
        _about(letter, complaint, signer_title=signer_title)
        | {
            "about": f"không thụ lý {what}" if is_declined else f"trả lời {what}",
            "declined": is_declined,
            "answer": said,
            "next": rules.next_instance(
                complaint.kind,
                commune.district.name if commune.district else "cấp huyện",
                is_remote=bool(commune.remote_days),
            ),
        },
    )


def _about(letter: Letter, complaint: Complaint, *, signer_title: str) -> dict[str, Any]:
    """What both letters say: what came when, and who signs."""
    return base(letter) | {
        "what": WHAT[complaint.kind],
        "complaint": complaint.number.rpartition("/")[2],  # its code stands beside it
        "sent_on": vietnamese.in_digits(clock.local(complaint.sent_at).date()),
        "accepted_on": vietnamese.in_digits(clock.local(complaint.accepted_at).date())
        if complaint.accepted_at
        else "",
        "capacity": vietnamese.capacity(signer_title),
        "signed_at": vietnamese.moment_in_words(clock.local(letter.written_at)),
    }
