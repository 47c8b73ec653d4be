"""Tables of the roll-out: phases, lists of people, accounts given out, readiness, outreach."""

from app.rollout.models.account_rounds import AccountIssue, AccountRound, Waiver
from app.rollout.models.outreach import AssistedPoint, Duty, PlaceKind, PublicPosting
from app.rollout.models.phases import Need, Phase
from app.rollout.models.readiness import (
    Condition,
    ConditionKind,
    Decision,
    Fault,
    FaultState,
    Party,
    ReadinessDay,
    SmsCheck,
    Verdict,
)
from app.rollout.models.staff_lists import ListEvent, ListLine, ListState, ListUpload, StaffList

__all__ = [
    "AccountIssue",
    "AccountRound",
    "AssistedPoint",
    "Condition",
    "ConditionKind",
    "Decision",
    "Duty",
    "Fault",
    "FaultState",
    "ListEvent",
    "ListLine",
    "ListState",
    "ListUpload",
    "Need",
    "Party",
    "Phase",
    "PlaceKind",
    "PublicPosting",
    "ReadinessDay",
    "SmsCheck",
    "StaffList",
    "Verdict",
    "Waiver",
]
