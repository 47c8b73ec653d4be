"""Accounts of a district: candidates, rounds, and accounts without sign-in."""

from collections.abc import Mapping
from datetime import UTC
from itertools import groupby
from typing import Any

from flask import Response, redirect, request, url_for
from flask_appbuilder import BaseView
from flask_appbuilder.actions import action
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.accounts.models.staff import Staff
from app.accounts.views.labels import way_words
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import managed, transaction
from app.kernel.errors import NotFound
from app.kernel.i18n.formatting import day, moment
from app.kernel.printing import pdf
from app.kernel.web import access_log
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.organisation.models import Unit
from app.rollout import slips
from app.rollout.models.account_rounds import AccountIssue, AccountRound
from app.rollout.operations import account_rounds
from app.rollout.operations.account_rounds import Given, Handed
from app.rollout.queries import account_rounds as queries
from app.rollout.rules.account_rounds import AccountEligibility
from app.rollout.views.lookups import ROUNDS, UNITS

STANDINGS: Mapping[AccountEligibility, tuple[str, LazyString]] = {
    AccountEligibility.READY: ("ready", _("Can be opened now")),
    AccountEligibility.GIVEN: ("closed", _("Has an account")),
    AccountEligibility.NOT_APPROVED: ("waiting", _("The list is not approved")),
    AccountEligibility.NOT_TRAINED: ("waiting", _("Has not passed the training test")),
    AccountEligibility.CLOSED: ("closed", _("Account closed: open it again on the person's page")),
    AccountEligibility.ONESELF: ("paused", _("You yourself: another administrator opens it")),
    AccountEligibility.ELSEWHERE: ("paused", _("Also works elsewhere: the city opens it")),
}


class AccountRounds(BaseView):
    """A round: candidates, and one document to hand over (cấp tài khoản theo đợt)."""

    route_base = "/can-bo/cap-tai-khoan"
    default_view = "preview"
    class_permission_name = "AccountRound"

    @route("/", verb="read")
    def preview(self) -> Any:
        """Who of a district can get an account now, and why the others cannot."""
        actor = current_actor()
        districts, phases = queries.districts(actor), queries.phases()
        if not districts or not phases:
            return self.render_template("rollout/account_rounds_without_district.html")
        district = _chosen(request.args.get("huyen", ""), districts, districts[0])
        phase = _phase(request.args.get("giai-doan", ""), district)
        groups = account_rounds.preview(district, phase, by=actor)
        access_log.log_list_access(actor, Staff, ())
        return self.render_template(
            "rollout/account_rounds.html",
            districts=districts,
            phases=phases,
            district=district,
            phase=next(each for each in phases if each.n == phase),
            groups=groups,
            ready=sum(len(group.ready) for group in groups),
            standings=STANDINGS,
            today=clock.today(),
        )

    @route("/mo", verb="add", methods=["POST"])
    def give(self) -> Any:
        """Open the accounts of the ticked units; the response is the document to print."""
        actor, form = current_actor(), request.form
        district = _chosen(form.get("huyen", ""), queries.districts(actor), None)
        if district is None:
            raise NotFound
        phase = queries.phase_of(_phase(form.get("giai-doan", ""), district))
        ticked = set(form.getlist("don-vi"))
        with refusals() as refused, transaction():
            keys = [
                each.candidate.line_id
                for group in account_rounds.preview(district, phase.n, by=actor)
                if str(group.unit_id) in ticked
                for each in group.ready
            ]
            given = account_rounds.open_round(district, phase.n, keys, by=actor)
            paper = _paper(given, str(phase.name), actor)
        if refused:
            return redirect(
                url_for("AccountRounds.preview", **{"huyen": district.id, "giai-doan": phase.n})
            )
        return paper


class IssueView(GeneratedView):
    """Accounts issued in rounds."""

    datamodel = Interface(AccountIssue)
    class_permission_name = "AccountRound"
    route_base = "/can-bo/tai-khoan-da-cap"
    label_columns = {
        "staff.user.username": _("Username"),
        "staff.user.last_login": _("Last signed in"),
    }
    lookups = {"unit": UNITS, "round": ROUNDS}
    formatters_columns = {
        "round.at": moment,
        "staff.user.last_login": lambda at: moment(_utc(at)) or _("Never signed in"),
    }
    list_columns = [
        "staff.full_name", "unit.name", "role", "staff.user.username", "staff.user.last_login",
        "round.at",
    ]  # fmt: skip
    search_columns = ["unit", "role", "round"]
    order_columns = ["staff.full_name", "unit.name"]
    base_order = ("unit.folded", "asc")

    def scope(self, actor: Actor) -> Clauses:
        return (queries.issues_managed_by(actor),)


class SilentView(IssueView):
    """Accounts without sign-in: never, or not for thirty days (chưa đăng nhập)."""

    datamodel = Interface(AccountIssue)
    class_permission_name = "Newcomer"
    route_base = "/can-bo/chua-dang-nhap"
    list_title = _("Not signed in yet, or not for thirty days")

    def scope(self, actor: Actor) -> Clauses:
        return (queries.issues_managed_by(actor), queries.not_signed_in(clock.real_now()))


class RoundView(GeneratedView):
    """Account rounds."""

    datamodel = Interface(AccountRound)
    class_permission_name = "AccountRound"
    route_base = "/can-bo/dot-cap-tai-khoan"
    related_views = [IssueView]
    lookups = {"unit": UNITS}
    formatters_columns = {"at": moment}
    list_columns = ["at", "unit.name", "phase"]
    show_columns = ["unit.name", "phase", "at"]
    search_columns = ["unit", "phase"]
    base_order = ("at", "desc")

    def scope(self, actor: Actor) -> Clauses:
        return (managed(AccountRound.unit_id, actor),)

    @action(
        "renew",
        _("Give out new links"),
        _(
            "Give new links to all of this round who have no password yet? The old ones stop"
            " working."
        ),
        "fa-refresh",
        multiple=False,
    )
    def renew(self, made: AccountRound) -> Any:
        """New links for those who have not chosen a password."""
        actor = current_actor()
        with refusals() as refused, transaction():
            given = account_rounds.renew_links(made, by=actor)
            paper = _paper(given, str(queries.phase_of(made.phase).name), actor)
        return None if refused else paper


def _utc(at: Any) -> Any:
    return at and at.replace(tzinfo=UTC)


def _paper(given: Given, phase: str, actor: Actor) -> Response:
    """The hand-over sheets: who gets an account, and how the link comes."""
    units = [
        slips.AccountHandover(name, [_person(each) for each in handed])
        for name, handed in groupby(given.handed, key=lambda each: each.issue.unit.name)
    ]
    sheet = slips.handover(
        units,
        district=given.round.unit.name,
        phase=phase,
        giver=actor.name,
        day=clock.local(given.round.at).date(),
    )
    access_log.log_list_access(actor, Staff, (), AccessKind.PRINT)
    name = f"ban-giao-tai-khoan-{given.round.id}.pdf"
    return Response(sheet.printed(day=clock.today()), headers=pdf.headers(name))


def _person(handed: Handed) -> slips.AccountRecipient:
    issue, link = handed.issue, handed.link
    user = issue.staff.user
    return slips.AccountRecipient(
        name=issue.staff.full_name,
        title=issue.posting.title,
        role=str(issue.role.label),
        username=str(user.username) if user else "",
        begins=day(issue.posting.during.lower),
        way=way_words(link) if link else "",
    )


def _chosen(word: str, districts: list[Unit], otherwise: Unit | None) -> Any:
    return next((each for each in districts if str(each.id) == word), otherwise)


def _phase(word: str, district: Unit) -> int:
    return int(word) if word in {"1", "2"} else district.phase or 1
