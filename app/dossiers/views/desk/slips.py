"""Slips at the desk: each is issued once, and printed from the stored file (in phiếu đã cấp)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import Response, redirect, url_for
from flask_appbuilder import BaseView
from flask_babel import LazyString

from app.dossiers import queries, rules
from app.dossiers.models import Dossier, SlipKind
from app.dossiers.operations import slip_contents, slip_issue
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.errors import NotFound
from app.kernel.printing import pdf
from app.kernel.web import access_log, current_actor, refusals
from app.kernel.web.routes import route


@dataclass(frozen=True)
class Print:
    """One printable slip: its name in the address, and its kind."""

    name: str
    kind: SlipKind
    paper: str = ""
    """The procedure's own name of it, if there is one."""

    @property
    def label(self) -> LazyString | str:
        return self.paper or rules.SLIP_LABELS[self.kind]


PRINTS: tuple[Print, ...] = (
    Print("giay-hen", SlipKind.RECEIPT),
    Print("phieu-kiem-soat", SlipKind.CONTROL),
    Print("to-khai", SlipKind.DECLARATION),
    Print("to-khai-khai-sinh", SlipKind.BIRTH_DECLARATION),
    Print("hk02", SlipKind.HOUSEHOLD_NOTICE),
    Print("tk1-ts", SlipKind.INSURANCE_DECLARATION),
)


def offered(dossier: Dossier) -> tuple[Print, ...]:
    there = slip_contents.offered(dossier)
    return tuple(replace(each, paper=there[each.kind]) for each in PRINTS if each.kind in there)


class Slips(BaseView):
    """Issued slips, unchanged."""

    route_base = "/can-bo/mot-cua"
    class_permission_name = "Desk"

    @route("/ho-so/<uuid:key>/in/<what>", verb="work", methods=["POST"])
    def issue(self, key: UUID, what: str) -> Any:
        """Issue the slip from the current dossier; unchanged content returns the existing slip."""
        actor = current_actor()
        with refusals() as refused, transaction():
            dossier = queries.for_step(key, actor)
            by = slip_issue.Issuer.at_desk(rules.officer(actor, dossier.commune_id))
            slip_id = slip_issue.issue_of(dossier, _kind(what), by=by).id
        if refused:
            return redirect(url_for("Desk.dossier", key=key))
        return redirect(url_for("Slips.show", key=slip_id))

    @route("/ho-so/<uuid:key>/in/<what>", verb="read")
    def newest(self, key: UUID, what: str) -> Any:
        dossier = queries.page(key, current_actor())
        slip = queries.last_slip(_kind(what), of=dossier)
        if slip is None:
            raise NotFound
        return redirect(url_for("Slips.show", key=slip.id))

    @route("/phieu/<uuid:key>", verb="read")
    def show(self, key: UUID) -> Response:
        actor = current_actor()
        slip = queries.slip(key, actor)
        kept = slip_issue.as_kept(slip)
        access_log.log_access(actor, slip, AccessKind.PRINT, [slip.kind])
        name = slip.number.replace("/", "-")
        return Response(kept, headers=pdf.headers(f"{name}.pdf"))


def _kind(word: str) -> SlipKind:
    found = next((each.kind for each in PRINTS if each.name == word), None)
    if found is None:
        raise NotFound
    return found
