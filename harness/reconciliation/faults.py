"""Faults between two offices, each as a statement on one leg."""

from __future__ import annotations

from typing import NamedTuple

from app.handoffs.operations.ledger_diff import DiscrepancyKind
from app.handoffs.workflow import LegState


class Fault(NamedTuple):
    """The kind to be reported, the state of the leg before, and the statement."""

    kind: DiscrepancyKind
    state: LegState
    sql: str


_OF = "leg_id = %(leg)s and direction = '{}' and party = '{}'"
OUT_GIVEN, OUT_TAKEN = _OF.format("out", "giver"), _OF.format("out", "taker")
BACK_GIVEN, BACK_TAKEN = _OF.format("back", "giver"), _OF.format("back", "taker")
AGAIN = (
    "insert into handover (leg_id, commune_id, holder_unit_id, packet_n, checksum, direction,"
    " party, at, booked_at, event_id, staff_id, posting_id, seat, key, xact)"
    " select leg_id, commune_id, holder_unit_id, packet_n, checksum, direction, party, at,"
    " booked_at, event_id, staff_id, posting_id, seat, key || '/2', xact from handover where "
)
SHEET = (
    "with made as (insert into handover_sheet"
    " (id, commune_id, holder_unit_id, direction, is_rehearsal, year, n, made_at)"
    " select gen_random_uuid(), commune_id, holder_unit_id, 'out', is_rehearsal, 1900,"
    " (select coalesce(max(n), 0) + 1 from handover_sheet where year = 1900), now()"
    " from leg where id = %(leg)s returning id)"
    " insert into handover_sheet_line (id, sheet_id, n, leg_id, packet_n, checksum, signed_by,"
    " signed_at) select gen_random_uuid(), made.id, 1, %(leg)s, packet.n, packet.checksum, {}"
    " from made, packet where packet.leg_id = %(leg)s"
)
UNSIGNED = (
    "with made as (insert into handover_sheet"
    " (id, commune_id, holder_unit_id, direction, is_rehearsal, year, n, made_at)"
    " select gen_random_uuid(), commune_id, holder_unit_id, 'out', is_rehearsal, 1901,"
    " (select coalesce(max(n), 0) + 1 from handover_sheet where year = 1901), now()"
    " from leg where id = %(leg)s returning id)"
    f" update handover set sheet_id = (select id from made) where {OUT_TAKEN}"
)
PAPER = (
    "update paper set custody = '{}' where id = (select p.id from paper p join leg"
    " on leg.dossier_id = p.dossier_id where leg.id = %(leg)s and p.custody = {} limit 1)"
)
LONG_AGO = "now() - interval '9 days'"

FAULTS: tuple[Fault, ...] = (
    # lost on the way
    Fault(DiscrepancyKind.LOST_OUT, LegState.RECEIVED, f"delete from handover where {OUT_TAKEN}"),
    Fault(
        DiscrepancyKind.LOST_OUT,
        LegState.SENT,
        f"update leg set sent_at = {LONG_AGO} where id = %(leg)s",
    ),
    Fault(
        DiscrepancyKind.LOST_BACK, LegState.COLLECTED, f"delete from handover where {BACK_TAKEN}"
    ),
    Fault(
        DiscrepancyKind.LOST_BACK,
        LegState.ANSWERED,
        f"update leg set answered_at = {LONG_AGO} where id = %(leg)s",
    ),
    Fault(DiscrepancyKind.LOST_BACK, LegState.RECALLED, f"delete from handover where {BACK_TAKEN}"),
    # received without being sent
    Fault(
        DiscrepancyKind.NEVER_GIVEN, LegState.RECEIVED, f"delete from handover where {OUT_GIVEN}"
    ),
    Fault(
        DiscrepancyKind.NEVER_GIVEN, LegState.COLLECTED, f"delete from handover where {BACK_GIVEN}"
    ),
    # counted twice
    Fault(DiscrepancyKind.TWICE, LegState.RECEIVED, AGAIN + OUT_TAKEN),
    Fault(DiscrepancyKind.TWICE, LegState.SENT, AGAIN + OUT_GIVEN),
    Fault(DiscrepancyKind.TWICE, LegState.COLLECTED, AGAIN + BACK_TAKEN),
    # not the same packet
    Fault(
        DiscrepancyKind.CHECKSUM,
        LegState.RECEIVED,
        f"update handover set checksum = repeat('0', 64) where {OUT_TAKEN}",
    ),
    Fault(
        DiscrepancyKind.CHECKSUM,
        LegState.ANSWERED,
        'update packet set content = content || \'{"note": "thêm"}\' where leg_id = %(leg)s',
    ),
    # a state that no side recorded
    Fault(DiscrepancyKind.NO_ROW, LegState.SENT, f"delete from handover where {OUT_GIVEN}"),
    Fault(DiscrepancyKind.NO_ROW, LegState.ANSWERED, f"delete from handover where {BACK_GIVEN}"),
    Fault(DiscrepancyKind.NO_ROW, LegState.REFUSED, f"delete from handover where {BACK_GIVEN}"),
    # a row that the state does not have
    Fault(
        DiscrepancyKind.NO_STATE,
        LegState.RECEIVED,
        "update leg set state = 'sent' where id = %(leg)s",
    ),
    Fault(
        DiscrepancyKind.NO_STATE,
        LegState.ANSWERED,
        "update leg set state = 'received' where id = %(leg)s",
    ),
    # an original elsewhere than its packet
    Fault(DiscrepancyKind.CUSTODY, LegState.RECEIVED, PAPER.format("commune", "leg.kind")),
    Fault(
        DiscrepancyKind.CUSTODY,
        LegState.SENT,
        "delete from custody_move where id = (select max(id) from custody_move"
        " where leg_id = %(leg)s)",
    ),
    # a signature without its row, a row without its signature
    Fault(DiscrepancyKind.SHEET, LegState.SENT, SHEET.format("'Vũ Văn Hà', now()")),
    Fault(DiscrepancyKind.SHEET, LegState.RECEIVED, UNSIGNED),
)
