"""Notices of registrations: what other communes registered for residents here, and ours to them."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, request, url_for
from flask_appbuilder import BaseView
from flask_babel import LazyString, lazy_gettext
from flask_babel import gettext as _

from app.accounts.roles import Role
from app.dossiers.models.residence_notices import ResidenceNotice
from app.dossiers.operations import residence_notices, slip_issue
from app.dossiers.queries import residence_notices as dossiers_residence_notices
from app.dossiers.rules import officer
from app.kernel.actor import Actor
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.printing import pdf
from app.kernel.web import access_log
from app.kernel.web.counters import Counter
from app.kernel.web.current_actor import current_actor
from app.kernel.web.lists.pagination import page_number
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.procedures.models.vocabulary import BookKind
from app.procedures.views.labels import VOCABULARIES

NOTICES = lazy_gettext("Notices of registrations")
TABS: Mapping[str, LazyString] = {
    "cho-nhan": lazy_gettext("To receive"),
    "den": lazy_gettext("From other communes"),
    "di": lazy_gettext("Sent by us"),
}
ASKED = {
    "cho-nhan": dossiers_residence_notices.to_receive,
    "den": dossiers_residence_notices.came,
    "di": dossiers_residence_notices.sent,
}


class ResidenceNotices(BaseView):
    """Letters between communes about registrations (thông báo việc đăng ký hộ tịch)."""

    route_base = "/can-bo/thong-bao-ho-tich"
    default_view = "notices"
    class_permission_name = "Desk"

    @route("/", verb="read")
    def notices(self) -> Any:
        actor = current_actor()
        word = request.args.get("muc", "")
        tab = word if word in TABS else "den"
        number = page_number()
        found = ASKED[tab](actor, number - 1)
        access_log.log_list_access(actor, ResidenceNotice)
        return self.render_template(
            "dossiers/desk/residence_notices.html",
            notices=found[: dossiers_residence_notices.PAGE],
            has_more=len(found) > dossiers_residence_notices.PAGE,
            number=number,
            tab=tab,
            tabs=TABS,
            books=VOCABULARIES[BookKind],
            works_for={each for notice in found for each in _own(actor, notice)},
        )

    @route("/<uuid:key>/in", verb="read")
    def printed(self, key: UUID) -> Response:
        """The letter as issued, for either commune."""
        actor = current_actor()
        notice = dossiers_residence_notices.notice(key, actor)
        kept = slip_issue.as_kept(notice.slip)
        access_log.log_access(actor, notice, AccessKind.PRINT)
        name = notice.slip.number.replace("/", "-")
        return Response(kept, headers=pdf.headers(f"{name}.pdf"))

    @route("/<uuid:key>/nhan", verb="work", methods=["POST"])
    def receive(self, key: UUID) -> Any:
        return _done(key, residence_notices.receive, "den")

    @route("/<uuid:key>/gui", verb="work", methods=["POST"])
    def post(self, key: UUID) -> Any:
        """Record that the printed letter went by post."""
        return _done(key, residence_notices.record_posting, "di")


def _done(key: UUID, act: Callable[..., None], tab: str) -> Any:
    actor = current_actor()
    with refusals() as refused, transaction():
        act(dossiers_residence_notices.notice(key, actor, lock=True), by=actor)
    if not refused:
        flash(_("Recorded."), "success")
    return redirect(url_for("ResidenceNotices.notices", muc=tab))


def _own(actor: Actor, notice: ResidenceNotice) -> list[int]:
    """Of its two communes, those for which this user works."""
    both = (notice.commune_id, notice.receiver_id)
    return [unit for unit in both if unit and officer(actor, unit).capacities]


TO_RECEIVE = Counter(
    key="notices.to_receive",
    label=lazy_gettext("Notices of registrations to receive"),
    permission=("can_read", "Desk"),
    count=dossiers_residence_notices.count_to_receive,
    url=lambda: url_for("ResidenceNotices.notices", muc="cho-nhan"),
    roles=frozenset({Role.COMMUNE_JUSTICE}),
)
