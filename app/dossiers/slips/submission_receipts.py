"""What a citizen has in hand after sending a dossier online: no slip yet (biên nhận nộp hồ sơ)."""

from dataclasses import dataclass
from datetime import datetime

from app.dossiers.slips.declarations import PRINT, FiledPaper, Payment
from app.kernel import clock
from app.kernel.i18n import vietnamese
from app.kernel.printing import pdf
from app.kernel.printing.pdf import PrintDocument


@dataclass(frozen=True, kw_only=True)
class SubmissionReceipt:
    """The proof of filing: which request of whom, what was sent, when and where to go next.

    ``office`` are the lines under its name: address, hours, telephone.
    """

    commune: str
    district: str
    code: str
    secret: str
    request: str
    applicant: str
    subject: str
    sent_at: datetime
    answered_by: datetime | None
    files: tuple[FiledPaper, ...]
    to_bring: tuple[FiledPaper, ...]
    to_pay: tuple[Payment, ...]
    result_place: str
    office: tuple[str, ...]
    tracking_url: str


def submission_receipt(proof: SubmissionReceipt) -> PrintDocument:
    """One A5 page, with the codes and their QR."""
    data = {
        "office": vietnamese.peoples_committee(proof.commune, proof.district),
        "place": vietnamese.bare_name(proof.commune),
        "code": proof.code,
        "secret": proof.secret,
        "request": proof.request,
        "applicant": proof.applicant,
        "subject": proof.subject if proof.subject != proof.applicant else "",
        "sent_at": vietnamese.moment_in_words(clock.local(proof.sent_at)),
        "answered_by": (
            vietnamese.moment_in_words(clock.local(proof.answered_by)) if proof.answered_by else ""
        ),
        "files": [f"{each.name} ({each.form})" for each in proof.files],
        "to_bring": [f"{each.name} ({each.form})" for each in proof.to_bring],
        "to_pay": [f"{each.label}: {vietnamese.money(each.amount)}" for each in proof.to_pay],
        "result_place": proof.result_place,
        "where": list(proof.office),
        "qr": pdf.qr_svg(proof.tracking_url),
    }
    return PrintDocument(PRINT / "submission_receipt.typ", data)
