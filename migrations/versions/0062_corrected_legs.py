"""Legs that tell agencies of a correction, in place of a list that they confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0062_corrected_legs"
down_revision = "0061_proposals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("leg", sa.Column("corrects_id", sa.Uuid, nullable=True))
    op.create_foreign_key(op.f("fk_leg_corrects_id"), "leg", "leg", ["corrects_id"], ["id"])
    op.create_index(op.f("ix_leg_corrects_id"), "leg", ["corrects_id"])
    op.drop_table("note_receipt")
    op.execute("drop function if exists mc_corrections_for_agency()")


def downgrade() -> None:
    op.create_table(
        "note_receipt",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("note_id", sa.Uuid, sa.ForeignKey("entry_note.id"), nullable=False),
        sa.Column("unit_id", sa.Integer, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid, sa.ForeignKey("staff.id"), nullable=True),
        sa.Column("xact", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("note_id", "unit_id"),
    )
    for column in ("unit_id", "staff_id", "xact"):
        op.create_index(op.f(f"ix_note_receipt_{column}"), "note_receipt", [column])
    op.drop_column("leg", "corrects_id")
