"""Many dossiers in one state without taking every step again: copies of the rows of one."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import inspect, select

from app.dossiers.models.dossier import Dossier, Event, Paper
from app.dossiers.models.payments import Fee, FeeMove
from app.handoffs.models import Leg, Packet
from app.handoffs.queries import packets
from app.kernel.db import db


def a_copy_of(original: Dossier, n: int) -> Dossier:
    """Another dossier in the same state: its papers, fees, legs and journal too."""
    code = f"{original.code}-{n}"
    twin = Dossier(**_columns(original, code=code))
    db.session.add(twin)
    legs: dict[UUID, UUID] = {}
    for leg in packets.of_dossier(original.id):
        copied = Leg(**_columns(leg, dossier_id=twin.id, code=code))
        legs[leg.id] = copied.id
        copied.packets = [Packet(**_columns(packet, leg_id=copied.id)) for packet in leg.packets]
        db.session.add(copied)
    for paper in original.papers:
        leg_id = legs.get(paper.leg_id) if paper.leg_id else None
        db.session.add(Paper(**_columns(paper, dossier_id=twin.id, leg_id=leg_id)))
    for fee in original.fees:
        copied_fee = Fee(**_columns(fee, dossier_id=twin.id))
        db.session.add(copied_fee)
        for move in db.session.scalars(select(FeeMove).where(FeeMove.fee_id == fee.id)):
            db.session.add(FeeMove(**_columns(move, fee_id=copied_fee.id, dossier_id=twin.id)))
    for event in original.journal:
        moved = {"leg_id": legs.get(event.leg_id) if event.leg_id else None}
        db.session.add(Event(**_columns(event, dossier_id=twin.id, **moved)))
    return twin


def _columns(row: Any, **changes: Any) -> dict[str, Any]:
    """The columns of a row for a new one: another key, the rest the same."""
    mapper = inspect(row).mapper
    said = {c.key: getattr(row, c.key) for c in mapper.column_attrs}
    for made_anew in ("id", "version", "row_version", "staff_name", "assigned_name"):
        said.pop(made_anew, None)
    fresh = {"id": uuid4()} if isinstance(row, Dossier | Paper | Fee | Leg | Packet) else {}
    return said | fresh | changes
