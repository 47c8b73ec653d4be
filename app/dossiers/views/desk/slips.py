"""Slips at the desk: each is issued once, and printed from the stored file (in phiếu đã cấp)."""

from typing import Any, NamedTuple
from uuid import UUID

from flask import Response, redirect, url_for
from flask_appbuilder import BaseView
from flask_babel import LazyString

from app.dossiers import rules
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import slip_contents, slip_issue
from app.dossiers.queries import slips, visibility
from app.dossiers.workflow import SlipKind
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.errors import NotFound
from app.kernel.printing import pdf
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route


class Print(NamedTuple):
    """A slip that can be printed now, and the procedure's own name of it, if there is one."""

    kind: SlipKind
    paper: str

    @property
    def label(self) -> LazyString | str:
        return self.paper or self.kind.label


def offered(dossier: Dossier) -> list[Print]:
    there = slip_contents.offered(dossier)
    return [Print(kind, there[kind]) for kind in SlipKind if kind.address and kind in there]


class Slips(BaseView):
    """Issued slips, unchanged."""

    route_base = "/can-bo/mot-cua"
    class_permission_name = "Desk"

    @route("/ho-so/<uuid:key>/in/<what>", verb="work", methods=["POST"])
    def issue(self, key: UUID, what: str) -> Any:
        """Issue the slip from the current dossier; unchanged content returns the existing slip."""
        actor = current_actor()
        with refusals() as refused, transaction():
            dossier = visibility.for_step(key, actor)
            by = slip_issue.Issuer.at_desk(rules.officer(actor, dossier.commune_id))
            slip_id = slip_issue.issue_of(dossier, _kind(what), by=by).id
        if refused:
            return redirect(url_for("Desk.dossier", key=key))
        return redirect(url_for("Slips.show", key=slip_id))

    @route("/ho-so/<uuid:key>/in/<what>", verb="read")
    def newest(self, key: UUID, what: str) -> Any:
        dossier = visibility.page(key, current_actor())
        slip = slips.last_slip(_kind(what), of=dossier)
        if slip is None:
            raise NotFound
        return redirect(url_for("Slips.show", key=slip.id))

    @route("/phieu/<uuid:key>", verb="read")
    def show(self, key: UUID) -> Response:
        actor = current_actor()
        slip = slips.slip(key, actor)
        kept = slip_issue.as_kept(slip)
        access_log.log_access(actor, slip, AccessKind.PRINT, [slip.kind])
        name = slip.number.replace("/", "-")
        return Response(kept, headers=pdf.headers(f"{name}.pdf"))


def _kind(word: str) -> SlipKind:
    found = next((kind for kind in SlipKind if kind.address == word), None)
    if found is None:
        raise NotFound
    return found
