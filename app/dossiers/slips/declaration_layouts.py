"""Fields of the declarations, in the order of the forms of TT 15/2015/TT-BTP (tờ khai hộ tịch).

The forms themselves were not seen; app/procedures/catalogue/README.md says what would settle it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Field(NamedTuple):
    """One field: its label, the key of its value, its share of the line.

    Labels may name other values in braces. An ``optional`` field is left out while it is empty.
    """

    label: str
    key: str
    share: float = 1
    optional: bool = False


Row = tuple[Field, ...]


class Columns(NamedTuple):
    """Fields asked of several people side by side: heading and block of each person."""

    people: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]
    """Label and part of the block, as in ``born``."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The body of one form and what stands under it.

    Text in the body introduces the fields after it. ``subject`` is the key of the name printed in
    capitals; ``opinions`` are the title and key of what others write and sign beside the applicant;
    ``rule`` is the text whose form is followed.
    """

    body: tuple[str | Row | Columns, ...]
    pledge: tuple[str, ...]
    subject: str = ""
    opinions: tuple[tuple[str, str], ...] = ()
    both_sign: bool = False
    rule: str = "TT 15/2015/TT-BTP"
    ticks_copies: bool = True
    """Whether the request for copies is a box to tick at the end."""


def _line(label: str, key: str, *, optional: bool = False) -> Row:
    return (Field(label, key, optional=optional),)


def _requester(relation: str = "") -> tuple[Row, ...]:
    rows = (
        _line("Họ, chữ đệm, tên người yêu cầu", "applicant_name"),
        _line("Nơi cư trú", "applicant_residence"),
        _line("Giấy tờ tùy thân", "applicant_identity"),
    )
    return (*rows, _line(relation, "relation")) if relation else rows


def _person(who: str, residence: str = "Nơi cư trú") -> tuple[Row, ...]:
    return (
        _line("Họ, chữ đệm, tên", f"{who}_name"),
        _line("Ngày, tháng, năm sinh", f"{who}_born"),
        _three(who),
        _line(residence, f"{who}_residence"),
        _line("Giấy tờ tùy thân", f"{who}_identity"),
    )


def _three(who: str) -> Row:
    return (
        Field("Giới tính", f"{who}_sex"),
        Field("Dân tộc", f"{who}_ethnicity"),
        Field("Quốc tịch", f"{who}_nationality", 1.2),
    )


def _parent(who: str, called: str) -> tuple[Row, ...]:
    three = (
        Field("Năm sinh", f"{who}_year"),
        Field("Dân tộc", f"{who}_ethnicity"),
        Field("Quốc tịch", f"{who}_nationality", 1.2),
    )
    return (
        _line(f"Họ, chữ đệm, tên người {called}", f"{who}_name"),
        three,
        _line("Nơi cư trú", f"{who}_residence"),
    )


CHILD_AND_PARENTS: tuple[Row, ...] = (
    _line("Họ, chữ đệm, tên", "child_name"),
    _line("Ngày, tháng, năm sinh", "child_born"),
    _line("Ghi bằng chữ", "child_born_words"),
    _three("child"),
    _line("Nơi sinh", "child_birth_place"),
    _line("Quê quán", "child_home_town"),
    *_parent("mother", "mẹ"),
    *_parent("father", "cha"),
)
DEATH: tuple[Row, ...] = (
    *_person("deceased", "Nơi cư trú cuối cùng"),
    _line("Đã chết vào lúc", "death_moment"),
    _line("Nơi chết", "death_place"),
    _line("Nguyên nhân chết", "death_cause"),
)
COUPLE = (
    ("Họ, chữ đệm, tên", "name"),
    ("Ngày, tháng, năm sinh", "born"),
    ("Dân tộc", "ethnicity"),
    ("Quốc tịch", "nationality"),
    ("Nơi cư trú", "residence"),
    ("Giấy tờ tùy thân", "identity"),
)
BOTH = (("Bên nữ", "bride"), ("Bên nam", "groom"))


def _registered(label: str) -> tuple[Row, ...]:
    return (
        _line(label, "registered_office"),
        (Field("Ngày, tháng, năm", "registered_on"), Field("Số, quyển số", "registered_number")),
    )


TRUE = (
    "Tôi cam đoan những nội dung khai trên đây là đúng sự thật và chịu trách nhiệm trước pháp luật"
    " về cam đoan của mình.",
)
AGREED = (
    "Tôi cam đoan nội dung đề nghị đăng ký khai sinh trên đây là đúng sự thật, được sự thỏa thuận"
    " nhất trí của các bên liên quan theo quy định pháp luật.",
    "Tôi chịu hoàn toàn trách nhiệm trước pháp luật về nội dung cam đoan của mình.",
)
LOST = (
    "Tôi cam đoan những nội dung khai trên đây là đúng sự thật, đã nộp đủ các giấy tờ hiện có; sổ"
    " hộ tịch và bản chính giấy tờ hộ tịch đều không còn.",
    "Tôi chịu hoàn toàn trách nhiệm trước pháp luật về nội dung cam đoan của mình.",
)
LAWFUL = (
    "Chúng tôi cam đoan những lời khai trên đây là đúng sự thật, việc kết hôn của chúng tôi là tự"
    " nguyện, không vi phạm quy định của Luật Hôn nhân và gia đình Việt Nam.",
    "Chúng tôi chịu hoàn toàn trách nhiệm trước pháp luật về nội dung cam đoan của mình.",
)
STILL_MARRIED = (
    "Chúng tôi cam đoan những lời khai trên đây là đúng sự thật, đã nộp đủ các giấy tờ hiện có; sổ"
    " hộ tịch và bản chính Giấy chứng nhận kết hôn đều không còn; quan hệ hôn nhân hiện tại không"
    " vi phạm quy định của Luật Hôn nhân và gia đình Việt Nam.",
    "Chúng tôi chịu hoàn toàn trách nhiệm trước pháp luật về nội dung cam đoan của mình.",
)
UNDISPUTED = (
    "Tôi cam đoan việc nhận cha, mẹ, con nói trên là đúng sự thật, tự nguyện, không có tranh chấp"
    " và chịu trách nhiệm trước pháp luật về cam đoan của mình.",
)
ATTACHED = _line("Giấy tờ kèm theo", "attached")

LAYOUTS: Mapping[str, Layout] = {
    "birth_declaration": Layout(
        subject="child_name",
        body=(
            *_requester("Quan hệ với người được khai sinh"),
            "Đề nghị cơ quan đăng ký khai sinh cho người dưới đây:",
            *CHILD_AND_PARENTS,
        ),
        pledge=AGREED,
    ),
    "birth_redeclaration": Layout(
        subject="child_name",
        body=(
            *_requester("Quan hệ với người được khai sinh"),
            "Đề nghị cơ quan đăng ký lại khai sinh cho người có tên dưới đây:",
            *CHILD_AND_PARENTS,
            *_registered("Đã đăng ký khai sinh tại"),
        ),
        pledge=LOST,
    ),
    "death_declaration": Layout(
        subject="deceased_name",
        body=(
            *_requester("Quan hệ với người đã chết"),
            "Đề nghị cơ quan đăng ký khai tử cho người có tên dưới đây:",
            *DEATH,
            _line("Số Giấy báo tử/giấy tờ thay thế Giấy báo tử", "death_proof_said"),
        ),
        pledge=TRUE,
    ),
    "death_redeclaration": Layout(
        subject="deceased_name",
        body=(
            *_requester("Quan hệ với người đã chết"),
            "Đề nghị cơ quan đăng ký lại khai tử cho người có tên dưới đây:",
            *DEATH,
            *_registered("Đã đăng ký khai tử tại"),
        ),
        pledge=LOST,
    ),
    "marriage_declaration": Layout(
        body=(Columns(BOTH, (*COUPLE, ("Kết hôn lần thứ mấy", "marriages"))),),
        pledge=LAWFUL,
        both_sign=True,
    ),
    "remarriage_declaration": Layout(
        body=(
            Columns(BOTH, COUPLE),
            *_registered("Đã đăng ký kết hôn tại"),
            "Nay đề nghị cơ quan đăng ký lại kết hôn.",
        ),
        pledge=STILL_MARRIED,
        both_sign=True,
    ),
    "status_declaration": Layout(
        subject="person_name",
        body=(
            *_requester("Quan hệ với người được cấp Giấy xác nhận tình trạng hôn nhân"),
            "Đề nghị cấp Giấy xác nhận tình trạng hôn nhân cho người có tên dưới đây:",
            *_person("person"),
            _line("Tình trạng hôn nhân", "marital_statement"),
            _line("Trong thời gian cư trú tại", "stay"),
            _line("Mục đích sử dụng Giấy xác nhận tình trạng hôn nhân", "purpose_said"),
            _line("Giấy xác nhận đã cấp trước đây", "earlier_paper", optional=True),
        ),
        pledge=TRUE,
        ticks_copies=False,
    ),
    "recognition_declaration": Layout(
        subject="recognised_name",
        body=(
            *_requester("Quan hệ với người nhận, người được nhận"),
            "Đề nghị cơ quan công nhận người có tên dưới đây:",
            *_person("recogniser"),
            "Là {kinship} của người có tên dưới đây:",
            *_person("recognised"),
            ATTACHED,
        ),
        pledge=UNDISPUTED,
        opinions=(
            ("Ý kiến của người hiện đang là mẹ hoặc cha", "other_parent_opinion"),
            ("Ý kiến của người con từ đủ 9 tuổi", "child_opinion"),
        ),
    ),
    "guardianship_declaration": Layout(
        subject="ward_name",
        body=(
            *_requester(),
            "Đề nghị cơ quan đăng ký việc giám hộ giữa những người có tên dưới đây:",
            "Người giám hộ:",
            *_person("guardian"),
            "Người được giám hộ:",
            *_person("ward"),
            _line("Lý do đăng ký giám hộ", "guardianship_grounds"),
            ATTACHED,
        ),
        pledge=TRUE,
    ),
    "guardianship_end_declaration": Layout(
        subject="ward_name",
        body=(
            *_requester(),
            "Đề nghị cơ quan đăng ký chấm dứt việc giám hộ giữa những người có tên dưới đây:",
            "Người giám hộ:",
            *_person("guardian"),
            "Người được giám hộ:",
            *_person("ward"),
            _line("Đã đăng ký giám hộ tại", "registered_office"),
            (
                Field("Ngày, tháng, năm", "guardianship_day"),
                Field("Trích lục đăng ký giám hộ số", "guardianship_number", 1.3),
            ),
            _line("Lý do chấm dứt giám hộ", "end_reason"),
            ATTACHED,
        ),
        pledge=TRUE,
    ),
    "change_declaration": Layout(
        subject="person_name",
        body=(
            *_requester("Quan hệ với người có thông tin thay đổi, cải chính, bổ sung"),
            "Đề nghị cơ quan đăng ký việc {change} cho người có tên dưới đây:",
            *_person("person"),
            *_registered("Đã đăng ký {registered_event} tại"),
            _line("Từ", "change_from"),
            _line("Thành", "change_to"),
            _line("Lý do", "change_reason"),
        ),
        pledge=TRUE,
        opinions=(
            ("Ý kiến của người được thay đổi (từ đủ 9 tuổi)", "child_agrees"),
            ("Ý kiến của cha, mẹ (người được thay đổi chưa đủ 18 tuổi)", "parents_agree"),
        ),
    ),
    "extract_declaration": Layout(
        subject="person_name",
        body=(
            *_requester("Quan hệ với người được cấp bản sao Trích lục hộ tịch"),
            "Đề nghị cơ quan cấp bản sao Trích lục {extract_kind} cho người có tên dưới đây:",
            *_person("person"),
            *_registered("Đã đăng ký tại"),
            _line("Số lượng bản sao Trích lục hộ tịch đề nghị cấp", "copies_said"),
        ),
        pledge=TRUE,
        ticks_copies=False,
    ),
    "source_declaration": Layout(
        body=(
            *_requester("Quan hệ với người được cấp bản chính"),
            "Đề nghị cơ quan cấp bản sao từ sổ gốc:",
            _line("Tên giấy tờ đã cấp", "source_paper"),
            _line("Người được cấp", "source_name"),
            (
                Field("Ngày, tháng, năm cấp", "source_year"),
                Field("Số của bản chính", "source_number"),
            ),
            _line("Số lượng bản sao đề nghị cấp", "copies_said"),
        ),
        pledge=TRUE,
        rule="NĐ 23/2015/NĐ-CP",
        ticks_copies=False,
    ),
}
"""By the key of the paper in the catalogue."""
