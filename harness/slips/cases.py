"""The slips, the fields of the official forms, and people with extreme data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from app.complaints import slips
from app.complaints.models import Complaint
from app.complaints.vocabulary import ComplaintKind, ComplaintState
from app.dossiers.models.treasury import Fund
from app.dossiers.rules.payments import CashColumn, CashRow, Till
from app.dossiers.slips import control_and_register, declarations, letters, payments
from app.kernel.deadlines.deadline import Limit, LimitUnit
from app.kernel.printing.pdf import PrintDocument
from app.organisation.models import Unit

A5, A4, A4_ACROSS = (420, 595), (595, 842), (842, 595)
CODE = "000.01.02.H26-161121-0003"
RECEIVED = datetime(2016, 11, 21, 7, 5, tzinfo=UTC)
PROMISED = datetime(2016, 12, 19, 10, 0, tzinfo=UTC)
URL = f"https://mot-cua.example.vn/tra-cuu?ma={CODE}"
OFFICE = "ỦY BAN NHÂN DÂN"
MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


@dataclass(frozen=True)
class Example:
    """One person with their request."""

    name: str
    commune: str
    applicant: str
    address: str
    email: str
    request: str
    papers: tuple[str, ...]
    reason: str


EXAMPLES = (
    Example(
        "thuong",
        "xã Ba Trại",
        "Nguyễn Văn Thưởng",
        "Thôn 3, xã Ba Trại, huyện Ba Vì, thành phố Hà Nội",
        "thuong@example.vn",
        "Liên thông đăng ký khai sinh, đăng ký thường trú, cấp thẻ BHYT cho trẻ em dưới 6 tuổi",
        ("Giấy chứng sinh", "Sổ hộ khẩu"),
        "Ảnh chụp giấy chứng sinh bị mờ, không đọc được số và quyển số.",
    ),
    Example(
        "dai",
        "phường Phúc Xá Trung Hòa Nhân Chính Đông",
        "Công Tằng Tôn Nữ Nguyễn Phúc Hoàng Huyền Trân Bảo Ngọc Khánh Linh",
        "Số nhà 1234 ngách 567/89/12 ngõ 345 phố Nguyễn Văn Trỗi kéo dài, tổ dân phố số 27, "
        "phường Phúc Xá Trung Hòa Nhân Chính Đông, quận Ba Đình, thành phố Hà Nội",
        "cong.tang.ton.nu.nguyen.phuc.hoang.huyen.tran@thu-dien-tu-rat-dai.example.vn",
        "Liên thông các thủ tục hành chính đăng ký khai sinh, đăng ký thường trú và cấp thẻ bảo "
        "hiểm y tế cho trẻ em dưới 6 tuổi (trẻ sinh tại cơ sở y tế ngoài địa bàn quận, huyện)",
        tuple(f"Văn bản thứ {n} có tên rất dài do cơ quan có thẩm quyền cấp" for n in range(1, 13)),
        " ".join(
            f"Lý do thứ {n}: hồ sơ chưa đủ căn cứ để giải quyết theo quy định."
            for n in range(1, 30)
        )[:2000],
    ),
)


@dataclass(frozen=True)
class Case:
    """A slip: how it is made, and what must be printed on it."""

    make: Callable[[Example, str], PrintDocument]
    labels: tuple[str, ...]
    values: Callable[[Example], tuple[str, ...]]
    size: tuple[int, int] = A5
    most_pages: int = 0

    def sheet(self, example: Example, n: int = 3) -> PrintDocument:
        """The sheet of this person; ``n`` makes it another dossier's."""
        return self.make(example, f"{CODE[:-4]}{n:04d}")


def letter(example: Example, code: str) -> letters.Letter:
    """The head of a letter to this person."""
    return letters.Letter(
        commune=example.commune,
        code=code,
        applicant=example.applicant,
        request=example.request,
        written_at=RECEIVED,
        address=example.address,
        phone="0912 345 678",
        email=example.email,
        signer="Phùng Thị Lan",
        helper="bà Phùng Thị Lan, bộ phận một cửa",
        helper_phone="024 3386 0001",
        tracking_url=URL,
    )


def receipt(example: Example, code: str) -> PrintDocument:
    """Mẫu 01."""
    return declarations.receipt(
        declarations.Receipt(
            commune=example.commune,
            code=code,
            applicant=example.applicant,
            request=example.request,
            received_at=RECEIVED,
            promised_at=PROMISED,
            limit=Limit(20, LimitUnit.WORKING_DAY),
            result_place=f"Bộ phận một cửa, UBND {example.commune}",
            papers=tuple(declarations.FiledPaper(name, "Nộp bản chính") for name in example.papers),
            parts=("Đăng ký khai sinh", "Đăng ký thường trú", "Cấp thẻ bảo hiểm y tế"),
            payments=(declarations.Payment("Tạm thu lệ phí đăng ký thường trú", 15_000),),
            reckoning=(
                "Nhận thứ Hai 21/11/2016 14:05.",
                "20 ngày làm việc; ngày 1 là thứ Ba 22/11/2016.",
                "Trả thứ Hai 19/12/2016 17:00.",
            ),
            address=example.address,
            phone="0912 345 678",
            email=example.email,
            receiver="Phùng Thị Lan",
            help="bộ phận một cửa, điện thoại 024 3386 0001",
            tracking_url=URL,
        )
    )


def supplement(example: Example, code: str) -> PrintDocument:
    """Mẫu 02."""
    asked = [letters.MissingItem(name, "chụp lại cho rõ", "ảnh bị mờ") for name in example.papers]
    asked.append(letters.MissingItem("", "", example.reason))
    return letters.supplement(letter(example, code), asked, n=2, until=date(2016, 12, 21))


def apology(example: Example, code: str) -> PrintDocument:
    """Mẫu 04."""
    late = letters.Apology(
        received_at=RECEIVED,
        promised_at=PROMISED,
        new_promise=PROMISED + timedelta(days=2),
        reason=example.reason,
    )
    return letters.apology(letter(example, code), late)


def written_answer(example: Example, code: str) -> PrintDocument:
    """The signed letter to a dossier without a result."""
    answer = letters.WrittenAnswer(
        received_at=RECEIVED,
        about="không tiếp nhận hồ sơ đăng ký khai sinh",
        decided="không tiếp nhận, giải quyết hồ sơ này",
        reason=example.reason,
        article="khoản 2 Điều 13 Luật Hộ tịch năm 2014",
        complaint=f"Ông/bà có quyền khiếu nại đến Chủ tịch {OFFICE} {example.commune}.",
        owes=True,
        signer_title="Phó Chủ tịch",
    )
    return letters.written_answer(letter(example, code), answer)


def complaint_answer(example: Example, code: str) -> PrintDocument:
    """The letter that answers a complaint."""
    complaint, state = a_complaint(example, code), ComplaintState.ANSWERED
    return slips.answer(
        letter(example, code), complaint, state, example.reason, signer_title="Phó Chủ tịch"
    )


def complaint_acceptance(example: Example, code: str) -> PrintDocument:
    """The letter that a complaint is handled."""
    complaint = a_complaint(example, code)
    return slips.acceptance(letter(example, code), complaint, signer_title="Chủ tịch")


def a_complaint(example: Example, code: str) -> Complaint:
    return Complaint(
        kind=ComplaintKind.COMPLAINT,
        number=f"{code}/KN-1",
        commune=Unit(name=example.commune),
        sent_at=RECEIVED,
        accepted_at=RECEIVED,
        due_at=RECEIVED,
    )


WAY = (
    ("Công dân", "Bộ phận một cửa"),
    ("Bộ phận một cửa", "Tư pháp – hộ tịch"),
    ("Tư pháp – hộ tịch", "Lãnh đạo UBND"),
    ("Lãnh đạo UBND", "Tư pháp – hộ tịch"),
    ("Tư pháp – hộ tịch", "Công an huyện Ba Vì"),
    ("Công an huyện Ba Vì", "Tư pháp – hộ tịch"),
    ("Tư pháp – hộ tịch", "Bảo hiểm xã hội huyện Ba Vì"),
    ("Bảo hiểm xã hội huyện Ba Vì", "Tư pháp – hộ tịch"),
    ("Tư pháp – hộ tịch", "Bộ phận một cửa"),
    ("Bộ phận một cửa", "Công dân"),
)


def control(example: Example, code: str) -> PrintDocument:
    """Mẫu 05."""
    trace = control_and_register.Trace(
        commune=example.commune,
        code=code,
        applicant=example.applicant,
        request=example.request,
        partners=("Công an huyện Ba Vì", "Bảo hiểm xã hội huyện Ba Vì"),
        received_at=RECEIVED,
        promised_at=PROMISED,
    )
    words = ("Trước hạn", "Đúng hạn", "Quá hạn")
    rows = [
        control_and_register.Handing(
            giving=giving,
            receiving=receiving,
            given_at=RECEIVED + timedelta(days=n),
            given_by="Phùng Thị Lan",
            received_at=RECEIVED + timedelta(days=n, hours=1),
            received_by=example.applicant,
            result=words[n % 3],
            note="Trả lại: thiếu chữ ký của chủ hộ" if n == 5 else "",
        )
        for n, (giving, receiving) in enumerate(WAY)
    ]
    return control_and_register.control(trace, rows)


def register(example: Example, code: str) -> PrintDocument:
    """Mẫu 06."""
    row = control_and_register.RegisterRow(
        code=code,
        procedure=example.request,
        applicant=example.applicant,
        contact=f"{example.address}; 0912 345 678",
        office=f"UBND {example.commune}",
        received=date(2016, 11, 21),
        promised=date(2016, 12, 19),
        returned=date(2016, 12, 16),
        way="Tại bộ phận một cửa",
        note="Trả trước hạn",
    )
    return control_and_register.register(
        example.commune, date(2016, 11, 1), date(2016, 11, 30), [row] * 25
    )


def money(example: Example, code: str) -> PrintDocument:
    """Receipt for money taken."""
    return payments.money_receipt(
        payments.MoneyReceipt(
            commune=example.commune,
            code=code,
            person=example.applicant,
            request=example.request,
            at=RECEIVED,
            lines=(declarations.Payment("Tạm thu lệ phí đăng ký thường trú", 15_000),),
            officer="Phùng Thị Lan",
        )
    )


def _money_rows(example: Example, code: str) -> list[CashRow]:
    """A line of each column and fund, many times."""
    return [
        CashRow(
            day=date(2016, 11, 21),
            at=RECEIVED,
            code=code,
            label="Tạm thu lệ phí đăng ký thường trú",
            column=column,
            fund=list(Fund)[n % 3],
            amount=15_000,
            receipt_no=f"{n:02d}/2016/BL",
            officer=example.applicant if n % 2 else "Phùng Thị Lan",
        )
        for n, column in enumerate(list(CashColumn) * 6)
    ]


def _till(rows: Iterable[CashRow]) -> Till:
    during: Counter[tuple[Fund, CashColumn]] = Counter()
    for row in rows:
        during[row.fund, row.column] += row.amount
    return Till({(Fund.DUTY, CashColumn.TAKEN): 120_000}, during)


def cash(example: Example, code: str) -> PrintDocument:
    """Cash sheet of a day."""
    rows = _money_rows(example, code)
    return payments.cash(example.commune, date(2016, 11, 21), _till(rows), rows)


def treasury(example: Example, code: str) -> PrintDocument:
    """The sheet of the fees of a month."""
    rows = _money_rows(example, code)
    receipts = [row.receipt_no for row in rows]
    return payments.treasury(
        example.commune, date(2016, 11, 1), date(2016, 11, 30), _till(rows), rows, receipts
    )


WHO = ("Địa chỉ:", "Số điện thoại: 0912 345 678", "Email:", "Nội dung yêu cầu giải quyết:")


def who(example: Example) -> tuple[str, ...]:
    """What every form prints of the person."""
    return example.applicant, example.address, example.email, example.request


CASES: dict[str, Case] = {
    "01-tiep-nhan": Case(
        receipt,
        (
            MOTTO, OFFICE, "Bộ phận tiếp nhận và trả kết quả", "Số:", "Mã hồ sơ:",
            "(Liên 1: Lưu)", "(Liên 2: Giao người nộp hồ sơ)", "Tiếp nhận hồ sơ của:", *WHO,
            "1. Thành phần hồ sơ gồm:", "2. Số lượng hồ sơ: 01 (bộ)",
            "3. Thời gian giải quyết hồ sơ theo quy định: 20 ngày làm việc",
            "4. Thời gian nhận hồ sơ: 14 giờ 05 phút, ngày 21 tháng 11 năm 2016",
            "5. Thời gian trả kết quả: 17 giờ 00 phút, ngày 19 tháng 12 năm 2016",
            "Trả thứ Hai 19/12/2016 17:00.", "6. Đăng ký nhận kết quả tại:",
            "Tạm thu lệ phí đăng ký thường trú: 15.000 đồng", "Vào Sổ theo dõi hồ sơ, quyển số:",
            "Số thứ tự:", "NGƯỜI NỘP HỒ SƠ", "NGƯỜI TIẾP NHẬN HỒ SƠ", "Phùng Thị Lan",
            "Đăng ký khai sinh", "Nộp bản chính", "Mã tra cứu (8 ký tự):", "Mẫu số 01",
        ),
        lambda e: (*who(e), *e.papers),
        most_pages=2,
    ),
    "02-bo-sung": Case(
        supplement,
        (
            MOTTO, OFFICE, "Số:", "Mã hồ sơ:", "(Yêu cầu lần thứ 2)", "Hồ sơ của:", *WHO,
            "Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:", "Lý do:",
            "Hạn bổ sung: hết giờ làm việc ngày 21/12/2016", "nếu có vướng mắc, xin liên hệ:",
            "bà Phùng Thị Lan", "024 3386 0001", "NGƯỜI HƯỚNG DẪN",
        ),
        lambda e: (*who(e), *e.papers, e.reason),
    ),
    "03-tu-choi": Case(
        lambda e, code: letters.refusal(letter(e, code), e.reason),
        (
            MOTTO, OFFICE, "Số:", "Tiếp nhận hồ sơ của:", *WHO, "lý do cụ thể như sau:",
            "NGƯỜI NỘP HỒ SƠ", "NGƯỜI TIẾP NHẬN HỒ SƠ", "Phùng Thị Lan",
        ),
        lambda e: (*who(e), e.reason),
    ),
    "04-xin-loi": Case(
        apology,
        (
            MOTTO, OFFICE, "Số:", "Kính gửi:", "Địa chỉ:", "Số điện thoại: 0912 345 678", "Email:",
            "Hồi 14 giờ 05 phút, ngày 21 tháng 11 năm 2016", "TM. ỦY BAN NHÂN DÂN",
            "Thời gian hẹn trả kết quả: 17 giờ 00 phút, ngày 19 tháng 12 năm 2016", "Lý do chậm:",
            "xin lỗi", "Ngày hẹn mới: 17 giờ 00 phút, ngày 21 tháng 12 năm 2016", "CHỦ TỊCH",
        ),
        lambda e: (*who(e), e.reason),
    ),
    "thu-ly-khieu-nai": Case(
        complaint_acceptance,
        (
            MOTTO, OFFICE, "Số:", "V/v thụ lý giải quyết khiếu nại", "Kính gửi: Ông/bà",
            "Ngày 21/11/2016", "từ ngày 21/11/2016", "chậm nhất ngày", "TM. ỦY BAN NHÂN DÂN",
            "CHỦ TỊCH", "Phùng Thị Lan", "Nơi nhận:", "- Như trên;", "- Lưu: VT.",
        ),
        lambda e: (e.applicant, e.address, e.request),
        size=A4,
    ),
    "tra-loi-khieu-nai": Case(
        complaint_answer,
        (
            MOTTO, OFFICE, "Số:", "V/v trả lời khiếu nại", "Kính gửi: Ông/bà", "Ngày 21/11/2016",
            "đã thụ lý", "Quyền của ông/bà:", "khiếu nại lần hai", "TM. ỦY BAN NHÂN DÂN",
            "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Phùng Thị Lan", "Nơi nhận:", "- Như trên;",
            "- Lưu: VT.",
        ),
        lambda e: (e.applicant, e.address, e.request, e.reason),
        size=A4,
    ),
    "van-ban-tra-loi": Case(
        written_answer,
        (
            MOTTO, OFFICE, "Số:", "V/v không tiếp nhận hồ sơ", "Kính gửi: Ông/bà",
            "Ngày 21/11/2016", "Lý do:", "Căn cứ pháp lý: khoản 2 Điều 13 Luật Hộ tịch năm 2014.",
            "nhận lại giấy tờ", "Quyền khiếu nại, khởi kiện:", "TM. ỦY BAN NHÂN DÂN",
            "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Phùng Thị Lan", "Nơi nhận:", "- Như trên;",
            "- Lưu: VT.",
            "được ký duyệt trên hệ thống lúc 14 giờ 05 phút, ngày 21 tháng 11 năm 2016",
        ),
        lambda e: (e.applicant, e.address, e.request, e.reason),
        size=A4,
    ),
    "05-kiem-soat": Case(
        control,
        (
            "Mã hồ sơ:", "Kèm theo hồ sơ của:", "Cơ quan giải quyết hồ sơ:", "Cơ quan phối hợp:",
            "Tên cơ quan, bộ phận", "Thời gian giao, nhận", "Kết quả", "Ghi chú", "Trước hạn",
            "Đúng hạn", "Quá hạn", "1. Giao:", "2. Nhận:", "Phùng Thị Lan, ký:",
            "Công an huyện Ba Vì",
            "Bảo hiểm xã hội huyện Ba Vì", "thiếu chữ ký của chủ hộ",
        ),
        lambda e: (e.applicant, e.request, *(f"Giao: {giving}" for giving, _to in WAY)),
    ),
    "06-so-theo-doi": Case(
        register,
        (
            "SỔ THEO DÕI HỒ SƠ", "Quyển số: 2016", "TT", "Mã hồ sơ", "Tên thủ tục hành chính",
            "Số bộ",
            "Tên cá nhân, tổ chức", "Địa chỉ, số điện thoại", "Cơ quan chủ trì", "Ngày nhận",
            "Ngày hẹn trả", "Ngày trả", "Phương thức nhận kết quả", "Ký nhận", "Ghi chú",
            "21/11/2016", "19/12/2016", "16/12/2016", "Tổng số: 25 hồ sơ.",
        ),
        lambda e: (e.applicant, e.address, e.request),
        size=A4_ACROSS,
    ),
    "phieu-thu": Case(
        money,
        (
            MOTTO, OFFICE, "PHIẾU THU TIỀN", "Số:", "Mã hồ sơ:", "(Liên 1: Lưu)",
            "(Liên 2: Giao người nộp tiền)", "Người nộp tiền:", "Thời gian thu:", "Nội dung",
            "Tạm thu lệ phí đăng ký thường trú", "Cộng", "15.000 đồng",
            "Số tiền viết bằng chữ: Mười lăm nghìn đồng", "NGƯỜI NỘP TIỀN",
            "NGƯỜI THU TIỀN", "Phùng Thị Lan",
        ),
        lambda e: (e.applicant, e.request),
        most_pages=2,
    ),
    "bang-ke": Case(
        cash,
        (
            "BẢNG KÊ THU, CHI TRONG NGÀY", "Ngày 21/11/2016", "Tồn đầu ngày: 120.000 đồng", "Thu",
            "Nhận lại từ cơ quan", "Đã chuyển cơ quan", "Hoàn trả", "Nộp Kho bạc", "Cộng", "90.000",
            "Lệ phí", "Tiền tạm thu",
            "Tồn cuối ngày: 30.000 đồng", "Theo từng cán bộ", "Ký xác nhận",
            "NGƯỜI LẬP BẢNG KÊ", "NGƯỜI NHẬN BÀN GIAO TIỀN",
        ),
        lambda e: (e.applicant,),
        size=A4_ACROSS,
    ),
    "bang-ke-nop": Case(
        treasury,
        (
            MOTTO, OFFICE, "BẢNG KÊ THU, NỘP PHÍ, LỆ PHÍ", "Từ ngày 01/11/2016 đến ngày 30/11/2016",
            "Tồn kỳ trước", "Thu trong kỳ", "Đã nộp Kho bạc", "Còn phải nộp", "Lệ phí", "Phí",
            "Biên lai đã cấp trong kỳ: 30 tờ", "Số biên lai", "Mã hồ sơ", "Số giấy nộp tiền",
            "NGƯỜI LẬP BẢNG KÊ", "KẾ TOÁN", "TM. ỦY BAN NHÂN DÂN",
        ),
        lambda e: (e.applicant,),
        size=A4,
        most_pages=2,
    ),
}  # fmt: skip
