"""Labels of permissions and roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup

from app.accounts.operations import GivenLink, LinkWay
from app.accounts.roles import Role

NOUNS: Mapping[str, LazyString] = {
    "Statistics": _("How dossiers are settled"),
    "Absence": _("Days of absence"),
    "AccessEntry": _("Access log"),
    "Agency": _("Agencies"),
    "Attendance": _("Training records"),
    "AuditEntry": _("Log of changes"),
    "Book": _("Civil-status books"),
    "CallTask": _("Citizens to call"),
    "Commune": _("Communes"),
    "Course": _("Training courses"),
    "Day": _("Calendar"),
    "Deputy": _("Deputies who sign"),
    "Desk": _("Desk"),
    "District": _("Districts"),
    "Dossier": _("Dossiers"),
    "Entry": _("Entries in civil-status books"),
    "Exchange": _("Answers by Excel"),
    "HealthFacility": _("First-care facilities"),
    "InboundMessage": _("Messages from citizens"),
    "Leg": _("Packets at agencies"),
    "LocalLimit": _("Shorter limits of districts"),
    "Lookup": _("Choices in forms"),
    "SavedView": _("Arranging lists"),
    "MessageWording": _("Message templates"),
    "MessageCost": _("Costs of messages"),
    "Opening": _("Openings"),
    "OptOut": _("Telephones without notices"),
    "NoticePreference": _("Own messages"),
    "OwnCode": _("Own one-time codes"),
    "OwnPassword": _("Own password"),
    "OwnSession": _("Own sessions"),
    "Packet": _("Packets from the communes"),
    "Paper": _("Papers"),
    "Passing": _("Dossiers passed on to another commune"),
    "PersonalData": _("Everything held about one person"),
    "PopulationAlarm": _("Alarms of look-ups"),
    "PopulationLookUp": _("Look-ups in the population database"),
    "PopulationOutage": _("Times without look-ups"),
    "Posting": _("Postings"),
    "Practice": _("Practice space"),
    "Procedure": _("Procedures"),
    "ProcedurePart": _("Parts of a procedure"),
    "ProcedureVersion": _("Versions of procedures"),
    "Reconciliation": _("Daily reconciliations"),
    "ResidentImport": _("Files of the population database"),
    "Role": _("Roles"),
    "SandboxMessage": _("Test messages"),
    "ScheduledJob": _("Scheduled jobs"),
    "Seal": _("Seals of the journals"),
    "SealedSlip": _("Sealed slips"),
    "Staff": _("Staff"),
    "Start": _("Start page"),
    "AccountRound": _("Accounts given out"),
    "AssistedPoint": _("Assisted-input points"),
    "Certificate": _("Training certificates"),
    "Condition": _("Technical conditions"),
    "Duty": _("Duty rosters"),
    "ExamQuestion": _("Questions of tests"),
    "Fault": _("Faults of equipment"),
    "Guidance": _("Guidance of the department"),
    "ListLine": _("People on staff lists"),
    "Need": _("People needed"),
    "Newcomer": _("People who have not signed in"),
    "Outreach": _("Outreach"),
    "Party": _("Responsible parties"),
    "Phase": _("Phases of the roll-out"),
    "PublicPosting": _("Public postings"),
    "Readiness": _("Readiness of communes"),
    "SmsCheck": _("Checks of short messages"),
    "StaffList": _("Staff lists"),
    "TrainingClass": _("Training classes"),
    "Waiver": _("Waivers"),
}
VERBS: Mapping[str, LazyString] = {
    "can_add": _("add"),
    "can_change": _("change"),
    "can_close_account": _("close an account"),
    "can_delete": _("delete"),
    "can_edit": _("edit"),
    "can_end": _("end"),
    "can_enter": _("enter"),
    "can_export": _("make a file of"),
    "can_keep": _("keep"),
    "can_open_account": _("open an account"),
    "can_read": _("look at"),
    "can_work": _("work with"),
    "can_reset_code": _("let somebody enrol again for one-time codes"),
    "can_renew": _("give out new links"),
    "can_suspend": _("suspend"),
    "can_transfer": _("transfer"),
    "can_reveal": _("see a number in full"),
    "can_publish": _("publish"),
    "can_urge": _("urge a commune on"),
    "can_start_reset": _("give out a link for choosing a password"),
    "can_bring_in": _("Bring in as Excel"),
    "can_check_in": _("Check in"),
    "can_decide": _("Decide"),
    "can_print": _("Print"),
    "can_remark": _("Write a remark"),
    "can_settle": _("Settle"),
    "can_submit": _("Hand in"),
    "can_open": _("Open and close"),
}


def way_words(link: GivenLink) -> str:
    """How a link reaches its person, for whoever gives it."""
    if link.way is LinkWay.SMS:
        return gettext("By short message to %(phone)s", phone=link.phone)
    if link.head is None:
        return gettext("Sealed slip, handed over by another administrator of the city")
    return gettext("Sealed slip, handed over by the head of %(unit)s", unit=link.head.name)


def label_of(verb: str, noun: str) -> tuple[str, str]:
    """The label of a permission: its noun, and what may be done."""
    return str(NOUNS.get(noun, noun)), str(VERBS.get(verb, verb))


def role_words(name: str) -> str:
    """The label of one of the twelve roles, or the name of a composed one."""
    return str(Role(name).label) if name in set(Role) else name


def permission_words(permissions: Iterable[Any]) -> Markup:
    """One line per noun with its permitted verbs."""
    verbs: dict[str, list[str]] = {}
    for stored in permissions:
        subject, word = label_of(stored.permission.name, stored.view_menu.name)
        verbs.setdefault(subject, []).append(word)
    lines = (
        Markup("<strong>%s</strong>: %s") % (noun, ", ".join(sorted(words)))
        for noun, words in sorted(verbs.items())
    )
    return Markup("<br>").join(lines)
