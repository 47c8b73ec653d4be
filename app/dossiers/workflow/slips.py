"""The kinds of slips, and what is said about each."""

from flask_babel import lazy_gettext as _

from app.kernel.vocabulary import Term


class SlipKind(Term):
    """The kind of a slip (loại phiếu); the first six are forms 01 to 06 of TT 01/2018/TT-VPCP.

    An entry: the stored word, its label for officers, the suffix after number and year (ký hiệu),
    its name in the address of the desk, if it is printed there; True for letters of the people's
    committee, whose number has no year (TT 01/2011/TT-BNV Đ8).
    """

    suffix: str
    address: str | None
    without_year: bool | None

    RECEIPT = "receipt", _("Receipt with the return date"), "TNHS", "giay-hen"
    SUPPLEMENT = "supplement", _("Request for a supplement"), "HDHS"
    REFUSAL = "refusal", _("Refusal to take the dossier in"), "TCHS"
    APOLOGY = "apology", _("Apology with a new return date"), "PXL"
    CONTROL = "control", _("Control slip"), "KSHS", "phieu-kiem-soat"
    REGISTER = "register", _("Register of dossiers"), "STD"
    BIRTH_DECLARATION = "birth_declaration", _("Birth declaration"), "TKKS", "to-khai-khai-sinh"
    HOUSEHOLD_NOTICE = "household_notice", _("Form HK02"), "HK02", "hk02"
    INSURANCE_DECLARATION = "insurance_declaration", _("Form TK1-TS"), "TK1-TS", "tk1-ts"
    INSURANCE_LIST = "insurance_list", _("List D03-TS"), "D03-TS"
    HAND_OVER = "hand_over", _("Delivery note"), "BGHS"
    MONEY_TAKEN = "money_taken", _("Receipt for money taken"), "PT"
    MONEY_REFUNDED = "money_refunded", _("Receipt for money given back"), "PHT"
    CASH = "cash", _("Cash sheet of the day"), "BKT"
    DECLARATION = "declaration", _("Declaration"), "TK", "to-khai"
    """The declaration of a procedure that has no form of its own."""
    FEE_RECEIPT = "fee_receipt", _("Receipt for fees"), "BL"
    """For the commune’s own fees (biên lai thu phí, lệ phí); ``MONEY_TAKEN`` is for held ones."""
    TREASURY = "treasury", _("Sheet of fees for the treasury"), "BKNT"
    """The fees of a period and what was handed over of them (bảng kê nộp Kho bạc)."""
    WRITTEN_ANSWER = "written_answer", _("Written answer"), "UBND-TP", None, True
    """The signed letter to the citizen of a dossier that ended without a result."""
    RESIDENCE_NOTICE = "residence_notice", _("Notice of a registration"), "TB-UBND", None, True
    """The letter to the commune where a registered person resides."""
    COMPLAINT_ANSWER = "complaint_answer", _("Letter about a complaint"), "UBND-KN", None, True
    """The head's letter to whoever complained or gave feedback: accepted, answered, declined."""
