"""What messages are made of: their names, the facts that they need, the ways to say them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.notifications.models import Variant


class Template(StrEnum):
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
    PASSING = "dossier/passing"
    VERIFYING = "dossier/verifying"
    ONE_TIME_CODE = "asked/one_time_code"
    OFFICE_CHECK = "asked/office_check"
    STATE_TOLD = "asked/state"
    NOTICES_STOPPED = "asked/stopped"
    NOTICES_AGAIN = "asked/again"
    HOW_TO_ASK = "asked/how"


NAMES: Mapping[Template, LazyString] = {
    Template.SUBMITTED: _("Dossier received"),
    Template.ACCEPTED: _("Accepted, with appointment"),
    Template.VISIT_SOON: _("Reminder: the appointment is tomorrow"),
    Template.SUPPLEMENT: _("More papers asked for"),
    Template.SUPPLEMENT_DUE: _("Reminder: what is asked for has not come"),
    Template.EXPIRED: _("Closed, since the supplement did not come in time"),
    Template.NOT_ACCEPTED: _("Refused at intake"),
    Template.REFUSED: _("Request refused"),
    Template.READY: _("Result ready"),
    Template.RETURNED: _("Result handed over"),
    Template.STOPPED: _("Processing stopped"),
    Template.LATE: _("Apology and new day"),
    Template.COMMUNE_DIGEST: _("Morning news for a commune leader"),
    Template.DISTRICT_DIGEST: _("Morning news for a district leader"),
    Template.MORNING: _("Morning news of the own queues"),
    Template.TRAINING_INVITED: _("Invitation to a training class"),
    Template.LIST_DUE: _("Reminder: the staff list is not handed in"),
    Template.UNDONE: _("Last message sent by mistake"),
    Template.PASSING: _("Another commune proposed"),
    Template.VERIFYING: _("Verification needs more time"),
    Template.ONE_TIME_CODE: _("One-time code"),
    Template.OFFICE_CHECK: _("Check that an office gets messages"),
    Template.STATE_TOLD: _("State of a dossier, asked by SMS"),
    Template.NOTICES_STOPPED: _("No more notices, as wished"),
    Template.NOTICES_AGAIN: _("Notices again, as wished"),
    Template.HOW_TO_ASK: _("How to ask by SMS"),
}


class Result(StrEnum):
    """What a person asked for and is granted or refused elsewhere (kết quả).

    What the commune itself gives out is called by the name that its procedure gives it.
    """

    BIRTH = "birth"
    """In messages that were written before results were called by their names."""
    RESIDENCE = "residence"
    INSURANCE = "insurance"


RESULTS: Mapping[Result, LazyString] = {
    Result.BIRTH: _("birth certificate"),
    Result.RESIDENCE: _("residence registration"),
    Result.INSURANCE: _("health card"),
}


class Kind(StrEnum):
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


ENCLOSED: Mapping[Template, tuple[Enclosure, ...]] = {
    Template.SUBMITTED: (Enclosure.RECEIPT,),
    Template.ACCEPTED: (Enclosure.RECEIPT,),
    Template.VERIFYING: (Enclosure.RECEIPT,),
}
"""Which e-mail carries what, as far as it has been issued by then."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """One way to say a thing: subject and text in full, and the short message."""

    subject: LazyString | str
    text: LazyString | str
    sms: LazyString | str
    accented: bool = False
    """The short message keeps its diacritics."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A message: the facts it needs and the words that came with the system.

    ``in_part`` is said instead when something was refused, ``at_home`` when officers come to the
    citizen.
    """

    facts: Mapping[str, Kind]
    said: Words
    in_part: Words | None = None
    at_home: Words | None = None

    @property
    def variants(self) -> dict[Variant, Words]:
        """Each way to say it."""
        ways = {
            Variant.SAID: self.said,
            Variant.IN_PART: self.in_part,
            Variant.AT_HOME: self.at_home,
        }
        return {way: words for way, words in ways.items() if words}
