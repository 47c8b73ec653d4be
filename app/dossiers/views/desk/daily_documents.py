"""Documents of a desk's day: issued slips, all of them in one file, and the register."""

from datetime import date
from itertools import groupby
from typing import Any

from flask import Response, redirect, request, url_for
from flask_appbuilder import BaseView

from app.dossiers import rules
from app.dossiers.forms.steps import PeriodForm
from app.dossiers.models.slips import Slip
from app.dossiers.operations import daily_documents, payments
from app.dossiers.operations.slip_issue import Issuer
from app.dossiers.queries import payments as dossiers_payments
from app.dossiers.queries import slips
from app.dossiers.rules.payments import CASH_LABELS, Till
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.errors import NotFound, Refused
from app.kernel.printing import pdf
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.organisation import queries as organisation
from app.organisation.models import Unit


class DailySlips(BaseView):
    """Slips of a day, for the communes where this person works."""

    route_base = "/can-bo/mot-cua/phieu-trong-ngay"
    default_view = "day"
    class_permission_name = "Desk"

    @route("/", verb="read")
    def day(self) -> Any:
        form = PeriodForm(formdata=None)
        form.since.data = form.until.data = _day()
        return self._page(form)

    @route("/in", verb="read")
    def print_all(self) -> Response:
        """All slips of the day, or of one kind, in one file."""
        actor = current_actor()
        commune, day, kind = commune_asked(actor), _day(), request.args.get("loai", "")
        found = slips.slips_of_day(actor, commune.id, day)
        made = daily_documents.merged([slip for slip in found if not kind or slip.kind == kind])
        access_log.log_access(actor, commune, AccessKind.PRINT, ["slips", day.isoformat()])
        return Response(made, headers=pdf.headers(f"phieu-{day.isoformat()}.pdf"))

    @route("/so-theo-doi", verb="work", methods=["POST"])
    def register(self) -> Any:
        form = PeriodForm()
        if form.validate():
            actor = current_actor()
            with refusals(form) as refused, transaction():
                commune = own_commune(actor, form.commune.data)
                by = Issuer.at_desk(rules.officer(actor, commune.id))
                slip = daily_documents.issue_register(
                    commune, form.since.data, form.until.data, by=by
                )
                slip_id = slip.id
            if not refused:
                return redirect(url_for("Slips.show", key=slip_id))
        return self._page(form)

    @route("/bang-ke", verb="work", methods=["POST"])
    def cash(self) -> Any:
        actor = current_actor()
        with refusals() as refused, transaction():
            commune = own_commune(actor, commune_asked(actor).id)
            by = Issuer.at_desk(rules.officer(actor, commune.id))
            slip_id = payments.issue_cash(commune, _day(), by=by).id
        if refused:
            return redirect(url_for("DailySlips.day"))
        return redirect(url_for("Slips.show", key=slip_id))

    def _page(self, form: PeriodForm) -> Any:
        actor = current_actor()
        commune, day = commune_asked(actor, form.commune.data), _day()
        form.commune.data = commune.id
        access_log.log_list_access(actor, Slip)
        found = slips.slips_of_day(actor, commune.id, day)
        kinds = [(kind, list(some)) for kind, some in groupby(found, lambda slip: slip.kind)]
        return self.render_template(
            "dossiers/desk/daily_documents.html",
            form=form,
            commune=commune,
            communes=communes_of(actor),
            day=day,
            kinds=kinds,
            rows=() if actor.is_rehearsal else dossiers_payments.cash_rows(commune.id, day, day),
            till=Till({}, {})
            if actor.is_rehearsal
            else dossiers_payments.till(commune.id, day, day),
            cash_labels=CASH_LABELS,
            may_issue=bool(rules.officer(actor, commune.id).capacities) and not actor.is_rehearsal,
        )


def _day() -> date:
    """The day in the address; today if there is none, or a future one."""
    try:
        return min(date.fromisoformat(request.args.get("ngay", "")), clock.today())
    except ValueError:
        return clock.today()


def communes_of(actor: Actor) -> list[tuple[int, str]]:
    seats = (s for s in actor.postings if s.role in rules.CAPACITY_OF_ROLE)
    return list({seat.unit_id: seat.unit_name for seat in seats}.items())


def commune_asked(actor: Actor, asked: int | None = None) -> Unit:
    """The requested commune, or the first at whose desk this person works."""
    own = [unit_id for unit_id, _name in communes_of(actor)]
    wanted = asked or request.args.get("xa", type=int) or next(iter(own), None)
    if wanted is None or not (wanted in own or wanted in actor.reads or actor.city):
        raise NotFound
    return organisation.unit(wanted)


def own_commune(actor: Actor, unit_id: int) -> Unit:
    if actor.is_rehearsal:
        raise Refused(daily_documents.REAL_ONLY)
    if unit_id not in dict(communes_of(actor)):
        raise NotFound
    return organisation.unit(unit_id)
