"""Pages for go or no-go, and for opening and closing a commune's public form."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from flask_appbuilder import BaseView
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.kernel import clock
from app.kernel.actor import CurrentPosting
from app.kernel.db import transaction
from app.kernel.errors import NotAllowed
from app.kernel.text import parsing
from app.kernel.web.current_actor import current_actor
from app.kernel.web.forms.fields import DayField
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.rollout.models.readiness import GoLiveDecision, GoLiveVerdict
from app.rollout.operations import go_live_decisions
from app.rollout.operations.go_live_decisions import Signing, seen_of
from app.rollout.queries.readiness_board import BoardCommune
from app.rollout.views import readiness_labels as words
from app.rollout.views.commune_readiness import standing_of
from app.rollout.views.decision_seats import opening_seat, signing_seat

REASON_LONGEST = 1000
Act = Callable[[BoardCommune, Signing], GoLiveDecision]


class GoLiveDecisionForm(FlaskForm):
    verdict = RadioField(
        _("Decision"),
        choices=[
            SelectChoice(str(GoLiveVerdict.GO), _("Go: the commune may open")),
            SelectChoice(str(GoLiveVerdict.NO_GO), _("No-go: the commune must not open yet")),
        ],
        validators=[InputRequired(_("Choose go or no-go."))],
    )
    reason = TextAreaField(
        _("Reason"),
        description=_("Needed for a no-go, and for a go in spite of what stands in the way."),
        validators=[Length(max=REASON_LONGEST)],
    )
    seen = HiddenField()


class FromDayForm(FlaskForm):
    day = DayField(_("From which day"), validators=[InputRequired(_("Enter the day."))])
    reason = TextAreaField(_("Reason"), validators=[Length(max=REASON_LONGEST)])
    seen = HiddenField()


class GoLiveDecisions(BaseView):
    """Decisions about communes (quyết định triển khai)."""

    route_base = "/can-bo/san-sang/xa"
    class_permission_name = "Readiness"
    default_view = "decide"

    @route("/<int:unit>/quyet-dinh", verb="decide", methods=["GET", "POST"])
    def decide(self, unit: int) -> Any:
        """The leader of the commune or of its district signs go or no-go."""
        standing = standing_of(unit, current_actor())
        seat = signing_seat(current_actor(), standing.unit)
        form = GoLiveDecisionForm(seen=seen_of(standing))
        title = gettext("Decide on %(commune)s", commune=standing.unit.name)

        def act(now: BoardCommune, signing: Signing) -> GoLiveDecision:
            return go_live_decisions.decide(now, GoLiveVerdict(form.verdict.data), signing)

        return self._page(standing, seat, form, act, title)

    @route("/<int:unit>/mo", verb="open", methods=["GET", "POST"])
    def open(self, unit: int) -> Any:
        title: LazyString = _("Open the online form of %(commune)s")
        return self._from_day(unit, go_live_decisions.open_form, title)

    @route("/<int:unit>/dong", verb="open", methods=["GET", "POST"])
    def close(self, unit: int) -> Any:
        """The city closes the public form from a day on."""
        title: LazyString = _("Close the online form of %(commune)s")
        return self._from_day(unit, go_live_decisions.close_form, title)

    def _from_day(self, unit: int, act: Act, title: LazyString) -> Any:
        standing = standing_of(unit, current_actor())
        form = FromDayForm(day=clock.today(), seen=seen_of(standing))
        said = str(title) % {"commune": standing.unit.name}
        return self._page(standing, opening_seat(current_actor()), form, act, said)

    def _page(
        self, standing: BoardCommune, seat: CurrentPosting | None, form: Any, act: Act, title: str
    ) -> Any:
        if seat is None:
            raise NotAllowed
        if form.validate_on_submit():
            signing = _signing(form, seat)
            with refusals(form) as refused, transaction():
                act(standing, signing)
            if not refused:
                flash(gettext("The decision is kept."), "success")
                return redirect(url_for("ReadinessOfCommune.show", unit=standing.unit.id))
        form.seen.raw_data = None  # the page shown again has the current blockers
        form.seen.data = seen_of(standing)
        return self.render_template(
            "rollout/go_live_decision.html", standing=standing, form=form, title=title, words=words
        )


def _signing(form: Any, seat: CurrentPosting) -> Signing:
    return Signing(
        by=current_actor(),
        title=f"{seat.title}, {seat.unit_name}"[:120],
        reason=parsing.paragraphs(form.reason.data or "").strip(),
        day=form.day.data if "day" in form else clock.today(),
        seen=form.seen.data or "",
    )
