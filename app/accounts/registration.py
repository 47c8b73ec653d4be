"""Pages and labels of accounts: people, postings, roles, sessions, journals."""

from flask import url_for
from flask_babel import lazy_gettext as _

from app.accounts import queries
from app.accounts.operations import retention
from app.accounts.queries import sealed_slips
from app.accounts.security import ALL_PAGES
from app.accounts.views.absences import AbsenceView
from app.accounts.views.account_links import AccountLinks
from app.accounts.views.all_pages import AllPages
from app.accounts.views.audit_trail import AccessEntryView, AuditEntryView, Seals
from app.accounts.views.deputies import DeputyView
from app.accounts.views.list_settings import ListSetup
from app.accounts.views.own_sessions import OwnSessions
from app.accounts.views.own_two_factor import OwnCode
from app.accounts.views.pending_forms import KeptPosts
from app.accounts.views.people import NewcomersView, PostingView, StaffView
from app.accounts.views.posting_changes import MovePosting
from app.accounts.views.roles import RoleView
from app.accounts.views.scheduled_jobs import ScheduledJobs
from app.accounts.views.sealed_slips import SealedSlipView
from app.accounts.views.search import Search
from app.accounts.views.sign_in import OwnPassword
from app.accounts.views.two_factor import SecondStep
from app.accounts.views.two_factor_reset import ResetCode
from app.kernel import clock
from app.kernel.web.counters import Counter
from app.kernel.web.package import MenuEntry, Package

PAGES = (
    SecondStep, AccountLinks, OwnPassword, OwnCode, OwnSessions, ResetCode, KeptPosts,
    ListSetup, NewcomersView, MovePosting, Search,
)  # fmt: skip

PACKAGE = Package(
    name="accounts",
    menu={
        "": (MenuEntry(90, AllPages, ALL_PAGES, _("All pages"), "list", daily=True),),
        "People": (
            MenuEntry(10, StaffView, "Staff", _("Staff"), "users"),
            MenuEntry(20, SealedSlipView, "SealedSlips", _("Sealed slips"), "lock"),
            MenuEntry(30, PostingView, "Postings", _("Postings"), "user"),
            MenuEntry(40, DeputyView, "Deputies", _("Deputies who sign"), "edit"),
            MenuEntry(50, AbsenceView, "Absences", _("Days of absence"), "calendar"),
            MenuEntry(60, RoleView, "Roles", _("Roles"), "lock"),
        ),
        "System": (
            MenuEntry(10, AccessEntryView, "AccessEntries", _("Access log"), "search"),
            MenuEntry(20, AuditEntryView, "AuditEntries", _("Log of changes"), "edit"),
            MenuEntry(60, Seals, "Seals", _("Seals of the journals"), "lock"),
            MenuEntry(90, ScheduledJobs, "ScheduledJobs", _("Scheduled jobs"), "clock"),
        ),
    },
    pages=PAGES,
    nouns={
        "SavedView": _("Arranging lists"),
        "OwnCode": _("Own one-time codes"),
        "OwnPassword": _("Own password"),
        "OwnSession": _("Own sessions"),
        "Start": _("Start page"),
    },
    counters=(
        Counter(
            key="accounts.newcomers",
            label=_("staff without an account"),
            permission=("can_open_account", "Staff"),
            count=lambda actor: queries.count_waiting_for_account(actor, clock.today()),
            url=lambda: url_for("NewcomersView.list"),
            tone="due",
        ),
        Counter(
            key="accounts.sealed_slips",
            label=_("sealed slips to hand over"),
            permission=("can_print", "SealedSlip"),
            count=sealed_slips.count_unprinted,
            url=lambda: url_for("SealedSlipView.list", viec="in"),
            tone="due",
        ),
    ),
    jobs=(retention,),
)
