"""Corrections of births that an agency has settled: it corrects its own data and confirms it."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_appbuilder import BaseView
from flask_babel import lazy_gettext as _

from app.accounts.roles import Role
from app.kernel.actor import Actor
from app.kernel.db import transaction
from app.kernel.web import access_log
from app.kernel.web.counters import Counter
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.registers.models.notes import EntryNote
from app.registers.operations import notes
from app.registers.queries.notes import corrections_for_agency

WAITING = "cho-xac-nhan"


class Corrections(BaseView):
    """What changed in the books after the packet (thay đổi, cải chính báo cho công an, BHXH)."""

    route_base = "/can-bo/so-ho-tich/cai-chinh"
    default_view = "told"
    class_permission_name = "Packet"

    @route("/", verb="read")
    def told(self) -> Any:
        """The corrections that concern the user's agency: all, or those to confirm."""
        access_log.log_list_access(current_actor(), EntryNote)
        found = corrections_for_agency()
        if request.args.get("muc") == WAITING:
            found = [each for each in found if each.received_at is None]
        return self.render_template("registers/corrections.html", found=found)

    @route("/<uuid:key>", verb="work", methods=["POST"])
    def confirm(self, key: UUID) -> Any:
        """Confirm that the agency's own data are corrected."""
        with refusals() as refused, transaction():
            notes.confirm(key, by=current_actor())
        if not refused:
            flash(str(_("Confirmed: your data are corrected.")), "success")
        return redirect(url_for("Corrections.told"))


def _waiting(_actor: Actor) -> int:
    return sum(each.received_at is None for each in corrections_for_agency())


COUNTERS = (
    Counter(
        key="corrections.to_confirm",
        label=_("Corrections by the communes to take over"),
        permission=("can_work", "Packet"),
        count=_waiting,
        url=lambda: url_for("Corrections.told", muc=WAITING),
        tone="due",
        roles=frozenset({Role.POLICE, Role.INSURANCE}),
    ),
)
