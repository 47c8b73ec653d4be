"""Building blocks of messages: kinds, facts and template texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.notifications.models.message_templates import Variant
from app.notifications.vocabulary import MessageKind

NAMES: Mapping[MessageKind, LazyString] = {
    MessageKind.SUBMITTED: _("Dossier received"),
    MessageKind.ACCEPTED: _("Accepted, with appointment"),
    MessageKind.VISIT_SOON: _("Reminder of the appointment"),
    MessageKind.SUPPLEMENT: _("More documents asked for"),
    MessageKind.SUPPLEMENT_DUE: _("Reminder: what is asked for has not come"),
    MessageKind.EXPIRED: _("Closed, since the supplement did not come in time"),
    MessageKind.NOT_ACCEPTED: _("Refused at intake"),
    MessageKind.REFUSED: _("Request refused"),
    MessageKind.WRITTEN_ANSWER: _("Written answer signed"),
    MessageKind.READY: _("Result ready"),
    MessageKind.READY_BY_POST: _("Result ready, to be posted"),
    MessageKind.POSTED: _("Result posted"),
    MessageKind.RETURNED: _("Result handed over"),
    MessageKind.PAPER_REVOKED: _("Issued document revoked"),
    MessageKind.STOPPED: _("Processing stopped"),
    MessageKind.WITHDRAWN: _("Dossier withdrawn"),
    MessageKind.LATE: _("Apology and new day"),
    MessageKind.COMPLAINT_ACCEPTED: _("Complaint accepted for handling"),
    MessageKind.COMPLAINT_ANSWERED: _("Complaint or feedback answered"),
    MessageKind.COMMUNE_DIGEST: _("Daily summary for a commune leader"),
    MessageKind.DISTRICT_DIGEST: _("Daily summary for a district leader"),
    MessageKind.MORNING: _("Daily summary of one's queues"),
    MessageKind.TRAINING_INVITED: _("Invitation to a training class"),
    MessageKind.LIST_DUE: _("Reminder: the staff list is not handed in"),
    MessageKind.BOOKS_TO_CLOSE: _("Reminder: last year’s books are not locked"),
    MessageKind.UNDONE: _("Last message sent by mistake"),
    MessageKind.TRANSFER: _("Another commune proposed"),
    MessageKind.VERIFYING: _("Verification needs more time"),
    MessageKind.ONE_TIME_CODE: _("One-time code"),
    MessageKind.DRAFT_KEPT: _("Code of a draft"),
    MessageKind.OFFICE_CHECK: _("Check that an office gets messages"),
    MessageKind.ACCOUNT_LINK: _("Link for choosing a password"),
    MessageKind.STATE_TOLD: _("State of a dossier, asked by SMS"),
    MessageKind.NOTICES_STOPPED: _("No more notices, as requested"),
    MessageKind.NOTICES_AGAIN: _("Notices again, as requested"),
    MessageKind.HOW_TO_ASK: _("How to ask by SMS"),
}


def is_about_a_dossier(kind: MessageKind) -> bool:
    """Whether it goes to the citizen of a dossier, who needs to know whom to ask and where."""
    return kind.startswith("dossier/") or kind is MessageKind.STATE_TOLD


class AgencyResult(StrEnum):
    """A result granted or refused by another agency (kết quả).

    Results issued by the commune itself have the name given by the procedure.
    """

    BIRTH = "birth"
    """Used by messages from before results had names."""
    RESIDENCE = "residence"
    INSURANCE = "insurance"


RESULTS: Mapping[AgencyResult, LazyString] = {
    AgencyResult.BIRTH: _("birth certificate"),
    AgencyResult.RESIDENCE: _("residence registration"),
    AgencyResult.INSURANCE: _("health card"),
}


class FactKind(StrEnum):
    """The type of a fact, which determines its formatting."""

    TEXT = "text"
    COUNT = "count"
    DAY = "day"
    MOMENT = "moment"
    RESULTS = "results"
    LINK = "link"
    """The secret of a one-use link, of which the address is made."""


class Enclosure(StrEnum):
    """Kinds of e-mail attachments (tệp gửi kèm); provided by higher packages."""

    RECEIPT = "receipt"
    """The receipt with the due date (giấy tiếp nhận)."""


ENCLOSED: Mapping[MessageKind, tuple[Enclosure, ...]] = {
    MessageKind.SUBMITTED: (Enclosure.RECEIPT,),
    MessageKind.ACCEPTED: (Enclosure.RECEIPT,),
    MessageKind.VERIFYING: (Enclosure.RECEIPT,),
}
"""Attachments of each e-mail, as far as they have been issued."""


@dataclass(frozen=True, kw_only=True)
class TemplateTexts:
    """The texts of a template: subject, full text, and short message."""

    subject: LazyString | str
    text: LazyString | str
    sms: LazyString | str
    accented: bool = False
    """The short message keeps its diacritics."""


@dataclass(frozen=True, kw_only=True)
class DefaultTemplate:
    """A message: the facts it needs and the texts shipped with the system.

    ``in_part`` is used when something was refused, ``at_home`` when officers visit the
    citizen.
    """

    facts: Mapping[str, FactKind]
    said: TemplateTexts
    in_part: TemplateTexts | None = None
    at_home: TemplateTexts | None = None

    @property
    def variants(self) -> dict[Variant, TemplateTexts]:
        ways = {
            Variant.SAID: self.said,
            Variant.IN_PART: self.in_part,
            Variant.AT_HOME: self.at_home,
        }
        return {way: words for way, words in ways.items() if words}
