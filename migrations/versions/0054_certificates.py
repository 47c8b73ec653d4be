"""Entries copied from paper books, to be extracted; offsets of printing on blanks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0054_certificates"
down_revision = "0053_declarations"
branch_labels = None
depends_on = None

KINDS = (
    "'birth', 'death', 'marriage', 'guardianship', 'guardianship_end', 'recognition', 'change', "
    "'marital_status', 'extract', 'certified', 'other', 'practice'"
)


def upgrade() -> None:
    op.create_table(
        "copied_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("book", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("subject_name", sa.String(length=200), nullable=False),
        sa.Column("subject_folded", sa.String(length=200), nullable=False),
        sa.Column("is_rehearsal", sa.Boolean(), nullable=False),
        sa.Column("copied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("copied_by_id", sa.Uuid(), nullable=False),
        sa.Column("xact", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_copied_entry_kind")),
        sa.CheckConstraint("number > 0", name=op.f("ck_copied_entry_number")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_copied_entry_unit_id")),
        sa.ForeignKeyConstraint(
            ["copied_by_id"], ["posting.id"], name=op.f("fk_copied_entry_copied_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_copied_entry")),
    )
    op.create_index(
        "ix_copied_entry_of_book", "copied_entry", ["unit_id", "kind", "year", "number"]
    )
    for column in ("copied_by_id", "xact"):
        op.create_index(op.f(f"ix_copied_entry_{column}"), "copied_entry", [column])
    op.create_table(
        "overprint_offset",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("blank", sa.String(length=32), nullable=False),
        sa.Column("right_tenths", sa.Integer(), nullable=False),
        sa.Column("down_tenths", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "blank IN ('birth', 'marriage')", name=op.f("ck_overprint_offset_blank")
        ),
        sa.CheckConstraint(
            "abs(right_tenths) <= 300 and abs(down_tenths) <= 300",
            name=op.f("ck_overprint_offset_offset"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_overprint_offset_unit_id")),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["posting.id"], name=op.f("fk_overprint_offset_set_by_id")
        ),
        sa.PrimaryKeyConstraint("unit_id", "blank", name=op.f("pk_overprint_offset")),
    )
    op.create_index(op.f("ix_overprint_offset_set_by_id"), "overprint_offset", ["set_by_id"])


def downgrade() -> None:
    op.drop_table("overprint_offset")
    op.drop_table("copied_entry")
