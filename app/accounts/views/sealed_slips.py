"""Sealed slips: the head of a unit prints them and hands each to its person."""

from typing import Any

from flask import Response, url_for
from flask_appbuilder.actions import action
from flask_babel import lazy_gettext as _

from app.accounts import slips
from app.accounts.models.account_links import LinkPurpose, SealedSlip
from app.accounts.operations import account_links
from app.accounts.operations.account_links import AccountSlip
from app.accounts.queries import sealed_slips as queries
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.i18n.formatting import moment
from app.kernel.printing import pdf
from app.kernel.web import access_log
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.current_actor import current_actor
from app.kernel.web.display import phrase
from app.kernel.web.lists.work_list import WorkList
from app.kernel.web.refusals import refusals

PURPOSES = {
    LinkPurpose.ACTIVATE: _("To choose the first password"),
    LinkPurpose.RESET: _("To choose a new password"),
}


class SealedSlipView(GeneratedView):
    """Links that no telephone gets: printed by the head of the unit alone."""

    datamodel = Interface(SealedSlip)
    route_base = "/can-bo/phieu-niem-phong"
    method_permission_name = {"printed": "print"}
    words = {"purpose": PURPOSES.__getitem__}
    formatters_columns = {
        "given_at": moment,
        "expires_at": moment,
        "opened_at": moment,
        "head_unit.name": lambda name: phrase(name or str(_("another administrator of the city"))),
    }
    list_columns = [
        "full_name", "unit.name", "head_unit.name", "purpose", "expires_at", "opened_at",
    ]  # fmt: skip
    show_columns = [
        "full_name", "unit.name", "head_unit.name", "purpose", "given_at", "expires_at",
        "opened_at",
    ]  # fmt: skip
    work_lists = {"in": WorkList(_("To be printed by you"), queries.to_print)}
    search_columns = ["full_name"]
    order_columns = ["full_name", "unit.name", "expires_at"]
    base_order = ("given_at", "desc")

    def scope(self, actor: Actor) -> Clauses:
        day, now = clock.today(), clock.real_now()
        return (queries.visible_to(actor, day), queries.waiting(now))

    def manages(self, actor: Actor) -> Clauses:
        """Those of which this user is the head: who gave a slip does not print it."""
        return (queries.handed_over_by(actor, clock.today()),)

    @action("printed", _("Print the slips"), None, "fa-print")
    def printed(self, chosen: Any) -> Any:
        """One document; slips printed before stop working."""
        rows, actor = chosen if isinstance(chosen, list) else [chosen], current_actor()
        made = []
        with refusals() as refused, transaction():
            for row in rows:
                opened = account_links.print_slip(row, by=actor, day=clock.today())
                made.append(_text(row, opened))
            access_log.log_list_access(actor, SealedSlip, (), AccessKind.PRINT)
        if refused or not made:
            return None
        sheet = slips.account_slips(made, giver=actor.name)
        headers = pdf.headers("phieu-dat-mat-khau.pdf")
        return Response(sheet.printed(day=clock.today()), headers=headers)


def _text(row: SealedSlip, slip: AccountSlip) -> slips.SlipText:
    return slips.SlipText(
        name=slip.full_name,
        unit=row.unit.name,
        username=slip.username,
        address=url_for("AccountLinks.choose", token=slip.token, _external=True),
        until=moment(slip.expires_at),
    )
