"""Pages and labels of accounts: people, postings, roles, sessions, journals."""

from flask import url_for
from flask_babel import lazy_gettext as _

from app.accounts import queries
from app.accounts.operations import retention
from app.accounts.queries import sealed_slips
from app.accounts.views.account_links import AccountLinks
from app.accounts.views.list_settings import ListSetup
from app.accounts.views.own_sessions import OwnSessions
from app.accounts.views.own_two_factor import OwnCode
from app.accounts.views.pending_forms import PendingForms
from app.accounts.views.people import NewcomersView
from app.accounts.views.posting_changes import MovePosting
from app.accounts.views.search import Search
from app.accounts.views.sign_in import OwnPassword
from app.accounts.views.two_factor import SecondStep
from app.accounts.views.two_factor_reset import ResetCode
from app.kernel import clock
from app.kernel.web.counters import Counter
from app.kernel.web.package import Package

PAGES = (
    SecondStep, AccountLinks, OwnPassword, OwnCode, OwnSessions, ResetCode, PendingForms,
    ListSetup, NewcomersView, MovePosting, Search,
)  # fmt: skip

PACKAGE = Package(
    name="accounts",
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
