"""Own fees of a period: what was taken, handed over to the treasury, and is left."""

from datetime import date
from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext as _

from app.dossiers import rules
from app.dossiers.forms.steps import CancelPaymentForm, TreasuryForm
from app.dossiers.models.treasury import PAID_IN, Fund, TreasuryPayment
from app.dossiers.operations import treasury
from app.dossiers.operations.daily_documents import REAL_ONLY
from app.dossiers.operations.slip_issue import Issuer
from app.dossiers.queries import payments
from app.dossiers.rules.payments import FUND_LABELS, CashColumn, Till, missing_numbers
from app.dossiers.views.desk.daily_documents import commune_asked, communes_of, own_commune
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import transaction
from app.kernel.errors import Refused
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.organisation import queries as organisation


class Treasury(BaseView):
    """Fees for the treasury: by commune, and those of one commune (nộp Kho bạc)."""

    route_base = "/can-bo/mot-cua/kho-bac"
    default_view = "period"
    class_permission_name = "Desk"

    @route("/", verb="read")
    def period(self) -> Any:
        """The period of one commune; without one, that of every commune the person reads."""
        actor = current_actor()
        if actor.is_rehearsal:
            raise Refused(REAL_ONLY)
        if "xa" not in request.args and not communes_of(actor):
            return self._by_commune(actor)
        return self._page(TreasuryForm(formdata=None))

    @route("/nop", verb="work", methods=["POST"])
    def hand_over(self) -> Any:
        form, actor = TreasuryForm(), current_actor()
        form.fund.choices = _choices()
        if form.validate():
            with refusals(form) as refused, transaction():
                commune = own_commune(actor, form.commune.data)
                treasury.hand_over(
                    commune,
                    Fund(form.fund.data),
                    form.amount.data or 0,
                    paper_no=form.paper_no.data or "",
                    paid_on=form.paid_on.data,
                    by=Issuer.at_desk(rules.officer(actor, commune.id)),
                )
            if not refused:
                flash(_("The payment into the treasury is recorded."), "success")
                return redirect(_address(form.commune.data))
        return self._page(form)

    @route("/<int:key>/huy", verb="work", methods=["GET", "POST"])
    def cancel(self, key: int) -> Any:
        actor = current_actor()
        form = CancelPaymentForm()
        commune = own_commune(actor, commune_asked(actor, form.commune.data).id)
        form.commune.data = commune.id
        payment = payments.treasury_payment(key, commune.id)
        if form.validate_on_submit():
            with refusals(form) as refused, transaction():
                by = Issuer.at_desk(rules.officer(actor, commune.id))
                treasury.cancel(payment, form.reason.data or "", by=by)
            if not refused:
                flash(_("The record is cancelled. Both lines stay in the book."), "success")
                return redirect(_address(commune.id))
        return self.render_template(
            "dossiers/desk/treasury_cancel.html",
            form=form,
            payment=payment,
            commune=commune,
            labels=FUND_LABELS,
        )

    @route("/bang-ke", verb="work", methods=["POST"])
    def sheet(self) -> Any:
        actor = current_actor()
        with refusals() as refused, transaction():
            commune = own_commune(actor, commune_asked(actor).id)
            by = Issuer.at_desk(rules.officer(actor, commune.id))
            slip_id = treasury.issue_sheet(commune, *_period(), by=by).id
        if refused:
            return redirect(_address(commune_asked(actor).id))
        return redirect(url_for("Slips.show", key=slip_id))

    def _page(self, form: TreasuryForm) -> Any:
        actor = current_actor()
        commune, (since, until) = commune_asked(actor, form.commune.data), _period()
        form.commune.data, form.fund.choices = commune.id, _choices()
        if form.paid_on.data is None:
            form.paid_on.data = clock.today()
        access_log.log_list_access(actor, TreasuryPayment)
        asked = (commune.id, since, until)
        receipts = payments.receipts_of_fees(*asked)
        shown = payments.treasury_payments(*asked)
        return self.render_template(
            "dossiers/desk/treasury.html",
            form=form,
            commune=commune,
            communes=communes_of(actor),
            since=since,
            until=until,
            till=payments.till(*asked),
            receipts=receipts,
            missing=missing_numbers(receipts),
            payments=shown,
            cancelled={payment.cancels_id for payment in shown},
            funds=PAID_IN,
            labels=FUND_LABELS,
            columns=CashColumn,
            may_issue=bool(rules.officer(actor, commune.id).capacities),
        )

    def _by_commune(self, actor: Actor) -> Any:
        since, until = _period()
        access_log.log_list_access(actor, TreasuryPayment)
        tills = payments.tills(actor, since, until)
        names = organisation.unit_names(tills)
        return self.render_template(
            "dossiers/desk/treasury_communes.html",
            since=since,
            until=until,
            tills=sorted((names[key], key, till) for key, till in tills.items()),
            total=Till.together(tills.values()),
            funds=PAID_IN,
            columns=CashColumn,
        )


def _period() -> tuple[date, date]:
    """The period in the address, until today at the latest; this month if there is none."""
    today = clock.today()
    until = min(_day("den") or today, today)
    return min(_day("tu") or until.replace(day=1), until), until


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _choices() -> list[tuple[str, str]]:
    return [(fund, str(FUND_LABELS[fund])) for fund in PAID_IN]


def _address(commune_id: int | None) -> str:
    return url_for("Treasury.period", xa=commune_id)
