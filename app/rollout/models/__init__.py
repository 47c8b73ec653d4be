"""Tables of the roll-out: phases, staff lists, account rounds, readiness, outreach."""

from app.rollout.models.account_rounds import AccountIssue, AccountRound, Waiver
from app.rollout.models.guidance import Guidance
from app.rollout.models.outreach import AssistedPoint, Duty, PlaceKind, PublicNotice
from app.rollout.models.phases import Phase, StaffingNeed
from app.rollout.models.readiness import (
    EquipmentFault,
    EquipmentFaultState,
    GoLiveDecision,
    GoLiveVerdict,
    Party,
    ReadinessDay,
    SiteCheck,
    SiteCheckKind,
    SmsCheck,
)
from app.rollout.models.staff_lists import ListEvent, ListLine, ListState, ListUpload, StaffList

__all__ = [
    "AccountIssue",
    "AccountRound",
    "AssistedPoint",
    "Duty",
    "EquipmentFault",
    "EquipmentFaultState",
    "GoLiveDecision",
    "GoLiveVerdict",
    "Guidance",
    "ListEvent",
    "ListLine",
    "ListState",
    "ListUpload",
    "Party",
    "Phase",
    "PlaceKind",
    "PublicNotice",
    "ReadinessDay",
    "SiteCheck",
    "SiteCheckKind",
    "SmsCheck",
    "StaffList",
    "StaffingNeed",
    "Waiver",
]
