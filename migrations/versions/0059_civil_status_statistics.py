"""Facts of entries for statistics and search across books; reports of statistics as issued."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0059_civil_status_statistics"
down_revision = "0058_seals"
branch_labels = None
depends_on = None

ENTRY = "register_entry"
INDEXES = (
    ("ix_register_entry_registered", ["registered_on", "unit_id"]),
    ("ix_register_entry_event", ["event_on", "kind"]),
    ("ix_register_entry_number", ["number", "year"]),
)
NAMES = ["subject_folded", "parents_folded"]


def upgrade() -> None:
    """Entries signed before have no facts: they count as unknown and are found by their name."""
    op.add_column(ENTRY, sa.Column("facts", JSONB, nullable=False, server_default="{}"))
    op.add_column(ENTRY, sa.Column("event_on", sa.Date, nullable=True))
    op.add_column(
        ENTRY, sa.Column("parents_folded", sa.String(401), nullable=False, server_default="")
    )
    for column in ("facts", "parents_folded"):
        op.alter_column(ENTRY, column, server_default=None)
    for name, columns in INDEXES:
        op.create_index(name, ENTRY, columns)
    op.create_index(
        "ix_register_entry_names",
        ENTRY,
        NAMES,
        postgresql_using="gin",
        postgresql_ops=dict.fromkeys(NAMES, "gin_trgm_ops"),
    )
    op.create_table(
        "statistics_report",
        sa.Column("unit_id", sa.Integer, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("issued_on", sa.Date, nullable=False),
        sa.Column("issue_year", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("span", sa.String(32), nullable=False),
        sa.Column("signed_by_id", sa.Uuid, nullable=False),
        sa.Column("signer_name", sa.String(200), nullable=False),
        sa.Column("signer_title", sa.String(200), nullable=False),
        sa.Column("figures", JSONB, nullable=False),
        sa.Column("pdf", sa.LargeBinary, nullable=False),
        sa.Column("xlsx", sa.LargeBinary, nullable=False),
        sa.Column("xact", sa.BigInteger, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.CheckConstraint("span IN ('half', 'year')", name=op.f("ck_statistics_report_span")),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_statistics_report_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["signed_by_id"], ["posting.id"], name=op.f("fk_statistics_report_signed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statistics_report")),
        sa.UniqueConstraint(
            "unit_id",
            "issue_year",
            "n",
            name=op.f("uq_statistics_report_unit_id_issue_year_n"),
        ),
    )
    for column in ("signed_by_id", "xact"):
        op.create_index(op.f(f"ix_statistics_report_{column}"), "statistics_report", [column])


def downgrade() -> None:
    op.drop_table("statistics_report")
    op.drop_index("ix_register_entry_names", table_name=ENTRY)
    for name, _columns in reversed(INDEXES):
        op.drop_index(name, table_name=ENTRY)
    for column in ("parents_folded", "event_on", "facts"):
        op.drop_column(ENTRY, column)
