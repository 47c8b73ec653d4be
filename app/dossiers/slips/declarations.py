"""Declarations for other agencies, built from the answers, and the receipt (biểu mẫu, giấy hẹn).

The builders are pure: they take texts and return a document that is printed when it is issued.
``Answers`` are the printed answers by question key; what was not asked or not answered prints as a
dotted line.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.kernel import clock
from app.kernel.deadlines.deadline import SAME_DAY_UNTIL, Limit, LimitUnit
from app.kernel.i18n import vietnamese
from app.kernel.printing import pdf
from app.kernel.printing.pdf import PrintDocument

PRINT = Path(__file__).parents[1] / "print"

Answers = Mapping[str, str]
"""Question key to printed answer, as returned by ``procedures.answers.printed_answers``."""
Chosen = Mapping[str, Any]
"""Question key to stored answer, for what follows from a choice."""
NOTHING_CHOSEN: Chosen = MappingProxyType({})

PARENT = ("name", "born", "ethnicity", "nationality", "residence")
APPLICANT = ("applicant_name", "applicant_residence", "applicant_phone", "applicant_email")
CHILD = (
    "child_name", "child_born", "child_sex", "child_ethnicity", "child_nationality",
    "child_birth_place", "child_home_town",
)  # fmt: skip
LIMITS = {
    LimitUnit.SAME_DAY: "Trong ngày làm việc",
    LimitUnit.WORKING_HOUR: "%d giờ làm việc",
    LimitUnit.WORKING_DAY: "%d ngày làm việc",
    LimitUnit.CALENDAR_DAY: "%d ngày",
}
SEX_OF = {"mother": "Nữ", "father": "Nam"}
NO_RELATION = "Khác"


@dataclass(frozen=True)
class Heading:
    """The offices that the declarations name, and the dossier they belong to.

    ``commune`` as in ``xã Ba Trại``, ``district`` as in ``huyện Ba Vì``, ``police`` as in ``Công an
    huyện Ba Vì``, ``insurance`` as in ``Bảo hiểm xã hội huyện Ba Vì``.
    """

    commune: str
    district: str
    province: str = "thành phố Hà Nội"
    police: str = ""
    insurance: str = ""
    code: str = ""


@dataclass(frozen=True)
class FiledPaper:
    """One line of what was filed (thành phần hồ sơ); ``form`` as in ``Nộp bản chính``."""

    name: str
    form: str
    count: int = 1


@dataclass(frozen=True)
class Payment:
    """A fee paid, or held for another agency (lệ phí, tạm thu), in đồng."""

    label: str
    amount: int


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """The content of the receipt (Giấy tiếp nhận hồ sơ và hẹn trả kết quả, Mẫu 01).

    ``parts`` are the procedures of a linked request; ``help`` is whom to ask, as in ``bà Phùng Thị
    Lan, điện thoại 024 3386 0001``; ``tracking_url`` is printed as a QR code.
    """

    commune: str
    code: str
    applicant: str
    request: str
    received_at: datetime
    promised_at: datetime | None
    limit: Limit | None
    result_place: str
    papers: tuple[FiledPaper, ...]
    parts: tuple[str, ...] = ()
    payments: tuple[Payment, ...] = ()
    reckoning: tuple[str, ...] = ()
    """The explanation of the due date, line by line."""
    address: str = ""
    phone: str = ""
    email: str = ""
    """The applicant's e-mail address."""
    both_come: bool = False
    """Whether two people must come and sign (kết hôn; nhận cha, mẹ, con)."""
    sets: int = 1
    receiver: str = ""
    help: str = ""
    tracking_url: str = ""


def household_notice(
    answers: Answers, heading: Heading, chosen: Chosen = NOTHING_CHOSEN
) -> PrintDocument:
    """Phiếu báo thay đổi hộ khẩu, nhân khẩu (HK02, Thông tư 36/2014/TT-BCA), A4."""
    passport = "hộ chiếu" in answers.get("applicant_id_kind", "").lower()
    number, relation = answers.get("applicant_id", ""), answers.get("household_relation", "")
    data = base(answers, heading) | {
        "police": heading.police,
        "applicant_sex": SEX_OF.get(str(chosen.get("applicant_relation")), ""),
        "applicant_card": "" if passport else number,
        "applicant_passport": number if passport else "",
        "contact_address": answers.get("contact_address", ""),
        "child_residence": answers.get("household_address", ""),
        "head_name": answers.get("household_head", ""),
        "head_relation": "" if relation == NO_RELATION else relation,
        "change": change(answers),
        "parents_opinion": bool(answers.get("parents_opinion")),
    }
    return PrintDocument(PRINT / "hk02.typ", data)


def insurance_declaration(
    answers: Answers, heading: Heading, chosen: Chosen = NOTHING_CHOSEN
) -> PrintDocument:
    """Tờ khai tham gia BHYT của trẻ em dưới 6 tuổi (TK1-TS, Quyết định 959/QĐ-BHXH), A4."""
    data = base(answers, heading) | {
        "insurance": heading.insurance,
        "commune": heading.commune,
        "district": heading.district,
        "province": heading.province,
        "guardian": guardian(answers, chosen),
        "household_address": answers.get("household_address", ""),
        "contact_address": answers.get("contact_address", ""),
        "applicant_id": answers.get("applicant_id", ""),
        "facility": answers.get("facility", ""),
    }
    return PrintDocument(PRINT / "tk1_ts.typ", data)


def receipt(slip: Receipt) -> PrintDocument:
    """The receipt in two copies, a page A5 each: one for the office, one for the applicant."""
    received = clock.local(slip.received_at)
    data = {
        "office": vietnamese.peoples_committee(slip.commune),
        "place": vietnamese.bare_name(slip.commune),
        "made_on": vietnamese.place_day(received.date()),
        "from": slip.applicant,
        "parts": slip.parts,
        "reckoning": slip.reckoning,
        "papers": [
            {"name": paper.name, "form": paper.form, "count": f"{paper.count:02d}"}
            for paper in slip.papers
        ],
        "sets": f"{slip.sets:02d}",
        "limit": limit(slip.limit),
        "received_at": vietnamese.moment_in_words(received),
        "promised_at": promised(slip),
        "fees": [
            {"label": payment.label, "amount": vietnamese.money(payment.amount)}
            for payment in slip.payments
        ],
        "qr": pdf.qr_svg(slip.tracking_url) if slip.tracking_url else "",
    } | {key: getattr(slip, key) for key in RECEIPT_TEXTS}
    return PrintDocument(PRINT / "receipt.typ", data)


RECEIPT_TEXTS = (
    "code", "address", "phone", "email", "request", "result_place", "receiver", "help",
)  # fmt: skip


def promised(slip: Receipt) -> str:
    """When the result is given; never empty: a same-day matter begins when the person comes."""
    if slip.promised_at:
        return vietnamese.moment_in_words(clock.local(slip.promised_at))
    if slip.limit and slip.limit.unit is not LimitUnit.SAME_DAY:
        return f"{limit(slip.limit)} kể từ ngày nhận đủ hồ sơ"
    who = "hai bên" if slip.both_come else "ông/bà"
    return (
        f"ngay khi {who} có mặt; trong ngày, sau {SAME_DAY_UNTIL.hour} giờ thì ngày làm việc"
        " tiếp theo"
    )


def base(answers: Answers, heading: Heading) -> dict[str, Any]:
    """Fields that all declarations share: offices, applicant, child, mother and father."""
    said: dict[str, Any] = {key: answers.get(key, "") for key in (*APPLICANT, *CHILD)}
    return said | {
        "office": vietnamese.peoples_committee(heading.commune, heading.district, heading.province),
        "place": vietnamese.bare_name(heading.commune),
        "code": heading.code,
        "child_born": vietnamese.said_day(answers.get("child_born")),
        "mother": parent("mother", answers),
        "father": parent("father", answers),
    }


def guardian(answers: Answers, chosen: Chosen) -> str:
    """The carer who files for a child without a known parent; nobody else is a guardian."""
    has_parent = any(answers.get(f"{who}_name") for who in ("mother", "father"))
    is_carer = chosen.get("applicant_relation") == "carer"
    return answers.get("applicant_name", "") if is_carer and not has_parent else ""


def parent(who: str, answers: Answers) -> dict[str, str]:
    named = {key: answers.get(f"{who}_{key}", "") for key in PARENT}
    return named | {"born": vietnamese.said_day(named["born"])}


def limit(given: Limit | None) -> str:
    """The legal limit of the procedure (thời gian giải quyết theo quy định)."""
    if given is None:
        return ""
    words_of_unit = LIMITS[given.unit]
    return words_of_unit if given.unit is LimitUnit.SAME_DAY else words_of_unit % given.amount


def copies(answers: Answers) -> int | None:
    """The number of copies of the certificate (bản sao); None if not answered."""
    asked = answers.get("copies", "")
    return int(asked) if asked.isdecimal() else None


def change(answers: Answers) -> str:
    """The requested change of the household book (nội dung thay đổi)."""
    sentence = "Đăng ký thường trú cho trẻ em mới sinh"
    if head := answers.get("household_head"):
        sentence += f" vào hộ của {head}"
    if book := answers.get("household_book"):
        sentence += f", sổ hộ khẩu số {book}"
    if address := answers.get("household_address"):
        sentence += f", tại {address}"
    return sentence
