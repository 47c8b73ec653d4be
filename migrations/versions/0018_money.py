"""Where the money of fees went, move by move."""

import sqlalchemy as sa
from alembic import op

revision = "0018_money"
down_revision = "0017_pauses_end_by_a_step"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fee_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fee_id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("receipt_no", sa.String(length=40), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("posting_id", sa.Uuid(), nullable=True),
        sa.Column("xact", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('taken', 'passed_on', 'receipted', 'came_back', 'refunded')",
            name=op.f("ck_fee_move_kind"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_fee_move_amount")),
        sa.ForeignKeyConstraint(["commune_id"], ["unit.id"], name=op.f("fk_fee_move_commune_id")),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_fee_move_dossier_id")
        ),
        sa.ForeignKeyConstraint(["fee_id"], ["fee.id"], name=op.f("fk_fee_move_fee_id")),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["posting.id"], name=op.f("fk_fee_move_posting_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_fee_move_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_move")),
        sa.UniqueConstraint("fee_id", "kind", name=op.f("uq_fee_move_fee_id_kind")),
    )
    for column in ("dossier_id", "posting_id", "staff_id", "xact"):
        op.create_index(op.f(f"ix_fee_move_{column}"), "fee_move", [column])
    op.create_index("ix_fee_move_commune_at", "fee_move", ["commune_id", "at"])


def downgrade() -> None:
    op.drop_table("fee_move")
