"""Old books: columns by which searches find entries copied from them, and scanned pages."""

import sqlalchemy as sa
from alembic import op

revision = "0063_old_books"
down_revision = "0062_corrected_legs"
branch_labels = None
depends_on = None

TABLE, PAGE = "copied_entry", "scanned_page"
KINDS = (
    "'birth', 'death', 'marriage', 'guardianship', 'guardianship_end', 'recognition', 'change', "
    "'marital_status', 'extract', 'certified', 'other', 'practice'"
)
SCANS = "'clean', 'not_scanned', 'own'"
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
    op.create_table(
        PAGE,
        sa.Column("unit_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("book", sa.String(40), nullable=False),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("storage_key", sa.String(80), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("received_sha256", sa.String(64), nullable=False),
        sa.Column("mime", sa.String(64), nullable=False),
        sa.Column("scan", sa.String(32), nullable=False),
        sa.Column("is_rehearsal", sa.Boolean, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posting_id", sa.Uuid, nullable=False),
        sa.Column("xact", sa.BigInteger, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_scanned_page_kind")),
        sa.CheckConstraint(f"scan IN ({SCANS})", name=op.f("ck_scanned_page_scan")),
        sa.CheckConstraint("first > 0 AND last >= first", name=op.f("ck_scanned_page_numbers")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_scanned_page_unit_id")),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["posting.id"], name=op.f("fk_scanned_page_posting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scanned_page")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_scanned_page_storage_key")),
    )
    op.create_index("ix_scanned_page_of_book", PAGE, ["unit_id", "kind", "book", "last"])
    for column in ("posting_id", "xact"):
        op.create_index(op.f(f"ix_scanned_page_{column}"), PAGE, [column])


def downgrade() -> None:
    op.drop_table(PAGE)
    for name in ("names", "number", "event"):
        op.drop_index(f"ix_copied_entry_{name}", table_name=TABLE)
    for column in ("parents_folded", "event_on"):
        op.drop_column(TABLE, column)
    for column in SUBJECT:
        op.alter_column(TABLE, column, type_=sa.String(200))
