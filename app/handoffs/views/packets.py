"""Pages of an agency: packets that communes have sent to it, and nothing else of the dossier."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from flask import Response, flash, has_request_context, redirect, request, url_for
from flask_appbuilder import BaseView
from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import BadRequest

from app.handoffs import rules, workflow
from app.handoffs.models import Leg, Packet
from app.handoffs.operations import transitions
from app.handoffs.queries import handovers, packet_lists
from app.handoffs.queries import packets as handoffs_packets
from app.handoffs.views.reveal_number import HIDDEN, NUMBER_LABELS, revealed
from app.handoffs.workflow import LegAction, LegState, LegTransition
from app.kernel import clock
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.errors import NotFound
from app.kernel.files import virus_scan
from app.kernel.web import access_log
from app.kernel.web.back_link import came_from
from app.kernel.web.current_actor import current_actor
from app.kernel.web.file_response import kept_file
from app.kernel.web.lists.pagination import page_number
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route

TABS: Mapping[str, tuple[LazyString, Collection[LegState]]] = {
    "cho-nhan": (_("To receive"), (LegState.SENT,)),
    "qua-han": (_("Overdue"), (LegState.SENT, LegState.RECEIVED)),
    "dang-giai-quyet": (_("Being settled"), (LegState.RECEIVED,)),
    "xa-bo-sung": (_("Returned to the commune"), (LegState.COMPLETING,)),
    "da-tra-loi": (
        _("Answered forwarded files"),
        (LegState.ANSWERED, LegState.REFUSED, LegState.COLLECTED),
    ),
    "tat-ca": (_("All"), workflow.AT_AGENCY),
}
"""Tabs of the packet list by their segment of the URL."""
LATE = "qua-han"
COUNTED = {tab for tab, (_word, states) in TABS.items() if workflow.UNANSWERED.issuperset(states)}
"""Tabs of open work say how much of it there is."""


def _menu_word() -> str:
    """Menu label: agencies have packets, communes have inquiries."""
    asked = has_request_context() and not handovers.holds_packets(current_actor())
    return gettext("Other communes ask") if asked else gettext("Forwarded files from the communes")


MENU_LABEL = LazyString(_menu_word)


class Packets(BaseView):
    """Packets from communes (hồ sơ liên thông), for the police and the social insurance."""

    route_base = "/can-bo/ho-so-lien-thong"
    default_view = "packets"
    class_permission_name = "Packet"

    @route("/", verb="read")
    def packets(self) -> Any:
        """One tab, most urgent first; a search by code or name covers all tabs."""
        actor = current_actor()
        typed = request.args.get("tim", "")[:40].replace("\x00", "")
        commune = request.args.get("xa", "")[:16].replace("\x00", "")
        word = request.args.get("muc", "")
        tab = "tat-ca" if typed else word if word in TABS else "cho-nhan"
        page = page_number()
        found = packet_lists.packets_page(
            actor, TABS[tab][1], typed=typed, commune=commune, late=tab == LATE, page=page - 1
        )
        counts = packet_lists.open_packets(actor)
        asks = not handovers.holds_packets(actor)
        access_log.log_list_access(actor, Leg, ["code", "subject_name"] if typed else ())
        return self.render_template(
            "handoffs/packets.html",
            tabs=[
                (key, label, _count(key, states, counts)) for key, (label, states) in TABS.items()
            ],
            tab=tab,
            legs=found[: packet_lists.PAGE],
            urged=packet_lists.urged(found),
            has_more=len(found) > packet_lists.PAGE,
            page=page,
            typed=typed,
            now=clock.now(),
            asks=asks,
            commune=commune,
            communes=() if asks else packet_lists.sending_communes(actor),
            units=[seat.unit_name for seat in actor.postings],
            can_work=self.appbuilder.sm.has_access("can_work", "Packet"),
        )

    @route("/nhan", verb="work", methods=["POST"])
    def receive(self) -> Any:
        """Receive the chosen packets, each by itself; those that cannot be received say why."""
        actor, done = current_actor(), 0
        for key, seen in _chosen():
            with refusals() as refused, transaction():
                leg = handoffs_packets.for_holder_step(key, actor)
                by = handoffs_packets.acting_on(actor, leg)
                transitions.advance(leg, LegAction.RECEIVE, by=by, seen=seen)
            done += not refused
        if done:
            told = ngettext("%(num)d file received.", "%(num)d files received.", done)
            flash(told, "success")
        return redirect(came_from() or url_for("Packets.packets"))

    @route("/<uuid:key>", verb="read")
    def packet(self, key: UUID) -> Any:
        """The newest packet of a leg, earlier ones, the clock and the available steps."""
        actor = current_actor()
        leg = handoffs_packets.packet_page(key, actor)
        access_log.log_access(actor, leg.packets[-1])
        by, journal = handoffs_packets.acting_on(actor, leg), handoffs_packets.journal(leg.id)
        return self.render_template(
            "handoffs/packet.html",
            leg=leg,
            packet=leg.packets[-1],
            urged=packet_lists.urged([leg]).get(leg.id),
            earlier=list(reversed(leg.packets[:-1])),
            offers=rules.offers(leg, by),
            last_step=rules.undo(journal, by),
            page_of=lambda row: page_of(leg, row),
            kind=rules.label_of(leg),
            reckoning=transitions.compute_deadline(leg) if leg.state is LegState.RECEIVED else None,
            results=handoffs_packets.results_of(leg.id),
            movements=rules.movements(leg.ledger),
            is_whole=rules.is_whole(leg.packets[-1]),
            journal=journal,
            words={action: action.label for action in LegAction},
            scans=virus_scan.LABELS,
            hidden=HIDDEN,
            number_label=NUMBER_LABELS[leg.kind],
            now=clock.now(),
        )

    @route("/<uuid:key>/hien-so", verb="read", methods=["POST"])
    def reveal(self, key: UUID) -> Any:
        """Show one number of the newest packet in full, once, and log the access."""
        leg = handoffs_packets.packet_page(key, current_actor())
        back = url_for("Packets.packet", key=leg.id)
        field = request.form.get("field", "")
        return revealed(self, leg, field, frame="handoffs/packet_head.html", back=back)

    @route("/<uuid:key>/giay-to/<int:n>", verb="read")
    def paper(self, key: UUID, n: int) -> Response:
        """A paper as it was sent; ``goi`` selects an earlier packet."""
        actor = current_actor()
        leg = handoffs_packets.packet_page(key, actor)
        packet = _packet(leg, request.args.get("goi", type=int))
        paper = _paper(packet, n)
        response = kept_file(paper["storage_key"], paper["mime"], paper["name"], paper["sha256"])
        access_log.log_access(actor, packet, AccessKind.FILE, [paper["key"]])
        return response

    @route("/<uuid:key>/ket-qua/<uuid:paper>", verb="read")
    def result(self, key: UUID, paper: UUID) -> Response:
        actor = current_actor()
        leg = handoffs_packets.packet_page(key, actor)
        for each in handoffs_packets.results_of(leg.id):
            if each.id == paper:
                response = kept_file(each.storage_key, each.mime, each.file_name, each.sha256)
                access_log.log_access(actor, each, AccessKind.FILE)
                return response
        raise NotFound


def _chosen() -> list[tuple[UUID, int]]:
    """The ticked packets, each with the version that the page showed."""
    try:
        pairs = [each.split(":", 1) for each in request.form.getlist("rowid")]
        found = [(UUID(key), int(seen)) for key, seen in pairs]
    except ValueError as error:
        raise BadRequest from error
    if len(found) > packet_lists.PAGE:
        raise BadRequest
    return found


def _count(tab: str, states: Iterable[LegState], counts: packet_lists.OpenPackets) -> int | None:
    if tab == LATE:
        return counts.late
    return sum(counts.by_state[state] for state in states) if tab in COUNTED else None


def page_of(leg: Leg, row: LegTransition) -> str | None:
    """The page that asks before a step; None if the button takes it at once."""
    base = f"/can-bo/ho-so-lien-thong/{leg.id}/buoc"
    if row.screen:
        return f"{base}/tra-loi"
    return f"{base}/{row.action}/ly-do" if row.wants_reason else None


def _packet(leg: Leg, n: int | None) -> Packet:
    found = [packet for packet in leg.packets if n in {None, packet.n}]
    if not found:
        raise NotFound
    return found[-1]


def _paper(packet: Packet, n: int) -> dict[str, Any]:
    if not 1 <= n <= len(packet.papers):
        raise NotFound
    return packet.papers[n - 1]
