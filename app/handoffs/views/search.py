"""What the search of the head finds at an agency: the forwarded files that it was sent."""

from flask import url_for
from flask_babel import lazy_gettext as _

from app.handoffs.models import Leg
from app.handoffs.queries import packet_lists
from app.handoffs.workflow import AT_AGENCY
from app.kernel.actor import Actor
from app.kernel.web import access_log
from app.kernel.web.search import MOST_HITS, Hit, SearchSource, SearchText


def _packets(actor: Actor, typed: SearchText) -> list[Hit]:
    access_log.log_list_access(actor, Leg, ["code", "subject_name"])
    found = packet_lists.packets_page(actor, AT_AGENCY, typed=typed.text)
    return [
        Hit(
            name=leg.subject_name,
            code=leg.code,
            url=url_for("Packets.packet", key=leg.id),
            about=f"{leg.state.label} · {leg.commune.name}",
            is_exact=typed.is_code(leg.code),
        )
        for leg in found[: MOST_HITS + 1]
    ]


SEARCHED = (
    SearchSource(
        key="packets",
        label=_("Forwarded files"),
        permission=("can_read", "Packet"),
        find=_packets,
        more=lambda typed: url_for("Packets.packets", tim=typed.text),
    ),
)
