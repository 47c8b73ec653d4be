"""The letter that answers a complaint or feedback, A4."""

from pathlib import Path

from app.complaints import rules
from app.complaints.models import Complaint
from app.complaints.vocabulary import ComplaintKind, ComplaintState
from app.dossiers.slips.letters import Letter, base
from app.kernel import clock
from app.kernel.i18n import vietnamese
from app.kernel.printing.pdf import PrintDocument

PRINT = Path(__file__).with_name("print")
WHAT = {ComplaintKind.COMPLAINT: "khiếu nại", ComplaintKind.FEEDBACK: "phản ánh, kiến nghị"}


def answer(
    letter: Letter, complaint: Complaint, state: ComplaintState, said: str, *, signer_title: str
) -> PrintDocument:
    """Answered or declined: what came when, what is said to it, to whom to turn next."""
    what, commune = WHAT[complaint.kind], complaint.commune
    is_declined = state is ComplaintState.DECLINED
    return PrintDocument(
        PRINT / "complaint_answer.typ",
        base(letter)
        | {
            "what": what,
            "about": f"không thụ lý {what}" if is_declined else f"trả lời {what}",
            "declined": is_declined,
            "complaint": complaint.number.rpartition("/")[2],  # its code stands beside it
            "sent_on": vietnamese.in_digits(clock.local(complaint.sent_at).date()),
            "accepted_on": vietnamese.in_digits(clock.local(complaint.accepted_at).date())
            if complaint.accepted_at
            else "",
            "answer": said,
            "next": rules.next_instance(
                complaint.kind,
                commune.district.name if commune.district else "cấp huyện",
                is_remote=bool(commune.remote_days),
            ),
            "capacity": vietnamese.capacity(signer_title),
            "signed_at": vietnamese.moment_in_words(clock.local(letter.written_at)),
        },
    )
