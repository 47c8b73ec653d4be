"""Columns by which searches across books find the entries copied from paper books."""

import sqlalchemy as sa
from alembic import op

revision = "0063_old_books"
down_revision = "0061_proposals"
branch_labels = None
depends_on = None

TABLE = "copied_entry"
NAMES = ["subject_folded", "parents_folded"]
SUBJECT = ("subject_name", "subject_folded")


def upgrade() -> None:
    """Entries copied in before are found by the name and number; copied anew, by everything."""
    for column in SUBJECT:
        op.alter_column(TABLE, column, type_=sa.String(510))
    op.add_column(TABLE, sa.Column("event_on", sa.Date, nullable=True))
    op.add_column(
        TABLE, sa.Column("parents_folded", sa.String(510), nullable=False, server_default="")
    )
    op.alter_column(TABLE, "parents_folded", server_default=None)
    op.create_index("ix_copied_entry_event", TABLE, ["event_on", "kind"])
    op.create_index("ix_copied_entry_number", TABLE, ["number", "year"])
    op.create_index(
        "ix_copied_entry_names",
        TABLE,
        NAMES,
        postgresql_using="gin",
        postgresql_ops=dict.fromkeys(NAMES, "gin_trgm_ops"),
    )


def downgrade() -> None:
    for name in ("names", "number", "event"):
        op.drop_index(f"ix_copied_entry_{name}", table_name=TABLE)
    for column in ("parents_folded", "event_on"):
        op.drop_column(TABLE, column)
    for column in SUBJECT:
        op.alter_column(TABLE, column, type_=sa.String(200))
