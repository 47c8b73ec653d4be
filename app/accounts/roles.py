"""The twelve roles: where each may exist, what it may open, what it reads and manages.

Start here for questions of the kind "who may …". No database, no request. A permission is a domain
verb on a noun; the rows it reaches follow from ``reads`` and ``manages``, the steps of a dossier
from the workflow's table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from flask_babel import LazyString
from flask_babel import lazy_gettext as _


class Role(StrEnum):
    """A function of a person in a unit (vai trò)."""

    CITY_ADMIN = "city_admin"
    CITY_JUSTICE = "city_justice"
    DISTRICT_LEADER = "district_leader"
    DISTRICT_OFFICE = "district_office"
    DISTRICT_JUSTICE = "district_justice"
    DISTRICT_IT = "district_it"
    COMMUNE_LEADER = "commune_leader"
    COMMUNE_RECEPTION = "commune_reception"
    COMMUNE_JUSTICE = "commune_justice"
    COMMUNE_LABOUR = "commune_labour"
    POLICE = "police"
    INSURANCE = "insurance"

    @property
    def label(self) -> LazyString:
        return ROLES[self].label


class Reach(StrEnum):
    """How far a role reaches, relative to the unit of the posting (phạm vi)."""

    NOTHING = "nothing"
    UNIT = "unit"
    DISTRICT = "district"
    CITY = "city"


class Permission(NamedTuple):
    """A verb on a noun, as stored in FAB's tables."""

    verb: str
    noun: str


@dataclass(frozen=True, kw_only=True)
class RoleDefinition:
    """Label, unit kinds, reach and permissions of one role."""

    label: LazyString
    sits_in: frozenset[str]
    may: frozenset[Permission]
    reads: Reach = Reach.UNIT
    manages: Reach = Reach.NOTHING
    second_step: bool = False
    """Signs for others, or manages accounts: signs in with a one-time code too."""


def grants(**verbs: str) -> frozenset[Permission]:
    """``grants(Staff="read add")``: the verbs on each noun, prefixed with ``can_``."""
    return frozenset(
        Permission(f"can_{verb}", noun) for noun, words in verbs.items() for verb in words.split()
    )


EVERYBODY = grants(
    Start="read",
    OwnPassword="change",
    OwnSession="read end",
    OwnCode="change",
    Lookup="read",
    SavedView="keep",
    NoticePreference="change",
)
DIRECTORY = grants(
    District="read",
    Commune="read",
    Agency="read",
    Opening="read",
    Day="read",
    Procedure="read",
    ProcedureVersion="read",
    ProcedurePart="read",
    LocalLimit="read",
    HealthFacility="read",
    Guidance="read",
)
COLLEAGUES = grants(Staff="read", Posting="read")
ACCOUNTS = grants(
    Staff="read add edit reveal open_account start_reset reset_code close_account",
    Posting="read add edit end transfer suspend",
    Deputy="read add end",
    Role="read",
)
TRAINING = grants(
    Course="read",
    TrainingClass="read add edit delete",
    Attendance="read add edit check_in",
    Certificate="read",
)
LISTS = grants(
    StaffList="read add submit bring_in", ListLine="read add edit delete reveal", Phase="read"
)
"""Registering people for training and accounts (lập danh sách)."""
ROLLOUT = LISTS | grants(
    StaffList="decide",
    ListLine="remark",
    Need="read",
    AccountRound="read add renew",
    Newcomer="read",
    Condition="read add",
    Party="read",
    Phase="read",
)
"""Bringing communes online, including a district's part of the plan (triển khai)."""
READINESS = grants(Readiness="read", Condition="read", Fault="read", Outreach="read")
OUTREACH = grants(
    Outreach="read print",
    PublicPosting="read add edit",
    AssistedPoint="read add edit",
    Duty="read add delete",
    Fault="read add edit",
)
"""Publicity for the service, and help with using it (niêm yết, hỗ trợ)."""
DESIGN = grants(
    Procedure="add edit", ProcedureVersion="add edit publish", ProcedurePart="add edit delete"
)
"""Editing procedures for the whole city (thiết kế thủ tục)."""
OFFICER = (
    EVERYBODY
    | DIRECTORY
    | COLLEAGUES
    | grants(Course="read", TrainingClass="read", Attendance="read", Certificate="read")
)
ISSUER = grants(CivilStatistics="issue", PeriodicReport="issue")
SUPERVISOR = grants(
    AccessEntry="read",
    AuditEntry="read",
    CommuneMap="read",
    Seal="read",
    PopulationLookUp="read",
    PopulationAlarm="read edit",
)
READER = OFFICER | grants(
    Desk="read",
    Dossier="read",
    Paper="read",
    Passing="read",
    Leg="read",
    Reconciliation="read",
    Book="read",
    Entry="read",
    Blank="read",
    CallTask="read",
    Practice="enter",
)
LEADER = (
    READER
    | READINESS
    | grants(
        Dashboard="read",
        Statistics="read",
        PeriodicReport="read",
        CivilStatistics="read",
        Complaint="read",
        EntrySearch="work",
        Satisfaction="read",
    )
)
DESK_OFFICER = READER | grants(
    Leg="work",
    Desk="work",
    Blank="add",
    Dossier="edit",
    Paper="edit",
    Absence="read add edit delete",
    PopulationLookUp="work",
    CallTask="edit",
    StockPhrase="read add edit delete",
)
PARTNER = OFFICER | grants(
    Dashboard="read", Packet="read work", Reconciliation="read", Exchange="work", Practice="enter"
)

ROLES: Mapping[Role, RoleDefinition] = {
    Role.CITY_ADMIN: RoleDefinition(
        label=_("City administrator"),
        sits_in=frozenset({"city", "department"}),
        may=EVERYBODY
        | DIRECTORY
        | ACCOUNTS
        | TRAINING
        | ROLLOUT
        | READINESS
        | OUTREACH
        | SUPERVISOR
        | grants(
            Dashboard="read",
            RolloutReport="read issue",
            Course="add edit",
            ExamQuestion="read add edit delete",
            Phase="edit",
            Need="read add edit delete",
            Party="add edit",
            Guidance="add edit",
            Waiver="read add",
            SealedSlip="read print",
            Readiness="open",
            Role="add edit delete",
            District="read edit",
            Commune="read edit",
            Agency="read edit",
            Opening="read add edit delete",
            Day="read add edit delete",
            LocalLimit="add end",
            HealthFacility="add edit",
            SandboxMessage="read",
            InboundMessage="read",
            OptOut="read",
            MessageWording="read add",
            ScheduledJob="read edit",
            ServiceLevel="read",
        )
        | DESIGN,
        reads=Reach.NOTHING,
        manages=Reach.CITY,
        second_step=True,
    ),
    Role.CITY_JUSTICE: RoleDefinition(
        label=_("City justice department"),
        sits_in=frozenset({"department"}),
        may=LEADER
        | SUPERVISOR
        | ISSUER
        | grants(
            SandboxMessage="read",
            InboundMessage="read",
            OptOut="read",
            MessageWording="read add",
            MessageCost="read",
            RolloutReport="read",
            PersonalData="export",
            ResidentImport="read add",
            PopulationOutage="read add edit",
        ),
        reads=Reach.CITY,
        second_step=True,
    ),
    Role.DISTRICT_LEADER: RoleDefinition(
        label=_("District leader"),
        sits_in=frozenset({"district"}),
        may=LEADER
        | grants(
            Desk="urge",
            MessageCost="read",
            Readiness="decide",
            SealedSlip="read print",
            CommuneMap="read",
            RolloutReport="read",
        ),
        reads=Reach.DISTRICT,
    ),
    Role.DISTRICT_OFFICE: RoleDefinition(
        label=_("District office"),
        sits_in=frozenset({"district"}),
        may=LEADER | grants(MessageCost="read", PeriodicReport="issue", RolloutReport="read issue"),
        reads=Reach.DISTRICT,
    ),
    Role.DISTRICT_JUSTICE: RoleDefinition(
        label=_("District justice division"),
        sits_in=frozenset({"district", "justice"}),
        may=LEADER
        | SUPERVISOR
        | ISSUER
        | grants(LocalLimit="add end", Desk="urge", MessageCost="read", RolloutReport="read"),
        reads=Reach.DISTRICT,
    ),
    Role.DISTRICT_IT: RoleDefinition(
        label=_("District IT officer"),
        sits_in=frozenset({"district"}),
        may=EVERYBODY
        | DIRECTORY
        | ACCOUNTS
        | TRAINING
        | ROLLOUT
        | READINESS
        | OUTREACH
        | SUPERVISOR
        | grants(Commune="edit", Agency="edit", SealedSlip="read", RolloutReport="read issue"),
        reads=Reach.NOTHING,
        manages=Reach.DISTRICT,
        second_step=True,
    ),
    Role.COMMUNE_LEADER: RoleDefinition(
        label=_("Commune leader"),
        sits_in=frozenset({"commune"}),
        may=DESK_OFFICER
        | LEADER
        | LISTS
        | OUTREACH
        | grants(
            Deputy="read add end",
            PopulationLookUp="read",
            Condition="add",
            Readiness="decide",
            SmsCheck="work",
            SealedSlip="read print",
            CivilStatistics="issue",
            PeriodicReport="issue",
            Complaint="work",
        ),
        second_step=True,
    ),
    Role.COMMUNE_RECEPTION: RoleDefinition(
        label=_("One-stop officer"),
        sits_in=frozenset({"commune"}),
        may=DESK_OFFICER | OUTREACH | READINESS | grants(SmsCheck="work", KeyedEntry="work"),
    ),
    Role.COMMUNE_JUSTICE: RoleDefinition(
        label=_("Justice and civil status officer"),
        sits_in=frozenset({"commune"}),
        may=DESK_OFFICER
        | OUTREACH
        | READINESS
        | grants(
            Exchange="work",
            Packet="read work",
            SmsCheck="work",
            CivilStatistics="read",
            PeriodicReport="read",
            EntrySearch="work",
            KeyedEntry="work",
        ),
    ),
    Role.COMMUNE_LABOUR: RoleDefinition(
        label=_("Labour and social affairs officer"),
        sits_in=frozenset({"commune"}),
        may=READER | grants(Leg="work"),
    ),
    Role.POLICE: RoleDefinition(
        label=_("District police officer"), sits_in=frozenset({"police"}), may=PARTNER
    ),
    Role.INSURANCE: RoleDefinition(
        label=_("District social insurance officer"),
        sits_in=frozenset({"insurance"}),
        may=PARTNER | grants(HealthFacility="add edit"),
    ),
}


BY_TWO = frozenset({Role.CITY_ADMIN, Role.CITY_JUSTICE})
"""Roles of the city: one administrator consents, another gives them (hai người)."""


def sits_in(role: Role, unit_kind: str) -> bool:
    return unit_kind in ROLES[role].sits_in


KEPT_FOR_THE_TWELVE = (
    SUPERVISOR
    | DESIGN
    | grants(
        Role="add edit delete",
        SandboxMessage="read",
        InboundMessage="read",
        OptOut="read",
        ScheduledJob="read edit",
        ServiceLevel="read",
        MessageWording="read add",
        Day="add edit delete",
        PersonalData="export",
        ResidentImport="read add",
        PopulationOutage="read add edit",
        Desk="urge",
        StaffList="decide",
        ListLine="remark",
        Phase="edit",
        Need="add edit delete",
        Waiver="read add",
        SealedSlip="print",
        Readiness="decide open",
    )
)
"""Permissions that reach rows of every unit; never available to composed roles."""


def is_composable(verb: str, noun: str) -> bool:
    """Whether the permission exists and may be put into a composed role."""
    permission = Permission(verb, noun)
    known = frozenset().union(*(facts.may for facts in ROLES.values()))
    return permission in known - KEPT_FOR_THE_TWELVE
