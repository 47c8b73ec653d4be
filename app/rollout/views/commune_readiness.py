"""Readiness of one commune: checks with evidence and next steps, trend, decisions."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask import current_app, url_for
from flask_appbuilder import BaseView
from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _

from app.accounts.roles import ROLES
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.errors import NotFound
from app.kernel.i18n.formatting import day as written
from app.kernel.web.current_actor import current_actor
from app.kernel.web.routes import route
from app.organisation import queries as organisation
from app.rollout.models.readiness import GoLiveDecision, ReadinessDay, SiteCheck, SiteCheckKind
from app.rollout.queries import commune_readiness as queries
from app.rollout.queries import readiness_board as boards
from app.rollout.queries.readiness_board import BoardCommune
from app.rollout.rules.readiness import Check, CheckResult, counts_from, lacking
from app.rollout.views import readiness_labels as words
from app.rollout.views.decision_seats import opening_seat, signing_seat

SITE = frozenset(map(str, SiteCheckKind))
CHART = (600, 120)


class Next(NamedTuple):
    """The page for the next step, and who may open it."""

    endpoint: str
    permission: tuple[str, str]
    label: LazyString


PEOPLE = Next("NewcomersView.list", ("can_open_account", "Staff"), _("Staff without an account"))
NEXT: Mapping[Check, Next] = {
    Check.TRAINED: Next("ClassView.list", ("can_read", "TrainingClass"), _("Training classes")),
    Check.ACCOUNTS: PEOPLE,
    Check.SIGNED_IN: Next("StaffView.list", ("can_read", "Staff"), _("Staff")),
    Check.AGENCIES: Next("StaffView.list", ("can_read", "Staff"), _("Staff")),
    Check.SMS: Next("SmsChecks.check", ("can_work", "SmsCheck"), _("Send a test message")),
    Check.REHEARSAL: Next("RehearsalSpace.show", ("can_enter", "Practice"), _("Practice space")),
    Check.RECEIPT: Next("RehearsalSpace.show", ("can_enter", "Practice"), _("Practice space")),
    Check.POSTING: Next(
        "PublicPostingView.add", ("can_add", "PublicPosting"), _("Record what was posted")
    ),
    Check.POINT: Next(
        "AssistedPointView.add", ("can_add", "AssistedPoint"), _("Add a point and its roster")
    ),
}
READ_IT = Next("ConditionView.add", ("can_add", "Condition"), _("Record a reading"))


class ReadinessCheckLine(NamedTuple):
    """A check as the page shows it."""

    judged: CheckResult
    label: LazyString
    evidence: str
    url: str | None
    do_next: LazyString | None


class ReadinessOfCommune(BaseView):
    """Why a commune is ready or not (mức sẵn sàng của xã)."""

    route_base = "/can-bo/san-sang/xa"
    class_permission_name = "Readiness"
    default_view = "show"

    @route("/<int:unit>", verb="read")
    def show(self, unit: int) -> Any:
        actor, today = current_actor(), clock.today()
        standing = standing_of(unit, actor)
        trend = queries.trend(standing.unit, today)
        return self.render_template(
            "rollout/commune_readiness.html",
            standing=standing,
            lines=_lines(standing, actor),
            trend=trend,
            points=_points(trend),
            chart=CHART,
            decisions=queries.decisions(standing.unit),
            may_decide=signing_seat(actor, standing.unit) is not None,
            may_open=opening_seat(actor) is not None,
            is_open=standing.is_open(today),
            words=words,
            lacked=_lacked,
        )


def standing_of(unit_id: int, actor: Actor) -> BoardCommune:
    """The commune with this key, if the user may see its readiness.

    Raises:
        NotFound: there is none, or the user may not.
    """
    found = boards.standing(actor, organisation.unit(unit_id), clock.today())
    if found is None:
        raise NotFound
    return found


def _lines(standing: BoardCommune, actor: Actor) -> list[ReadinessCheckLine]:
    readings = queries.readings(standing.unit)
    return [
        ReadinessCheckLine(
            judged,
            words.CHECKS[judged.check],
            _evidence(judged, standing, readings),
            *_next(judged, standing),
        )
        for judged in standing.readiness.checks
    ]


def _lacked(decision: GoLiveDecision) -> list[str]:
    return [
        str(word) for check, word in words.BLOCKERS.items() if not decision.known.get(check, True)
    ]


def _next(judged: CheckResult, standing: BoardCommune) -> tuple[str | None, LazyString | None]:
    """URL and label of the next step, for users who may take it."""
    step = READ_IT if judged.check in SITE else NEXT.get(judged.check)
    may = current_app.appbuilder.sm.has_access  # type: ignore[attr-defined]
    if judged.met or step is None or not may(*step.permission):
        return None, None
    keys: dict[str, Any] = {}
    if judged.check in SITE or judged.check in {Check.POSTING, Check.POINT}:
        keys = {"_flt_0_unit": standing.unit.id}
    elif judged.check is Check.SMS:
        keys = {"unit": standing.unit.id}
    return url_for(step.endpoint, **keys), step.label


def _evidence(
    judged: CheckResult, standing: BoardCommune, readings: Mapping[SiteCheckKind, SiteCheck]
) -> str:
    check, found = judged.check, standing.evidence
    if check in SITE:
        return _reading(readings.get(SiteCheckKind(check.value)))
    if check in PEOPLE_CHECKS:
        return _people(check, standing)
    if check in {Check.REHEARSAL, Check.RECEIPT}:
        return (
            gettext("Dossier %(code)s of the practice space", code=found.rehearsal.code)
            if found.rehearsal
            else gettext("No dossier in the practice space yet")
        )
    count = {Check.SMS: found.sms, Check.POSTING: found.posted, Check.POINT: found.points}[check]
    return _COUNTED[check](count) if count else gettext("Nothing yet")


PEOPLE_CHECKS = {
    Check.TRAINED: "trained",
    Check.ACCOUNTS: "active",
    Check.SIGNED_IN: "came",
    Check.AGENCIES: "came",
}
_COUNTED = {
    Check.SMS: lambda n: ngettext("%(num)d message arrived", "%(num)d messages arrived", n),
    Check.POSTING: lambda n: ngettext(
        "A notice in %(num)d of the four kinds of places",
        "Notices in %(num)d of the four kinds of places",
        n,
    ),
    Check.POINT: lambda n: ngettext(
        "%(num)d point with a computer and a roster",
        "%(num)d points with a computer and a roster",
        n,
    ),
}


def _reading(row: SiteCheck | None) -> str:
    if row is None:
        return gettext("Never looked at")
    if row.met and row.checked_on < counts_from(clock.today()):
        return gettext("Looked at on %(day)s: too long ago", day=written(row.checked_on))
    return gettext(
        "Looked at on %(day)s, %(proof)s, %(party)s; recorded by %(name)s",
        day=written(row.checked_on),
        proof=row.proof,
        party=row.party.name,
        name=row.by_name or "–",
    )


def _people(check: Check, standing: BoardCommune) -> str:
    kinds = {"police", "insurance"} if check is Check.AGENCIES else {"commune"}
    wanted = {
        role: need
        for role, need in standing.needs.items()
        if kinds & ROLES[role].sits_in and (check is not Check.TRAINED or need.training)
    }
    missing = lacking(standing.evidence.people, wanted, PEOPLE_CHECKS[check])
    if not missing:
        return gettext("Everybody who is needed")
    told = ", ".join(f"{role.label} ({n})" for role, n in missing.items())
    return gettext("Missing: %(people)s", people=told)


def _points(trend: Sequence[ReadinessDay]) -> str:
    width, height = CHART
    steps = max(len(trend) - 1, 1)
    places = (
        (at * width / steps, height - row.score * height / 100) for at, row in enumerate(trend)
    )
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
