"""The kinds of messages, for whoever sends one; their texts and variables are in ``rules``."""

from __future__ import annotations

from enum import StrEnum


class MessageKind(StrEnum):
    """The kinds of messages (mẫu tin báo)."""

    SUBMITTED = "dossier/submitted"
    ACCEPTED = "dossier/accepted"
    VISIT_SOON = "dossier/visit_soon"
    SUPPLEMENT = "dossier/supplement"
    SUPPLEMENT_DUE = "dossier/supplement_due"
    EXPIRED = "dossier/expired"
    NOT_ACCEPTED = "dossier/not_accepted"
    REFUSED = "dossier/refused"
    WRITTEN_ANSWER = "dossier/written_answer"
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
    ACCOUNT_LINK = "asked/account_link"
    """Written by the database alone (``mc_send_link``)."""
    STATE_TOLD = "asked/state"
    NOTICES_STOPPED = "asked/stopped"
    NOTICES_AGAIN = "asked/again"
    HOW_TO_ASK = "asked/how"
