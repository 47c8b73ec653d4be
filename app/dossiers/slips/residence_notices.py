"""The notice of a registration to another commune, A4 (Luật Hộ tịch Đ5.4, Đ28.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from app.dossiers.slips.declarations import PRINT
from app.kernel import clock
from app.kernel.i18n import vietnamese
from app.kernel.printing.pdf import PrintDocument
from app.procedures.models.vocabulary import BookKind

EVENTS = {
    BookKind.BIRTH: "khai sinh",
    BookKind.DEATH: "khai tử",
    BookKind.MARRIAGE: "kết hôn",
    BookKind.GUARDIANSHIP: "giám hộ",
    BookKind.GUARDIANSHIP_END: "chấm dứt giám hộ",
    BookKind.RECOGNITION: "nhận cha, mẹ, con",
    BookKind.CHANGE: "thay đổi, cải chính, bổ sung thông tin hộ tịch",
}
"""What was registered, as the letter says it."""


@dataclass(frozen=True)
class Registration:
    """One entry of a book: what, its number, the book, the day."""

    book: BookKind
    number: str
    code: str
    day: date


@dataclass(frozen=True)
class NotedEntry:
    """An entry of the receiver's books, and the note on it."""

    entry: str
    note: str


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What the letter tells: about whom, residing or registered where, and the entries."""

    commune: str
    district: str
    receiver: str
    dossier: str
    subject: str
    residents: str = ""
    residence: str = ""
    noted: Sequence[NotedEntry] = ()
    """Empty in a letter to a commune of residence."""
    registrations: Sequence[Registration]
    enclosed: Mapping[str, bytes] = field(default_factory=dict)
    """The documents behind the letter, by their names."""
    signed_at: datetime
    signer: str
    signer_title: str


def residence_notice(notice: Notice) -> PrintDocument:
    """Thông báo việc đăng ký hộ tịch; no form is prescribed, the layout is provisional."""
    signed = clock.local(notice.signed_at)
    return PrintDocument(
        PRINT / "residence_notice.typ",
        {
            "office": vietnamese.peoples_committee(notice.commune),
            "place": vietnamese.bare_name(notice.commune),
            "within": notice.district,
            "made_on": vietnamese.place_day(signed.date()),
            "code": notice.dossier,
            "receiver": notice.receiver,
            "subject": notice.subject,
            "residents": notice.residents,
            "residence": notice.residence,
            "noted": [asdict(each) for each in notice.noted],
            "registrations": [
                {
                    "event": EVENTS[each.book],
                    "number": each.number,
                    "book": each.code,
                    "day": vietnamese.in_digits(each.day),
                }
                for each in notice.registrations
            ],
            "enclosed": list(notice.enclosed),
            "signed_at": vietnamese.moment_in_words(signed),
            "signer": notice.signer,
            "capacity": vietnamese.capacity(notice.signer_title),
        },
        tuple(notice.enclosed.values()),
    )
