"""Pages, counters and handlers of hand-overs to agencies."""

from functools import partial

from flask_babel import lazy_gettext as _

from app.dossiers.operations import control_slip as dossier_slip
from app.dossiers.operations.entry_notes import AfterNote, after_note
from app.dossiers.operations.transitions import effects, needs
from app.dossiers.queries import updates
from app.dossiers.queries.citizen_access import PartsOf, citizen_parts
from app.dossiers.queries.queues import LegWork, leg_work
from app.dossiers.views.desk.panels import Panel, journal_words, panels
from app.dossiers.workflow import Effect, Need
from app.handoffs.operations import (
    control_slip,
    handover_sheets,
    inquiries,
    leg_creation,
    reconciliation,
)
from app.handoffs.queries import packets
from app.handoffs.views import counters
from app.handoffs.views.panel import legs_panel
from app.handoffs.views.search import SEARCHED
from app.handoffs.views.transitions import LegSteps, PacketSteps
from app.handoffs.workflow import LegAction
from app.kernel.web.package import Package

PACKAGE = Package(
    name="handoffs",
    pages=(PacketSteps, LegSteps),
    nouns={
        "Leg": _("Forwarded files at agencies"),
        "Packet": _("Forwarded files from the communes"),
        "Reconciliation": _("Daily reconciliations"),
    },
    counters=counters.COUNTERS,
    searched=SEARCHED,
    handlers=(
        effects.handlers(
            {
                Effect.OPEN_LEGS: leg_creation.open_legs,
                Effect.OPEN_INQUIRIES: inquiries.open_inquiries,
                Effect.CLOSE_INQUIRIES: inquiries.close_inquiries,
            }
        ),
        needs.handlers(
            {
                Need.LEGS_CLOSED: leg_creation.not_closed,
                Need.INQUIRIES_ANSWERED: inquiries.unanswered,
            }
        ),
        leg_work.handlers(
            {
                LegWork.TO_SEND: packets.waits_to_be_sent,
                LegWork.LISTS: packets.waits_for_its_list,
                LegWork.TO_COLLECT: packets.waits_to_be_collected,
                LegWork.OURS: packets.waits_for_commune,
            }
        ),
        citizen_parts.handlers({PartsOf.LEGS: packets.citizen_parts}),
        dossier_slip.handings.handlers({dossier_slip.HandingsOf.LEGS: control_slip.handings}),
        after_note.handlers({AfterNote.AGENCIES: leg_creation.tell_of_corrections}),
        panels.handlers({Panel.LEGS: legs_panel}),
        partial(journal_words.update, {action: action.label for action in LegAction}),
        partial(
            updates.TOLD.update,
            {LegAction.ASK_COMPLETION, LegAction.ANSWER, LegAction.REFUSE},
        ),
    ),
    jobs=(handover_sheets, reconciliation),
)
