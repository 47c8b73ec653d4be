"""Counters of an agency's start page: to receive, in progress, late."""

from flask import g, url_for
from flask_babel import lazy_gettext as _

from app.handoffs.queries import packets, stuck_packets
from app.handoffs.workflow import LegState
from app.kernel.actor import Actor
from app.kernel.web.counters import Counter

MAY = ("can_read", "Packet")


COUNTERS = (
    Counter(
        key="packets.to_receive",
        label=_("Packets and questions to receive"),
        permission=MAY,
        count=lambda actor: _counts(actor)[LegState.SENT],
        url=lambda: url_for("Packets.packets", muc="cho-nhan"),
        tone="due",
    ),
    Counter(
        key="packets.settled",
        label=_("Packets being settled"),
        permission=MAY,
        count=lambda actor: _counts(actor)[LegState.RECEIVED],
        url=lambda: url_for("Packets.packets", muc="dang-giai-quyet"),
    ),
    Counter(
        key="packets.late",
        label=_("Packets beyond the limit"),
        permission=MAY,
        count=packets.late_packets,
        url=lambda: url_for("Packets.packets", muc="dang-giai-quyet"),
        tone="late",
    ),
    Counter(
        key="legs.stuck",
        label=_("Packets standing still"),
        permission=("can_read", "Leg"),
        count=stuck_packets.stuck_count,
        url=lambda: url_for("StuckPackets.stuck"),
        tone="late",
    ),
)


def _counts(actor: Actor) -> dict[LegState, int]:
    found: dict[LegState, int] | None = g.get("packet_counts")
    if found is None:
        found = g.packet_counts = packets.packet_counts(actor)
    return found
