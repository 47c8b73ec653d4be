"""Entries of old books as two officers keyed them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0060_keyed_entries"
down_revision = "0059_civil_status_statistics"
branch_labels = None
depends_on = None

TABLE = "keyed_entry"
KINDS = (
    "'birth', 'death', 'marriage', 'guardianship', 'guardianship_end', 'recognition', 'change', "
    "'marital_status', 'extract', 'certified', 'other', 'practice'"
)
PLACE = ["unit_id", "is_rehearsal", "kind", "book", "number", "step"]


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("unit_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("book", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("registered_on", sa.Date, nullable=False),
        sa.Column("typed", JSONB, nullable=False),
        sa.Column("is_rehearsal", sa.Boolean, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid, nullable=False),
        sa.Column("posting_id", sa.Uuid, nullable=False),
        sa.Column("xact", sa.BigInteger, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_keyed_entry_kind")),
        sa.CheckConstraint(
            "step IN ('first', 'second', 'agreed')", name=op.f("ck_keyed_entry_step")
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_keyed_entry_number")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_keyed_entry_unit_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_keyed_entry_staff_id")),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["posting.id"], name=op.f("fk_keyed_entry_posting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keyed_entry")),
        sa.UniqueConstraint(*PLACE, name=op.f(f"uq_keyed_entry_{'_'.join(PLACE)}")),
    )
    for column in ("staff_id", "posting_id", "xact"):
        op.create_index(op.f(f"ix_keyed_entry_{column}"), TABLE, [column])


def downgrade() -> None:
    op.drop_table(TABLE)
