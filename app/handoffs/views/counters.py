"""Counters of an agency's start page: to receive, in progress, late."""

from flask import g, url_for
from flask_babel import lazy_gettext as _

from app.handoffs.queries import packet_lists, stuck_packets
from app.handoffs.workflow import LegState
from app.kernel.actor import Actor
from app.kernel.web.counters import Counter

MAY = ("can_read", "Packet")


COUNTERS = (
    Counter(
        key="packets.to_receive",
        label=_("Forwarded files and questions to receive"),
        permission=MAY,
        count=lambda actor: _counts(actor).by_state[LegState.SENT],
        url=lambda: url_for("Packets.packets", muc="cho-nhan"),
        tone="due",
    ),
    Counter(
        key="packets.settled",
        label=_("Forwarded files being settled"),
        permission=MAY,
        count=lambda actor: _counts(actor).by_state[LegState.RECEIVED],
        url=lambda: url_for("Packets.packets", muc="dang-giai-quyet"),
    ),
    Counter(
        key="packets.late",
        label=_("Forwarded files beyond the limit"),
        permission=MAY,
        count=lambda actor: _counts(actor).late,
        url=lambda: url_for("Packets.packets", muc="qua-han"),
        tone="late",
    ),
    Counter(
        key="legs.stuck",
        label=_("Forwarded files without activity"),
        permission=("can_read", "Leg"),
        count=stuck_packets.stuck_count,
        at_most=stuck_packets.AT_MOST,
        url=lambda: url_for("ReconciliationPackets.stuck"),
        tone="late",
    ),
)


def _counts(actor: Actor) -> packet_lists.OpenPackets:
    found: packet_lists.OpenPackets | None = g.get("open_packets")
    if found is None:
        found = g.open_packets = packet_lists.open_packets(actor)
    return found
