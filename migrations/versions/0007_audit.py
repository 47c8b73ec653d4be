"""Who looked at what, the seals of the journals, and which transaction wrote each of their rows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007_audit"
down_revision = "0009_list_indexes"
branch_labels = None
depends_on = None

JOURNALS = (
    "audit_entry", "data_request", "delivery", "dossier_event", "entry", "extension", "packet", "revision",
    "second_factor_reset",
)  # fmt: skip
"""The journals that stood before there were seals."""

LOOKS = "'read', 'list', 'file', 'print', 'export', 'reveal', 'refused', 'sign_in_refused'"
FAULTS = "'rows', 'columns', 'future', 'seal', 'seals_missing', 'not_kept', 'second_place'"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for table in JOURNALS:
        # the rows there are count as written now; a row may not be changed, so by a passing default
        now = sa.text("pg_current_xact_id()::text::bigint")
        op.add_column(table, sa.Column("xact", sa.BigInteger, nullable=False, server_default=now))
        op.alter_column(table, "xact", server_default=None)
        op.create_index(op.f(f"ix_{table}_xact"), table, ["xact"])
    op.add_column("audit_entry", sa.Column("unit_id", sa.Integer, nullable=True))
    op.create_index("ix_audit_entry_unit", "audit_entry", ["unit_id", "id"])
    op.create_table(
        "access_entry",
        sa.Column("id", sa.BigInteger, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("staff_id", sa.Uuid, nullable=True),
        sa.Column("posting_id", sa.Uuid, nullable=True),
        sa.Column("unit_id", sa.Integer, nullable=True),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("fields", postgresql.JSONB, nullable=False),
        sa.Column("page", sa.String(64), nullable=False),
        sa.Column("network", sa.String(32), nullable=True),
        sa.Column("xact", sa.BigInteger, nullable=False),
        sa.CheckConstraint(f"action IN ({LOOKS})", name="action"),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("at", "key", "staff_id", "xact"):
        op.create_index(op.f(f"ix_access_entry_{column}"), "access_entry", [column])
    op.create_index("ix_access_entry_unit", "access_entry", ["unit_id", "id"])
    op.create_table(
        "journal_seal",
        sa.Column("n", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("upto", sa.BigInteger, nullable=False),
        sa.Column("heads", postgresql.JSONB, nullable=False),
        sa.Column("shapes", postgresql.JSONB, nullable=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("n"),
    )
    op.create_index(
        "ix_journal_seal_shapes",
        "journal_seal",
        ["n"],
        postgresql_where=sa.text("shapes IS NOT NULL"),
    )
    op.create_table(
        "journal_check",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("seals", sa.Integer, nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("fault", sa.String(32), nullable=True),
        sa.Column("facts", postgresql.JSONB, nullable=False),
        sa.Column("xact", sa.BigInteger, nullable=False),
        sa.CheckConstraint(f"fault IN ({FAULTS})", name="fault"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_journal_check_xact"), "journal_check", ["xact"])


def downgrade() -> None:
    op.drop_table("journal_check")
    op.drop_table("journal_seal")
    op.drop_table("access_entry")
    op.execute("drop policy if exists mc_see on audit_entry")  # it asks for the unit
    op.drop_index("ix_audit_entry_unit", "audit_entry")
    op.drop_column("audit_entry", "unit_id")
    for table in JOURNALS:
        # the trigger that fills it in goes with its table only
        op.execute(f"drop trigger if exists mc_stamped on {table}")
        op.drop_column(table, "xact")
