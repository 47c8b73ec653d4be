"""The hand-over ledger: what both sides write down, signed sheets, originals, reconciliations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020_handover"
down_revision = "0019_moves_of_before"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
PLACES = "'citizen', 'commune', 'police', 'insurance'"


def upgrade() -> None:
    op.add_column("leg", sa.Column("sheet_signed_at", MOMENT, nullable=True))
    _sheets()
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("leg_id", sa.Uuid, sa.ForeignKey("leg.id"), nullable=False),
        sa.Column("commune_id", sa.Integer, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("holder_unit_id", sa.Integer, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("packet_n", sa.Integer, nullable=False),
        sa.Column("checksum", sa.String(64), nullable=False),
        sa.Column("direction", sa.String(32), nullable=False),
        sa.Column("party", sa.String(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("booked_at", MOMENT, nullable=False),
        sa.Column("event_id", sa.Integer, sa.ForeignKey("dossier_event.id"), nullable=False),
        sa.Column("staff_id", sa.Uuid, sa.ForeignKey("staff.id"), nullable=True),
        sa.Column("posting_id", sa.Uuid, sa.ForeignKey("posting.id"), nullable=True),
        sa.Column("seat", sa.String(300), nullable=True),
        sa.Column("sheet_id", sa.Uuid, sa.ForeignKey("handover_sheet.id"), nullable=True),
        sa.Column("key", sa.String(80), nullable=False, unique=True),
        sa.Column("xact", sa.BigInteger, nullable=False),
        sa.CheckConstraint("direction IN ('out', 'back')", name="direction"),
        sa.CheckConstraint("party IN ('giver', 'taker')", name="party"),
    )
    _indexed(
        "handover",
        "leg_id", "holder_unit_id", "event_id", "staff_id", "posting_id", "sheet_id", "xact",
    )  # fmt: skip
    op.create_index("ix_handover_commune_at", "handover", ["commune_id", "at"])
    op.create_table(
        "custody_move",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("dossier_id", sa.Uuid, sa.ForeignKey("dossier.id"), nullable=False),
        sa.Column("leg_id", sa.Uuid, nullable=True),
        sa.Column("paper_id", sa.Uuid, sa.ForeignKey("paper.id"), nullable=False),
        sa.Column("source", sa.String(32), nullable=True),
        sa.Column("target", sa.String(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("event_id", sa.Integer, sa.ForeignKey("dossier_event.id"), nullable=False),
        sa.Column("xact", sa.BigInteger, nullable=False),
        sa.CheckConstraint(f"source IN ({PLACES})", name="source"),
        sa.CheckConstraint(f"target IN ({PLACES})", name="target"),
    )
    _indexed("custody_move", "dossier_id", "leg_id", "paper_id", "event_id", "xact")
    op.create_table(
        "reconciliation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("commune_id", sa.Integer, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("holder_unit_id", sa.Integer, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("counts", postgresql.JSONB, nullable=False),
        sa.Column("differences", postgresql.JSONB, nullable=False),
        sa.Column("xact", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("day", "commune_id", "holder_unit_id"),
    )
    _indexed("reconciliation", "commune_id", "holder_unit_id", "xact")


def _sheets() -> None:
    op.create_table(
        "handover_sheet",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("commune_id", sa.Integer, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("holder_unit_id", sa.Integer, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("direction", sa.String(32), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by_id", sa.Uuid, sa.ForeignKey("posting.id"), nullable=True),
        sa.Column("printed_key", sa.String(80), nullable=True),
        sa.Column("signed_key", sa.String(80), nullable=True),
        sa.Column("signed_sha256", sa.String(64), nullable=True),
        sa.Column("signed_mime", sa.String(60), nullable=True),
        sa.Column("signed_scan", sa.String(32), nullable=True),
        sa.CheckConstraint("direction IN ('out', 'back')", name="direction"),
        sa.CheckConstraint("signed_scan IN ('clean', 'not_scanned', 'own')", name="signed_scan"),
        sa.UniqueConstraint("commune_id", "year", "n"),
    )
    _indexed("handover_sheet", "holder_unit_id", "made_by_id", "printed_key", "signed_key")
    op.create_table(
        "handover_sheet_line",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("sheet_id", sa.Uuid, sa.ForeignKey("handover_sheet.id"), nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("leg_id", sa.Uuid, sa.ForeignKey("leg.id"), nullable=False),
        sa.Column("packet_n", sa.Integer, nullable=False),
        sa.Column("checksum", sa.String(64), nullable=False),
        sa.Column("signed_by", sa.String(200), nullable=True),
        sa.Column("signed_at", MOMENT, nullable=True),
        sa.CheckConstraint("(signed_by IS NULL) = (signed_at IS NULL)", name="signed"),
        sa.UniqueConstraint("sheet_id", "leg_id"),
    )
    _indexed("handover_sheet_line", "leg_id")


def _indexed(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table in (
        "reconciliation", "custody_move", "handover", "handover_sheet_line", "handover_sheet",
    ):  # fmt: skip
        op.drop_table(table)
    op.drop_column("leg", "sheet_signed_at")
