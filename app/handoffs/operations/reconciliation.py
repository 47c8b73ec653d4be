"""The reconciliation of the ledgers of each pair of offices, stored every evening."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, String, and_, cast, func, literal, literal_column, or_, select
from sqlalchemy.dialects.postgresql import JSONPATH, insert

from app.dossiers.models.custody import CustodyMove
from app.dossiers.models.dossier import Paper, PaperKind
from app.handoffs import rules
from app.handoffs.models import Handover, HandoverSheet, Leg, Packet, Reconciliation, SheetLine
from app.handoffs.operations.ledger_diff import (
    Counts,
    DeliveryCutoffs,
    Discrepancy,
    LedgerRow,
    LegFacts,
    Original,
    Sent,
    SignedLine,
    tally,
)
from app.handoffs.queries import packets as handoffs_packets
from app.handoffs.queries import stuck_packets
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import among, db
from app.kernel.jobs import queue
from app.organisation import queries as organisation

LOOKED_BACK = timedelta(days=30)
"""Legs that ended earlier are not compared again."""


@dataclass(frozen=True)
class Pair:
    """Two offices between which packets travel."""

    commune_id: int
    holder_unit_id: int


def compared(scope: ColumnElement[bool], *, originals: bool = True) -> dict[Pair, Counts]:
    """Counts and differences of each pair of offices in the scope.

    Without ``originals`` their places are left out: an agency cannot see them.
    """
    calendar = organisation.calendar()
    patience = DeliveryCutoffs(
        out=stuck_packets.waiting_since(stuck_packets.SENT_DAYS, calendar),
        back=stuck_packets.waiting_since(stuck_packets.ANSWERED_DAYS, calendar),
    )
    recent = or_(Leg.closed_at.is_(None), Leg.closed_at > clock.now() - LOOKED_BACK)
    legs = list(db.session.scalars(select(Leg).where(scope, recent).order_by(Leg.code)))
    pairs: dict[Pair, list[LegFacts]] = defaultdict(list)
    known = _Known.of(legs, originals=originals)
    for leg in legs:
        pairs[Pair(leg.commune_id, leg.holder_unit_id)].append(known.facts(leg))
    return {pair: tally(facts, patience) for pair, facts in pairs.items()}


def of_actor(actor: Actor) -> ColumnElement[bool]:
    """Legs of the communes this user reads, or that were sent to the user's agency; as in the
    evening, no rehearsals.
    """
    near = or_(handoffs_packets.of_own_communes(actor), handoffs_packets.sent_to(actor))
    return and_(near, Leg.is_rehearsal.is_(False))


@dataclass(frozen=True)
class _Known:
    """Facts about many legs, from four statements."""

    packets: Mapping[UUID, list[Sent]]
    rows: Mapping[UUID, list[LedgerRow]]
    lines: Mapping[UUID, list[SignedLine]]
    filed: Mapping[UUID, list[Original]]
    """By dossier."""
    results: Mapping[UUID, list[Original]]
    """By leg."""

    @classmethod
    def of(cls, legs: Sequence[Leg], *, originals: bool) -> _Known:
        ids = [leg.id for leg in legs]
        return cls(
            _packets(ids),
            _rows(ids),
            _lines(ids),
            *(_originals({leg.dossier_id for leg in legs}) if originals else ({}, {})),
        )

    def facts(self, leg: Leg) -> LegFacts:
        return LegFacts(
            leg_id=leg.id,
            code=leg.code,
            kind=leg.kind,
            state=leg.state,
            closed=rules.is_closed(leg),
            sent_at=leg.sent_at,
            answered_at=leg.answered_at,
            packets=tuple(self.packets.get(leg.id, ())),
            rows=tuple(self.rows.get(leg.id, ())),
            lines=tuple(self.lines.get(leg.id, ())),
            papers=(*self.filed.get(leg.dossier_id, ()), *self.results.get(leg.id, ())),
        )


_VERSION = literal_column("packet.xmin::text || packet.ctid::text", String)
"""Another one as soon as a row has been written again."""
_MOST_KNOWN = 50_000
_known: dict[tuple[UUID, str], bool] = {}
"""Whether a version of a packet agrees with its checksum: content is read once by each process."""


def _packets(ids: Sequence[UUID]) -> Mapping[UUID, list[Sent]]:
    found: dict[UUID, list[Sent]] = defaultdict(list)
    path = literal("$[*] ? (@.original == true).key", JSONPATH)
    originals = cast(func.jsonb_path_query_array(Packet.papers, path), String)
    query = select(Packet.id, _VERSION, Packet.leg_id, Packet.n, Packet.checksum, originals)
    rows = db.session.execute(query.where(among(Packet.leg_id, ids))).all()
    whole = _checked({packet_id: version for packet_id, version, *_facts in rows})
    for packet_id, _version, leg_id, n, checksum, keys in rows:
        found[leg_id].append(Sent(n, checksum, packet_id in whole, _keys(keys)))
    return found


@lru_cache
def _keys(array: str) -> frozenset[str]:
    """The keys of a JSON array: most packets carry the same originals."""
    return frozenset(json.loads(array))


def _checked(versions: Mapping[UUID, str]) -> frozenset[UUID]:
    if len(_known) > _MOST_KNOWN:
        _known.clear()
    unseen = {key for key in versions.items() if key not in _known}
    if unseen:
        query = select(Packet).where(Packet.id.in_(packet_id for packet_id, _version in unseen))
        for packet in db.session.scalars(query):
            _known[packet.id, versions[packet.id]] = rules.is_whole(packet)
    return frozenset(key[0] for key in versions.items() if _known.get(key))


def _rows(ids: Sequence[UUID]) -> Mapping[UUID, list[LedgerRow]]:
    found: dict[UUID, list[LedgerRow]] = defaultdict(list)
    query = select(
        Handover.leg_id,
        Handover.packet_n,
        Handover.direction,
        Handover.party,
        Handover.checksum,
        Handover.sheet_id,
    ).where(among(Handover.leg_id, ids))
    for leg_id, n, direction, party, checksum, sheet_id in db.session.execute(query):
        found[leg_id].append(LedgerRow(n, direction, party, checksum, sheet_id))
    return found


def _lines(ids: Sequence[UUID]) -> Mapping[UUID, list[SignedLine]]:
    found: dict[UUID, list[SignedLine]] = defaultdict(list)
    query = (
        select(
            SheetLine.leg_id,
            SheetLine.sheet_id,
            HandoverSheet.direction,
            SheetLine.packet_n,
            SheetLine.checksum,
            SheetLine.signed_at.is_not(None),
        )
        .join(SheetLine.sheet)
        .where(among(SheetLine.leg_id, ids))
    )
    for leg_id, sheet_id, direction, n, checksum, signed in db.session.execute(query):
        found[leg_id].append(SignedLine(sheet_id, direction, n, checksum, signed))
    return found


def _originals(
    dossiers: Collection[UUID],
) -> tuple[Mapping[UUID, list[Original]], Mapping[UUID, list[Original]]]:
    """What citizens filed, by dossier, and what agencies answered with, by leg."""
    filed: dict[UUID, list[Original]] = defaultdict(list)
    results: dict[UUID, list[Original]] = defaultdict(list)
    last = (
        select(CustodyMove.target)
        .where(CustodyMove.paper_id == Paper.id)
        .order_by(CustodyMove.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = select(Paper.dossier_id, Paper.leg_id, Paper.key, Paper.custody, last).where(
        among(Paper.dossier_id, dossiers),
        or_(Paper.leg_id.is_not(None), Paper.kind == PaperKind.FILED),
    )
    for dossier_id, leg_id, key, custody, moved_to in db.session.execute(query):
        own = filed[dossier_id] if leg_id is None else results[leg_id]
        own.append(Original(key, custody, moved_to, leg_id is not None))
    return filed, results


# ---- stored every evening ------------------------------------------------------------------------


def keep_all(at: datetime) -> int:
    """Compare all pairs of offices except rehearsals and store the results; returns how many."""
    day, kept = clock.local(at).date(), 0
    communes = db.session.scalars(select(Leg.commune_id).distinct().order_by(Leg.commune_id))
    for commune_id in communes.all():
        ours = and_(Leg.commune_id == commune_id, Leg.is_rehearsal.is_(False))
        for pair, found in compared(ours).items():
            values = {
                "day": day,
                "commune_id": pair.commune_id,
                "holder_unit_id": pair.holder_unit_id,
                "at": at,
                "counts": counts_of(found),
                "differences": [as_kept(each) for each in found.differences],
            }
            db.session.execute(insert(Reconciliation).values(**values).on_conflict_do_nothing())
            kept += 1
        db.session.expunge_all()
    return kept


def counts_of(found: Counts) -> dict[str, int]:
    return {
        "sent": found.sent,
        "held": found.held,
        "on_way": found.on_way,
        "to_collect": found.to_collect,
    }


def as_kept(difference: Discrepancy) -> dict[str, Any]:
    """A difference as it is stored and shown: keys and codes, no names."""
    return {
        "kind": str(difference.kind),
        "leg": str(difference.leg_id),
        "code": difference.code,
        "n": difference.n,
        "direction": str(difference.direction),
    }


@queue.periodic("handoffs.reconcile", "0 11 * * *", _("Compare what was handed over with agencies"))
def every_evening() -> None:
    """Scheduled at 18:00 in Hanoi, after office hours."""
    keep_all(clock.now())
