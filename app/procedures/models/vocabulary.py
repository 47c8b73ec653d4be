"""The words of procedures: states, kinds of questions, papers, fees, legs, limits and results."""

from __future__ import annotations

from enum import StrEnum


class VersionState(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class Topic(StrEnum):
    """What a procedure is about (nhóm thủ tục)."""

    BIRTH = "birth"
    DEATH = "death"
    MARRIAGE = "marriage"
    FAMILY = "family"
    """Guardianship, and recognition of father, mother or child (giám hộ; nhận cha, mẹ, con)."""
    CHANGE = "change"
    EXTRACT = "extract"
    CERTIFIED = "certified"


class Visit(StrEnum):
    """Where originals are compared and books signed (nơi đối chiếu, ký sổ)."""

    OFFICE = "office"
    """At the desk, on the day that the commune appoints."""
    BOOKED = "booked"
    """At the desk, on the day that the citizen asks for."""
    HOME = "home"
    """Officers come to the citizen (đăng ký lưu động)."""


class Signer(StrEnum):
    """Who signs the result (người ký)."""

    HEAD = "head"
    HEAD_OR_DEPUTY = "head_or_deputy"


class QuestionKind(StrEnum):
    """How a question is asked and its answer kept."""

    NAME = "name"
    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    YEAR_OR_DATE = "year_or_date"
    IDENTITY = "identity"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    TIME = "time"
    CHOICE = "choice"
    CHOICES = "choices"
    """Several of the answers offered."""
    NUMBER = "number"
    MONEY = "money"
    YES_NO = "yes_no"
    FACILITY = "facility"
    PERSON = "person"
    """A block (nhân thân): publishing writes out its questions, name, birth, papers and so on."""


class StandsFor(StrEnum):
    """What the answer to a question is for the dossier, whatever its words (ý nghĩa của mục)."""

    SUBJECT = "subject"
    """The name of whom the dossier is about (người được đăng ký); a person block too."""
    SUBJECT_BORN = "subject_born"
    APPLICANT = "applicant"
    """The name of who sends it (người yêu cầu); a person block too."""
    APPLICANT_PHONE = "applicant_phone"
    APPLICANT_ID = "applicant_id"
    EVENT_DAY = "event_day"
    """The day from which late registration is counted (ngày sinh, ngày chết)."""
    COPIES = "copies"
    PAGES = "pages"
    EXEMPTION = "exemption"
    """The group that pays no fee (đối tượng được miễn lệ phí)."""
    OTHER_COMMUNE = "other_commune"
    """An address whose commune is asked (nơi cư trú trước đây)."""
    VISIT_DAY = "visit_day"
    VISIT_TIME = "visit_time"


class Must(StrEnum):
    """Whether a paper has to come; ``made`` papers are printed here and signed at the visit."""

    REQUIRED = "required"
    IF_ANY = "if_any"
    PRESENTED = "presented"
    MADE = "made"


class Original(StrEnum):
    """In which form a paper comes: original kept, copy kept, or only shown."""

    ORIGINAL = "original"
    COPY = "copy"
    SHOWN = "shown"


class FeeKind(StrEnum):
    """A fee of the commune, or one held for another agency (tạm thu)."""

    FEE = "fee"
    HELD = "held"


class FeeWhen(StrEnum):
    """When a fee is due."""

    ALWAYS = "always"
    LATE = "late"
    COPIES = "copies"
    PAGES = "pages"


class LegKind(StrEnum):
    """The other agency of a leg (cơ quan phối hợp)."""

    POLICE = "police"
    INSURANCE = "insurance"
    COMMUNE = "commune"
    """Another commune that is asked (xác minh ở nơi cư trú trước đây)."""


class LegWhen(StrEnum):
    """When a leg opens."""

    SIGNED = "signed"
    """With the signature: the agency works with what was registered."""
    ACCEPTED = "accepted"
    """With acceptance: the answer is needed before the result can be signed."""


class BookKind(StrEnum):
    """What is entered in a book (loại sổ hộ tịch), or in the book of papers that are issued."""

    BIRTH = "birth"
    DEATH = "death"
    MARRIAGE = "marriage"
    GUARDIANSHIP = "guardianship"
    GUARDIANSHIP_END = "guardianship_end"
    RECOGNITION = "recognition"
    CHANGE = "change"
    MARITAL_STATUS = "marital_status"
    EXTRACT = "extract"
    CERTIFIED = "certified"
    OTHER = "other"


class Layout(StrEnum):
    """How a result is printed (mẫu kết quả)."""

    BIRTH = "birth"
    MARRIAGE = "marriage"
    EXTRACT = "extract"
    """The answers that feed the result, under its name (trích lục)."""
    CONFIRMATION = "confirmation"
    """A letter of the office with the same answers (giấy xác nhận)."""
    CERTIFIED = "certified"
    """The statement on a certified copy (lời chứng)."""


class LimitScope(StrEnum):
    """What a time limit is for."""

    TOTAL = "total"
    REGISTER = "register"
    POLICE = "police"
    INSURANCE = "insurance"
    COMMUNE = "commune"
    VERIFY = "verify"
    """What verification may add to the whole (xác minh), Luật Hộ tịch Đ18.2, Đ25, Đ28."""
