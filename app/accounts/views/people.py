"""Generated pages of staff, postings and roles."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from flask import redirect, url_for
from flask_appbuilder.actions import action
from flask_appbuilder.security.sqla.models import Role as StoredRole
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from app.accounts import queries
from app.accounts.models.staff import Posting, Staff
from app.accounts.operations import account_links, accounts, deputies, posting_changes, sessions
from app.accounts.operations import staff as accounts_staff
from app.accounts.operations.account_links import GivenLink
from app.accounts.queries import stored_roles
from app.accounts.views.labels import posting_words, way_words
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import managed, transaction
from app.kernel.i18n.formatting import masked
from app.kernel.web import access_log
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.current_actor import current_actor
from app.kernel.web.display import chips, telephone
from app.kernel.web.forms.lookup import Lookup
from app.kernel.web.forms.validation import ReadBy
from app.kernel.web.refusals import refusals
from app.organisation.models import Unit
from app.organisation.views import UnitView

ACCOUNT_SHAPES = {True: "ready", False: "closed", None: "new"}
ACCOUNT_WORDS = {True: _("Account open"), False: _("Account locked"), None: _("No account yet")}
UNITS = Lookup(lambda actor: select(Unit).where(managed(Unit.id, actor)))
STAFF = Lookup(queries.select_staff)
COMPOSED = Lookup(
    lambda _actor: stored_roles.composed_roles(),
    lambda text: func.vn_fold(StoredRole.name).contains(text, autoescape=True),
)


class PostingView(GeneratedView):
    """Who holds which role in which unit, on which days."""

    datamodel = Interface(Posting)
    about = "staff"
    route_base = "/can-bo/vi-tri"
    writes: Iterable[str] = ("add", "edit")
    title = _("Postings")
    add_title = _("Give a person a role")
    method_permission_name = {"reopen": "suspend"}
    description_columns = {
        "title": _("As written above a signature, for example “Chủ tịch”."),
        "further": _("Opens more pages; whose records may be seen is said by the role alone."),
    }
    lookups = {"staff": STAFF, "unit": UNITS, "further": COMPOSED}
    list_columns = ["staff.full_name", "role", "unit.name", "title", "during"]
    show_columns = ["staff.full_name", "role", "unit.name", "title", "further", "during", "because"]
    first_columns = ["staff", "unit", "role"]
    edit_columns = ["title", "further", "during"]
    named_by = ("staff.full_name", "role", "unit.name")
    search_columns = ["staff", "unit", "role", "further", "during"]
    order_columns = ["staff.full_name", "unit.name", "role"]
    base_order = ("unit.folded", "asc")

    def scope(self, actor: Actor) -> Clauses:
        return (queries.postings_visible_to(actor),)

    def manages(self, actor: Actor) -> Clauses:
        return (managed(Posting.unit_id, actor),)

    def pre_add(self, item: Posting) -> None:
        """Reject a role that the unit does not have, or that the plan does not admit yet."""
        accounts_staff.check_posting(item)

    def pre_update(self, item: Posting) -> None:
        """Reject changed days of a deputy, and days that the plan does not admit."""
        deputies.check_change(item)
        accounts_staff.check_days(item)

    def insert(self, item: Posting) -> None:
        super().insert(item)
        sessions.end_sessions_of_posted(item)

    def update(self, item: Posting) -> None:
        super().update(item)
        sessions.end_sessions_of_posted(item)
        self._end_deputies(item)

    def offers(self, action: str, item: Posting) -> bool:
        """Ended postings can be reinstated, others ended or transferred; deputies only ended."""
        if item.stands_for_id and action != "end":
            return False
        if action == "reopen":
            ends = item.during.upper
            return item.during.isempty or (ends is not None and ends <= clock.today())
        return clock.today() in item.during

    @action("transfer", _("Transfer"), None, "fa-share", multiple=False)
    def transfer(self, posting: Posting) -> Any:
        return redirect(url_for("MovePosting.transfer", key=posting.id))

    @action("suspend", _("Suspend"), None, "fa-pause", multiple=False)
    def suspend(self, posting: Posting) -> Any:
        return redirect(url_for("MovePosting.suspend", key=posting.id))

    @action(
        "reopen",
        _("Open again"),
        _("Let the role be held again from today?"),
        "fa-play",
        multiple=False,
    )
    def reopen(self, posting: Posting) -> None:
        with refusals(), transaction():
            posting_changes.reopen(posting, by=current_actor())

    @action("end", _("End today"), _("Let these postings end today?"), "fa-stop", single=True)
    def end(self, chosen: Any) -> None:
        with refusals(), transaction():
            for posting in _several(chosen):
                accounts_staff.end_posting(posting, last_day=clock.today())
                self.datamodel.edit(posting)
                self._end_deputies(posting)

    def _end_deputies(self, leader: Posting) -> None:
        for deputy in deputies.end_deputies(leader):
            self.datamodel.edit(deputy)


class StaffView(GeneratedView):
    """Staff of the units, with or without an account."""

    datamodel = Interface(Staff)
    class_permission_name = "Staff"
    watched = True
    route_base = "/can-bo/nhan-su"
    writes: Iterable[str] = ("add", "edit")
    related_views = [PostingView]
    edit_title = _("Change a staff member")
    label_columns = {
        "postings": _("Role and title"),
        "user.username": _("Username"),
        "user.active": _("Account"),
    }
    folded = {"full_name": "folded"}
    numbers = ("phone", "id_number")
    lookups = {"unit": UNITS}
    formatters_columns = {
        "id_number": masked,
        "phone": telephone,
        "postings": posting_words,
        "user.active": chips(ACCOUNT_SHAPES, ACCOUNT_WORDS.__getitem__),
    }
    validators_columns = {column: [ReadBy(read)] for column, read in accounts_staff.READ.items()}
    under: ClassVar[tuple[type, ...]] = (UnitView,)
    list_columns = ["full_name", "postings", "unit.name", "phone", "user.username", "user.active"]
    show_columns = [
        "full_name", "postings", "unit.name", "phone", "id_number", "user.username", "user.active",
    ]  # fmt: skip
    add_columns = ["full_name", "unit", "phone", "id_number"]
    search_columns = ["full_name", "unit", "phone", "id_number"]
    order_columns = ["full_name", "unit.name"]
    base_order = ("folded", "asc")

    def scope(self, actor: Actor) -> Clauses:
        return (queries.staff_visible_to(actor),)

    def manages(self, actor: Actor) -> Clauses:
        return (managed(Staff.unit_id, actor),)

    def pre_add(self, item: Staff) -> None:
        accounts_staff.check_staff(item)

    def pre_update(self, item: Staff) -> None:
        accounts_staff.check_staff(item)

    @action("reveal", _("Show the identity number"), None, "fa-eye", multiple=False)
    def reveal(self, staff: Staff) -> Any:
        """Show the full identity number once, and log the access."""
        access_log.log_access(current_actor(), staff, AccessKind.REVEAL, ["id_number"])
        return self.render_template(
            "accounts/revealed_number.html", title=self.label_columns["id_number"], staff=staff
        )

    @action("open_account", _("Open an account"), None, "fa-key")
    def open_account(self, chosen: Any) -> Any:
        """Create accounts, and say how each person gets the link."""
        return self._hand_over(chosen, account_links.start_activation)

    @action(
        "start_reset",
        _("Give out a link for a new password"),
        _("Give out a new link? Links of before stop working."),
        "fa-refresh",
    )
    def start_reset(self, chosen: Any) -> Any:
        """Give links for new passwords, and say how each person gets it."""
        return self._hand_over(chosen, account_links.start_reset)

    @action(
        "reset_code",
        _("Reset one-time codes"),
        _("Let this person enrol again? You are asked for the reason next."),
        "fa-phone",
        multiple=False,
    )
    def reset_code(self, staff: Staff) -> Any:
        return redirect(url_for("ResetCode.reset", key=staff.id))

    @action("close_account", _("Close the account"), _("Close these accounts?"), "fa-lock")
    def close_account(self, chosen: Any) -> None:
        with refusals(), transaction():
            for staff in _several(chosen):
                accounts.close_account(staff, by=current_actor())
                self.note("close_account", staff)

    def offers(self, action: str, item: Staff) -> bool:
        """Open an account where there is none; other actions where there is one."""
        if action == "reveal":
            return bool(item.id_number)
        if action == "open_account":
            return item.user is None
        if item.user is None or item.id == current_actor().staff_id:
            return False
        return action == "start_reset" or bool(item.user.active)

    def _hand_over(self, chosen: Any, start: Callable[..., GivenLink]) -> Any:
        given, actor = [], current_actor()
        with refusals() as refused, transaction():
            for staff in _several(chosen):
                given.append(start(staff, by=actor))
        if refused:
            return None
        links = [(each, way_words(each)) for each in given]
        return self.render_template(
            "accounts/links_given.html", title=_("Links for choosing a password"), links=links
        )


class NewcomersView(StaffView):
    """Staff posted today without an account: the list behind the start page's count."""

    datamodel = Interface(Staff)
    class_permission_name = "Staff"
    route_base = "/can-bo/chua-co-tai-khoan"
    writes = ()
    under = ()
    list_title = _("Staff without an account")
    list_columns = ["full_name", "unit.name", "phone"]

    def scope(self, actor: Actor) -> Clauses:
        return (queries.waits_for_account(actor, clock.today()),)


def _several(chosen: Any) -> list[Any]:
    """FAB passes one row from a page and a list from a list."""
    return chosen if isinstance(chosen, list) else [chosen]
