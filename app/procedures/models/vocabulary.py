"""Enumerations of procedures: states, kinds of questions, papers, fees, legs, limits, results."""

from enum import StrEnum


class VersionState(StrEnum):
    """The state of a version."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class Topic(StrEnum):
    """The topic of a procedure (nhóm thủ tục)."""

    BIRTH = "birth"
    DEATH = "death"
    MARRIAGE = "marriage"
    FAMILY = "family"
    """Guardianship, and recognition of father, mother or child (giám hộ; nhận cha, mẹ, con)."""
    CHANGE = "change"
    EXTRACT = "extract"
    CERTIFIED = "certified"
    JUDGMENT = "judgment"
    """Entries that an office makes upon a judgment or decision (Luật Hộ tịch Đ30, Đ31)."""


INTERNAL = frozenset({Topic.JUDGMENT})
"""Topics of officers alone: no citizen declares, and a commune takes them from its first day on."""


class Visit(StrEnum):
    """Where originals are compared and registers signed (nơi đối chiếu, ký sổ)."""

    OFFICE = "office"
    """At the desk, on a day appointed by the commune."""
    BOOKED = "booked"
    """At the desk, on a day chosen by the citizen."""
    HOME = "home"
    """Officers visit the citizen (đăng ký lưu động)."""


class Signer(StrEnum):
    """Who signs the result (người ký)."""

    HEAD = "head"
    HEAD_OR_DEPUTY = "head_or_deputy"


class QuestionKind(StrEnum):
    """How a question is asked and its answer stored."""

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
    """Several of the choices."""
    NUMBER = "number"
    MONEY = "money"
    YES_NO = "yes_no"
    FACILITY = "facility"
    PERSON = "person"
    """A block (nhân thân), expanded on publishing into questions: name, birth, papers and so on."""


class StandsFor(StrEnum):
    """The meaning of a question's answer for the dossier, whatever its label (ý nghĩa của mục)."""

    SUBJECT = "subject"
    """The name of the registered person (người được đăng ký); a person block too."""
    SUBJECT_BORN = "subject_born"
    APPLICANT = "applicant"
    """The name of the applicant (người yêu cầu); a person block too."""
    APPLICANT_PHONE = "applicant_phone"
    APPLICANT_ID = "applicant_id"
    EVENT_DAY = "event_day"
    """The day from which late registration is counted (ngày sinh, ngày chết)."""
    COPIES = "copies"
    PAGES = "pages"
    EXEMPTION = "exemption"
    """The group that is exempt from fees (đối tượng được miễn lệ phí)."""
    OTHER_COMMUNE = "other_commune"
    """An address whose commune is consulted (nơi cư trú trước đây)."""
    VISIT_DAY = "visit_day"
    VISIT_TIME = "visit_time"


class Must(StrEnum):
    """Whether a paper is required; ``made`` papers are printed here and signed at the visit."""

    REQUIRED = "required"
    IF_ANY = "if_any"
    PRESENTED = "presented"
    MADE = "made"


class Original(StrEnum):
    """How a paper is presented: original retained, copy retained, or only shown."""

    ORIGINAL = "original"
    COPY = "copy"
    SHOWN = "shown"


class FeeKind(StrEnum):
    """A fee of the commune, or one collected for another agency (tạm thu)."""

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
    """Another commune that is consulted (xác minh ở nơi cư trú trước đây)."""


class LegWhen(StrEnum):
    """When a leg opens."""

    SIGNED = "signed"
    """On signature: the agency works with the registered result."""
    ACCEPTED = "accepted"
    """On acceptance: the reply is needed before the result can be signed."""


class BookKind(StrEnum):
    """The kind of register (loại sổ hộ tịch), or the book of issued papers."""

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
    """The attestation on a certified copy (lời chứng)."""


class LimitScope(StrEnum):
    """What a time limit applies to."""

    TOTAL = "total"
    REGISTER = "register"
    POLICE = "police"
    INSURANCE = "insurance"
    COMMUNE = "commune"
    VERIFY = "verify"
    """Extension of the total limit by verification (xác minh), Luật Hộ tịch Đ18.2, Đ25, Đ28."""
