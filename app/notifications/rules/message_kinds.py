"""What messages are made of: their names, the facts that they need, the ways to say them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.notifications.models import Variant


class MessageKind(StrEnum):
    """The messages that exist (mẫu tin báo)."""

    SUBMITTED = "dossier/submitted"
    ACCEPTED = "dossier/accepted"
    VISIT_SOON = "dossier/visit_soon"
    SUPPLEMENT = "dossier/supplement"
    SUPPLEMENT_DUE = "dossier/supplement_due"
    EXPIRED = "dossier/expired"
    NOT_ACCEPTED = "dossier/not_accepted"
    REFUSED = "dossier/refused"
    READY = "dossier/ready"
    RETURNED = "dossier/returned"
    STOPPED = "dossier/stopped"
    LATE = "dossier/late"
    COMMUNE_DIGEST = "office/commune_digest"
    DISTRICT_DIGEST = "office/district_digest"
    MORNING = "office/morning"
    TRAINING_INVITED = "office/training_invited"
    LIST_DUE = "office/list_due"
    UNDONE = "dossier/undone"
    TRANSFER = "dossier/passing"
    VERIFYING = "dossier/verifying"
    ONE_TIME_CODE = "asked/one_time_code"
    OFFICE_CHECK = "asked/office_check"
    STATE_TOLD = "asked/state"
    NOTICES_STOPPED = "asked/stopped"
    NOTICES_AGAIN = "asked/again"
    HOW_TO_ASK = "asked/how"


NAMES: Mapping[MessageKind, LazyString] = {
    MessageKind.SUBMITTED: _("Dossier received"),
    MessageKind.ACCEPTED: _("Accepted, with appointment"),
    MessageKind.VISIT_SOON: _("Reminder: the appointment is tomorrow"),
    MessageKind.SUPPLEMENT: _("More papers asked for"),
    MessageKind.SUPPLEMENT_DUE: _("Reminder: what is asked for has not come"),
    MessageKind.EXPIRED: _("Closed, since the supplement did not come in time"),
    MessageKind.NOT_ACCEPTED: _("Refused at intake"),
    MessageKind.REFUSED: _("Request refused"),
    MessageKind.READY: _("Result ready"),
    MessageKind.RETURNED: _("Result handed over"),
    MessageKind.STOPPED: _("Processing stopped"),
    MessageKind.LATE: _("Apology and new day"),
    MessageKind.COMMUNE_DIGEST: _("Morning news for a commune leader"),
    MessageKind.DISTRICT_DIGEST: _("Morning news for a district leader"),
    MessageKind.MORNING: _("Morning news of the own queues"),
    MessageKind.TRAINING_INVITED: _("Invitation to a training class"),
    MessageKind.LIST_DUE: _("Reminder: the staff list is not handed in"),
    MessageKind.UNDONE: _("Last message sent by mistake"),
    MessageKind.TRANSFER: _("Another commune proposed"),
    MessageKind.VERIFYING: _("Verification needs more time"),
    MessageKind.ONE_TIME_CODE: _("One-time code"),
    MessageKind.OFFICE_CHECK: _("Check that an office gets messages"),
    MessageKind.STATE_TOLD: _("State of a dossier, asked by SMS"),
    MessageKind.NOTICES_STOPPED: _("No more notices, as wished"),
    MessageKind.NOTICES_AGAIN: _("Notices again, as wished"),
    MessageKind.HOW_TO_ASK: _("How to ask by SMS"),
}


class AgencyResult(StrEnum):
    """What a person asked for and is granted or refused elsewhere (kết quả).

    What the commune itself gives out is called by the name that its procedure gives it.
    """

    BIRTH = "birth"
    """In messages that were written before results were called by their names."""
    RESIDENCE = "residence"
    INSURANCE = "insurance"


RESULTS: Mapping[AgencyResult, LazyString] = {
    AgencyResult.BIRTH: _("birth certificate"),
    AgencyResult.RESIDENCE: _("residence registration"),
    AgencyResult.INSURANCE: _("health card"),
}


class FactKind(StrEnum):
    """How a fact is given, and so how it is spoken."""

    TEXT = "text"
    COUNT = "count"
    DAY = "day"
    MOMENT = "moment"
    RESULTS = "results"


class Enclosure(StrEnum):
    """What goes with an e-mail (tệp gửi kèm); the rooms above have it."""

    RECEIPT = "receipt"
    """The slip that says until when the result is promised (giấy tiếp nhận)."""


ENCLOSED: Mapping[MessageKind, tuple[Enclosure, ...]] = {
    MessageKind.SUBMITTED: (Enclosure.RECEIPT,),
    MessageKind.ACCEPTED: (Enclosure.RECEIPT,),
    MessageKind.VERIFYING: (Enclosure.RECEIPT,),
}
"""Which e-mail carries what, as far as it has been issued by then."""


@dataclass(frozen=True, kw_only=True)
class TemplateTexts:
    """One way to say a thing: subject and text in full, and the short message."""

    subject: LazyString | str
    text: LazyString | str
    sms: LazyString | str
    accented: bool = False
    """The short message keeps its diacritics."""


@dataclass(frozen=True, kw_only=True)
class DefaultTemplate:
    """A message: the facts it needs and the words that came with the system.

    ``in_part`` is said instead when something was refused, ``at_home`` when officers come to the
    citizen.
    """

    facts: Mapping[str, FactKind]
    said: TemplateTexts
    in_part: TemplateTexts | None = None
    at_home: TemplateTexts | None = None

    @property
    def variants(self) -> dict[Variant, TemplateTexts]:
        """Each way to say it."""
        ways = {
            Variant.SAID: self.said,
            Variant.IN_PART: self.in_part,
            Variant.AT_HOME: self.at_home,
        }
        return {way: words for way, words in ways.items() if words}
